"""What changes a convention: amendments."""

from datetime import date
from typing import Any

from ambassador.conventions.models import Amendment, AmendmentSignature, Convention
from ambassador.demo.factories.accounts import save
from ambassador.translated import Translated


def amendment(convention: Convention, number: str = "1", **values: Any) -> Amendment:
    """One that nobody has signed."""
    values.setdefault("subject", Translated(fr="Un changement"))
    values.setdefault("effective_from", convention.start or date(2026, 1, 15))
    signatures = [AmendmentSignature(party=party) for party in convention.parties]
    return save(Amendment(convention=convention, number=number, signatures=signatures, **values))
