"""Figures as of a past day, rebuilt from their stories."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from itertools import groupby

from sqlalchemy import select

from ambassador.config import BRUSSELS
from ambassador.db import db
from ambassador.kpis.models import Adoption, Entry, EntryEvent, IndicatorVersion
from ambassador.kpis.past import Told, fold
from ambassador.kpis.queries.figures import Row, series_of
from ambassador.kpis.series import Series


def night_after(day: date) -> datetime:
    """The end of the day in Brussels."""
    return datetime.combine(day + timedelta(days=1), time(), BRUSSELS)


def figure_as_of(entry: Entry, day: date) -> Told | None:
    """One figure at the end of that day; None before it was entered."""
    chosen = select(EntryEvent).where(EntryEvent.entry_id == entry.id, EntryEvent.at < night_after(day))
    return fold(db.session.scalars(chosen.order_by(EntryEvent.id)))


def rows_as_of(adoption_ids: Collection[int], day: date) -> dict[int, list[Row]]:
    """As `figures.rows_of`, at the end of that day."""
    found: dict[int, list[Row]] = defaultdict(list)
    if not adoption_ids:
        return found
    chosen = (
        select(Entry.id, Entry.adoption_id, Entry.month, EntryEvent.kind, EntryEvent.by_id, EntryEvent.after)
        .join(EntryEvent, EntryEvent.entry_id == Entry.id)
        .join(Adoption, Adoption.id == Entry.adoption_id)
        .join(IndicatorVersion, IndicatorVersion.id == Adoption.definition_id)
        .where(
            Entry.adoption_id.in_(adoption_ids),
            Entry.category_id.is_(None),
            Entry.frequency == IndicatorVersion.frequency,
            EntryEvent.at < night_after(day),
        )
        .order_by(Entry.adoption_id, Entry.month, Entry.id, EntryEvent.id)
    )
    for (number, adoption_id, month), steps in groupby(
        db.session.execute(chosen), key=lambda row: (row.id, row.adoption_id, row.month)
    ):
        told = fold(steps)
        if told is not None:
            found[adoption_id].append(_row(number, adoption_id, month, told))
    return found


def _row(number: int, adoption_id: int, month: int, told: Told) -> Row:
    return Row(
        number,
        adoption_id,
        month,
        told.answer,
        told.number("numerator"),
        told.number("denominator"),
        told.number("weight"),
        told.state,
        told.edited_by_id,
    )


def series_as_of(adoptions: Collection[Adoption], day: date) -> list[Series]:
    """The series of KPIs with the figures of that day; definitions and targets are today's."""
    entered = rows_as_of([adoption.id for adoption in adoptions if not adoption.is_computed], day)
    return series_of(adoptions, day, entered)
