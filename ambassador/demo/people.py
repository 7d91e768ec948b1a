"""The demonstration's organisations, services, people and assignments."""

from dataclasses import dataclass, field
from typing import Any

from ambassador.accounts.models import Assignment, AssignmentKind, Organisation, OrganisationKind, Service, User
from ambassador.db import db
from ambassador.demo.material import Calendar, text
from ambassador.permissions import Role

PARTICIPANT = "participant"


@dataclass
class Cast:
    """Who takes part in the demonstration, by their keys in the data files."""

    organisations: dict[str, Organisation]
    services: dict[tuple[str, str], Service] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)

    def service(self, organisation: str, key: str | None) -> Service | None:
        return self.services[organisation, key] if key else None

    def user(self, key: str | None) -> User | None:
        return self.users[key] if key else None


def build_people(
    material: dict[str, Any], real: dict[str, Organisation], calendar: Calendar, password_hash: str
) -> Cast:
    """`real` are the organisations with sourced facts, by key; the operator among them employs the made-up coaches."""
    cast = Cast({**real, **{row["key"]: _organisation(row) for row in material["organisation"]}})
    for row in material["service"]:
        cast.services[row["organisation"], row["key"]] = Service(
            organisation=cast.organisations[row["organisation"]], name=text(row["name"])
        )
    for row in material["person"]:
        if row["role"] != PARTICIPANT:
            cast.users[row["key"]] = _user(row, cast, password_hash)
    db.session.add_all([*cast.organisations.values(), *cast.services.values(), *cast.users.values()])
    db.session.add_all(_assignment(row, cast, calendar) for row in material["assignment"])
    db.session.flush()
    return cast


def _organisation(row: dict[str, Any]) -> Organisation:
    return Organisation(
        key=f"demo-{row['key']}",
        name=text(row["name"]),
        kind=OrganisationKind(row["kind"]),
        is_made_up=row["is_made_up"],
    )


def _user(row: dict[str, Any], cast: Cast, password_hash: str) -> User:
    return User(
        email=row["email"],
        name=row["name"],
        role=Role(row["role"]),
        organisation=cast.organisations[row["organisation"]],
        service=cast.service(row["organisation"], row.get("service")),
        language=row["language"],
        password_hash=password_hash if row["email"].endswith("@demo.example") else None,
        is_demo=True,
    )


def _assignment(row: dict[str, Any], cast: Cast, calendar: Calendar) -> Assignment:
    return Assignment(
        coach=cast.users[row["coach"]],
        organisation=cast.organisations[row["organisation"]],
        kind=AssignmentKind(row["kind"]),
        since=calendar.day(row["from_days"]),
        until=calendar.day(row["until_days"]) if "until_days" in row else None,
    )


def representative(cast: Cast, organisation: Organisation) -> User:
    """Who signs, hands over or decides for an organisation."""
    return next(
        user
        for user in cast.users.values()
        if user.organisation is organisation and user.role in {Role.COACH, Role.COORDINATOR}
    )
