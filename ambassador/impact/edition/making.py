"""How the figures of a chart were made, in words: what its origins say, once where that holds for the whole chart."""

from collections.abc import Iterator, Mapping

from flask_babel import gettext

from ambassador.charts import Chart
from ambassador.impact.edition.content import ToldChart
from ambassador.impact.figure_links import TOTAL
from ambassador.impact.origins import Asked, Origin, formula_words, origin_for
from ambassador.impact.origins.every import EVERY
from ambassador.impact.report import Report


def told_chart(report: Report, chart: Chart) -> ToldChart:
    """Texts are empty where no origin is known."""
    found = _origins(report, chart)
    return ToldChart(
        chart,
        _once({name: origin.definition for name, origin in found.items()}),
        _once({name: formula_words(origin) for name, origin in found.items()}),
    )


def _origins(report: Report, chart: Chart) -> dict[str, Origin]:
    """The first that is known of each name that numbers stand under."""
    explain = origin_for(EVERY, chart.id)
    found: dict[str, Origin] = {}
    for name, series, key in _places(chart) if explain else ():
        if (
            name not in found
            and explain
            and (origin := explain(Asked(report, chart.id, series, key, is_for_words=True)))
        ):
            found[name] = origin
    return found


def _places(chart: Chart) -> Iterator[tuple[str, str, str]]:
    """Where numbers are: the name they stand under, series, category. A stack is explained by its sums, a table of different
    things row by row."""
    if chart.total:
        yield from (
            (chart.total, TOTAL, key) for place, key in enumerate(chart.keys) if chart.sum_at(place) is not None
        )
        return
    for series in chart.series:
        for place, key in enumerate(chart.keys):
            if series.values[place] is not None:
                yield chart.categories[place] if chart.row_formats else series.name, series.key, key


def _once(texts: Mapping[str, str]) -> str:
    """One text where all are the same, else a line for each name."""
    if len(set(texts.values())) < 2:
        return next(iter(texts.values()), "")
    return "\n".join(gettext("%(label)s : %(message)s", label=name, message=text) for name, text in texts.items())
