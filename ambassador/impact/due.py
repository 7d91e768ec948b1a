"""What the report asks of people: consents to renew before they end, editions that were sent back."""

from datetime import date

from ambassador.accounts.models import User
from ambassador.due import Due
from ambassador.errors import N_
from ambassador.impact.queries.editions import sent_back
from ambassador.impact.queries.testimonials import ending_soon


def find(viewer: User, today: date) -> list[Due]:
    return [
        Due(
            N_("Consentement à renouveler : %(speaker)s, %(structure)s"),
            "impact.testimonial",
            {"number": row.id},
            row.expires_on,
            {"speaker": row.speaker, "structure": row.organisation.name},
        )
        for row in ending_soon(viewer, today)
    ] + [
        Due(N_("Édition à revoir : %(title)s"), "impact.edition", {"number": row.id}, None, {"title": row.title})
        for row in sent_back(viewer, today)
    ]
