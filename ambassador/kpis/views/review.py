"""The review queue, one figure with its story, and the steps a figure takes."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from ambassador import clock
from ambassador.access import get_or_404, requires, viewer
from ambassador.db import db
from ambassador.errors import RuleBroken
from ambassador.forms import Form
from ambassador.kpis import rights, words
from ambassador.kpis.forms.correction import CORRECTIONS, proposed
from ambassador.kpis.forms.figure import ReturnForm
from ambassador.kpis.models import CorrectionState, Entry
from ambassador.kpis.queries import past, sight, story
from ambassador.kpis.queries import review as queries
from ambassador.kpis.queries.closings import of as closings_of
from ambassador.kpis.queries.steps import steps_for
from ambassador.kpis.services import corrections, entries
from ambassador.kpis.services import review as services
from ambassador.kpis.shares import shares_told
from ambassador.kpis.views import blueprint
from ambassador.kpis.views.choosing import chosen_day
from ambassador.paging import asked_page
from ambassador.permissions import Permission
from ambassador.submissions import finish

MOST_AT_ONCE = 200


@blueprint.route("/review", methods=["GET", "POST"])
@requires(Permission.KPIS_APPROVE)
def review() -> str | Response:
    """The queue; its form approves what is ticked. Good ones are kept though others are refused."""
    form, today = Form(), clock.today()
    refused: list[tuple[str, str]] = []
    if form.validate_on_submit():
        found = services.approve_figures(_ticked(), viewer(), clock.now(), today)
        message = ngettext("%(num)d chiffre est validé.", "%(num)d chiffres sont validés.", len(found.approved))
        if found.approved and not found.refused:
            return finish(url_for("kpis.review"), message)
        db.session.commit()
        refused = [(words.figure_words(entry), words.say(broken)) for entry, broken in found.refused]
        flash(message if found.approved else gettext("Rien n’est validé."), "success" if found.approved else "error")
    page = queries.queue(viewer(), today, asked_page())
    return render_template("kpis/review.html", form=form, page=page, refused=refused)


def _ticked() -> list[tuple[Entry, str]]:
    """The figures of the selection with the version that was seen; what is out of sight is passed over."""
    pairs = [value.partition(":") for value in request.form.getlist("figure")[:MOST_AT_ONCE]]
    seen = {int(number): version for number, _, version in pairs if number.isascii() and number.isdigit()}
    found = queries.chosen_figures(viewer(), [number for number in seen if number < 2**31])
    return [(found[number], version) for number, version in seen.items() if number in found]


@blueprint.get("/figures/<int:number>")
@requires(Permission.KPIS_VIEW)
def figure(number: int) -> str:
    entry = get_or_404(sight.figure(number, viewer()))
    today, day = clock.today(), chosen_day()
    closings = closings_of(entry.adoption.organisation)
    told = past.figure_as_of(entry, day) if day else None
    return render_template(
        "kpis/figure.html",
        entry=entry,
        adoption=entry.adoption,
        definition=entry.definition,
        one=queries.waiting(entry, viewer(), today),
        story=story.story(entry, closings, past.night_after(day) if day else None),
        published=story.publications_of(entry),
        steps=frozenset() if day else steps_for(entry, closings, viewer(), today),
        is_closed=closings.is_closed(entry.period, today),
        openings=closings.openings_of(entry.period, today),
        day=day,
        told=told,
        told_facts=words.told_facts(told) if told else [],
        told_shares=shares_told(entry.definition, told) if told else [],
        today=today,
    )


def _to_enter(number: int) -> Entry:
    """A figure that the viewer enters; others' are not found here."""
    entry = get_or_404(sight.figure(number, viewer()))
    return get_or_404(entry if rights.can_enter(viewer(), entry.adoption) else None)


def _to_review(number: int) -> Entry:
    """A figure that the viewer reviews."""
    entry = get_or_404(sight.figure(number, viewer()))
    return get_or_404(entry if queries.can_review(viewer(), entry.adoption.organisation, clock.today()) else None)


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


@blueprint.post("/figures/<int:number>/withdraw")
@requires(Permission.KPIS_ENTER)
def withdraw(number: int) -> Response:
    entry = _to_enter(number)
    is_correction = entry.correction is not None
    message = (
        gettext("La correction est retirée.") if is_correction else gettext("Le chiffre est à nouveau un brouillon.")
    )
    return _step(entry, url_for("kpis.figure", number=number), message, services.withdraw_figure)


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
    came_back = story.correction_in_hand(entry) if entry.correction is CorrectionState.RETURNED else None
    row = proposed(entry, came_back)
    form = CORRECTIONS[entry.definition.kind](obj=row)
    form.words(entry.definition)
    form.break_down(entry.definition, row, request.form if form.is_submitted() else None)
    sent = (form.version.data, clock.now(), clock.today())
    if form.validate_on_submit() and not form.is_stale(row) and form.accepts(_correct, entry, form, *sent):
        message = gettext("La correction attend d’être validée. L’ancienne valeur reste en vigueur.")
        return finish(url_for("kpis.figure", number=number), message)
    return render_template("kpis/correct.html", form=form, entry=entry, adoption=entry.adoption, came_back=came_back)


def _correct(entry: Entry, form: Any, seen: str, now: Any, today: Any) -> Entry:
    return corrections.correct_figure(entry, form.version.data, form.values(), form.reason.data, viewer(), now, today)
