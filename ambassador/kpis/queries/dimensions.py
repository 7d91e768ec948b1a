"""The ways to break figures down."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from ambassador.db import db
from ambassador.kpis.models import Dimension


def dimensions() -> list[Dimension]:
    """All, with their categories, in the order they were added."""
    chosen = select(Dimension).options(selectinload(Dimension.categories))
    return list(db.session.scalars(chosen.order_by(Dimension.id)))


def named() -> list[Dimension]:
    """All, without their categories: for a choice."""
    return list(db.session.scalars(select(Dimension).order_by(Dimension.id)))


def numbered(numbers: Collection[int]) -> list[Dimension]:
    if not numbers:
        return []
    return list(db.session.scalars(select(Dimension).where(Dimension.id.in_(numbers)).order_by(Dimension.id)))
