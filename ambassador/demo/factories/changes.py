"""What changes a convention: amendments and notices."""

from datetime import date
from typing import Any

from ambassador.conventions.models import Amendment, AmendmentSignature, Convention, Notice, NoticeKind
from ambassador.demo.factories.accounts import save
from ambassador.translated import Translated


def amendment(convention: Convention, number: str = "1", **values: Any) -> Amendment:
    """One that nobody has signed."""
    values.setdefault("subject", Translated(fr="Un changement"))
    values.setdefault("effective_from", convention.start or date(2026, 1, 15))
    signatures = [AmendmentSignature(party=party) for party in convention.parties]
    return save(Amendment(convention=convention, number=number, signatures=signatures, **values))


def notice(convention: Convention, sent_on: date, kind: NoticeKind = NoticeKind.FORMAL_NOTICE, **values: Any) -> Notice:
    """A formal notice of the first party, unless told otherwise. What it comes to is written by the services alone."""
    values.setdefault("party", convention.parties[0])
    return save(Notice(convention=convention, kind=kind, sent_on=sent_on, reference="R-1", **values))
