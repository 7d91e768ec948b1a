"""The review queue, one figure with its story, and the steps a figure takes."""

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
from ambassador.kpis.forms.figure import CORRECTIONS, ReturnForm
from ambassador.kpis.models import Entry, EntryState
from ambassador.kpis.queries import review as queries
from ambassador.kpis.queries import sight
from ambassador.kpis.services import entries
from ambassador.kpis.services import review as services
from ambassador.kpis.views import blueprint
from ambassador.permissions import Permission
from ambassador.submissions import finish


@blueprint.get("/review")
@requires(Permission.KPIS_APPROVE)
def review() -> str:
    return render_template("kpis/review.html", waiting=queries.queue(viewer(), clock.today()), form=ReturnForm())


@blueprint.get("/figures/<int:number>")
@requires(Permission.KPIS_VIEW)
def figure(number: int) -> str:
    entry = get_or_404(sight.figure(number, viewer()))
    today = clock.today()
    return render_template(
        "kpis/figure.html",
        entry=entry,
        adoption=entry.adoption,
        definition=entry.adoption.definition,
        one=queries.waiting(entry, viewer(), today),
        story=queries.story(entry),
        published=queries.publications_of(entry),
        is_over=entry.period.is_over(today),
        can_enter=rights.can_enter(viewer(), entry.adoption),
        can_review=_may_review(entry),
        EntryState=EntryState,
    )


def _may_review(entry: Entry) -> bool:
    mine = sight.looked_after(viewer(), clock.today())
    return rights.can_review(viewer(), entry.adoption.organisation, mine)


def _to_enter(number: int) -> Entry:
    """A figure that the viewer enters; others' are not found here."""
    entry = get_or_404(sight.figure(number, viewer()))
    return get_or_404(entry if rights.can_enter(viewer(), entry.adoption) else None)


def _to_review(number: int) -> Entry:
    """A figure that the viewer reviews."""
    entry = get_or_404(sight.figure(number, viewer()))
    return get_or_404(entry if _may_review(entry) else None)


def _step(entry: Entry, back: str, message: str, service: Callable[..., Any]) -> Response:
    try:
        service(entry, request.form.get("version", ""), viewer(), clock.now(), clock.today())
    except RuleBroken as broken:
        db.session.rollback()
        flash(words.say(broken), "error")
        return redirect(back, 303)
    return finish(back, message)


@blueprint.post("/figures/<int:number>/submit")
@requires(Permission.KPIS_ENTER)
def submit_figure(number: int) -> Response:
    page = url_for("kpis.figure", number=number)
    message = gettext("Le chiffre est envoyé pour validation.")
    return _step(_to_enter(number), page, message, entries.submit_figure)


@blueprint.post("/figures/<int:number>/approve")
@requires(Permission.KPIS_APPROVE)
def approve(number: int) -> Response:
    """From the queue back to the queue, from the figure's page back to it."""
    is_in_queue = request.form.get("from") == "review"
    page = url_for("kpis.review") if is_in_queue else url_for("kpis.figure", number=number)
    return _step(_to_review(number), page, gettext("Le chiffre est validé."), services.approve_figure)


@blueprint.route("/figures/<int:number>/return", methods=["GET", "POST"])
@requires(Permission.KPIS_APPROVE)
def return_figure(number: int) -> str | Response:
    entry = _to_review(number)
    form = ReturnForm()
    if form.version.data is None:
        form.version.data = str(entry.version)
    if form.validate_on_submit() and form.accepts(
        services.return_figure, entry, form.version.data, form.reason.data, viewer(), clock.now(), clock.today()
    ):
        return finish(url_for("kpis.review"), gettext("Le chiffre est renvoyé à qui l’a saisi."))
    one = queries.waiting(entry, viewer(), clock.today())
    return render_template("kpis/return_figure.html", form=form, entry=entry, adoption=entry.adoption, one=one)


@blueprint.route("/figures/<int:number>/correct", methods=["GET", "POST"])
@requires(Permission.KPIS_ENTER)
def correct(number: int) -> str | Response:
    entry = _to_enter(number)
    form = CORRECTIONS[entry.adoption.definition.kind](obj=entry)
    form.words(entry.adoption.definition)
    if (
        form.validate_on_submit()
        and not form.is_stale(entry)
        and form.accepts(
            entries.correct_figure,
            entry,
            form.version.data,
            form.values(),
            form.reason.data,
            viewer(),
            clock.now(),
            clock.today(),
        )
    ):
        message = gettext("La correction attend d’être validée.")
        return finish(url_for("kpis.figure", number=number), message)
    return render_template("kpis/correct.html", form=form, entry=entry, adoption=entry.adoption)
