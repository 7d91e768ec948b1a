"""The collective track by month: what was held, and who came, of everybody or of one structure."""

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import and_, case, func, select

from ambassador.config import BRUSSELS
from ambassador.db import db
from ambassador.impact.span import Span
from ambassador.periods import month_of
from ambassador.webinars.models import Attendance, AttendanceStatus, Participant, Theme, Webinar, WebinarState
from ambassador.webinars.queries.listing import midnight


@dataclass
class TrackMonth:
    held: dict[Theme, int] = field(default_factory=dict)
    registered: int = 0
    present: int = 0


def track(operator_id: int, span: Span, structure_id: int | None = None) -> dict[int, TrackMonth]:
    """By month, months without anything left out. With a structure, only its own people are counted. One query."""
    is_counted = Attendance.webinar_id == Webinar.id
    if structure_id is not None:
        own = select(Participant.id).where(Participant.organisation_id == structure_id)
        is_counted = and_(is_counted, Attendance.participant_id.in_(own))
    came = case((Attendance.status == AttendanceStatus.PRESENT, 1), else_=0)
    chosen = (
        select(Webinar.starts_at, Webinar.theme, func.count(Attendance.id), func.coalesce(func.sum(came), 0))
        .outerjoin(Attendance, is_counted)
        .where(
            Webinar.operator_id == operator_id,
            Webinar.state == WebinarState.HELD,
            Webinar.starts_at >= midnight(span.first_day),
            Webinar.starts_at < midnight(span.last_day + timedelta(days=1)),
        )
        .group_by(Webinar.id, Webinar.starts_at, Webinar.theme)
    )
    found: dict[int, TrackMonth] = {}
    for starts_at, theme, registered, present in db.session.execute(chosen):
        month = found.setdefault(month_of(starts_at.astimezone(BRUSSELS).date()), TrackMonth())
        month.held[theme] = month.held.get(theme, 0) + 1
        month.registered += registered
        month.present += int(present) if registered else 0
    return found
