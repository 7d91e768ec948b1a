"""Stored cells: those that partners read, and those that the next decision is made against."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import func, select

from ambassador.db import db
from ambassador.impact.models import PublishedCells
from ambassador.kpis.models import Publication

Content = dict[str, Any]


def published_cells(organisation_ids: Collection[int], last_month: int) -> dict[int, dict[int, Content]]:
    """By organisation and first month of the quarter, up to a month: the latest of each. One query."""
    newest = (
        select(func.max(PublishedCells.id))
        .join(PublishedCells.publication)
        .where(Publication.organisation_id.in_(sorted(organisation_ids)), Publication.month <= last_month)
        .group_by(Publication.organisation_id, Publication.month)
    )
    chosen = (
        select(Publication.organisation_id, Publication.month, PublishedCells.content)
        .join(PublishedCells.publication)
        .where(PublishedCells.id.in_(newest))
    )
    found: defaultdict[int, dict[int, Content]] = defaultdict(dict)
    for organisation_id, month, content in db.session.execute(chosen.order_by(Publication.month)):
        found[organisation_id][month] = content
    return found


def bases_until(publication: Publication) -> list[Content]:
    """Of every publication of the same quarter up to this one, oldest first: what the next is decided against."""
    chosen = (
        select(PublishedCells.basis)
        .join(PublishedCells.publication)
        .where(
            Publication.organisation_id == publication.organisation_id,
            Publication.month == publication.month,
            Publication.number <= publication.number,
            PublishedCells.basis.is_not(None),
        )
        .order_by(Publication.number)
    )
    return [basis for basis in db.session.scalars(chosen) if basis is not None]


def content_of(publication: Publication) -> Content | None:
    return db.session.scalar(select(PublishedCells.content).where(PublishedCells.publication_id == publication.id))
