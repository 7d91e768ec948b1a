"""Proposing a KPI, agreeing on it, sending it back and retiring it."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from ambassador import clock
from ambassador.access import requires, viewer
from ambassador.accounts.queries import people_of
from ambassador.kpis.forms.agreement import PeopleForm, ReasonForm
from ambassador.kpis.models import Adoption, AdoptionState
from ambassador.kpis.services import agreement
from ambassador.kpis.views import blueprint
from ambassador.kpis.views.choosing import own_kpi, pressed
from ambassador.permissions import Permission
from ambassador.submissions import finish


@blueprint.post("/<int:number>/propose")
@requires(Permission.KPIS_DEFINE)
def propose(number: int) -> Response:
    message = gettext("Le KPI est proposé à l’autre partie.")
    return pressed(own_kpi(number), url_for("kpis.show", number=number), message, agreement.propose_kpi)


@blueprint.post("/<int:number>/agree")
@requires(Permission.KPIS_AGREE)
def agree(number: int) -> Response:
    message = gettext("Le KPI est convenu : ses chiffres peuvent être saisis.")
    return pressed(own_kpi(number), url_for("kpis.show", number=number), message, agreement.agree_kpi)


@blueprint.route("/<int:number>/send-back", methods=["GET", "POST"])
@requires(Permission.KPIS_DEFINE)
def send_back(number: int) -> str | Response:
    message = gettext("Le KPI est de nouveau un brouillon.")
    return _with_reason("kpis/send_back.html", own_kpi(number), message, agreement.send_back_kpi)


@blueprint.route("/<int:number>/retire", methods=["GET", "POST"])
@requires(Permission.KPIS_DEFINE)
def retire(number: int) -> str | Response:
    message = gettext("Le KPI est retiré. Ses chiffres restent.")
    return _with_reason("kpis/retire.html", own_kpi(number), message, agreement.retire_kpi)


@blueprint.route("/<int:number>/people", methods=["GET", "POST"])
@requires(Permission.KPIS_DEFINE)
def replace_people(number: int) -> str | Response:
    adoption = own_kpi(number)
    place = url_for("kpis.show", number=number)
    if adoption.state is not AdoptionState.AGREED and request.method == "GET":
        flash(gettext("Ceci concerne un KPI convenu."), "error")
        return redirect(place, 303)
    form = PeopleForm(people_of(adoption.organisation_id), obj=adoption)
    if (
        form.validate_on_submit()
        and not form.is_stale(adoption)
        and form.accepts(
            agreement.replace_people,
            adoption,
            form.version.data,
            form.owner_id.data,
            form.stand_in_id.data,
            viewer(),
        )
    ):
        return finish(place, gettext("Les responsables sont enregistrés."))
    return render_template("kpis/replace_people.html", form=form, adoption=adoption)


def _with_reason(page: str, adoption: Adoption, message: str, service: Callable[..., Any]) -> str | Response:
    """A step that asks why, on a page of its own."""
    form = ReasonForm(data={"version": str(adoption.version)})
    place = url_for("kpis.show", number=adoption.id)
    if form.validate_on_submit() and form.accepts(
        service, adoption, form.version.data, form.reason.data, viewer(), clock.now()
    ):
        return finish(place, message)
    return render_template(page, form=form, adoption=adoption, place=place, name=adoption.definition.name)
