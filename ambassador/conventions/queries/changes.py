"""Reads of what changes a convention: amendments with their proposals, notices."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from ambassador.accounts.models import User
from ambassador.conventions.models import Amendment, Commitment, Convention, Notice
from ambassador.conventions.queries.register import seen
from ambassador.db import db
from ambassador.translated import Translated


def amendment(convention: Convention, number: int) -> Amendment | None:
    return next((row for row in convention.amendments if row.id == number), None)


def commitment_for(amendment: Amendment, number: int) -> Commitment | None:
    """One that the amendment may change: of the convention, or of its own proposals."""
    rows = [*amendment.convention.commitments, *amendment.proposals]
    return next((row for row in rows if row.id == number), None)


def notice(convention: Convention, number: int) -> Notice | None:
    return next((row for row in convention.notices if row.id == number), None)


def conventions_with_changes(viewer: User) -> list[Convention]:
    """All in the viewer's sight, newest first, with parties, terms, amendments and notices."""
    chosen = select(Convention).where(Convention.id.in_(seen(viewer))).order_by(Convention.id.desc())
    wanted = (Convention.parties, Convention.terms, Convention.amendments, Convention.notices)
    return list(db.session.scalars(chosen.options(*(selectinload(one) for one in wanted))))


def names_of_amendments(numbers: Collection[int]) -> dict[int, str]:
    rows = db.session.execute(select(Amendment.id, Amendment.number.label("name")).where(Amendment.id.in_(numbers)))
    return {row.id: row.name for row in rows}


def names_of_commitments(numbers: Collection[int]) -> dict[int, Translated]:
    rows = db.session.execute(select(Commitment.id, Commitment.title).where(Commitment.id.in_(numbers)))
    return {row.id: row.title for row in rows}
