"""Deliverables: the list, one of them, adding and changing, handing over, accepting and returning."""

from flask import render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from ambassador import clock
from ambassador.access import get_or_404, requires, viewer
from ambassador.accounts import history
from ambassador.followup import queries, services
from ambassador.followup.forms import DeliverableForm, HandoverForm, SendBackForm
from ambassador.followup.models import Deliverable, FollowUp
from ambassador.followup.views.blueprint import blueprint
from ambassador.permissions import Permission
from ambassador.submissions import finish, press


@blueprint.get("/<int:number>/deliverables")
@requires(Permission.FOLLOWUP_VIEW)
def deliverables(number: int) -> str:
    follow_up = get_or_404(queries.follow_up(number, viewer()))
    return render_template(
        "followup/deliverables.html",
        follow_up=follow_up,
        deliverables=queries.deliverables_of(follow_up),
        today=clock.today(),
        person=viewer(),
    )


@blueprint.post("/<int:number>/deliverables/usual")
@requires(Permission.FOLLOWUP_EDIT)
def add_usual_deliverables(number: int) -> Response:
    follow_up = get_or_404(queries.follow_up(number, viewer()))
    place = url_for("followup.deliverables", number=number)
    message = gettext("Les livrables habituels sont ajoutés.")
    return press(follow_up, lambda: services.add_usual(follow_up, clock.today()), place, message)


@blueprint.route("/<int:number>/deliverables/new", methods=["GET", "POST"])
@requires(Permission.FOLLOWUP_EDIT)
def add_deliverable(number: int) -> str | Response:
    follow_up = get_or_404(queries.follow_up(number, viewer()))
    form = _form(follow_up)
    if form.validate_on_submit() and form.accepts(services.add_deliverable, follow_up, form.brief(), clock.today()):
        return finish(url_for("followup.deliverables", number=number), gettext("Le livrable est ajouté."))
    return render_template("followup/add_deliverable.html", form=form, follow_up=follow_up)


@blueprint.get("/deliverables/<int:number>")
@requires(Permission.FOLLOWUP_VIEW)
def deliverable(number: int) -> str:
    found = get_or_404(queries.deliverable(number, viewer()))
    return render_template(
        "followup/deliverable.html",
        deliverable=found,
        follow_up=found.follow_up,
        history=history.lines("Deliverable", number, viewer()),
        today=clock.today(),
        person=viewer(),
    )


@blueprint.route("/deliverables/<int:number>/edit", methods=["GET", "POST"])
@requires(Permission.FOLLOWUP_EDIT)
def edit_deliverable(number: int) -> str | Response:
    found = get_or_404(queries.deliverable(number, viewer()))
    form = _form(found.follow_up, found)
    if (
        form.validate_on_submit()
        and not form.is_stale(found)
        and form.accepts(services.change_deliverable, found, form.brief(), clock.today())
    ):
        return finish(_place(found), gettext("Le livrable est enregistré."))
    return render_template("followup/edit_deliverable.html", form=form, deliverable=found)


@blueprint.route("/deliverables/<int:number>/submit", methods=["GET", "POST"])
@requires(Permission.FOLLOWUP_DELIVER)
def submit_deliverable(number: int) -> str | Response:
    found = get_or_404(queries.deliverable(number, viewer()))
    form = HandoverForm(data={"version": str(found.version)})
    if (
        form.validate_on_submit()
        and not form.is_stale(found)
        and form.accepts(services.submit, found, viewer(), form.handover(), clock.now(), clock.today())
    ):
        return finish(_place(found), gettext("Le livrable est remis. L’autre partie est prévenue sur son accueil."))
    return render_template("followup/submit_deliverable.html", form=form, deliverable=found)


@blueprint.post("/deliverables/<int:number>/accept")
@requires(Permission.FOLLOWUP_DELIVER)
def accept_deliverable(number: int) -> Response:
    found = get_or_404(queries.deliverable(number, viewer()))
    return press(
        found,
        lambda: services.accept(found, viewer(), clock.now(), clock.today()),
        _place(found),
        gettext("Le livrable est accepté."),
    )


@blueprint.route("/deliverables/<int:number>/return", methods=["GET", "POST"])
@requires(Permission.FOLLOWUP_DELIVER)
def return_deliverable(number: int) -> str | Response:
    found = get_or_404(queries.deliverable(number, viewer()))
    form = SendBackForm(data={"version": str(found.version)})
    if (
        form.validate_on_submit()
        and not form.is_stale(found)
        and form.accepts(services.send_back, found, viewer(), form.reason.data, clock.now(), clock.today())
    ):
        return finish(_place(found), gettext("Le livrable est renvoyé avec votre raison."))
    return render_template("followup/return_deliverable.html", form=form, deliverable=found)


def _place(found: Deliverable) -> str:
    return url_for("followup.deliverable", number=found.id)


def _form(follow_up: FollowUp, found: Deliverable | None = None) -> DeliverableForm:
    return DeliverableForm(
        obj=found, parties=follow_up.convention.parties, commitments=queries.commitments_of(follow_up)
    )
