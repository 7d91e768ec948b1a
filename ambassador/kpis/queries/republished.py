"""Quarters that were published again: what changed from one number to the next."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ambassador.db import db
from ambassador.kpis.models import Adoption, Publication, PublishedFigure
from ambassador.periods import Period

_SAID = ("answer", "numerator", "denominator", "weight", "is_suppressed")


@dataclass(frozen=True)
class Change:
    """One figure that says something else than in the publication before; None where it was not in it."""

    adoption: Adoption
    period: Period
    before: PublishedFigure | None
    after: PublishedFigure | None


def changes(publication: Publication) -> list[Change]:
    """Since the number before, by KPI and period. A first publication changes nothing."""
    chosen = (
        select(PublishedFigure)
        .join(Publication)
        .where(
            Publication.organisation_id == publication.organisation_id,
            Publication.month == publication.month,
            Publication.number == publication.number - 1,
        )
        .options(joinedload(PublishedFigure.adoption).options(joinedload(Adoption.definition)))
    )
    if publication.number == 1:
        return []
    before = {(row.adoption_id, row.month): row for row in db.session.scalars(chosen)}
    after = {(row.adoption_id, row.month): row for row in publication.figures}
    found = []
    for key in sorted({*before, *after}):
        old, new = before.get(key), after.get(key)
        one = new or old
        if one is not None and _said(old) != _said(new):
            found.append(Change(one.adoption, Period(one.month, one.frequency), old, new))
    return found


def _said(figure: PublishedFigure | None) -> tuple[object, ...] | None:
    return None if figure is None else tuple(getattr(figure, name) for name in _SAID)
