"""Quarters that were published again: what changed from one number to the next, and which ones readers must be told of."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
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


def latest_again(organisation_ids: Collection[int], first_month: int, last_month: int) -> list[Publication]:
    """Of the quarters between two months, those whose latest publication replaced an earlier one, oldest quarter first."""
    newest = (
        select(func.max(Publication.id))
        .where(
            Publication.organisation_id.in_(organisation_ids),
            Publication.month.between(first_month, last_month),
        )
        .group_by(Publication.organisation_id, Publication.month)
    )
    chosen = select(Publication).where(Publication.id.in_(newest), Publication.number > 1)
    return list(db.session.scalars(chosen.order_by(Publication.month, Publication.id)))
