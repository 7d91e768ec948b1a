"""Where each commitment stands, as a page shows it: state and why, what was done, what waits, and the next step."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from textwrap import shorten
from typing import Any

from flask import url_for
from flask_babel import gettext

from ambassador import i18n
from ambassador.accounts.models import User
from ambassador.conventions import words
from ambassador.conventions.measures import Detail
from ambassador.conventions.models import Commitment, ContributionState, Convention, Unit
from ambassador.conventions.services.contributions import contributing_party
from ambassador.conventions.standing import CommitmentState, Reason, Standing, standing
from ambassador.conventions.standing_words import amount_of, why
from ambassador.conventions.words import amount
from ambassador.conventions.work import Work, contributions, state_on
from ambassador.permissions import Permission, allows
from ambassador.translated import Translated

LONGEST = 80
"""Characters of a detail's label; the rest is on its own page."""


@dataclass(frozen=True)
class ShownStanding:
    """`details`: what a measure counted, in words, each with its address if it has one; `notes`: what does not count yet;
    `step`: what the reader can do about it, with its address."""

    standing: Standing
    why: str
    text: str
    value: Decimal
    target: Decimal | None
    url: str | None
    details: list[tuple[str, str | None]]
    notes: list[str]
    step: tuple[str, str] | None


def of_convention(convention: Convention, viewer: User, today: date) -> dict[int, ShownStanding]:
    """Every commitment that stands in the text on the day, by its number."""
    return {row.id: of_commitment(row, viewer, today) for row in convention.commitments_on(today)}


def of_commitment(commitment: Commitment, viewer: User, today: date) -> ShownStanding:
    found = standing(commitment, today)
    measured = found.work.progress.measured if found.work.progress else None
    return ShownStanding(
        standing=found,
        why=why(commitment, found, today),
        text="" if found.state is CommitmentState.WAITING else _text(commitment, found.work),
        value=found.work.done,
        target=found.work.target,
        url=url_for(measured.endpoint, **measured.arguments) if measured and measured.endpoint else None,
        details=[_detail(detail, commitment.unit) for detail in measured.details] if measured else [],
        notes=list(_notes(commitment, found.work)),
        step=_step(commitment, found, viewer, today),
    )


def _text(commitment: Commitment, work: Work) -> str:
    """ "Jours de suivi utilisés : 3 sur 5", "Confirmé : 300 sur 700 jours-homme", or nothing where nothing is known."""
    unit = commitment.unit
    if work.progress is None and work.target is None:
        return gettext("Confirmé : %(done)s", done=amount_of(work.confirmed, unit)) if work.confirmed.count else ""
    label = str(work.progress.measure.label) if work.progress else gettext("Confirmé")
    if work.target is None:
        return str(gettext("%(label)s : %(done)s", label=label, done=amount(work.done, unit)))
    target = amount(work.target, unit) if work.progress else words.with_unit(work.target, unit)
    return str(gettext("%(label)s : %(done)s sur %(target)s", label=label, done=amount(work.done, unit), target=target))


def _notes(commitment: Commitment, work: Work) -> list[str]:
    unit, notes = commitment.unit, []
    if work.progress and work.confirmed.count:
        confirmed = amount_of(work.confirmed, unit)
        if work.verdict is None and unit is not None:
            notes.append(gettext("Dont confirmé par l’autre partie : %(amount)s", amount=confirmed))
        else:
            notes.append(gettext("En plus, confirmé par l’autre partie : %(amount)s", amount=confirmed))
    if work.recorded.count:
        notes.append(gettext("Pas encore confirmé : %(amount)s", amount=amount_of(work.recorded, unit)))
    if work.contested.count:
        notes.append(gettext("Contesté, ne compte pas : %(amount)s", amount=amount_of(work.contested, unit)))
    return [str(note) for note in notes]


def _step(commitment: Commitment, found: Standing, viewer: User, today: date) -> tuple[str, str] | None:
    place: dict[str, Any] = {"number": commitment.convention_id, "commitment_number": commitment.id}
    page = url_for("conventions.commitment", **place, _anchor="contributions")
    own = contributing_party(commitment, viewer)
    rows = [
        (state_on(row, today), row.party.organisation_id == viewer.organisation_id) for row in contributions(commitment)
    ]
    if (ContributionState.RECORDED, False) in rows and allows(viewer.role, Permission.CONTRIBUTIONS_DECIDE):
        return str(gettext("Confirmer ou contester")), page
    if not allows(viewer.role, Permission.CONTRIBUTIONS_RECORD):
        return None
    if (ContributionState.CONTESTED, True) in rows:
        return str(gettext("Revoir ce qui est contesté")), page
    is_waiting = found.reason is Reason.CONDITION_NOT_MET and commitment.convention.is_open(today)
    if is_waiting and allows(viewer.role, Permission.CONVENTIONS_EDIT):
        return str(gettext("Noter la condition remplie")), url_for("conventions.record_condition", **place)
    is_pressing = found.state in {CommitmentState.AT_RISK, CommitmentState.OVERDUE} or commitment.unit is not None
    is_asked = found.is_open and is_pressing and found.work.progress is None
    if is_asked and own is not None and commitment.convention.is_open(today):
        return str(gettext("Noter une contribution")), url_for("conventions.contribute", **place)
    return None


def _detail(detail: Detail, unit: Unit | None) -> tuple[str, str | None]:
    label = shorten(label_of(detail), LONGEST, placeholder="…")
    url = url_for(detail.endpoint, **detail.arguments) if detail.endpoint else None
    return str(gettext("%(label)s : %(done)s", label=label, done=amount(detail.quantity, unit))), url


def label_of(detail: Detail) -> str:
    match detail.label:
        case Translated() as text:
            return i18n.text_for_reader(text)
        case StrEnum() as member:
            return i18n.label(member)
        case label:
            return str(label)
