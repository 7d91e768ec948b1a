"""Reads of what changes a convention: amendments with their proposals, notices."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import selectinload
from sqlalchemy.orm.attributes import set_committed_value

from ambassador.conventions.models import Amendment, AmendmentEnding, Commitment, Convention, Notice
from ambassador.db import db
from ambassador.translated import Translated


def amendment(convention: Convention, number: int) -> Amendment | None:
    """With the convention as it was read: its parties, terms and commitments are not read again."""
    found = next((row for row in convention.amendments if row.id == number), None)
    if found is not None:
        set_committed_value(found, "convention", convention)
    return found


def amendments_whole(convention: Convention) -> list[Amendment]:
    """All of a convention with what they change and their files, by the day they are meant for."""
    chosen = select(Amendment).where(Amendment.convention_id == convention.id)
    chosen = chosen.order_by(Amendment.effective_from, Amendment.id).options(
        selectinload(Amendment.proposals).selectinload(Commitment.replaces),
        selectinload(Amendment.endings).selectinload(AmendmentEnding.commitment),
        selectinload(Amendment.files),
    )
    return list(db.session.scalars(chosen))


def commitment_for(amendment: Amendment, number: int) -> Commitment | None:
    """One that the amendment may change: of the convention, or of its own proposals."""
    rows = [*amendment.convention.commitments, *amendment.proposals]
    return next((row for row in rows if row.id == number), None)


def notice(convention: Convention, number: int) -> Notice | None:
    return next((row for row in convention.notices if row.id == number), None)


def names_of_amendments(numbers: Collection[int]) -> dict[int, str]:
    rows = db.session.execute(select(Amendment.id, Amendment.number.label("name")).where(Amendment.id.in_(numbers)))
    return {row.id: row.name for row in rows}


def names_of_commitments(numbers: Collection[int]) -> dict[int, Translated]:
    rows = db.session.execute(select(Commitment.id, Commitment.title).where(Commitment.id.in_(numbers)))
    return {row.id: row.title for row in rows}
