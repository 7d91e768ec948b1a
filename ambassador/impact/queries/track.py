"""The collective track by month: what was held, and who came, by structure."""

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import and_, case, func, select

from ambassador.accounts.models import Organisation, OrganisationKind
from ambassador.config import BRUSSELS
from ambassador.db import db
from ambassador.impact.span import Span
from ambassador.impact.suppression import People
from ambassador.periods import month_of
from ambassador.webinars.models import Attendance, AttendanceStatus, Participant, Theme, Webinar, WebinarState
from ambassador.webinars.queries.listing import midnight


@dataclass
class TrackMonth:
    held: dict[Theme, int] = field(default_factory=dict)
    people: dict[int | None, People] = field(default_factory=dict)
    """By the number of their structure; all others, in the register or not, are one."""

    def of(self, structure_id: int | None) -> People:
        """The people of one structure; without one, all."""
        if structure_id is None:
            return sum(self.people.values(), People())
        return self.people.get(structure_id, People())


def track(operator_id: int, span: Span, only: int | None = None) -> dict[int, TrackMonth]:
    """By month, months without anything left out. `only`: the structure whose people are counted, where nobody else's are
    needed to know what may be shown. One query."""
    is_counted = Attendance.webinar_id == Webinar.id
    if only is not None:
        own = select(Participant.id).where(Participant.organisation_id == only).correlate(None)
        is_counted = and_(is_counted, Attendance.participant_id.in_(own))
    came = case((Attendance.status == AttendanceStatus.PRESENT, 1), else_=0)
    is_structure = and_(
        Organisation.id == Participant.organisation_id, Organisation.kind == OrganisationKind.AMBASSADOR
    )
    chosen = (
        select(
            Webinar.id,
            Webinar.starts_at,
            Webinar.theme,
            Organisation.id,
            func.count(Attendance.id),
            func.coalesce(func.sum(came), 0),
        )
        .select_from(Webinar)
        .outerjoin(Attendance, is_counted)
        .outerjoin(Participant, Participant.id == Attendance.participant_id)
        .outerjoin(Organisation, is_structure)
        .where(
            Webinar.operator_id == operator_id,
            Webinar.state == WebinarState.HELD,
            Webinar.starts_at >= midnight(span.first_day),
            Webinar.starts_at < midnight(span.last_day + timedelta(days=1)),
        )
        .group_by(Webinar.id, Webinar.starts_at, Webinar.theme, Organisation.id)
    )
    found: dict[int, TrackMonth] = {}
    counted: set[int] = set()
    for number, starts_at, theme, structure_id, registered, present in db.session.execute(chosen):
        month = found.setdefault(month_of(starts_at.astimezone(BRUSSELS).date()), TrackMonth())
        if number not in counted:
            counted.add(number)
            month.held[theme] = month.held.get(theme, 0) + 1
        if registered:
            people = People(registered, int(present))
            month.people[structure_id] = month.people.get(structure_id, People()) + people
    return found
