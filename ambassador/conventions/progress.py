"""The measured progress of commitments, as a page shows it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from textwrap import shorten

from flask import url_for
from flask_babel import gettext

from ambassador import i18n
from ambassador.conventions import measures
from ambassador.conventions.measures import Detail, Progress
from ambassador.conventions.models import Commitment, Convention, Unit
from ambassador.conventions.words import amount
from ambassador.translated import Translated

LONGEST = 80
"""Characters of a detail's label; the rest is on its own page."""


@dataclass(frozen=True)
class ShownProgress:
    """`details`: what it is made of, in words, each with its address if it has one."""

    text: str
    value: Decimal
    target: Decimal | None
    is_reached: bool
    url: str | None
    details: list[tuple[str, str | None]]


def of_convention(convention: Convention, today: date) -> dict[int, ShownProgress]:
    """What the work shows of each commitment that it shows something of, by the commitment's number."""
    found = ((row, measures.progress(row, today)) for row in convention.commitments_on(today))
    return {row.id: _show(progress, row) for row, progress in found if progress}


def _show(progress: Progress, commitment: Commitment) -> ShownProgress:
    unit, measured = commitment.unit, progress.measured
    done, label = amount(measured.quantity, unit), str(progress.measure.label)
    if progress.target is None:
        text = gettext("%(label)s : %(done)s", label=label, done=done)
    else:
        target = amount(progress.target, unit)
        text = gettext("%(label)s : %(done)s sur %(target)s", label=label, done=done, target=target)
    return ShownProgress(
        text=str(text),
        value=measured.quantity,
        target=progress.target,
        is_reached=progress.is_reached,
        url=url_for(measured.endpoint, **measured.arguments) if measured.endpoint else None,
        details=[_detail(detail, unit) for detail in measured.details],
    )


def _detail(detail: Detail, unit: Unit | None) -> tuple[str, str | None]:
    label = shorten(_label(detail), LONGEST, placeholder="…")
    url = url_for(detail.endpoint, **detail.arguments) if detail.endpoint else None
    return str(gettext("%(label)s : %(done)s", label=label, done=amount(detail.quantity, unit))), url


def _label(detail: Detail) -> str:
    match detail.label:
        case Translated() as text:
            return i18n.text_for_reader(text)
        case StrEnum() as member:
            return i18n.label(member)
        case words:
            return str(words)
