"""The ways to break figures down."""

from collections.abc import Collection, Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from ambassador.db import db
from ambassador.kpis.models import Adoption, AdoptionState, Dimension, Entry
from ambassador.kpis.models.indicator import version_dimension


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


def dimension(number: int) -> Dimension | None:
    """One, with its categories. Dimensions are the same for all."""
    chosen = select(Dimension).where(Dimension.id == number).options(selectinload(Dimension.categories))
    return db.session.scalar(chosen)


def uses() -> dict[int, int]:
    """How many KPIs in force are broken down by each dimension."""
    chosen = (
        select(version_dimension.c.dimension_id, func.count(Adoption.id).label("kpis"))
        .join(Adoption, Adoption.definition_id == version_dimension.c.version_id)
        .where(Adoption.state != AdoptionState.RETIRED)
        .group_by(version_dimension.c.dimension_id)
    )
    return {row.dimension_id: row.kpis for row in db.session.execute(chosen)}


def is_in_use(dimension: Dimension) -> bool:
    """A definition, in force or not, is broken down by it."""
    chosen = select(version_dimension.c.version_id).where(version_dimension.c.dimension_id == dimension.id)
    return db.session.scalar(chosen.limit(1)) is not None


def with_figures(category_ids: Iterable[int]) -> set[int]:
    """Those of the categories that figures were entered for."""
    chosen = select(Entry.category_id).where(Entry.category_id.in_(list(category_ids))).distinct()
    return {number for number in db.session.scalars(chosen) if number is not None}
