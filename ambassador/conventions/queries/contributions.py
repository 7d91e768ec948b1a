"""Reads of what was contributed, and of the conditions recorded as met."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from ambassador.accounts.models import User
from ambassador.conventions.models import Commitment, ConditionRecord, Contribution, Convention
from ambassador.conventions.work import chain, contributions
from ambassador.db import db
from ambassador.files import StoredFile


def contributions_with_people(commitment: Commitment) -> list[Contribution]:
    """Those of the commitment, newest first, with who recorded and decided them and their files."""
    numbers = [row.id for row in contributions(commitment)]
    if not numbers:
        return []
    people = (Contribution.recorded_by, Contribution.decided_by, Contribution.file)
    chosen = select(Contribution).where(Contribution.id.in_(numbers)).options(*map(selectinload, people))
    return list(db.session.scalars(chosen.order_by(Contribution.on.desc(), Contribution.id.desc())))


def with_people(convention: Convention) -> list[Contribution]:
    """All of a convention, with who recorded and decided them and their files: for what shows them together."""
    people = (Contribution.recorded_by, Contribution.decided_by, Contribution.file)
    chosen = select(Contribution).join(Contribution.commitment).where(Commitment.convention_id == convention.id)
    return list(db.session.scalars(chosen.options(*map(selectinload, people)).order_by(Contribution.id)))


def condition_records_of(convention: Convention) -> list[ConditionRecord]:
    """Each time a condition of the convention was recorded as met, newest first."""
    people = (ConditionRecord.recorded_by, ConditionRecord.undone_by, ConditionRecord.file)
    chosen = select(ConditionRecord).join(ConditionRecord.commitment)
    chosen = chosen.where(Commitment.convention_id == convention.id).options(*map(selectinload, people))
    return list(db.session.scalars(chosen.order_by(ConditionRecord.id.desc())))


def contribution(convention: Convention, number: int) -> Contribution | None:
    return next((one for row in convention.commitments for one in row.contributions if one.id == number), None)


def own_contribution(convention: Convention, number: int, viewer: User) -> Contribution | None:
    """One that the viewer's side recorded."""
    found = contribution(convention, number)
    return found if found is not None and found.party.organisation_id == viewer.organisation_id else None


def others_contribution(convention: Convention, number: int, viewer: User) -> Contribution | None:
    """One that the viewer's side may decide: another party recorded it."""
    found = contribution(convention, number)
    return found if found is not None and found.party.organisation_id != viewer.organisation_id else None


def condition_records(commitment: Commitment) -> list[ConditionRecord]:
    """Each time the condition was recorded as met, newest first."""
    people = (ConditionRecord.recorded_by, ConditionRecord.undone_by, ConditionRecord.file)
    numbers = [row.id for row in chain(commitment)]
    chosen = select(ConditionRecord).where(ConditionRecord.commitment_id.in_(numbers))
    rows = db.session.scalars(chosen.options(*map(selectinload, people)).order_by(ConditionRecord.id.desc()))
    return list(rows)


def standing_record(commitment: Commitment) -> ConditionRecord | None:
    """The record by which the condition stands as met; None where it was written before there were records."""
    return next((row for row in condition_records(commitment) if row.undone_at is None), None)


def names_of_files(numbers: Collection[int]) -> dict[int, str]:
    rows = db.session.execute(select(StoredFile.id, StoredFile.name).where(StoredFile.id.in_(numbers)))
    return {row.id: row.name for row in rows}
