"""Reads of people and organisations. Every list takes the viewer and has a stable order."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from ambassador.accounts.models import Assignment, Organisation, Service, User
from ambassador.db import db
from ambassador.translated import Translated


def user_of_session(session_id: str) -> User | None:
    """The person a session cookie names, unless deactivated or signed out everywhere since."""
    number, _, counter = session_id.partition(".")
    if not number.isdigit() or not counter.isdigit():
        return None
    user = db.session.get(User, int(number))
    if user is None or not user.is_active or user.sign_in_counter != int(counter):
        return None
    return user


def user_by_email(email: str) -> User | None:
    return db.session.scalar(select(User).where(User.email == email.strip().lower()))


def has_demo_accounts() -> bool:
    return db.session.scalar(select(User.id).where(User.is_demo).limit(1)) is not None


def assigned_organisation_ids(coach: User, today: date) -> set[int]:
    """*My structures*: those the coach looks after today."""
    chosen = select(Assignment).where(Assignment.coach_id == coach.id)
    return {row.organisation_id for row in db.session.scalars(chosen) if row.is_current(today)}


def people_of(organisation_id: int) -> list[User]:
    """The active people of an organisation, by name."""
    chosen = select(User).where(User.organisation_id == organisation_id, User.deactivated_at.is_(None))
    return list(db.session.scalars(chosen.order_by(User.name, User.id)))


def organisation(organisation_id: int) -> Organisation | None:
    return db.session.get(Organisation, organisation_id)


def names_of_people(numbers: Collection[int]) -> dict[int, str]:
    rows = db.session.execute(select(User.id, User.name).where(User.id.in_(numbers)))
    return {row.id: row.name for row in rows}


def names_of_organisations(numbers: Collection[int]) -> dict[int, Translated]:
    rows = db.session.execute(select(Organisation.id, Organisation.name).where(Organisation.id.in_(numbers)))
    return {row.id: row.name for row in rows}


def names_of_services(numbers: Collection[int]) -> dict[int, Translated]:
    rows = db.session.execute(select(Service.id, Service.name).where(Service.id.in_(numbers)))
    return {row.id: row.name for row in rows}
