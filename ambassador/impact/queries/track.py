"""The collective track: what was held and who came, by month and structure, and webinar by webinar."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from ambassador.accounts.models import Organisation, OrganisationKind
from ambassador.config import BRUSSELS
from ambassador.db import db
from ambassador.impact.collective import OrganisationOnList
from ambassador.impact.span import Span
from ambassador.impact.suppression import People, Turnout
from ambassador.periods import month_of
from ambassador.webinars.models import Attendance, AttendanceStatus, Participant, Theme, Webinar, WebinarState
from ambassador.webinars.queries.listing import midnight


@dataclass
class TrackMonth:
    held: dict[Theme, int] = field(default_factory=dict)
    people: dict[int | None, People] = field(default_factory=dict)
    """By the number of their structure; all others, in the register or not, are one."""
    themes: dict[Theme, People] = field(default_factory=dict)
    """The same people by the theme that they came for."""

    def of(self, structure_id: int | None) -> People:
        """The people of one structure; without one, all."""
        if structure_id is None:
            return sum(self.people.values(), People())
        return self.people.get(structure_id, People())


PEOPLE = (
    func.count(Attendance.id),
    func.coalesce(func.sum(case((Attendance.status == AttendanceStatus.PRESENT, 1), else_=0)), 0),
)
"""Registered and present."""


def track(operator_id: int, span: Span, only: int | None = None, theme: Theme | None = None) -> dict[int, TrackMonth]:
    """By month, months without anything left out. `only`: the structure whose people are counted, where nobody else's are
    needed to know what may be shown. `theme`: the only one. One query."""
    is_structure = and_(
        Organisation.id == Participant.organisation_id, Organisation.kind == OrganisationKind.AMBASSADOR
    )
    chosen = (
        select(
            Webinar.id,
            Webinar.starts_at,
            Webinar.theme,
            Organisation.id,
            *PEOPLE,
        )
        .select_from(Webinar)
        .outerjoin(Attendance, _is_counted(only))
        .outerjoin(Participant, Participant.id == Attendance.participant_id)
        .outerjoin(Organisation, is_structure)
        .where(*_are_held(operator_id, span, theme))
        .group_by(Webinar.id, Webinar.starts_at, Webinar.theme, Organisation.id)
    )
    found: dict[int, TrackMonth] = {}
    counted: set[int] = set()
    for number, starts_at, about, structure_id, registered, present in db.session.execute(chosen):
        month = found.setdefault(month_of(starts_at.astimezone(BRUSSELS).date()), TrackMonth())
        if number not in counted:
            counted.add(number)
            month.held[about] = month.held.get(about, 0) + 1
        if registered:
            people = People(registered, int(present))
            month.people[structure_id] = month.people.get(structure_id, People()) + people
            month.themes[about] = month.themes.get(about, People()) + people
    return found


def organisations(operator_id: int, span: Span, theme: Theme | None = None) -> dict[Theme, set[OrganisationOnList]]:
    """By theme, those with somebody on the list of a webinar that was held, in the register or typed. One query."""
    chosen = (
        select(
            Webinar.theme,
            Participant.organisation_id,
            Participant.organisation_key,
            func.min(Participant.organisation_name),
        )
        .select_from(Webinar)
        .join(Attendance, Attendance.webinar_id == Webinar.id)
        .join(Participant, Participant.id == Attendance.participant_id)
        .where(
            *_are_held(operator_id, span, theme),
            or_(Participant.organisation_id.is_not(None), Participant.organisation_key != ""),
        )
        .group_by(Webinar.theme, Participant.organisation_id, Participant.organisation_key)
    )
    found: dict[Theme, set[OrganisationOnList]] = {}
    for about, number, key, name in db.session.execute(chosen):
        found.setdefault(about, set()).add(OrganisationOnList(number, "" if number else key, name))
    return found


def named(numbers: Collection[int]) -> dict[int, Organisation]:
    """Organisations by their numbers. One query."""
    chosen = select(Organisation).where(Organisation.id.in_(list(numbers)))
    return {one.id: one for one in db.session.scalars(chosen)} if numbers else {}


@dataclass(frozen=True)
class HeldWebinar:
    webinar: Webinar
    turnout: Turnout

    @property
    def month(self) -> int:
        return month_of(self.webinar.start_day)


def held_webinars(
    operator_id: int, span: Span, only: int | None = None, theme: Theme | None = None
) -> list[HeldWebinar]:
    """The rows that `track` counts, oldest first. One query."""
    people = (
        select(
            Attendance.webinar_id,
            *(count.label(name) for name, count in zip(("registered", "present"), PEOPLE, strict=True)),
        )
        .join(Webinar, _is_counted(only))
        .where(*_are_held(operator_id, span))
        .group_by(Attendance.webinar_id)
        .subquery()
    )
    chosen = (
        select(Webinar, people.c.registered, people.c.present)
        .outerjoin(people, people.c.webinar_id == Webinar.id)
        .where(*_are_held(operator_id, span, theme))
        .order_by(Webinar.starts_at, Webinar.id)
    )
    return [
        HeldWebinar(webinar, Turnout(registered or 0, int(present or 0)))
        for webinar, registered, present in db.session.execute(chosen)
    ]


def _is_counted(only: int | None) -> ColumnElement[bool]:
    is_there = Attendance.webinar_id == Webinar.id
    if only is None:
        return is_there
    own = select(Participant.id).where(Participant.organisation_id == only).correlate(None)
    return and_(is_there, Attendance.participant_id.in_(own))


def _are_held(operator_id: int, span: Span, theme: Theme | None = None) -> tuple[ColumnElement[bool], ...]:
    of_theme = () if theme is None else (Webinar.theme == theme,)
    return (
        *of_theme,
        Webinar.operator_id == operator_id,
        Webinar.state == WebinarState.HELD,
        Webinar.starts_at >= midnight(span.first_day),
        Webinar.starts_at < midnight(span.last_day + timedelta(days=1)),
    )
