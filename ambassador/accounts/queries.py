"""Reads of people and organisations. Every list takes the viewer and has a stable order."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from ambassador.accounts.models import (
    Assignment,
    Invitation,
    Organisation,
    OrganisationKind,
    PersonState,
    Service,
    User,
)
from ambassador.db import db
from ambassador.paging import SIZE, Page, nearest
from ambassador.permissions import Role
from ambassador.reads import once
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


@once
def assigned_organisation_ids(coach: User, today: date) -> frozenset[int]:
    """*My structures*: those the coach looks after today."""
    chosen = select(Assignment).where(Assignment.coach_id == coach.id)
    return frozenset(row.organisation_id for row in db.session.scalars(chosen) if row.is_current(today))


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


@dataclass(frozen=True)
class PeopleSought:
    """What a list of people is narrowed to; None and '' narrow nothing."""

    words: str = ""
    organisation_id: int | None = None
    role: Role | None = None
    state: PersonState | None = None


def people(sought: PeopleSought, number: int) -> Page[User]:
    """One page of all people, by name."""
    chosen = _narrowed(select(User), sought)
    total = db.session.scalar(chosen.with_only_columns(func.count(User.id), maintain_column_froms=True)) or 0
    number = nearest(number, total)
    rows = db.session.scalars(
        chosen.options(joinedload(User.service))
        .order_by(func.lower(User.name), User.id)
        .limit(SIZE)
        .offset((number - 1) * SIZE)
    )
    return Page(list(rows), number, total)


def _narrowed(chosen: Select[User], sought: PeopleSought) -> Select[User]:
    for word in sought.words.split():
        # SQLite knows small and capital letters of ASCII only.
        spellings = {word, word.lower(), word.upper(), word.capitalize()}
        found = [column.icontains(text, autoescape=True) for text in spellings for column in (User.name, User.email)]
        chosen = chosen.where(or_(*found))
    if sought.organisation_id is not None:
        chosen = chosen.where(User.organisation_id == sought.organisation_id)
    if sought.role is not None:
        chosen = chosen.where(User.role == sought.role)
    match sought.state:
        case PersonState.DEACTIVATED:
            chosen = chosen.where(User.deactivated_at.is_not(None))
        case PersonState.INVITED:
            chosen = chosen.where(User.deactivated_at.is_(None), User.password_hash.is_(None))
        case PersonState.ACTIVE:
            chosen = chosen.where(User.deactivated_at.is_(None), User.password_hash.is_not(None))
    return chosen


def person(number: int) -> User | None:
    return db.session.scalar(select(User).where(User.id == number).options(joinedload(User.service)))


def everyone() -> dict[int, str]:
    """Number and name of all people, by name."""
    rows = db.session.execute(select(User.id, User.name).order_by(func.lower(User.name), User.id))
    return {row.id: row.name for row in rows}


def coaches() -> list[User]:
    """The active coaches, by name."""
    chosen = select(User).where(User.role == Role.COACH, User.deactivated_at.is_(None))
    return list(db.session.scalars(chosen.order_by(User.name, User.id)))


def organisations() -> list[Organisation]:
    """All organisations with their services, as they were added; the reader's language orders them at the edge."""
    chosen = select(Organisation).options(selectinload(Organisation.services))
    return list(db.session.scalars(chosen.order_by(Organisation.id)))


def people_counts() -> dict[int, int]:
    """How many active people each organisation has."""
    chosen = select(User.organisation_id, func.count()).where(User.deactivated_at.is_(None))
    return dict(db.session.execute(chosen.group_by(User.organisation_id)).all())


def organisation_with_all(number: int) -> Organisation | None:
    """The organisation, its services, people and assignments."""
    return db.session.scalar(
        select(Organisation)
        .where(Organisation.id == number)
        .options(
            selectinload(Organisation.services),
            selectinload(Organisation.users).joinedload(User.service),
            selectinload(Organisation.assignments).joinedload(Assignment.coach),
        )
    )


def service(number: int) -> Service | None:
    return db.session.scalar(select(Service).where(Service.id == number).options(joinedload(Service.organisation)))


def assignment(number: int) -> Assignment | None:
    chosen = select(Assignment).where(Assignment.id == number)
    return db.session.scalar(chosen.options(joinedload(Assignment.organisation), joinedload(Assignment.coach)))


def assignments_of(coach: User) -> list[Assignment]:
    """The structures a coach looks after or did, newest first."""
    chosen = select(Assignment).where(Assignment.coach_id == coach.id).options(joinedload(Assignment.organisation))
    return list(db.session.scalars(chosen.order_by(Assignment.since.desc(), Assignment.id)))


def invitation_by_hash(token_hash: str) -> Invitation | None:
    return db.session.scalar(select(Invitation).where(Invitation.token_hash == token_hash))


def last_invitation(user_id: int) -> Invitation | None:
    chosen = select(Invitation).where(Invitation.user_id == user_id)
    return db.session.scalar(chosen.order_by(Invitation.id.desc()).limit(1))


def operator() -> Organisation | None:
    """The operator: the first, if there are several."""
    chosen = select(Organisation).where(Organisation.kind == OrganisationKind.OPERATOR)
    return db.session.scalar(chosen.order_by(Organisation.id).limit(1))
