"""The last figure of each KPI by category, for those inside: no publication keeps categories, so that no small one is told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from ambassador.impact.indicators import Kpi
from ambassador.impact.queries.breakdowns import approved_parts
from ambassador.kpis.models import Category, Dimension, Entry
from ambassador.kpis.series import Point


@dataclass(frozen=True)
class Breakdown:
    """One dimension of one figure: the categories that are stated, in their order."""

    kpi: Kpi
    point: Point
    dimension: Dimension
    parts: Sequence[tuple[Category, Entry]]

    @property
    def id(self) -> str:
        return f"breakdown-{self.kpi.series.adoption.id}x{self.dimension.id}"


def breakdowns(kpis: Iterable[Kpi]) -> list[Breakdown]:
    """Of the last period of each KPI that has a value. One query."""
    latest = {kpi.series.adoption.id: (kpi, point) for kpi in kpis if (point := kpi.series.latest)}
    rows = approved_parts(latest, {point.period.month for _, point in latest.values()})
    stated = [
        (row.adoption_id, row.category.dimension, (row.category, row))
        for row in rows
        if row.category and row.month == latest[row.adoption_id][1].period.month
    ]
    return [
        Breakdown(*latest[number], dimension, [part for _, _, part in group])
        for (number, dimension), group in groupby(stated, key=lambda one: one[:2])
    ]
