"""The conventions of a structure with what was promised in them, and what came of it."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from ambassador.conventions.models import Amendment, Commitment, Convention, Notice
from ambassador.db import db


def with_commitments(convention_ids: Collection[int]) -> list[Convention]:
    """By number, with all that says where a commitment stands."""
    if not convention_ids:
        return []
    chosen = (
        select(Convention)
        .where(Convention.id.in_(sorted(convention_ids)))
        .options(
            joinedload(Convention.notices).joinedload(Notice.termination),
            joinedload(Convention.corrections),
            selectinload(Convention.commitments).joinedload(Commitment.contributions),
            selectinload(Convention.amendments).joinedload(Amendment.signatures),
        )
        .order_by(Convention.id)
    )
    return list(db.session.scalars(chosen).unique())
