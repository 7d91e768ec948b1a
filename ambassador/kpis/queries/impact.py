"""Series for the impact page: approved figures for people inside, published ones for partners.

    approved_series([city.id], today)        what the structure and its coach see
    published_series([city.id], today)       what partners see: the latest publication of each quarter, small counts withheld
    coverage([city.id], quarter, today)      how complete a quarter is

Both give one `Series` for each KPI, with every period up to the last one that is over, whatever the number of structures
in the same few queries. Totals leave out what is missing or withheld.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ambassador.db import db
from ambassador.kpis import series, suppression
from ambassador.kpis.models import Adoption, AdoptionState, EntryState, PublishedFigure
from ambassador.kpis.queries.entry import ending_in
from ambassador.kpis.queries.figures import Row, computed_figures, last_over, rows_of, series_of
from ambassador.kpis.queries.publications import as_figure, latest_ids
from ambassador.kpis.queries.sight import loaded
from ambassador.kpis.series import Figure, Series
from ambassador.kpis.values import Coverage
from ambassador.periods import Period


def approved_series(organisation_ids: Collection[int], today: date) -> list[Series]:
    """The agreed KPIs of structures, or of the operator for its programme, by code."""
    chosen = loaded().where(Adoption.organisation_id.in_(organisation_ids), Adoption.state == AdoptionState.AGREED)
    return series_of(list(db.session.scalars(chosen)), today)


def published_series(organisation_ids: Collection[int], today: date) -> list[Series]:
    """The KPIs that were published at least once, by code. Nothing in them is unpublished but the agreed targets."""
    wanted = sorted(organisation_ids)
    figures: dict[int, list[Figure]] = defaultdict(list)
    shown = select(PublishedFigure).where(PublishedFigure.publication_id.in_(latest_ids(wanted)))
    for row in db.session.scalars(shown.order_by(PublishedFigure.month)):
        figures[row.adoption_id].append(as_figure(row))
    if not figures:
        return []
    adoptions = db.session.scalars(loaded().where(Adoption.id.in_(figures)))
    return [_for_partners(series.build(row, figures[row.id], last_over(row, today), today)) for row in adoptions]


def _for_partners(found: Series) -> Series:
    """The baseline is a count like the others."""
    adoption = found.adoption
    numbers = adoption.baseline_numerator, adoption.baseline_denominator, adoption.baseline_weight
    if suppression.is_small(adoption.definition, *numbers):
        return replace(found, baseline=None, baseline_is_suppressed=True)
    return found


def coverage(organisation_ids: Collection[int], quarter: Period, today: date) -> Coverage:
    """Of the figures whose period ends in the quarter and is over: how many are approved, and with a value."""
    chosen = select(Adoption).where(
        Adoption.organisation_id.in_(organisation_ids), Adoption.state == AdoptionState.AGREED
    )
    chosen = chosen.options(joinedload(Adoption.indicator), joinedload(Adoption.definition)).order_by(Adoption.id)
    adoptions = list(db.session.scalars(chosen))
    return coverage_of(adoptions, rows_of([row.id for row in adoptions]), quarter, today)


def coverage_of(
    adoptions: Collection[Adoption], rows: Mapping[int, list[Row]], quarter: Period, today: date
) -> Coverage:
    """The same of agreed KPIs and figures that were read already."""
    computed = computed_figures([row for row in adoptions if row.is_computed], today)
    answers = []
    for adoption in adoptions:
        approved = (row for row in rows.get(adoption.id, []) if row.state is EntryState.APPROVED)
        figures: list[Row | Figure] = [*approved, *computed.get(adoption.id, [])]
        known = {figure.month: figure.answer for figure in figures}
        for period in ending_in(quarter, adoption.definition.frequency):
            if period.month >= adoption.first_month and period.is_over(today):
                answers.append(known.get(period.month))
    return Coverage.of(answers)
