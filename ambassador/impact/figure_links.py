"""Each number of a report leads to the page that tells how it was made, each chart to its numbers as a file."""

from dataclasses import replace

from flask import url_for

from ambassador.charts import Chart, Series
from ambassador.impact.reading import Reading

TOTAL = "total"
"""The series of a stack's sums."""
HEADLINES = "headlines"
"""Where the figures on top of a report are found, each a series of its own with one place."""
WHOLE = "all"


def address(reading: Reading, chart: str, series: str, key: str) -> str:
    """Of one figure: chart, series and category by their keys, under the same choice of quarters and filters."""
    if reading.is_programme:
        return url_for("impact.programme_figure", chart=chart, series=series, key=key, **reading.arguments)
    number = reading.organisation.id
    return url_for("impact.figure", number=number, chart=chart, series=series, key=key, **reading.arguments)


def download(reading: Reading, chart: str) -> str:
    """Of one chart's numbers as CSV."""
    if reading.is_programme:
        return url_for("impact.programme_chart_csv", chart=chart, **reading.arguments)
    return url_for("impact.chart_csv", number=reading.organisation.id, chart=chart, **reading.arguments)


def drawn(reading: Reading) -> str:
    """Of all charts as the charts' library draws them."""
    if reading.is_programme:
        return url_for("impact.programme_charts", **reading.arguments)
    return url_for("impact.charts", number=reading.organisation.id, **reading.arguments)


def headline(reading: Reading, key: str) -> str:
    return address(reading, HEADLINES, key, WHOLE)


def linked(chart: Chart, reading: Reading) -> Chart:
    """The same chart, its numbers with their links."""
    return replace(
        chart,
        series=[_linked(chart, series, reading) for series in chart.series],
        total_links=[
            address(reading, chart.id, TOTAL, key) if chart.sum_at(place) is not None else None
            for place, key in enumerate(chart.keys)
        ]
        if chart.total
        else (),
    )


def _linked(chart: Chart, series: Series, reading: Reading) -> Series:
    links = [
        None if value is None else address(reading, chart.id, series.key, key)
        for key, value in zip(chart.keys, series.values, strict=True)
    ]
    return replace(series, links=links)
