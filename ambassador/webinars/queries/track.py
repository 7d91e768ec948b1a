"""The collective track as a whole: what was held in a span of days, and what a coach still has to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, and_, exists, or_, select

from ambassador.accounts.models import User
from ambassador.db import db
from ambassador.periods import month_of
from ambassador.reads import once
from ambassador.webinars.models import Attendance, AttendanceStatus, Theme, Webinar, WebinarKind, WebinarState
from ambassador.webinars.queries.listing import in_sight, midnight
from ambassador.webinars.queries.people import turnouts
from ambassador.webinars.turnout import Turnout


@dataclass(frozen=True)
class TrackRow:
    """The webinars held in one month (year × 100 + month) on one theme."""

    month: int
    theme: Theme
    held: int
    turnout: Turnout
    """Its organisations are counted once; add turnouts to count them once over months and themes too."""


def collective_track(operator_id: int, first_day: date, last_day: date) -> list[TrackRow]:
    """What the operator held from one day to another, both included, by month and theme. Two queries, whatever the size."""
    rows = held(operator_id, first_day, last_day)
    came = turnouts(row.id for row in rows)
    grouped: dict[tuple[int, Theme], list[Webinar]] = {}
    for row in rows:
        grouped.setdefault((month_of(row.start_day), row.theme), []).append(row)
    order = list(Theme)
    return [
        TrackRow(month, theme, len(group), sum((came.get(row.id, Turnout()) for row in group), Turnout()))
        for (month, theme), group in sorted(grouped.items(), key=lambda item: (item[0][0], order.index(item[0][1])))
    ]


def held(
    operator_id: int,
    first_day: date,
    last_day: date,
    kinds: Iterable[WebinarKind] = tuple(WebinarKind),
    themes: Iterable[Theme] = tuple(Theme),
) -> list[Webinar]:
    """What the operator held from one day to another in Brussels, both included, oldest first."""
    chosen = _of(operator_id).where(
        Webinar.state == WebinarState.HELD,
        Webinar.kind.in_(list(kinds)),
        Webinar.theme.in_(list(themes)),
        Webinar.starts_at >= midnight(first_day),
        Webinar.starts_at < midnight(last_day + timedelta(days=1)),
    )
    return list(db.session.scalars(chosen))


@once
def ever_held(operator_id: int) -> list[Webinar]:
    """All that the operator held, oldest first: commitments are measured over many spans of days, read together."""
    return list(db.session.scalars(_of(operator_id).where(Webinar.state == WebinarState.HELD)))


def needing_care(viewer: User, today: date, days_ahead: int) -> list[Webinar]:
    """Of the viewer's own operator: those planned for a past day or within `days_ahead`, and those held where somebody's
    presence is not noted."""
    last = today + timedelta(days=days_ahead)
    own = [row for row in _unfinished(viewer) if row.operator_id == viewer.organisation_id]
    return [row for row in own if row.is_held or row.start_day <= last]


def upcoming(viewer: User, today: date) -> list[Webinar]:
    """Those planned for today or later, soonest first."""
    return [row for row in _unfinished(viewer) if not row.is_held and row.start_day >= today]


@once
def _unfinished(viewer: User) -> list[Webinar]:
    """In the viewer's sight: those planned, and those held where somebody's presence is not noted."""
    somebody_left = exists().where(
        Attendance.webinar_id == Webinar.id, Attendance.status == AttendanceStatus.REGISTERED
    )
    is_planned = Webinar.state == WebinarState.PLANNED
    is_unnoted = and_(Webinar.state == WebinarState.HELD, somebody_left)
    chosen = select(Webinar).where(in_sight(viewer), or_(is_planned, is_unnoted))
    return list(db.session.scalars(chosen.order_by(Webinar.starts_at, Webinar.id)))


def _of(operator_id: int) -> Select[Webinar]:
    return select(Webinar).where(Webinar.operator_id == operator_id).order_by(Webinar.starts_at, Webinar.id)
