"""The report's pages: the programme, and one structure."""

from collections.abc import Sequence
from typing import Any

from flask import render_template, request

from ambassador import clock, i18n, plotly_bundle
from ambassador.access import get_or_404, requires, viewer
from ambassador.accounts.models import Organisation
from ambassador.impact import figure_links, filters, report, span, words
from ambassador.impact.queries import funding, sight, testimonials
from ambassador.impact.reading import Reading, selectable
from ambassador.impact.report import Report
from ambassador.impact.span import Remark
from ambassador.impact.views.blueprint import blueprint
from ambassador.permissions import Permission
from ambassador.webinars.models import Theme


@blueprint.get("/")
@requires(Permission.IMPACT_VIEW)
def index() -> str:
    found = programme_report()
    if found is None:
        return render_template("impact/none.html")
    structures = found[0].programme.seen_by(viewer(), clock.today())
    return render_template("impact/index.html", structures=structures, **_page(*found))


@blueprint.get("/<int:number>")
@requires(Permission.IMPACT_VIEW)
def show(number: int) -> str:
    return render_template("impact/show.html", **_page(*structure_report(number)))


def programme_report() -> tuple[Report, list[Remark]] | None:
    """What the reader may know of the programme, as the address asks for it; None where there is no programme."""
    programme = sight.programme(viewer())
    if programme is None:
        return None
    reading, remarks = _reading(programme.operator, programme.published)
    return report.of_programme(programme, programme.seen_by(viewer(), clock.today()), reading), remarks


def structure_report(number: int) -> tuple[Report, list[Remark]]:
    """The same of one structure, if the reader may open its page."""
    programme = get_or_404(sight.programme(viewer()))
    structure = get_or_404(programme.structure(number, viewer(), clock.today()))
    reading, remarks = _reading(structure.organisation, structure.published)
    return report.of_structure(programme, structure, reading), remarks


def _reading(organisation: Organisation, published: frozenset[int]) -> tuple[Reading, list[Remark]]:
    today = clock.today()
    is_inside = sight.is_inside(viewer(), organisation)
    default = span.usual(today) if is_inside else span.of_published(published, today)
    wanted, remarks = span.read(request.args.get("from"), request.args.get("to"), default)
    chosen, is_understood = filters.read(request.args)
    if not is_understood:
        remarks = [*remarks, Remark.FILTER]
    return Reading(organisation, wanted, is_inside, published, today, filters=chosen), remarks


def _page(found: Report, remarks: Sequence[Remark]) -> dict[str, Any]:
    programme, organisation = found.programme, found.reading.organisation
    voices = testimonials.voices(organisation, programme, viewer(), clock.today())
    return {
        "voices": voices,
        "funding": funding.notice_of(programme.operator.id),
        "report": found.linked,
        "figure_address": figure_links.headline,
        "download_address": figure_links.download,
        "charts_address": figure_links.drawn(found.reading),
        "reading": found.reading,
        "remarks": [words.remark_words(remark) for remark in remarks],
        "themes": i18n.labels_of(Theme),
        "choices": [(quarter.code, words.short_period(quarter)) for quarter in selectable(found.reading)],
        "bundle": plotly_bundle.load(),
        "again": [one for one in programme.again(organisation.id) if one.month in found.reading.span.months],
    }
