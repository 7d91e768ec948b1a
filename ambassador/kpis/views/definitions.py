"""Writing KPIs, taking over examples, proposing and agreeing."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from ambassador import clock, i18n
from ambassador.access import requires, viewer
from ambassador.kpis import facts
from ambassador.kpis.examples import examples_for
from ambassador.kpis.forms.definition import AdoptionForm, ExampleForm, Known, KpiForm, blank, written
from ambassador.kpis.models import AdoptionState
from ambassador.kpis.queries import versions
from ambassador.kpis.services import definitions
from ambassador.kpis.services.library import take_over_example
from ambassador.kpis.views import blueprint
from ambassador.kpis.views.choosing import can_share, defined_structure, own_kpi
from ambassador.permissions import Permission
from ambassador.submissions import finish


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.KPIS_DEFINE)
def new() -> str | Response:
    organisation = defined_structure()
    form = KpiForm(Known.of(organisation), obj=blank(clock.today(), request.args.get("action", type=int)))
    if form.validate_on_submit() and form.accepts(
        definitions.create_kpi, organisation, form.values(), viewer(), clock.now()
    ):
        return finish(url_for("kpis.show", number=form.result.id), gettext("Le KPI est enregistré comme brouillon."))
    return render_template(
        "kpis/edit.html", form=form, organisation=organisation, adoption=None, can_share=can_share(organisation)
    )


@blueprint.route("/<int:number>/edit", methods=["GET", "POST"])
@requires(Permission.KPIS_DEFINE)
def edit(number: int) -> str | Response:
    adoption = own_kpi(number)
    if adoption.state is not AdoptionState.DRAFT and request.method == "GET":
        flash(gettext("Ce KPI n’est plus un brouillon. Remettez-le en brouillon pour le modifier."), "error")
        return redirect(url_for("kpis.show", number=number), 303)
    row, known = written(adoption), Known.of(adoption.organisation)
    is_shared = versions.is_shared(adoption)
    is_locked = is_shared and "definition" not in request.args
    form = AdoptionForm(known, adoption.definition, obj=row) if is_locked else KpiForm(known, obj=row)
    if (
        form.validate_on_submit()
        and not form.is_stale(row)
        and form.accepts(definitions.change_kpi, adoption, form.values(), viewer(), clock.now())
    ):
        return finish(url_for("kpis.show", number=number), gettext("Le KPI est enregistré."))
    return render_template(
        "kpis/edit.html",
        form=form,
        organisation=adoption.organisation,
        adoption=adoption,
        is_shared=is_shared,
        definition_facts=facts.definition_facts(adoption.definition, i18n.show_translated) if is_locked else None,
    )


@blueprint.route("/examples", methods=["GET", "POST"])
@requires(Permission.KPIS_DEFINE)
def examples() -> str | Response:
    organisation = defined_structure()
    found = examples_for(organisation)
    chosen = {"action_id": request.args.get("action", type=int)}
    form = ExampleForm(organisation, [(example.key, example.key) for example in found], data=chosen)
    if form.validate_on_submit() and form.accepts(
        take_over_example,
        organisation,
        form.example.data,
        form.action_id.data if "action_id" in form else None,
        viewer(),
        clock.now(),
        clock.today(),
    ):
        message = gettext("L’exemple est repris comme brouillon : complétez-le.")
        return finish(url_for("kpis.edit", number=form.result.id), message)
    return render_template(
        "kpis/examples.html",
        form=form,
        organisation=organisation,
        examples=found,
        codes=form.codes,
        can_share=can_share(organisation),
    )
