"""An edition as it may be read today."""

import json
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ambassador.config import BRUSSELS
from ambassador.db import db
from ambassador.impact.edition import canonical, content
from ambassador.impact.edition.content import Told
from ambassador.impact.edition.rendition import Rendition, Silence, Voice
from ambassador.impact.models import SHOWN_TO_PARTNERS, Edition, Quote


def rendition(edition: Edition, language: str, today: date) -> Rendition:
    """Its frozen content in one language, and of its quotes those whose consent still holds for the same words. One query."""
    told = content.read(canonical.told(json.loads(edition.content or ""), language), language)
    chosen = select(Quote).where(Quote.edition_id == edition.id).options(joinedload(Quote.testimonial))
    quotes = {quote.digest: quote for quote in db.session.scalars(chosen)}
    found = [quotes.get(digest) for digest in told.quotes]
    decided_at = edition.approval.decided_at if edition.approval and edition.is_published else None
    return Rendition(
        told,
        [_voice(quote) if quote and quote.is_same and _may_show(quote, today) else None for quote in found],
        edition.number,
        edition.content_sha256,
        decided_at.astimezone(BRUSSELS).date() if decided_at else None,
        [_silence(quote) for quote in found],
    )


def preview(edition: Edition, told: Told, today: date) -> Rendition:
    """The same of what is still being written."""
    return Rendition(
        told,
        [_voice(quote) if _may_show(quote, today) else None for quote in edition.quotes],
        edition.number,
        silences=[_silence(quote) for quote in edition.quotes],
    )


def _voice(quote: Quote) -> Voice:
    said = quote.testimonial
    return Voice(said.quote, said.speaker, said.language)


def _may_show(quote: Quote, today: date) -> bool:
    return quote.testimonial.is_valid(today) and quote.testimonial.scope in SHOWN_TO_PARTNERS


def _silence(quote: Quote | None) -> Silence:
    is_withdrawn = quote is not None and quote.testimonial.is_withdrawn
    return Silence.WITHDRAWN if is_withdrawn else Silence.ENDED
