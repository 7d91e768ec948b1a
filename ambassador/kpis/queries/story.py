"""The story of one figure: its steps, what happened to its period, where it was published."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from ambassador.accounts.models import User
from ambassador.db import db
from ambassador.kpis.models import Entry, EntryEvent, EventKind, Publication, PublishedFigure
from ambassador.kpis.queries.closings import Closings

SENT = (EventKind.SUBMITTED, EventKind.CORRECTED)


def correction_in_hand(entry: Entry) -> EntryEvent:
    """What was last proposed for an approved figure: its numbers, reason and author."""
    return corrections_in_hand([entry.id])[entry.id]


def corrections_in_hand(entry_ids: Collection[int]) -> dict[int, EntryEvent]:
    return _last(entry_ids, [EventKind.CORRECTED])


def second_looks(entry_ids: Collection[int]) -> dict[int, EntryEvent]:
    """The last question asked on each figure."""
    return _last(entry_ids, [EventKind.SECOND_LOOK])


def reasons_of_return(entry_ids: Collection[int]) -> dict[int, str]:
    """Why each figure came back last."""
    return {number: event.reason for number, event in _last(entry_ids, [EventKind.RETURNED]).items()}


def sender_id(entry: Entry) -> int | None:
    """Who sent the figure, or its correction, last."""
    found = _last([entry.id], SENT).get(entry.id)
    return found.by_id if found else None


def _last(entry_ids: Collection[int], kinds: Collection[EventKind]) -> dict[int, EntryEvent]:
    """Of each figure the last step of these kinds."""
    if not entry_ids:
        return {}
    last = (
        select(func.max(EntryEvent.id))
        .where(EntryEvent.entry_id.in_(entry_ids), EntryEvent.kind.in_(kinds))
        .group_by(EntryEvent.entry_id)
    )
    chosen = select(EntryEvent).where(EntryEvent.id.in_(last)).options(joinedload(EntryEvent.by))
    return {event.entry_id: event for event in db.session.scalars(chosen)}


@dataclass(frozen=True)
class StoryStep:
    """One step: of the figure itself (`event`), or of its whole period."""

    at: datetime
    by: User | None
    kind: str
    """What happened: the event's kind, or "closed", "closed_itself", "opened" or "opening_ended"."""
    reason: str = ""
    event: EntryEvent | None = None
    person: User | None = None
    until: date | None = None

    @property
    def after(self) -> dict[str, Any]:
        return (self.event.after if self.event else None) or {}

    @property
    def before(self) -> dict[str, Any]:
        return (self.event.before if self.event else None) or {}


def story(entry: Entry, closings: Closings, until: datetime | None = None) -> list[StoryStep]:
    """Every step of a figure and of its period, newest first; up to a moment where one is given."""
    chosen = select(EntryEvent).where(EntryEvent.entry_id == entry.id).options(joinedload(EntryEvent.by))
    own = [
        StoryStep(event.at, event.by, event.kind, event.reason, event)
        for event in db.session.scalars(chosen.order_by(EntryEvent.id))
    ]
    found = sorted([*own, *_of_period(entry, closings)], key=lambda step: step.at)
    return [step for step in reversed(found) if until is None or step.at < until]


def _of_period(entry: Entry, closings: Closings) -> list[StoryStep]:
    found = []
    lock = closings.locks.get(entry.period)
    if lock is not None:
        found.append(StoryStep(lock.closed_at, lock.closed_by, "closed" if lock.closed_by else "closed_itself"))
    for one in closings.openings:
        if one.period == entry.period:
            found.append(
                StoryStep(one.opened_at, one.opened_by, "opened", one.reason, person=one.person, until=one.until)
            )
            if one.ended_at is not None:
                found.append(StoryStep(one.ended_at, None, "opening_ended", person=one.person))
    return found


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
