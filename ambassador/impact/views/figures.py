"""One figure of a report: what it counts, how it was made, and from which rows."""

from flask import abort, render_template

from ambassador.access import get_or_404, requires
from ambassador.impact import origins
from ambassador.impact.figure_links import HEADLINES, TOTAL, WHOLE
from ambassador.impact.origins.every import EVERY
from ambassador.impact.report import Report
from ambassador.impact.views.blueprint import blueprint
from ambassador.impact.views.report import programme_report, structure_report
from ambassador.kpis.values import rounded
from ambassador.permissions import Permission

PLACES = 4
"""As many as a number that people enter can have."""


@blueprint.get("/figures/<chart>/<series>/<key>")
@requires(Permission.IMPACT_VIEW)
def programme_figure(chart: str, series: str, key: str) -> str:
    report, _remarks = get_or_404(programme_report())
    return _page(report, chart, series, key)


@blueprint.get("/<int:number>/figures/<chart>/<series>/<key>")
@requires(Permission.IMPACT_VIEW)
def figure(number: int, chart: str, series: str, key: str) -> str:
    report, _remarks = structure_report(number)
    return _page(report, chart, series, key)


def _page(report: Report, chart: str, series: str, key: str) -> str:
    name, place, value = _shown(report, chart, series, key)
    origin = get_or_404(origins.explain(EVERY, chart, origins.Asked(report, chart, series, key)))
    return render_template(
        "impact/figure.html",
        report=report,
        reading=report.reading,
        chart=report.chart(chart),
        name=name,
        place=place,
        value=value,
        origin=origin,
        sums=[rounded(one, PLACES) for one in origin.sums],
        formula_words=origins.formula_words(origin),
    )


def _shown(report: Report, chart: str, series: str, key: str) -> tuple[str, str, str]:
    """The figure as the report shows it: its name, its place, its value in words."""
    if chart == HEADLINES:
        headline = get_or_404(next((one for one in report.headlines if one.key == series and key == WHOLE), None))
        return headline.title, "", headline.value
    found = get_or_404(report.chart(chart))
    if key not in found.keys:
        abort(404)
    place = list(found.keys).index(key)
    if series == TOTAL and found.total:
        return found.total, found.categories[place], found.say_sum(place)
    line = get_or_404(next((one for one in found.series if one.key == series), None))
    if line.values[place] is None:
        abort(404)
    return line.name, found.categories[place], found.say(line, place)
