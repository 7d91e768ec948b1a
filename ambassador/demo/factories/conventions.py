"""Conventions with their parties and terms, and commitments."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from ambassador.accounts.models import Organisation, User
from ambassador.conventions.models import Article, Commitment, Contribution, Convention, Party, Terms, Unit
from ambassador.demo.factories.accounts import save
from ambassador.translated import Translated


def convention(
    organisations: Sequence[Organisation],
    signed_on: date | None = None,
    length_months: int | None = 12,
    quota_quarters: int | None = 20,
    **values: Any,
) -> Convention:
    """An agreement of the organisations, signed by all on `signed_on`, or a draft."""
    values.setdefault("title", Translated(fr="Convention de test"))
    values.setdefault("subject", Translated(fr="Un accompagnement"))
    parties = [
        Party(organisation=organisation, position=position, signed_on=signed_on)
        for position, organisation in enumerate(organisations)
    ]
    terms = [Terms(length_months=length_months, quota_quarters=quota_quarters)]
    return save(Convention(parties=parties, terms=terms, **values))


def commitment(convention: Convention, article: str = "1", **values: Any) -> Commitment:
    values.setdefault("title", Translated(fr="Un engagement"))
    values.setdefault("position", len(convention.commitments))
    if values.get("quantity") is not None:
        values.setdefault("unit", Unit.DAY)
    return save(Commitment(convention=convention, article=article, **values))


def article(convention: Convention, number: str = "1", title: str = "Objet", **values: Any) -> Article:
    values.setdefault("position", len(convention.articles))
    return save(Article(convention=convention, number=number, title=Translated(fr=title), **values))


def contribution(commitment: Commitment, recorder: User, on: date, **values: Any) -> Contribution:
    """What the recorder's side did; undecided. In the commitment's unit it is one."""
    party = commitment.convention.party_of(recorder.organisation_id)
    values.setdefault("note", "Fait ensemble.")
    if commitment.unit is not None:
        values.setdefault("quantity", Decimal(1))
    return save(Contribution(commitment=commitment, party=party, recorded_by=recorder, on=on, **values))
