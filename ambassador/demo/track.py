"""The demonstration's collective track: webinars, and who came."""

from random import Random
from typing import Any

from ambassador.accounts.models import Organisation
from ambassador.db import db
from ambassador.demo.material import Calendar, acting, at, text
from ambassador.demo.people import Cast
from ambassador.webinars.models import (
    Attendance,
    AttendanceStatus,
    Participant,
    Theme,
    Webinar,
    WebinarKind,
    WebinarState,
)

CROWD = {"valbrume": 34, "cpas-hautenue": 12, "mission-emploi": 11, "mediatheque": 8, "digipunt": 5, "fil-dor": 7}
"""People beside those with a name in the data, by organisation."""


def build_track(material: dict[str, Any], cast: Cast, calendar: Calendar) -> None:
    regulars = [
        Participant(name=row["name"], email=row["email"], organisation=cast.organisations[row["organisation"]])
        for row in material["person"]
        if cast.organisations[row["organisation"]].is_made_up and row["role"] not in {"partner"}
    ]
    crowd = regulars + _others(material, cast.organisations)
    coach = cast.users["coach"]
    with acting(coach, calendar.moment(-345)):
        db.session.add_all(crowd)
    for number, row in enumerate(material["webinar"]):
        webinar = _webinar(row, cast, calendar)
        with acting(coach, calendar.moment(min(row["offset_days"], 0) - 1)):
            db.session.add(webinar)
            webinar.attendances = _attendances(row, crowd, Random(number))


def _others(material: dict[str, Any], organisations: dict[str, Organisation]) -> list[Participant]:
    """People of the structures who are known by a number only, so that a full room can be shown."""
    return [
        Participant(
            name=f"Participant·e {number} (exemple)",
            email=f"participant{number}@{key}.example",
            organisation=organisations[key],
        )
        for key, count in CROWD.items()
        for number in range(1, count + 1)
    ]


def _webinar(row: dict[str, Any], cast: Cast, calendar: Calendar) -> Webinar:
    return Webinar(
        operator=cast.organisations["wetechcare"],
        kind=WebinarKind(row["kind"]),
        theme=Theme(row["theme"]),
        title=text(row["title"]),
        starts_at=at(calendar.working_day(row["offset_days"]), row["hour"]),
        minutes=row["minutes"],
        place=row.get("place", ""),
        link=row.get("link", ""),
        capacity=row.get("capacity"),
        state=WebinarState(row["state"]),
        cancel_reason=row.get("cancel_reason", ""),
    )


def _attendances(row: dict[str, Any], crowd: list[Participant], chance: Random) -> list[Attendance]:
    """As many people as the data says, drawn by chance that is the same each time."""
    registered = min(row.get("registered", 0), len(crowd))
    people = chance.sample(crowd, registered)
    statuses = [AttendanceStatus.REGISTERED] * registered
    if row["state"] == WebinarState.HELD:
        present = round(registered * row["present_share"])
        excused = round(registered * row["excused_share"])
        statuses = [AttendanceStatus.PRESENT] * present + [AttendanceStatus.EXCUSED] * excused
        statuses += [AttendanceStatus.ABSENT] * (registered - len(statuses))
    return [
        Attendance(
            participant=person,
            status=status,
            minutes=row["minutes"] if status is AttendanceStatus.PRESENT else None,
        )
        for person, status in zip(people, statuses, strict=True)
    ]
