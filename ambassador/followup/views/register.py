"""The list of follow-ups, opening one, and its page."""

from flask import render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from ambassador import clock
from ambassador.access import get_or_404, requires, viewer
from ambassador.accounts import history
from ambassador.conventions import queries as conventions
from ambassador.followup import queries, services
from ambassador.followup.views.blueprint import blueprint
from ambassador.permissions import Permission
from ambassador.submissions import press


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
        deliverables=queries.deliverables_of(follow_up),
        open_needs=queries.count_open_needs(follow_up),
        history=history.lines("FollowUp", number, viewer()),
        today=today,
        person=viewer(),
    )
