"""Pages of sessions: one session; planning, logging, holding, moving, duplicating, changing, cancelling, reinstating."""

from typing import Any

from flask import render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from ambassador import clock
from ambassador.access import get_or_404, requires, viewer
from ambassador.accounts import history
from ambassador.followup import queries, services
from ambassador.followup.forms import CancelForm, MoveForm, SessionForm
from ambassador.followup.models import FollowUp, FollowUpSession, SessionMode
from ambassador.followup.views.blueprint import blueprint
from ambassador.followup.views.drafts import FormDraft, is_keeping
from ambassador.permissions import Permission
from ambassador.submissions import finish


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
    follow_up, draft = get_or_404(queries.follow_up(number, viewer())), FormDraft("plan", number)
    if answer := draft.answer():
        return answer
    form = _form(follow_up, draft=draft, data={"quarters": 2, "mode": SessionMode.ON_SITE})
    return _planned(form, follow_up, draft) or _page("followup/plan.html", form, follow_up, draft)


@blueprint.route("/sessions/<int:number>/duplicate", methods=["GET", "POST"])
@requires(Permission.FOLLOWUP_EDIT)
def duplicate(number: int) -> str | Response:
    session, draft = get_or_404(queries.session(number, viewer())), FormDraft("duplicate", number)
    if answer := draft.answer():
        return answer
    data = _like(session) | {"subjects": session.subjects, "actions": [action.id for action in session.actions]}
    form = _form(session.follow_up, draft=draft, data=data)
    return _planned(form, session.follow_up, draft) or _page(
        "followup/duplicate.html", form, session.follow_up, draft, session=session
    )


def _planned(form: SessionForm, follow_up: FollowUp, draft: FormDraft) -> Response | None:
    if is_keeping() or not (
        form.validate_on_submit()
        and form.accepts(services.plan_session, follow_up, viewer().id, form.details(), form.steps(), clock.today())
    ):
        return None
    draft.drop()
    return finish(url_for("followup.show", number=follow_up.id), gettext("La séance est planifiée."))


@blueprint.route("/<int:number>/log", methods=["GET", "POST"])
@requires(Permission.FOLLOWUP_EDIT)
def log(number: int) -> str | Response:
    follow_up, draft = get_or_404(queries.follow_up(number, viewer())), FormDraft("log", number)
    if answer := draft.answer():
        return answer
    today, sessions = clock.today(), queries.sessions_of(follow_up)
    last = queries.last_held(sessions)
    form = _form(follow_up, draft=draft, data=_like(last) | {"on": today})
    if (
        not is_keeping()
        and form.validate_on_submit()
        and form.accepts(services.log_session, follow_up, viewer().id, form.details(), form.steps(), today)
    ):
        draft.drop()
        return finish(url_for("followup.show", number=number), gettext("La séance est notée."))
    return _page("followup/log.html", form, follow_up, draft, last=last, to_log=queries.to_log(sessions, today))


@blueprint.route("/sessions/<int:number>/hold", methods=["GET", "POST"])
@requires(Permission.FOLLOWUP_EDIT)
def hold(number: int) -> str | Response:
    session, draft = get_or_404(queries.session(number, viewer())), FormDraft("hold", number)
    if answer := draft.answer():
        return answer
    form = _form(session.follow_up, session, draft)
    if _is_accepted(form, services.hold_session, session, draft):
        return finish(url_for("followup.show", number=session.follow_up_id), gettext("La séance est notée."))
    return _page("followup/hold.html", form, session.follow_up, draft, session=session)


@blueprint.route("/sessions/<int:number>/edit", methods=["GET", "POST"])
@requires(Permission.FOLLOWUP_EDIT)
def edit(number: int) -> str | Response:
    session, draft = get_or_404(queries.session(number, viewer())), FormDraft("edit", number)
    if answer := draft.answer():
        return answer
    form = _form(session.follow_up, session, draft)
    if _is_accepted(form, services.change_session, session, draft):
        return finish(url_for("followup.session", number=number), gettext("La séance est enregistrée."))
    return _page("followup/edit.html", form, session.follow_up, draft, session=session)


@blueprint.route("/sessions/<int:number>/reinstate", methods=["GET", "POST"])
@requires(Permission.FOLLOWUP_EDIT)
def reinstate(number: int) -> str | Response:
    session, draft = get_or_404(queries.session(number, viewer())), FormDraft("reinstate", number)
    if answer := draft.answer():
        return answer
    form = _form(session.follow_up, session, draft)
    if _is_accepted(form, services.reinstate_session, session, draft):
        return finish(url_for("followup.session", number=number), gettext("La séance est de nouveau planifiée."))
    return _page("followup/reinstate.html", form, session.follow_up, draft, session=session)


@blueprint.route("/sessions/<int:number>/move", methods=["GET", "POST"])
@requires(Permission.FOLLOWUP_EDIT)
def move(number: int) -> str | Response:
    session = get_or_404(queries.session(number, viewer()))
    form = MoveForm(obj=session)
    if (
        form.validate_on_submit()
        and not form.is_stale(session)
        and form.accepts(services.move_session, session, form.on.data, form.move_reason.data or "", clock.today())
    ):
        return finish(url_for("followup.session", number=number), gettext("La séance est déplacée."))
    return render_template("followup/move.html", form=form, session=session, follow_up=session.follow_up)


@blueprint.route("/sessions/<int:number>/cancel", methods=["GET", "POST"])
@requires(Permission.FOLLOWUP_EDIT)
def cancel(number: int) -> str | Response:
    session = get_or_404(queries.session(number, viewer()))
    form = CancelForm(obj=session)
    if (
        form.validate_on_submit()
        and not form.is_stale(session)
        and form.accepts(services.cancel_session, session, form.reason.data, clock.today())
    ):
        return finish(url_for("followup.session", number=number), gettext("La séance est annulée."))
    return render_template("followup/cancel.html", form=form, session=session, follow_up=session.follow_up)


def _form(
    follow_up: FollowUp, session: FollowUpSession | None = None, draft: FormDraft | None = None, **kwargs: Any
) -> SessionForm:
    linked = {action.id: action for action in session.actions} if session else {}
    actions = {action.id: action for action in queries.actions_of(follow_up)} | linked
    return SessionForm(
        **(draft.formdata if draft else {}),
        obj=session,
        known_actions=sorted(actions.values(), key=lambda action: action.code),
        known_people=queries.people_of(follow_up),
        **kwargs,
    )


def _is_accepted(form: SessionForm, change: Any, session: FollowUpSession, draft: FormDraft) -> bool:
    if is_keeping() or not (
        form.validate_on_submit()
        and not form.is_stale(session)
        and form.accepts(change, session, form.details(), form.steps(), clock.today())
    ):
        return False
    draft.drop()
    return True


def _like(last: FollowUpSession | None) -> dict[str, Any]:
    """What a new session has in common with another."""
    if last is None:
        return {"quarters": 2, "mode": SessionMode.ON_SITE}
    return {"quarters": last.quarters, "mode": last.mode, "people": last.people}


def _page(template: str, form: SessionForm, follow_up: FollowUp, draft: FormDraft, **more: Any) -> str:
    today = clock.today()
    return render_template(
        template,
        form=form,
        follow_up=follow_up,
        draft=draft,
        ledger=queries.ledger(follow_up, today),
        open_tasks=[task for task in queries.tasks_of(follow_up) if task.is_open],
        today=today,
        **more,
    )
