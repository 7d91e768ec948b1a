"""The diagnosis: its page, its PDF of one sheet, and its needs."""

from flask import render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from ambassador import clock, documents
from ambassador.access import get_or_404, requires, viewer
from ambassador.accounts import history
from ambassador.followup import queries, services, sheet
from ambassador.followup.forms import NeedForm
from ambassador.followup.models import FollowUp, Need, NeedState
from ambassador.followup.views.blueprint import blueprint
from ambassador.permissions import Permission
from ambassador.submissions import finish, press


@blueprint.get("/<int:number>/diagnosis")
@requires(Permission.FOLLOWUP_VIEW)
def diagnosis(number: int) -> str:
    follow_up = get_or_404(queries.follow_up(number, viewer()))
    needs = queries.needs_of(follow_up)
    return render_template(
        "followup/diagnosis.html",
        follow_up=follow_up,
        needs=needs,
        movable=queries.movable(needs),
        today=clock.today(),
    )


@blueprint.get("/<int:number>/diagnosis.pdf")
@requires(Permission.FOLLOWUP_VIEW)
def diagnosis_pdf(number: int) -> Response:
    follow_up = get_or_404(queries.follow_up(number, viewer()))
    data = sheet.of_diagnosis(follow_up, queries.needs_of(follow_up), clock.today())
    return documents.send_pdf(documents.pdf("followup/diagnosis.typ", data), data["title"])


@blueprint.route("/<int:number>/needs/new", methods=["GET", "POST"])
@requires(Permission.FOLLOWUP_EDIT)
def add_need(number: int) -> str | Response:
    follow_up = get_or_404(queries.follow_up(number, viewer()))
    form = _form(follow_up)
    if form.validate_on_submit() and form.accepts(services.add_need, follow_up, form.observation(), clock.today()):
        return finish(url_for("followup.diagnosis", number=number), gettext("Le besoin est noté."))
    back = gettext("Diagnostic"), url_for("followup.diagnosis", number=number)
    return render_template("followup/add_need.html", form=form, follow_up=follow_up, back=back)


@blueprint.route("/sessions/<int:number>/needs/new", methods=["GET", "POST"])
@requires(Permission.FOLLOWUP_EDIT)
def note_need(number: int) -> str | Response:
    session = get_or_404(queries.session(number, viewer()))
    form = _form(session.follow_up)
    if form.validate_on_submit() and form.accepts(
        services.add_need, session.follow_up, form.observation(), clock.today(), session
    ):
        return finish(url_for("followup.session", number=number), gettext("Le besoin est noté."))
    back = gettext("Séance"), url_for("followup.session", number=number)
    return render_template("followup/add_need.html", form=form, follow_up=session.follow_up, back=back)


@blueprint.route("/needs/<int:number>/edit", methods=["GET", "POST"])
@requires(Permission.FOLLOWUP_EDIT)
def edit_need(number: int) -> str | Response:
    need = get_or_404(queries.need(number, viewer()))
    form = _form(need.follow_up, need)
    if (
        form.validate_on_submit()
        and not form.is_stale(need)
        and form.accepts(services.change_need, need, form.observation(), clock.today())
    ):
        return finish(_place(need), gettext("Le besoin est enregistré."))
    return render_template(
        "followup/edit_need.html",
        form=form,
        need=need,
        follow_up=need.follow_up,
        history=history.lines("Need", number, viewer()),
    )


@blueprint.post("/needs/<int:number>/up")
@requires(Permission.FOLLOWUP_EDIT)
def raise_need(number: int) -> Response:
    need = get_or_404(queries.need(number, viewer()))
    return press(need, lambda: services.raise_need(need, clock.today()), _place(need), gettext("Le besoin est monté."))


@blueprint.post("/needs/<int:number>/down")
@requires(Permission.FOLLOWUP_EDIT)
def lower_need(number: int) -> Response:
    need = get_or_404(queries.need(number, viewer()))
    message = gettext("Le besoin est descendu.")
    return press(need, lambda: services.lower_need(need, clock.today()), _place(need), message)


def _place(need: Need) -> str:
    return url_for("followup.diagnosis", number=need.follow_up_id)


def _form(follow_up: FollowUp, need: Need | None = None) -> NeedForm:
    linked = {action.id: action for action in need.actions} if need else {}
    actions = {action.id: action for action in queries.actions_of(follow_up)} | linked
    return NeedForm(
        obj=need,
        known_actions=sorted(actions.values(), key=lambda action: action.code),
        **({} if need else {"data": {"state": NeedState.OBSERVED}}),
    )
