"""Organisations, services, people and assignments."""

from datetime import date, datetime
from typing import Any, TypeVar

from ambassador.accounts.models import Assignment, Invitation, Organisation, OrganisationKind, Service, User
from ambassador.accounts.services.invitations import VALID_FOR, token_hash
from ambassador.db import Model, db
from ambassador.permissions import Role
from ambassador.translated import Translated

Row = TypeVar("Row", bound=Model)


def save(row: Row) -> Row:
    db.session.add(row)
    db.session.flush()
    return row


def organisation(
    name: str = "Ville de Valbrume", kind: str = OrganisationKind.AMBASSADOR, **values: Any
) -> Organisation:
    values.setdefault("is_made_up", True)
    return save(Organisation(name=Translated(fr=name), kind=OrganisationKind(kind), **values))


def service(organisation: Organisation, name: str = "Service numérique", **values: Any) -> Service:
    return save(Service(organisation=organisation, name=Translated(fr=name), **values))


def user(role: Role, organisation: Organisation, name: str = "", **values: Any) -> User:
    values.setdefault("email", f"{role}.{organisation.id}.{len(organisation.users)}@test.example")
    return save(User(role=role, organisation=organisation, name=name or f"Personne {role}", **values))


def assignment(coach: User, organisation: Organisation, since: date, **values: Any) -> Assignment:
    return save(Assignment(coach=coach, organisation=organisation, since=since, **values))


def invitation(user: User, token: str, invited_at: datetime, **values: Any) -> Invitation:
    """A one-time link whose token is known."""
    values.setdefault("expires_at", invited_at + VALID_FOR)
    return save(Invitation(user=user, token_hash=token_hash(token), invited_at=invited_at, **values))
