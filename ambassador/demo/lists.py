"""Attendance lists of the demonstration that were completed late: what partners read of them follows a new publication."""

from typing import Any

from sqlalchemy import select

from ambassador.db import db
from ambassador.demo.material import Calendar, acting, at
from ambassador.demo.people import Cast
from ambassador.kpis.services import publish_quarter
from ambassador.periods import Frequency, Period
from ambassador.webinars.models import Attendance, AttendanceStatus, Participant, Webinar, WebinarState


def complete_lists(material: dict[str, Any], cast: Cast, calendar: Calendar) -> None:
    for row in material["list"]:
        quarter = calendar.period(Frequency.QUARTERLY, row["back"])
        with acting(cast.users[row["by"]], calendar.moment(row["days"])):
            _complete(row, _shortest(quarter), cast)
        if "note" in row:
            person, moment = cast.users[row["published_by"]], calendar.moment(row["days"], 11)
            with acting(person, moment):
                publish_quarter(cast.organisations["wetechcare"], quarter, person, moment, calendar.today, row["note"])


def _shortest(quarter: Period) -> Webinar:
    chosen = select(Webinar).where(
        Webinar.state == WebinarState.HELD,
        Webinar.starts_at >= at(quarter.first_day, 0),
        Webinar.starts_at < at(quarter.last_day, 23),
    )
    return min(db.session.scalars(chosen), key=lambda webinar: (len(webinar.attendances), webinar.id))


def _complete(row: dict[str, Any], webinar: Webinar, cast: Cast) -> None:
    listed = [attendance.participant_id for attendance in webinar.attendances]
    chosen = select(Participant).where(
        Participant.organisation_id == cast.organisations[row["organisation"]].id, Participant.id.not_in(listed)
    )
    people = db.session.scalars(chosen.order_by(Participant.id.desc()).limit(row["people"]))
    for number, person in enumerate(people):
        status = AttendanceStatus.PRESENT if number < row["present"] else AttendanceStatus.EXCUSED
        webinar.attendances.append(Attendance(participant=person, status=status))
    db.session.flush()
