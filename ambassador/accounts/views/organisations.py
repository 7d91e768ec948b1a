"""The administration of organisations, their services, and the coaches who look after them."""

from flask import render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from ambassador import clock
from ambassador.access import get_or_404, requires, viewer
from ambassador.accounts import history, queries
from ambassador.accounts.forms import (
    AssignmentForm,
    NewAssignmentForm,
    OrganisationForm,
    ServiceForm,
    by_name,
)
from ambassador.accounts.models import OrganisationKind
from ambassador.accounts.services import organisations as services
from ambassador.accounts.views.base import blueprint
from ambassador.permissions import Permission
from ambassador.submissions import finish, press


@blueprint.get("/admin/organisations/")
@requires(Permission.ACCOUNTS_MANAGE)
def organisations() -> str:
    found = by_name(queries.organisations())
    return render_template("accounts/organisations.html", organisations=found, counts=queries.people_counts())


@blueprint.route("/admin/organisations/new", methods=["GET", "POST"])
@requires(Permission.ACCOUNTS_MANAGE)
def create_organisation() -> str | Response:
    form = OrganisationForm(data={"kind": OrganisationKind.AMBASSADOR})
    if form.validate_on_submit() and form.accepts(services.create_organisation, **form.values()):
        return finish(_address(form.result.id), gettext("L’organisation est enregistrée."))
    return render_template("accounts/create_organisation.html", form=form)


@blueprint.get("/admin/organisations/<int:number>")
@requires(Permission.ACCOUNTS_MANAGE)
def organisation(number: int) -> str:
    found = get_or_404(queries.organisation_with_all(number))
    return render_template(
        "accounts/organisation.html",
        organisation=found,
        can_be_accompanied=found.kind in services.ACCOMPANIED,
        history=history.lines("Organisation", number, viewer()),
        today=clock.today(),
    )


@blueprint.route("/admin/organisations/<int:number>/edit", methods=["GET", "POST"])
@requires(Permission.ACCOUNTS_MANAGE)
def edit_organisation(number: int) -> str | Response:
    found = get_or_404(queries.organisation(number))
    form = OrganisationForm(obj=found)
    if (
        form.validate_on_submit()
        and not form.is_stale(found)
        and form.accepts(services.change_organisation, found, **form.values())
    ):
        return finish(_address(number), gettext("L’organisation est enregistrée."))
    return render_template("accounts/edit_organisation.html", form=form, organisation=found)


@blueprint.route("/admin/organisations/<int:number>/services/new", methods=["GET", "POST"])
@requires(Permission.ACCOUNTS_MANAGE)
def create_service(number: int) -> str | Response:
    found = get_or_404(queries.organisation(number))
    form = ServiceForm()
    if form.validate_on_submit() and form.accepts(services.create_service, found, name=form.name.translated):
        return finish(_address(number), gettext("Le service est enregistré."))
    return render_template("accounts/create_service.html", form=form, organisation=found)


@blueprint.route("/admin/services/<int:number>/edit", methods=["GET", "POST"])
@requires(Permission.ACCOUNTS_MANAGE)
def edit_service(number: int) -> str | Response:
    found = get_or_404(queries.service(number))
    form = ServiceForm(obj=found)
    if (
        form.validate_on_submit()
        and not form.is_stale(found)
        and form.accepts(services.rename_service, found, name=form.name.translated)
    ):
        return finish(_address(found.organisation_id), gettext("Le service est enregistré."))
    return render_template("accounts/edit_service.html", form=form, service=found)


@blueprint.route("/admin/organisations/<int:number>/assignments/new", methods=["GET", "POST"])
@requires(Permission.ACCOUNTS_MANAGE)
def assign_coach(number: int) -> str | Response:
    found = get_or_404(queries.organisation(number))
    form = NewAssignmentForm(coaches=queries.coaches(), data={"since": clock.today()})
    if form.validate_on_submit() and form.accepts(
        services.assign_coach, found, coach_id=form.coach_id.data, **form.values()
    ):
        return finish(_address(number), gettext("L’accompagnement est enregistré."))
    return render_template("accounts/assign_coach.html", form=form, organisation=found)


@blueprint.route("/admin/assignments/<int:number>/edit", methods=["GET", "POST"])
@requires(Permission.ACCOUNTS_MANAGE)
def edit_assignment(number: int) -> str | Response:
    found = get_or_404(queries.assignment(number))
    form = AssignmentForm(obj=found)
    if (
        form.validate_on_submit()
        and not form.is_stale(found)
        and form.accepts(services.change_assignment, found, **form.values())
    ):
        return finish(_address(found.organisation_id), gettext("L’accompagnement est enregistré."))
    return render_template("accounts/edit_assignment.html", form=form, assignment=found)


@blueprint.post("/admin/assignments/<int:number>/end")
@requires(Permission.ACCOUNTS_MANAGE)
def end_assignment(number: int) -> Response:
    found = get_or_404(queries.assignment(number))
    return press(
        found,
        lambda: services.end_assignment(found, clock.today()),
        _address(found.organisation_id),
        gettext("L’accompagnement se termine aujourd’hui."),
    )


def _address(organisation_id: int) -> str:
    return url_for("accounts.organisation", number=organisation_id)
