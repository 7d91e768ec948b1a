"""Writing KPIs, taking over examples, proposing and agreeing."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from ambassador import clock
from ambassador.access import get_or_404, requires, viewer
from ambassador.db import db
from ambassador.errors import RuleBroken
from ambassador.kpis import rights, words
from ambassador.kpis.examples import examples_for
from ambassador.kpis.forms.definition import ExampleForm, KpiForm, blank, written
from ambassador.kpis.models import Adoption, AdoptionState
from ambassador.kpis.queries import sight
from ambassador.kpis.services import definitions
from ambassador.kpis.services.library import take_over_example
from ambassador.kpis.views import blueprint
from ambassador.kpis.views.choosing import defined_structure
from ambassador.permissions import Permission
from ambassador.submissions import finish


def _own(number: int) -> Adoption:
    """A KPI in sight that the viewer may define."""
    adoption = get_or_404(sight.adoption(number, viewer()))
    return get_or_404(adoption if rights.can_define(viewer(), adoption.organisation) else None)


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.KPIS_DEFINE)
def new() -> str | Response:
    organisation = defined_structure()
    form = KpiForm(organisation, obj=blank(clock.today()))
    if form.validate_on_submit() and form.accepts(
        definitions.create_kpi, organisation, form.values(), viewer(), clock.now()
    ):
        return finish(url_for("kpis.show", number=form.result.id), gettext("Le KPI est enregistré comme brouillon."))
    return render_template("kpis/edit.html", form=form, organisation=organisation, adoption=None)


@blueprint.route("/<int:number>/edit", methods=["GET", "POST"])
@requires(Permission.KPIS_DEFINE)
def edit(number: int) -> str | Response:
    adoption = _own(number)
    if adoption.state is not AdoptionState.DRAFT:
        flash(gettext("Ce KPI n’est plus un brouillon. Remettez-le en brouillon pour le modifier."), "error")
        return redirect(url_for("kpis.show", number=number), 303)
    row = written(adoption)
    form = KpiForm(adoption.organisation, obj=row)
    if (
        form.validate_on_submit()
        and not form.is_stale(row)
        and form.accepts(definitions.change_kpi, adoption, form.values(), viewer())
    ):
        return finish(url_for("kpis.show", number=number), gettext("Le KPI est enregistré."))
    return render_template("kpis/edit.html", form=form, organisation=adoption.organisation, adoption=adoption)


@blueprint.route("/examples", methods=["GET", "POST"])
@requires(Permission.KPIS_DEFINE)
def examples() -> str | Response:
    organisation = defined_structure()
    found = examples_for(organisation)
    form = ExampleForm(organisation, [(example.key, example.key) for example in found])
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
    return render_template("kpis/examples.html", form=form, organisation=organisation, examples=found, codes=form.codes)


def _step(number: int, message: str, service: Callable[..., Adoption], *more: Any) -> Response:
    """One step of an agreement, from a button of the KPI's page."""
    adoption = _own(number)
    page = url_for("kpis.show", number=number)
    try:
        service(adoption, request.form.get("version", ""), viewer(), *more)
    except RuleBroken as broken:
        db.session.rollback()
        flash(words.say(broken), "error")
        return redirect(page, 303)
    return finish(page, message)


@blueprint.post("/<int:number>/propose")
@requires(Permission.KPIS_DEFINE)
def propose(number: int) -> Response:
    message = gettext("Le KPI est proposé à l’autre partie.")
    return _step(number, message, definitions.propose_kpi, clock.now())


@blueprint.post("/<int:number>/agree")
@requires(Permission.KPIS_AGREE)
def agree(number: int) -> Response:
    message = gettext("Le KPI est convenu : ses chiffres peuvent être saisis.")
    return _step(number, message, definitions.agree_kpi, clock.now())


@blueprint.post("/<int:number>/send-back")
@requires(Permission.KPIS_DEFINE)
def send_back(number: int) -> Response:
    return _step(number, gettext("Le KPI est de nouveau un brouillon."), definitions.send_back_kpi)


@blueprint.post("/<int:number>/retire")
@requires(Permission.KPIS_DEFINE)
def retire(number: int) -> Response:
    return _step(number, gettext("Le KPI est retiré. Ses chiffres restent."), definitions.retire_kpi)
