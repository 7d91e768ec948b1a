"""What waits for approval, and the story of one figure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from ambassador.accounts.models import Organisation, User
from ambassador.db import db
from ambassador.kpis import rights, series, values
from ambassador.kpis.models import (
    Adoption,
    Entry,
    EntryEvent,
    EntryState,
    EventKind,
    Publication,
    PublishedFigure,
)
from ambassador.kpis.queries.figures import Row, rows_of
from ambassador.kpis.queries.sight import is_seen, looked_after
from ambassador.kpis.series import Point
from ambassador.kpis.values import Distance
from ambassador.periods import Period


@dataclass(frozen=True)
class Waiting:
    """One submitted figure with what a reviewer compares it to."""

    entry: Entry
    point: Point
    last: Point | None
    is_own: bool
    """The reviewer's own edit was the last: another person approves it."""

    @property
    def change(self) -> Fraction | None:
        """From the last value to this one, in the unit shown."""
        if self.point.value is None or self.last is None or self.last.value is None:
            return None
        return self.point.value - self.last.value

    @property
    def distance(self) -> Distance | None:
        adoption = self.entry.adoption
        if adoption.target_is_total:
            return None
        return values.distance(self.point.value, self.point.target, adoption.definition.direction)


def reviewable_organisations(viewer: User, organisations: Iterable[Organisation], today: date) -> set[int]:
    mine = looked_after(viewer, today)
    return {row.id for row in organisations if rights.can_review(viewer, row, mine)}


def queue(viewer: User, today: date) -> list[Waiting]:
    """The submitted figures that the person reviews, the longest waiting first."""
    submitted_at = (
        select(func.max(EntryEvent.id))
        .where(EntryEvent.entry_id == Entry.id, EntryEvent.kind.in_([EventKind.SUBMITTED, EventKind.CORRECTED]))
        .correlate(Entry)
        .scalar_subquery()
    )
    chosen = (
        select(Entry)
        .join(Adoption, Adoption.id == Entry.adoption_id)
        .where(Entry.state == EntryState.SUBMITTED, Entry.category_id.is_(None), is_seen(viewer))
        .options(
            contains_eager(Entry.adoption).options(
                joinedload(Adoption.indicator),
                joinedload(Adoption.action),
                joinedload(Adoption.definition),
                joinedload(Adoption.organisation),
                selectinload(Adoption.targets),
            ),
            joinedload(Entry.edited_by),
        )
        .order_by(submitted_at, Entry.id)
    )
    found = list(db.session.scalars(chosen))
    mine = looked_after(viewer, today)
    found = [entry for entry in found if rights.can_review(viewer, entry.adoption.organisation, mine)]
    rows = rows_of({entry.adoption_id for entry in found}, [EntryState.APPROVED])
    return [_waiting(entry, rows.get(entry.adoption_id, []), viewer, today) for entry in found]


def waiting(entry: Entry, viewer: User, today: date) -> Waiting:
    """The same comparison for the page of one figure."""
    return _waiting(entry, rows_of({entry.adoption_id}, [EntryState.APPROVED])[entry.adoption_id], viewer, today)


def _waiting(entry: Entry, approved: list[Row], viewer: User, today: date) -> Waiting:
    earlier = [row for row in approved if row.month < entry.month and row.numerator is not None]
    adoption = entry.adoption
    last = (
        series.point_of(adoption, Period(earlier[-1].month, entry.frequency), earlier[-1], today) if earlier else None
    )
    return Waiting(
        entry=entry,
        point=series.point_of(adoption, entry.period, row_of(entry), today),
        last=last,
        is_own=entry.edited_by_id == viewer.id,
    )


def row_of(entry: Entry) -> Row:
    return Row(
        entry.id,
        entry.adoption_id,
        entry.month,
        entry.answer,
        entry.numerator,
        entry.denominator,
        entry.weight,
        entry.state,
        entry.edited_by_id,
    )


def story(entry: Entry) -> list[EntryEvent]:
    """Every step of a figure, newest first."""
    chosen = select(EntryEvent).where(EntryEvent.entry_id == entry.id).options(joinedload(EntryEvent.by))
    return list(db.session.scalars(chosen.order_by(EntryEvent.id.desc())))


def publications_of(entry: Entry) -> list[PublishedFigure]:
    """Where the figure was published, newest first."""
    chosen = (
        select(PublishedFigure)
        .join(Publication)
        .where(
            PublishedFigure.adoption_id == entry.adoption_id,
            PublishedFigure.month == entry.month,
            PublishedFigure.frequency == entry.frequency,
        )
        .options(contains_eager(PublishedFigure.publication))
        .order_by(Publication.id.desc())
    )
    return list(db.session.scalars(chosen))
