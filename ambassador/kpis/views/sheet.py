"""The sheet of a structure, and one KPI with its series."""

from flask import render_template

from ambassador import clock
from ambassador.access import get_or_404, requires, viewer
from ambassador.accounts import history
from ambassador.kpis import completeness, pictures, rights, terms
from ambassador.kpis.models import AdoptionState
from ambassador.kpis.queries import sheet, sight, versions
from ambassador.kpis.views import blueprint
from ambassador.kpis.views.choosing import chosen_structure
from ambassador.permissions import Permission


@blueprint.get("/")
@requires(Permission.KPIS_VIEW)
def index() -> str:
    organisation, choices = chosen_structure()
    groups = sheet.sheet(organisation, clock.today()) if organisation else []
    return render_template(
        "kpis/index.html",
        organisation=organisation,
        choices=choices,
        groups=groups,
        can_define=organisation is not None and rights.can_define(viewer(), organisation),
        AdoptionState=AdoptionState,
    )


@blueprint.get("/<int:number>")
@requires(Permission.KPIS_VIEW)
def show(number: int) -> str:
    adoption = get_or_404(sight.adoption(number, viewer()))
    series = sheet.series(adoption, clock.today())
    proposer = adoption.proposed_by
    values = terms.in_force(adoption)
    known = versions.of(number) if adoption.state in (AdoptionState.AGREED, AdoptionState.RETIRED) else []
    return render_template(
        "kpis/show.html",
        adoption=adoption,
        definition=adoption.definition,
        series=series,
        chart=pictures.series_chart(series),
        checks=completeness.checklist(values, adoption.is_programme),
        is_complete=not completeness.missing(values, adoption.is_programme),
        versions=known,
        pending=next((one for one in known if one.is_pending), None),
        can_define=rights.can_define(viewer(), adoption.organisation),
        can_agree=proposer is not None and rights.is_other_party(viewer(), proposer, adoption.organisation),
        AdoptionState=AdoptionState,
        history=history.worded(sheet.history(adoption)),
    )
