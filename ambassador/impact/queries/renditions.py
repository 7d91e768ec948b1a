"""A published edition as it may be read today."""

import json
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ambassador.config import BRUSSELS
from ambassador.db import db
from ambassador.impact.edition import canonical, content
from ambassador.impact.edition.rendition import Rendition, Voice
from ambassador.impact.models import SHOWN_TO_PARTNERS, Edition, Quote


def rendition(edition: Edition, language: str, today: date) -> Rendition:
    """Its frozen content in one language, and of its quotes those whose consent still holds. One query."""
    told = content.read(canonical.told(json.loads(edition.content or ""), language), language)
    chosen = select(Quote).where(Quote.edition_id == edition.id).options(joinedload(Quote.testimonial))
    voices = {}
    for quote in db.session.scalars(chosen):
        said = quote.testimonial
        if said.is_valid(today) and said.scope in SHOWN_TO_PARTNERS:
            voices[quote.digest] = Voice(said.quote, said.speaker, said.language)
    decided_at = edition.approval.decided_at if edition.approval else None
    return Rendition(
        told,
        [voices.get(digest) for digest in told.quotes],
        edition.number,
        edition.content_sha256,
        decided_at.astimezone(BRUSSELS).date() if decided_at else None,
    )
