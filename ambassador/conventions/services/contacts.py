"""Contact persons of the parties ([WP] art. 7). Former ones stay; a change is shown to the others until seen."""

import re
from dataclasses import dataclass
from datetime import date

from ambassador.accounts.models import User
from ambassador.conventions.models import Contact, ContactSeen, Convention
from ambassador.conventions.services.guards import check_open
from ambassador.db import db
from ambassador.errors import N_, RuleBroken

_PHONE = re.compile(r"\+?[0-9 ()./\-\u00a0\u202f]+")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
FEWEST_DIGITS, MOST_DIGITS = 6, 15


@dataclass(frozen=True)
class ContactDetails:
    party_id: int | None
    name: str
    since: date
    phone: str = ""
    email: str = ""
    until: date | None = None


def add_contact(convention: Convention, details: ContactDetails, person: User, today: date) -> Contact:
    _check(convention, details, today)
    contact = Contact()
    _write(contact, convention, details, person)
    db.session.add(contact)
    db.session.flush()
    return contact


def change_contact(contact: Contact, details: ContactDetails, person: User, today: date) -> Contact:
    _check(contact.party.convention, details, today)
    _write(contact, contact.party.convention, details, person)
    db.session.flush()
    return contact


def see_contact(contact: Contact, person: User) -> None:
    """The person has seen it as it is now; seeing twice is seeing once."""
    row = next((row for row in contact.seen if row.user_id == person.id), None)
    if row is None:
        row = ContactSeen(user_id=person.id)
        contact.seen.append(row)
    row.seen_version = contact.version
    db.session.flush()


def _check(convention: Convention, details: ContactDetails, today: date) -> None:
    check_open(convention, today)
    if details.party_id not in {party.id for party in convention.parties}:
        raise RuleBroken(N_("Choisissez la partie."), "party_id")
    digits = sum(character.isdigit() for character in details.phone)
    if details.phone and not (_PHONE.fullmatch(details.phone) and FEWEST_DIGITS <= digits <= MOST_DIGITS):
        raise RuleBroken(N_("Écrivez un numéro de téléphone, par exemple +32 2 123 45 67."), "phone")
    if details.email and not _EMAIL.fullmatch(details.email):
        raise RuleBroken(N_("Écrivez une adresse e-mail, par exemple nom@ville.example."), "email")
    if not details.phone and not details.email:
        raise RuleBroken(N_("Donnez un téléphone ou une adresse e-mail."), "phone")
    if details.until is not None and details.until < details.since:
        raise RuleBroken(N_("La fin ne peut pas précéder le début."), "until")


def _write(contact: Contact, convention: Convention, details: ContactDetails, person: User) -> None:
    contact.party = next(party for party in convention.parties if party.id == details.party_id)
    contact.name, contact.phone, contact.email = details.name, details.phone, details.email
    contact.since, contact.until, contact.changed_by = details.since, details.until, person
