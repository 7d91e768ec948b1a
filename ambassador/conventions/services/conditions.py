"""Conditions: a conditional commitment binds from the day its condition was met, as one of the parties recorded it."""

from dataclasses import dataclass
from datetime import date, datetime

from ambassador import files
from ambassador.accounts.models import User
from ambassador.conventions.models import Commitment, ConditionRecord, Modality
from ambassador.conventions.services.contributions import check_link
from ambassador.conventions.services.guards import check_not_future, check_open
from ambassador.db import db
from ambassador.errors import N_, RuleBroken


@dataclass(frozen=True)
class ConditionDetails:
    """The day the condition was met, and how one knows."""

    met_on: date
    note: str
    link: str = ""
    upload: files.Upload | None = None


def record_condition(
    commitment: Commitment, details: ConditionDetails, recorder: User, now: datetime, today: date
) -> ConditionRecord:
    start = commitment.convention.start
    if commitment.modality is not Modality.CONDITIONAL:
        raise RuleBroken(N_("Cet engagement n’a pas de condition."))
    if commitment.condition_met_on is not None:
        raise RuleBroken(N_("La condition est déjà notée comme remplie."))
    if start is None or start > today:
        raise RuleBroken(N_("La convention n’est pas encore en vigueur."))
    check_open(commitment.convention, today)
    check_not_future(today, met_on=details.met_on)
    if details.met_on < start:
        raise RuleBroken(N_("Cette date précède le début de la convention."), "met_on")
    check_link(details.link)
    record = ConditionRecord(
        commitment=commitment,
        met_on=details.met_on,
        note=details.note,
        link=details.link,
        recorded_by=recorder,
        recorded_at=now,
    )
    if details.upload is not None:
        record.file = files.keep(details.upload, recorder, now, commitment.convention_id)
    commitment.condition_met_on = details.met_on
    db.session.add(record)
    db.session.flush()
    return record


def undo_condition(
    commitment: Commitment, record: ConditionRecord | None, reason: str, person: User, now: datetime, today: date
) -> None:
    """Say that it was not met after all. The record stays, with the reason; the commitment waits again."""
    if commitment.condition_met_on is None:
        raise RuleBroken(N_("La condition n’est pas notée comme remplie."))
    check_open(commitment.convention, today)
    if not reason.strip():
        raise RuleBroken(N_("Écrivez pourquoi."), "reason")
    commitment.condition_met_on = None
    if record is not None:
        record.undone_by, record.undone_at, record.undone_reason = person, now, reason.strip()
    db.session.flush()
