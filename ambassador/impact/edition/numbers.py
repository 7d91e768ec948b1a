"""The numbers of a chart one by one, each with what it is: for the formats that are tables of numbers."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext

from ambassador.charts import Chart, Number
from ambassador.writing import Style, Writing

TOTAL = "total"
"""The key of the sums of stacked bars."""


@dataclass(frozen=True)
class Figure:
    """`value` is exact; None where `said` is the word for why it is not there. `said` is what the report shows."""

    series_key: str
    series: str
    key: str
    category: str
    value: Number | None
    said: str
    unit: str


def figures(chart: Chart) -> Iterator[Figure]:
    keys = chart.keys or [str(place + 1) for place in range(len(chart.categories))]
    for place, (key, category) in enumerate(zip(keys, chart.categories, strict=True)):
        unit = _unit(chart, place)
        for series in chart.series:
            said = chart.say(series, place)
            yield Figure(series.key, series.name, key, category, series.values[place], said, unit)
        if chart.total:
            yield Figure(TOTAL, chart.total, key, category, chart.sum_at(place), chart.say_sum(place), unit)


def _unit(chart: Chart, place: int) -> str:
    rule = chart.row_formats[place] if chart.row_formats else chart.format
    if not isinstance(rule, Writing):
        return chart.unit
    match rule.style:
        case Style.PERCENT:
            return "%"
        case Style.DAYS:
            return str(gettext("jours"))
        case Style.MILESTONE:
            return ""
        case Style.NUMBER:
            return rule.unit or chart.unit
