"""The numbers of a report's charts, as the page shows them to the same reader: one to save, or all for the library that draws."""

from flask import Response, jsonify

from ambassador import documents
from ambassador.access import get_or_404, requires
from ambassador.documents.delimited import csv_content
from ambassador.impact.report import Report
from ambassador.impact.views.blueprint import blueprint
from ambassador.impact.views.report import programme_report, structure_report
from ambassador.permissions import Permission


@blueprint.get("/charts/<chart>.csv")
@requires(Permission.IMPACT_VIEW)
def programme_chart_csv(chart: str) -> Response:
    report, _remarks = get_or_404(programme_report())
    return _send(report, chart)


@blueprint.get("/<int:number>/charts/<chart>.csv")
@requires(Permission.IMPACT_VIEW)
def chart_csv(number: int, chart: str) -> Response:
    report, _remarks = structure_report(number)
    return _send(report, chart)


@blueprint.get("/charts.json")
@requires(Permission.IMPACT_VIEW)
def programme_charts() -> Response:
    report, _remarks = get_or_404(programme_report())
    return _send_all(report)


@blueprint.get("/<int:number>/charts.json")
@requires(Permission.IMPACT_VIEW)
def charts(number: int) -> Response:
    report, _remarks = structure_report(number)
    return _send_all(report)


def _send_all(report: Report) -> Response:
    """Apart from the page, which is complete without them: they are fetched with the library alone."""
    figures = {chart.id: chart.plotly() for chart in report.charts if not chart.is_empty}
    return jsonify(figures | {brief.id: brief.plotly() for brief in report.briefs if not brief.is_empty})


def _send(report: Report, chart: str) -> Response:
    brief, span = report.brief(chart), report.reading.span
    rows = brief.exact() if brief else get_or_404(report.chart(chart)).exact()
    return documents.send_csv(csv_content(rows), f"{chart} {span.first.code} {span.last.code}")
