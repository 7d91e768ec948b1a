"""Taking over for a structure what another one agreed on: one indicator, and an agreement of its own. Only the operator's
people see who has what."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from ambassador import clock, i18n
from ambassador.access import get_or_404, requires, viewer
from ambassador.accounts.models import Organisation
from ambassador.kpis import facts
from ambassador.kpis.forms.definition import AdoptionForm, Known, blank
from ambassador.kpis.queries import shared as queries
from ambassador.kpis.queries.sheet import free_code
from ambassador.kpis.services import definitions
from ambassador.kpis.views import blueprint
from ambassador.kpis.views.choosing import can_share, defined_structure
from ambassador.paging import Page, asked_page
from ambassador.permissions import Permission
from ambassador.submissions import finish


def _structure() -> Organisation:
    """A structure for which the operator's people write; the programme takes nothing over."""
    organisation = defined_structure()
    return get_or_404(organisation if can_share(organisation) else None)


@blueprint.get("/shared")
@requires(Permission.KPIS_DEFINE)
def shared() -> str:
    organisation = _structure()
    found = queries.to_adopt(organisation, viewer(), asked_page())
    return render_template(
        "kpis/shared.html",
        organisation=organisation,
        page=Page(found.rows, found.number, found.total),
        action=request.args.get("action", type=int),
    )


@blueprint.route("/shared/<int:number>", methods=["GET", "POST"])
@requires(Permission.KPIS_DEFINE)
def adopt(number: int) -> str | Response:
    definition = get_or_404(queries.definition(number, viewer()))
    organisation = _structure()
    own = queries.adoption_of(definition.indicator_id, organisation.id)
    if own is not None and request.method == "GET":
        return redirect(url_for("kpis.show", number=own.id), 303)
    code = free_code(organisation, queries.code_of(definition, viewer()))
    start = blank(clock.today(), request.args.get("action", type=int), code)
    form = AdoptionForm(Known.of(organisation), definition, obj=start)
    if form.validate_on_submit() and form.accepts(
        definitions.adopt_kpi, organisation, definition, form.values(), viewer()
    ):
        return finish(url_for("kpis.show", number=form.result.id), gettext("Le KPI est enregistré comme brouillon."))
    return render_template(
        "kpis/adopt.html",
        form=form,
        organisation=organisation,
        definition=definition,
        definition_facts=facts.definition_facts(definition, i18n.show_translated),
    )
