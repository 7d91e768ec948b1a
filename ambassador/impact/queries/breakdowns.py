"""The categories of approved figures."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ambassador.db import db
from ambassador.kpis.models import Adoption, Category, Entry, EntryState, IndicatorVersion


def approved_parts(adoption_ids: Collection[int], months: Collection[int]) -> list[Entry]:
    """By KPI, dimension and the place of the category; of periods that begin in the months. One query."""
    if not adoption_ids or not months:
        return []
    chosen = (
        select(Entry)
        .join(Entry.category)
        .join(Adoption, Adoption.id == Entry.adoption_id)
        .join(IndicatorVersion, IndicatorVersion.id == Adoption.definition_id)
        .where(
            Entry.adoption_id.in_(sorted(adoption_ids)),
            Entry.month.in_(sorted(months)),
            Entry.frequency == IndicatorVersion.frequency,
            Entry.state == EntryState.APPROVED,
            Entry.numerator.is_not(None),
        )
        .options(joinedload(Entry.category).joinedload(Category.dimension), joinedload(Entry.approved_by))
        .order_by(Entry.adoption_id, Category.dimension_id, Category.position)
    )
    return list(db.session.scalars(chosen))
