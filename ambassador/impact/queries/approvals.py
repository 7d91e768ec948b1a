"""Who approved figures, and when: as they stand, or as they stood when they were published."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from ambassador.accounts.models import User
from ambassador.db import db
from ambassador.impact.span import Span
from ambassador.kpis.models import Adoption, Entry, EntryEvent, EntryState, EventKind, IndicatorVersion

YEAR = 100
"""Between the same months of two years (202501, 202601)."""


@dataclass(frozen=True)
class Approval:
    by: User
    at: datetime


def approvals_of(entry_ids: Collection[int]) -> dict[int, Approval]:
    """The last one of each figure, by its number. One query."""
    if not entry_ids:
        return {}
    chosen = select(Entry).where(Entry.id.in_(sorted(entry_ids)), Entry.approved_at.is_not(None))
    rows = db.session.scalars(chosen.options(joinedload(Entry.approved_by).joinedload(User.organisation)))
    return {row.id: Approval(row.approved_by, row.approved_at) for row in rows if row.approved_by and row.approved_at}


def last_approval(adoptions: Collection[Adoption], span: Span) -> datetime | None:
    """Of figures that begin in the span, or in the year before it. One query."""
    if not adoptions:
        return None
    chosen = select(func.max(Entry.approved_at)).where(
        Entry.indicator_id.in_(sorted(one.indicator_id for one in adoptions)),
        Entry.organisation_id.in_({one.organisation_id for one in adoptions}),
        Entry.month.between(span.first.month - YEAR, span.last.month + 2),
        Entry.state == EntryState.APPROVED,
    )
    return db.session.scalar(chosen)


def approvals_ever(adoption_ids: Collection[int], months: Collection[int]) -> dict[tuple[int, int], list[Approval]]:
    """Every one of whole figures, by KPI and first month of the period, oldest first. One query."""
    found: defaultdict[tuple[int, int], list[Approval]] = defaultdict(list)
    if not adoption_ids or not months:
        return found
    chosen = (
        select(Entry.adoption_id, Entry.month, EntryEvent)
        .join(EntryEvent, EntryEvent.entry_id == Entry.id)
        .join(Adoption, Adoption.id == Entry.adoption_id)
        .join(IndicatorVersion, IndicatorVersion.id == Adoption.definition_id)
        .where(
            Entry.adoption_id.in_(sorted(adoption_ids)),
            Entry.month.in_(sorted(months)),
            Entry.frequency == IndicatorVersion.frequency,
            Entry.category_id.is_(None),
            EntryEvent.kind == EventKind.APPROVED,
        )
        .options(joinedload(EntryEvent.by).joinedload(User.organisation))
        .order_by(EntryEvent.id)
    )
    for adoption_id, month, event in db.session.execute(chosen):
        found[adoption_id, month].append(Approval(event.by, event.at))
    return found
