"""The KPIs a person works with: their own organisation's, and those of the structures they look after."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ambassador.accounts.models import User
from ambassador.db import db
from ambassador.kpis.models import Adoption, AdoptionState, AdoptionVersion
from ambassador.kpis.queries.figures import Row, rows_of
from ambassador.kpis.queries.sight import is_seen, looked_after
from ambassador.reads import once


@once
def adoptions(viewer: User, today: date) -> list[Adoption]:
    """Agreed or proposed, in the order they were made."""
    chosen = (
        select(Adoption)
        .where(
            Adoption.organisation_id.in_({viewer.organisation_id, *looked_after(viewer, today)}),
            Adoption.state.in_([AdoptionState.AGREED, AdoptionState.PROPOSED]),
            is_seen(viewer),
        )
        .options(
            joinedload(Adoption.indicator),
            joinedload(Adoption.definition),
            joinedload(Adoption.organisation),
            joinedload(Adoption.proposed_by),
            joinedload(Adoption.pending).joinedload(AdoptionVersion.proposed_by),
        )
        .order_by(Adoption.id)
    )
    return list(db.session.scalars(chosen))


def agreed(viewer: User, today: date) -> list[Adoption]:
    return [row for row in adoptions(viewer, today) if row.state is AdoptionState.AGREED]


@once
def figures(viewer: User, today: date) -> dict[int, list[Row]]:
    """Those that people entered for the agreed ones, by adoption and period."""
    return rows_of([row.id for row in agreed(viewer, today) if not row.is_computed])
