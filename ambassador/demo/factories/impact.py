"""What the report owns."""

from datetime import date
from typing import Any

from ambassador.accounts.models import Organisation
from ambassador.demo.factories.accounts import save
from ambassador.impact.models import ConsentScope, Testimonial


def testimonial(organisation: Organisation, **values: Any) -> Testimonial:
    """One that partners may read, without an end."""
    values.setdefault("quote", "Je prends mes rendez-vous seule.")
    values.setdefault("speaker", "Une habitante")
    values.setdefault("language", "fr")
    values.setdefault("scope", ConsentScope.REPORT)
    values.setdefault("consented_on", date(2026, 2, 1))
    values.setdefault("link", "https://preuve.example/1")
    return save(Testimonial(organisation=organisation, **values))
