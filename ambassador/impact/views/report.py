"""The report's pages: the programme, and one structure."""

from collections.abc import Sequence
from typing import Any

from flask import render_template, request

from ambassador import clock, plotly_bundle
from ambassador.access import get_or_404, requires, viewer
from ambassador.accounts.models import Organisation
from ambassador.impact import report, span, words
from ambassador.impact.queries import sight, testimonials
from ambassador.impact.queries.sight import Programme
from ambassador.impact.reading import Reading, selectable
from ambassador.impact.report import Report
from ambassador.impact.span import Remark
from ambassador.impact.views.blueprint import blueprint
from ambassador.permissions import Permission


@blueprint.get("/")
@requires(Permission.IMPACT_VIEW)
def index() -> str:
    programme = sight.programme(viewer())
    if programme is None:
        return render_template("impact/none.html")
    structures = programme.seen_by(viewer(), clock.today())
    reading, remarks = _reading(programme.operator, programme.published)
    found = report.of_programme(programme, structures, reading)
    return render_template("impact/index.html", structures=structures, **_page(programme, found, remarks))


@blueprint.get("/<int:number>")
@requires(Permission.IMPACT_VIEW)
def show(number: int) -> str:
    programme = get_or_404(sight.programme(viewer()))
    structure = get_or_404(programme.structure(number, viewer(), clock.today()))
    reading, remarks = _reading(structure.organisation, structure.published)
    found = report.of_structure(programme, structure, reading)
    return render_template("impact/show.html", **_page(programme, found, remarks))


def _reading(organisation: Organisation, published: frozenset[int]) -> tuple[Reading, list[Remark]]:
    today = clock.today()
    is_inside = sight.is_inside(viewer(), organisation)
    default = span.usual(today) if is_inside else span.of_published(published, today)
    wanted, remarks = span.read(request.args.get("from"), request.args.get("to"), default)
    return Reading(organisation, wanted, is_inside, published, today), remarks


def _page(programme: Programme, found: Report, remarks: Sequence[Remark]) -> dict[str, Any]:
    number = found.reading.organisation.id
    voices = testimonials.voices(found.reading.organisation, programme, viewer(), clock.today())
    return {
        "voices": voices,
        "report": found,
        "reading": found.reading,
        "remarks": [words.remark_words(remark) for remark in remarks],
        "choices": [(quarter.code, words.short_period(quarter)) for quarter in selectable(found.reading)],
        "bundle": plotly_bundle.load(),
        "again": [
            one for one in programme.again if one.organisation_id == number and one.month in found.reading.span.months
        ],
    }
