"""People with an account: inviting, changing, deactivating them. Nobody takes their own access away."""

from datetime import date, datetime

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import func, select

from ambassador.accounts.models import Assignment, Organisation, OrganisationKind, Service, User
from ambassador.accounts.services.invitations import end_links, new_link
from ambassador.db import db
from ambassador.errors import N_, RuleBroken
from ambassador.permissions import Role

OPERATOR_ROLES = frozenset({Role.COACH, Role.ADMIN})


def clean_email(text: str) -> str:
    """An address that can exist, in small letters. Raises RuleBroken."""
    try:
        address = validate_email(text.strip(), check_deliverability=False, allow_smtputf8=False).normalized.lower()
    except EmailNotValidError:
        raise RuleBroken(
            N_("Écrivez une adresse e-mail, par exemple prenom.nom@commune.example."), field="email"
        ) from None
    if not address.isascii():
        raise RuleBroken(N_("Écrivez cette adresse sans accents."), field="email")
    return address


def invite_person(
    invited_by: User | None,
    *,
    name: str,
    email: str,
    role: Role,
    organisation_id: int,
    service_id: int | None,
    language: str,
    now: datetime,
) -> tuple[User, str]:
    """Make the account, without a password, and its one-time link. The answer is both."""
    email = clean_email(email)
    organisation, service = _place(role, organisation_id, service_id)
    _check_email(email, None)
    person = User(name=name, email=email, role=role, organisation=organisation, service=service, language=language)
    db.session.add(person)
    db.session.flush()
    return person, new_link(person, invited_by, now)


def change_person(
    person: User,
    changed_by: User,
    *,
    name: str,
    email: str,
    role: Role,
    organisation_id: int,
    service_id: int | None,
    language: str,
    today: date,
) -> User:
    email = clean_email(email)
    organisation, service = _place(role, organisation_id, service_id)
    _check_email(email, person)
    if person.id == changed_by.id and role is not person.role:
        raise RuleBroken(N_("Vous ne pouvez pas changer votre propre rôle."), field="role")
    if person.role is Role.COACH and role is not Role.COACH and _accompanies(person, today):
        raise RuleBroken(
            N_("Cette personne accompagne encore des structures. Terminez d’abord ses accompagnements."), field="role"
        )
    person.name, person.email, person.role, person.language = name, email, role, language
    person.organisation, person.service = organisation, service
    db.session.flush()
    return person


def change_own(person: User, *, name: str, language: str) -> User:
    person.name, person.language = name, language
    db.session.flush()
    return person


def deactivate(person: User, changed_by: User, now: datetime) -> None:
    """Close the account: its sign-ins end at once and its links are dead."""
    if person.id == changed_by.id:
        raise RuleBroken(N_("Vous ne pouvez pas désactiver votre propre compte."))
    if not person.is_active:
        raise RuleBroken(N_("Ce compte est déjà désactivé."))
    person.deactivated_at = now
    person.sign_in_counter += 1
    end_links(person, now)
    db.session.flush()


def reactivate(person: User) -> None:
    if person.is_active:
        raise RuleBroken(N_("Ce compte est déjà actif."))
    person.deactivated_at = None
    db.session.flush()


def _place(role: Role, organisation_id: int, service_id: int | None) -> tuple[Organisation, Service | None]:
    organisation = db.session.get(Organisation, organisation_id)
    if organisation is None:
        raise RuleBroken(N_("Choisissez dans la liste."), field="organisation_id")
    if role in OPERATOR_ROLES and organisation.kind is not OrganisationKind.OPERATOR:
        raise RuleBroken(N_("Ce rôle est réservé aux personnes de l’opérateur."), field="role")
    service = db.session.get(Service, service_id) if service_id else None
    if service_id and (service is None or service.organisation_id != organisation_id):
        raise RuleBroken(N_("Ce service n’appartient pas à cette organisation."), field="service_id")
    return organisation, service


def _check_email(email: str, person: User | None) -> None:
    taken = db.session.scalar(select(User.id).where(User.email == email))
    if taken is not None and (person is None or taken != person.id):
        raise RuleBroken(N_("Une autre personne a déjà cette adresse e-mail."), field="email")


def _accompanies(coach: User, today: date) -> bool:
    running = (Assignment.coach_id == coach.id, (Assignment.until.is_(None)) | (Assignment.until >= today))
    return bool(db.session.scalar(select(func.count()).select_from(Assignment).where(*running)))
