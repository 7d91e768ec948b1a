"""Pages of the follow-ups: the list, one follow-up, its sessions (plan, log, hold, edit, cancel, reinstate), its tasks."""

from typing import Any

from flask import Blueprint, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from ambassador import clock
from ambassador.access import get_or_404, requires, viewer
from ambassador.accounts import history
from ambassador.conventions import queries as conventions
from ambassador.followup import queries, services
from ambassador.followup.forms import CancelForm, SessionForm, TaskForm
from ambassador.followup.models import FollowUp, FollowUpSession, SessionMode
from ambassador.permissions import Permission
from ambassador.submissions import finish, press

blueprint = Blueprint("followup", __name__, url_prefix="/follow-up")


@blueprint.get("/")
@requires(Permission.FOLLOWUP_VIEW)
def index() -> str:
    today = clock.today()
    return render_template("followup/index.html", overview=queries.overview(viewer(), today), today=today)


@blueprint.post("/conventions/<int:number>/open")
@requires(Permission.FOLLOWUP_EDIT)
def open_one(number: int) -> Response:
    convention = get_or_404(conventions.convention(number, viewer()))
    return press(
        convention,
        lambda: services.open_follow_up(convention, clock.today()),
        url_for("followup.index"),
        gettext("Le suivi est ouvert."),
    )


@blueprint.get("/<int:number>")
@requires(Permission.FOLLOWUP_VIEW)
def show(number: int) -> str:
    follow_up = get_or_404(queries.follow_up(number, viewer()))
    today, sessions = clock.today(), queries.sessions_of(follow_up)
    return render_template(
        "followup/show.html",
        follow_up=follow_up,
        sessions=sessions,
        ledger=queries.ledger_from(sessions, follow_up.quota(today)),
        worked_on=queries.worked_on(sessions),
        tasks=queries.tasks_of(follow_up),
        history=history.lines("FollowUp", number, viewer()),
        today=today,
        person=viewer(),
    )


@blueprint.get("/sessions/<int:number>")
@requires(Permission.FOLLOWUP_VIEW)
def session(number: int) -> str:
    found = get_or_404(queries.session(number, viewer()))
    return render_template(
        "followup/session.html",
        session=found,
        follow_up=found.follow_up,
        tasks=[task for task in queries.tasks_of(found.follow_up) if task.session_id == number],
        history=history.lines("FollowUpSession", number, viewer()),
        today=clock.today(),
        person=viewer(),
    )


@blueprint.route("/<int:number>/plan", methods=["GET", "POST"])
@requires(Permission.FOLLOWUP_EDIT)
def plan(number: int) -> str | Response:
    follow_up = get_or_404(queries.follow_up(number, viewer()))
    form = _form(follow_up, data={"quarters": 2, "mode": SessionMode.ON_SITE})
    if form.validate_on_submit() and form.accepts(
        services.plan_session, follow_up, viewer().id, form.details(), form.steps(), clock.today()
    ):
        return finish(url_for("followup.show", number=number), gettext("La séance est planifiée."))
    return _page("followup/plan.html", form, follow_up)


@blueprint.route("/<int:number>/log", methods=["GET", "POST"])
@requires(Permission.FOLLOWUP_EDIT)
def log(number: int) -> str | Response:
    follow_up = get_or_404(queries.follow_up(number, viewer()))
    today, sessions = clock.today(), queries.sessions_of(follow_up)
    last = queries.last_held(sessions)
    form = _form(follow_up, data=_like(last) | {"on": today})
    if form.validate_on_submit() and form.accepts(
        services.log_session, follow_up, viewer().id, form.details(), form.steps(), today
    ):
        return finish(url_for("followup.show", number=number), gettext("La séance est notée."))
    return _page("followup/log.html", form, follow_up, last=last, to_log=queries.to_log(sessions, today))


@blueprint.route("/sessions/<int:number>/hold", methods=["GET", "POST"])
@requires(Permission.FOLLOWUP_EDIT)
def hold(number: int) -> str | Response:
    session = get_or_404(queries.session(number, viewer()))
    form = _form(session.follow_up, session)
    if _is_accepted(form, services.hold_session, session):
        return finish(url_for("followup.show", number=session.follow_up_id), gettext("La séance est notée."))
    return _page("followup/hold.html", form, session.follow_up, session=session)


@blueprint.route("/sessions/<int:number>/edit", methods=["GET", "POST"])
@requires(Permission.FOLLOWUP_EDIT)
def edit(number: int) -> str | Response:
    session = get_or_404(queries.session(number, viewer()))
    form = _form(session.follow_up, session)
    if _is_accepted(form, services.change_session, session):
        return finish(url_for("followup.session", number=number), gettext("La séance est enregistrée."))
    return _page("followup/edit.html", form, session.follow_up, session=session)


@blueprint.route("/sessions/<int:number>/reinstate", methods=["GET", "POST"])
@requires(Permission.FOLLOWUP_EDIT)
def reinstate(number: int) -> str | Response:
    session = get_or_404(queries.session(number, viewer()))
    form = _form(session.follow_up, session)
    if _is_accepted(form, services.reinstate_session, session):
        return finish(url_for("followup.session", number=number), gettext("La séance est de nouveau planifiée."))
    return _page("followup/reinstate.html", form, session.follow_up, session=session)


@blueprint.route("/sessions/<int:number>/cancel", methods=["GET", "POST"])
@requires(Permission.FOLLOWUP_EDIT)
def cancel(number: int) -> str | Response:
    session = get_or_404(queries.session(number, viewer()))
    form = CancelForm(obj=session)
    if (
        form.validate_on_submit()
        and not form.is_stale(session)
        and form.accepts(services.cancel_session, session, form.reason.data)
    ):
        return finish(url_for("followup.session", number=number), gettext("La séance est annulée."))
    return render_template("followup/cancel.html", form=form, session=session, follow_up=session.follow_up)


@blueprint.route("/<int:number>/tasks/new", methods=["GET", "POST"])
@requires(Permission.FOLLOWUP_EDIT)
def add_task(number: int) -> str | Response:
    follow_up = get_or_404(queries.follow_up(number, viewer()))
    form = TaskForm(known_people=queries.people_of(follow_up))
    if form.validate_on_submit() and form.accepts(services.add_task, follow_up, form.step()):
        return finish(url_for("followup.show", number=number), gettext("La tâche est ajoutée."))
    return render_template("followup/add_task.html", form=form, follow_up=follow_up)


@blueprint.route("/tasks/<int:number>/edit", methods=["GET", "POST"])
@requires(Permission.FOLLOWUP_EDIT)
def edit_task(number: int) -> str | Response:
    task = get_or_404(queries.task(number, viewer()))
    form = TaskForm(obj=task, known_people=queries.people_of(task.follow_up))
    if form.validate_on_submit() and not form.is_stale(task) and form.accepts(services.change_task, task, form.step()):
        return finish(url_for("followup.show", number=task.follow_up_id), gettext("La tâche est enregistrée."))
    return render_template("followup/edit_task.html", form=form, follow_up=task.follow_up)


@blueprint.post("/tasks/<int:number>/done")
@requires(Permission.TASKS_DO)
def finish_task(number: int) -> Response:
    task = get_or_404(queries.task_to_do(number, viewer()))
    place = url_for("followup.show", number=task.follow_up_id)
    return press(task, lambda: services.finish_task(task, clock.today()), place, gettext("La tâche est faite."))


@blueprint.post("/tasks/<int:number>/undo")
@requires(Permission.TASKS_DO)
def reopen_task(number: int) -> Response:
    task = get_or_404(queries.task_to_do(number, viewer()))
    place = url_for("followup.show", number=task.follow_up_id)
    return press(task, lambda: services.reopen_task(task), place, gettext("La tâche est de nouveau à faire."))


def _form(follow_up: FollowUp, session: FollowUpSession | None = None, **kwargs: Any) -> SessionForm:
    linked = {action.id: action for action in session.actions} if session else {}
    actions = {action.id: action for action in queries.actions_of(follow_up)} | linked
    return SessionForm(
        obj=session,
        known_actions=sorted(actions.values(), key=lambda action: action.code),
        known_people=queries.people_of(follow_up),
        **kwargs,
    )


def _is_accepted(form: SessionForm, change: Any, session: FollowUpSession) -> bool:
    return (
        form.validate_on_submit()
        and not form.is_stale(session)
        and form.accepts(change, session, form.details(), form.steps(), clock.today())
    )


def _like(last: FollowUpSession | None) -> dict[str, Any]:
    """What a new session has in common with the last one."""
    if last is None:
        return {"quarters": 2, "mode": SessionMode.ON_SITE}
    return {"quarters": last.quarters, "mode": last.mode, "people": last.people}


def _page(template: str, form: SessionForm, follow_up: FollowUp, **more: Any) -> str:
    today = clock.today()
    return render_template(
        template,
        form=form,
        follow_up=follow_up,
        ledger=queries.ledger(follow_up, today),
        open_tasks=[task for task in queries.tasks_of(follow_up) if task.is_open],
        today=today,
        **more,
    )
