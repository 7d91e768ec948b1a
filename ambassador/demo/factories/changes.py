"""What changes a convention, and what its parties exchange: amendments, notices, contact persons, approvals."""

from datetime import date
from typing import Any

from ambassador.accounts.models import User
from ambassador.conventions.models import (
    Amendment,
    AmendmentSignature,
    Approval,
    ApprovalKind,
    Contact,
    Convention,
    Notice,
    NoticeKind,
)
from ambassador.demo.factories.accounts import save
from ambassador.translated import Translated


def amendment(convention: Convention, number: str = "1", **values: Any) -> Amendment:
    """One that nobody has signed."""
    values.setdefault("subject", Translated(fr="Un changement"))
    values.setdefault("text", "La convention change ainsi.")
    values.setdefault("effective_from", convention.start or date(2026, 1, 15))
    signatures = [AmendmentSignature(party=party) for party in convention.parties]
    return save(Amendment(convention=convention, number=number, signatures=signatures, **values))


def notice(convention: Convention, sent_on: date, kind: NoticeKind = NoticeKind.FORMAL_NOTICE, **values: Any) -> Notice:
    """A formal notice of the first party, unless told otherwise. What it comes to is written by the services alone."""
    values.setdefault("party", convention.parties[0])
    return save(Notice(convention=convention, kind=kind, sent_on=sent_on, reference="R-1", **values))


def contact(convention: Convention, person: User, name: str = "Contact de test", **values: Any) -> Contact:
    """One of the person's own party, recorded by that person."""
    values.setdefault("party", convention.party_of(person.organisation_id))
    values.setdefault("email", "contact@test.example")
    values.setdefault("phone", "+32 2 123 45 67")
    values.setdefault("since", convention.start or date(2026, 1, 15))
    return save(Contact(name=name, changed_by=person, **values))


def approval(convention: Convention, person: User, **values: Any) -> Approval:
    """One that the person's party asks for."""
    values.setdefault("kind", ApprovalKind.PRESS)
    values.setdefault("subject", "Communiqué")
    values.setdefault("text", "Nous travaillons ensemble.")
    values.setdefault("language", "fr")
    party = convention.party_of(person.organisation_id)
    row = Approval(convention=convention, party=party, asked_by=person, **values)
    row.content_sha256 = row.content_hash()
    return save(row)
