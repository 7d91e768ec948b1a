"""All KPIs at a glance: a small panel for each, from the same numbers as its own chart further down."""

from collections.abc import Sequence
from dataclasses import replace

from flask_babel import gettext, ngettext

from ambassador import i18n
from ambassador.charts import Chart, Multiples
from ambassador.impact.charts.kpis import name_of, series
from ambassador.impact.indicators import Kpi
from ambassador.kpis.models import Direction

LEAST = 2
"""Panels that are worth comparing."""


def kpis_in_brief(kpis: Sequence[Kpi]) -> Multiples | None:
    """None where there are too few to compare."""
    charts = [series(kpi) for kpi in kpis]
    if sum(not chart.is_empty for chart in charts) < LEAST:
        return None
    steps = [_step(chart, kpi.series.adoption.definition.direction) for chart, kpi in zip(charts, kpis, strict=True)]
    known = [step for step in steps if step is not None]
    return Multiples(
        id="kpi-brief",
        title=_finding(sum(step > 0 for step in known), sum(step < 0 for step in known), len(known)),
        unit=str(gettext("Chaque KPI sur sa propre échelle, avec son dernier chiffre")),
        panels=[replace(chart, title=name_of(kpi)) for chart, kpi in zip(charts, kpis, strict=True)],
        panel_label=str(gettext("KPI")),
        missing=str(gettext("manquant")),
    )


def _step(chart: Chart, direction: Direction) -> int | None:
    """Whether the last number is better (1) or worse (-1) than the one before it, or the same; None without two numbers."""
    numbers = chart.values[0].present
    if len(numbers) < 2:
        return None
    change = numbers[-1] - numbers[-2]
    if direction is Direction.DOWN:
        change = -change
    return (change > 0) - (change < 0)


def _finding(better: int, worse: int, known: int) -> str:
    if not known:
        return str(gettext("Aucun KPI n’a encore deux chiffres à comparer"))
    if better:
        return str(
            ngettext(
                "%(num)d KPI sur %(total)s s’améliore depuis son chiffre précédent",
                "%(num)d KPI sur %(total)s s’améliorent depuis leur chiffre précédent",
                better,
                total=i18n.number(known),
            )
        )
    if worse:
        return str(
            ngettext(
                "Aucun KPI ne s’améliore : %(num)d sur %(total)s recule depuis son chiffre précédent",
                "Aucun KPI ne s’améliore : %(num)d sur %(total)s reculent depuis leur chiffre précédent",
                worse,
                total=i18n.number(known),
            )
        )
    return str(
        ngettext(
            "Le seul KPI comparable reste à son chiffre précédent",
            "Les %(num)d KPI comparables restent à leur chiffre précédent",
            known,
        )
    )
