"""Pages of the charter: the structures' charters, one charter with its axes, and its actions."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from ambassador import clock
from ambassador.access import get_or_404, requires, viewer
from ambassador.accounts import history
from ambassador.accounts.models import Service
from ambassador.charter import queries, related, services
from ambassador.charter.forms import (
    ActionForm,
    AdviceForm,
    AxisForm,
    CharterForm,
    FilterForm,
    NewActionForm,
    NoteForm,
    RefusalForm,
)
from ambassador.charter.models import Acceptance, Charter
from ambassador.permissions import Permission
from ambassador.submissions import finish, press

blueprint = Blueprint("charter", __name__, url_prefix="/charter")


@blueprint.get("/")
@requires(Permission.CHARTER_VIEW)
def index() -> str | Response:
    plans = queries.plans(viewer())
    if not viewer().is_operator and len(plans) == 1 and plans[0].charter:
        return redirect(url_for("charter.show", number=plans[0].charter.id))
    return render_template("charter/index.html", plans=plans)


@blueprint.get("/<int:number>")
@requires(Permission.CHARTER_VIEW)
def show(number: int) -> str:
    charter = get_or_404(queries.charter(number, viewer()))
    filters = FilterForm(request.args, charter, queries.services_of(charter.organisation_id))
    accepted = [action for action in charter.actions if action.is_accepted]
    return render_template(
        "charter/show.html",
        charter=charter,
        filters=filters,
        accepted=accepted,
        groups=queries.grouped(charter, filter(filters.lets_pass, accepted)),
        proposed=[action for action in charter.actions if action.acceptance is Acceptance.PROPOSED],
        refused=[action for action in charter.actions if action.acceptance is Acceptance.REFUSED],
        is_own=charter.organisation_id == viewer().organisation_id,
        pages=related.pages_about(charter),
        history=history.lines("Charter", number, viewer()),
        today=clock.today(),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.CHARTER_EDIT)
def create() -> str | Response:
    form = CharterForm()
    if form.validate_on_submit() and form.accepts(services.create_charter, viewer().organisation, form.details()):
        return finish(url_for("charter.show", number=form.result.id), gettext("La charte est créée."))
    return render_template("charter/create.html", form=form)


@blueprint.route("/<int:number>/edit", methods=["GET", "POST"])
@requires(Permission.CHARTER_EDIT)
def edit(number: int) -> str | Response:
    charter = get_or_404(queries.own_charter(number, viewer()))
    form = CharterForm(obj=charter)
    if (
        form.validate_on_submit()
        and not form.is_stale(charter)
        and form.accepts(services.change_charter, charter, form.details())
    ):
        return finish(url_for("charter.show", number=number), gettext("La charte est enregistrée."))
    return render_template("charter/edit.html", form=form, charter=charter)


@blueprint.post("/<int:number>/complete")
@requires(Permission.CHARTER_EDIT)
def mark_complete(number: int) -> Response:
    charter = get_or_404(queries.own_charter(number, viewer()))
    return press(
        charter,
        lambda: services.mark_complete(charter, viewer().id, clock.now()),
        url_for("charter.show", number=number),
        gettext("La liste est confirmée comme complète."),
    )


@blueprint.post("/<int:number>/incomplete")
@requires(Permission.CHARTER_EDIT)
def mark_incomplete(number: int) -> Response:
    charter = get_or_404(queries.own_charter(number, viewer()))
    return press(
        charter,
        lambda: services.mark_incomplete(charter),
        url_for("charter.show", number=number),
        gettext("La liste n’est plus confirmée comme complète."),
    )


@blueprint.route("/<int:number>/axes/new", methods=["GET", "POST"])
@requires(Permission.CHARTER_EDIT)
def add_axis(number: int) -> str | Response:
    charter = get_or_404(queries.own_charter(number, viewer()))
    form = AxisForm(data={"position": max((axis.position for axis in charter.axes), default=0) + 1})
    if form.validate_on_submit() and form.accepts(
        services.add_axis, charter, form.position.data, form.title.translated
    ):
        return finish(url_for("charter.show", number=number), gettext("L’axe est ajouté."))
    return render_template("charter/add_axis.html", form=form, charter=charter)


@blueprint.route("/axes/<int:number>/edit", methods=["GET", "POST"])
@requires(Permission.CHARTER_EDIT)
def edit_axis(number: int) -> str | Response:
    axis = get_or_404(queries.own_axis(number, viewer()))
    form = AxisForm(obj=axis)
    if (
        form.validate_on_submit()
        and not form.is_stale(axis)
        and form.accepts(services.change_axis, axis, form.position.data, form.title.translated)
    ):
        return finish(url_for("charter.show", number=axis.charter_id), gettext("L’axe est enregistré."))
    return render_template("charter/edit_axis.html", form=form, charter=axis.charter)


@blueprint.get("/actions/<int:number>")
@requires(Permission.CHARTER_VIEW)
def action(number: int) -> str:
    found = get_or_404(queries.action(number, viewer()))
    return render_template(
        "charter/action.html",
        action=found,
        charter=found.charter,
        is_own=found.charter.organisation_id == viewer().organisation_id,
        can_note=found.can_be_noted_by(viewer()),
        related=related.related_to(found, viewer()),
        history=history.lines("Action", number, viewer()),
        today=clock.today(),
    )


@blueprint.route("/<int:number>/actions/new", methods=["GET", "POST"])
@requires(Permission.CHARTER_EDIT)
def add_action(number: int) -> str | Response:
    charter = get_or_404(queries.own_charter(number, viewer()))
    form = NewActionForm(charter=charter, services=_services(charter), data=_suggested(charter))
    if form.validate_on_submit() and form.accepts(
        services.add_action, charter, form.details(), form.status.data, viewer().id, clock.today()
    ):
        return finish(url_for("charter.action", number=form.result.id), gettext("L’action est ajoutée."))
    return render_template("charter/add_action.html", form=form, charter=charter)


@blueprint.route("/<int:number>/actions/advise", methods=["GET", "POST"])
@requires(Permission.CHARTER_ADVISE)
def advise(number: int) -> str | Response:
    charter = get_or_404(queries.charter(number, viewer()))
    form = AdviceForm(charter=charter, services=_services(charter), data=_suggested(charter))
    if form.validate_on_submit() and form.accepts(
        services.advise_action, charter, form.details(), form.why.data, viewer().id, clock.today()
    ):
        return finish(
            url_for("charter.action", number=form.result.id), gettext("L’action est proposée à la structure.")
        )
    return render_template("charter/advise.html", form=form, charter=charter)


@blueprint.route("/actions/<int:number>/edit", methods=["GET", "POST"])
@requires(Permission.CHARTER_EDIT)
def edit_action(number: int) -> str | Response:
    found = get_or_404(queries.own_action(number, viewer()))
    form = ActionForm(obj=found, charter=found.charter, services=_services(found.charter))
    if (
        form.validate_on_submit()
        and not form.is_stale(found)
        and form.accepts(services.change_action, found, form.details())
    ):
        return finish(url_for("charter.action", number=number), gettext("L’action est enregistrée."))
    return render_template("charter/edit_action.html", form=form, action=found, charter=found.charter)


@blueprint.route("/actions/<int:number>/notes/new", methods=["GET", "POST"])
@requires(Permission.CHARTER_EDIT_OWN)
def add_note(number: int) -> str | Response:
    found = get_or_404(queries.action_to_note(number, viewer()))
    today = clock.today()
    form = NoteForm(data={"on": today, "status": found.status})
    if form.validate_on_submit() and form.accepts(
        services.add_note, found, form.on.data, form.status.data, form.note.data or "", viewer().id, today
    ):
        return finish(url_for("charter.action", number=number), gettext("La note est ajoutée."))
    return render_template("charter/add_note.html", form=form, action=found)


@blueprint.post("/actions/<int:number>/accept")
@requires(Permission.CHARTER_DECIDE)
def accept(number: int) -> Response:
    found = get_or_404(queries.own_action(number, viewer()))
    return press(
        found,
        lambda: services.accept_action(found, viewer().id, clock.today()),
        url_for("charter.action", number=number),
        gettext("L’action est acceptée : elle fait partie de la charte."),
    )


@blueprint.route("/actions/<int:number>/refuse", methods=["GET", "POST"])
@requires(Permission.CHARTER_DECIDE)
def refuse(number: int) -> str | Response:
    found = get_or_404(queries.own_action(number, viewer()))
    form = RefusalForm(obj=found)
    if (
        form.validate_on_submit()
        and not form.is_stale(found)
        and form.accepts(services.refuse_action, found, form.reason.data, viewer().id, clock.today())
    ):
        return finish(url_for("charter.action", number=number), gettext("L’action est refusée."))
    return render_template("charter/refuse.html", form=form, action=found)


def _services(charter: Charter) -> list[Service]:
    return queries.services_of(charter.organisation_id)


def _suggested(charter: Charter) -> dict[str, str]:
    return {"code": services.next_code(action.code for action in charter.actions)}
