"""What the operator's people read of one indicator over all structures in their sight, and of all indicators."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from ambassador.accounts.models import User
from ambassador.db import db
from ambassador.kpis.models import Adoption, Indicator, IndicatorVersion
from ambassador.kpis.overview import Line
from ambassador.kpis.queries.figures import series_of
from ambassador.kpis.queries.overview import Question, ask
from ambassador.kpis.queries.overview_statements import IN_FORCE
from ambassador.kpis.queries.sight import is_seen, loaded, organisations
from ambassador.kpis.series import Series
from ambassador.kpis.spans import Span
from ambassador.paging import Page, nearest

Named = list[tuple[Line, IndicatorVersion]]
"""Lines with the newest of their definitions."""


def lines(viewer: User, span: Span, today: date, indicator_ids: Collection[int] | None = None) -> Named:
    """Of the indicators that structures enter, by name; nothing for people of a structure, who have their own sheet."""
    if not viewer.is_operator:
        return []
    seen = [row.id for row in organisations(viewer)]
    found = ask(Question(span, today, indicator_ids, seen))
    chosen = (
        select(IndicatorVersion)
        .join(IndicatorVersion.indicator)
        .where(IndicatorVersion.id.in_({line.definition_id for line in found}), Indicator.measure.is_(None))
        .options(joinedload(IndicatorVersion.indicator))
    )
    definitions = {row.id: row for row in db.session.scalars(chosen)}
    named = [(line, definitions[line.definition_id]) for line in found if line.definition_id in definitions]
    return sorted(named, key=lambda pair: (str(pair[1].name).casefold(), pair[0].definition_id))


def by_structure(viewer: User, indicator_id: int, today: date, page: int) -> Page[Series]:
    """The series of each structure, in the order in which they took the indicator over."""
    shown = (Adoption.indicator_id == indicator_id, Adoption.state.in_(IN_FORCE), is_seen(viewer))
    total = db.session.scalar(select(func.count(Adoption.id)).where(*shown)) or 0
    number = nearest(page, total)
    size = Page([], number, total).size
    chosen = loaded().where(*shown).limit(size).offset((number - 1) * size)
    return Page(series_of(list(db.session.scalars(chosen)), today), number, total)
