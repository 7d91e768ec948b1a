"""Correcting an approved figure: the new numbers wait for approval in the story, the former ones stay in force."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ambassador.accounts.models import User
from ambassador.db import db
from ambassador.errors import N_, RuleBroken
from ambassador.files import StoredFile
from ambassador.kpis.models import Answer, CorrectionState, Entry, EntryState, EventKind
from ambassador.kpis.queries.story import correction_in_hand
from ambassador.kpis.services.breakdowns import settle
from ambassador.kpis.services.closing import check_open
from ambassador.kpis.services.entries import (
    FigureValues,
    check_may_enter,
    checked_values,
    differs,
    kept_file,
    write,
)
from ambassador.kpis.services.story import NUMBERS, check_seen, snapshot, tell, told


def correct_figure(
    entry: Entry, seen: str, values: FigureValues, reason: str, by: User, now: datetime, today: date
) -> Entry:
    """Propose other numbers for an approved figure, with a reason; also after a correction came back. Readers keep the
    former numbers until another person approves. It stays a figure of the definition it was entered under."""
    check_may_enter(entry.adoption, by)
    check_open(entry.adoption.organisation, entry.period, by, today)
    check_seen(entry, seen, EntryState.APPROVED)
    if entry.correction is CorrectionState.SUBMITTED:
        raise RuleBroken(N_("Une correction de ce chiffre attend déjà d’être validée."))
    if not reason.strip():
        raise RuleBroken(N_("Écrivez pourquoi ce chiffre change."), field="reason")
    checked = checked_values(entry.adoption, entry.definition, entry.period, values, entry, None)
    if not differs(entry, entry.definition, checked):
        raise RuleBroken(N_("Rien n’a changé."))
    proposed = told(checked, _parts(checked), kept_file(entry, checked, by, now))
    tell(entry, EventKind.CORRECTED, by, now, snapshot(entry), reason, after=proposed)
    entry.correction, entry.corrected_by = CorrectionState.SUBMITTED, by
    return entry


def _parts(values: FigureValues) -> list[tuple[Any, ...]]:
    return [(category, *numbers) for category, numbers in (values.parts or {}).items()]


def put_in_force(entry: Entry) -> None:
    """The correction in hand becomes the figure, as its author wrote it; who approves it is still to be written down."""
    correction = correction_in_hand(entry)
    content = correction.after or {}
    file = db.session.get(StoredFile, content["file_id"]) if content.get("file_id") else None
    entry.correction = entry.corrected_by = None
    settle(entry, EntryState.SUBMITTED)
    write(entry, entry.definition, read_back(content), file, correction.by, correction.at)


def read_back(content: dict[str, Any]) -> FigureValues:
    """The values that the story tells."""
    parts = {int(category): _three(numbers) for category, numbers in content.get("parts", {}).items()}
    numerator, denominator, weight = _three(content)
    return FigureValues(
        Answer(content["answer"]),
        numerator,
        denominator,
        weight,
        comment=content.get("comment") or "",
        evidence=content.get("evidence") or "",
        parts=parts,
    )


def _three(content: dict[str, Any]) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    numerator, denominator, weight = (None if content.get(name) is None else Decimal(content[name]) for name in NUMBERS)
    return numerator, denominator, weight
