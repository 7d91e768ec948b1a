"""The coverage of a structure's plan by KPIs."""

from flask import render_template

from ambassador import clock
from ambassador.access import requires, viewer
from ambassador.accounts.models import OrganisationKind
from ambassador.kpis import rights
from ambassador.kpis.queries.coverage import coverage as covered
from ambassador.kpis.views import blueprint
from ambassador.kpis.views.choosing import chosen_structure
from ambassador.permissions import Permission


@blueprint.get("/coverage")
@requires(Permission.KPIS_VIEW)
def coverage() -> str:
    organisation, choices = chosen_structure()
    structures = [row for row in choices if row.kind is not OrganisationKind.OPERATOR]
    if organisation is not None and organisation.kind is OrganisationKind.OPERATOR:
        organisation = structures[0] if structures else None
    return render_template(
        "kpis/coverage.html",
        organisation=organisation,
        choices=structures,
        found=covered([organisation.id], clock.today()) if organisation else None,
        can_define=organisation is not None and rights.can_define(viewer(), organisation),
    )
