"""Words beside a figure: comments, second looks and their answers."""

from collections.abc import Callable
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from ambassador import clock
from ambassador.access import get_or_404, requires, viewer
from ambassador.kpis import rights
from ambassador.kpis.forms.closing import RemarkForm
from ambassador.kpis.models import Entry
from ambassador.kpis.queries import review, sight
from ambassador.kpis.services import remarks as services
from ambassador.kpis.views import blueprint
from ambassador.permissions import Permission
from ambassador.submissions import finish


def _figure(number: int, is_allowed: Callable[..., bool], about: Callable[[Entry], Any]) -> Entry:
    """A figure in sight beside which the viewer may say this."""
    entry = get_or_404(sight.figure(number, viewer()))
    mine = sight.looked_after(viewer(), clock.today())
    return get_or_404(entry if is_allowed(viewer(), about(entry), mine) else None)


def _page(entry: Entry, form: RemarkForm, title: str, hint: str) -> str:
    return render_template(
        "kpis/remark.html",
        form=form,
        entry=entry,
        title=title,
        hint=hint,
        one=review.waiting(entry, viewer(), clock.today()),
    )


def _form(entry: Entry) -> RemarkForm:
    form = RemarkForm()
    if form.version.data is None:
        form.version.data = str(entry.version)
    return form


@blueprint.route("/figures/<int:number>/comment", methods=["GET", "POST"])
@requires(Permission.KPIS_ENTER)
def comment(number: int) -> str | Response:
    entry = _figure(number, rights.can_comment, lambda row: row.adoption)
    form = _form(entry)
    if form.validate_on_submit() and form.accepts(
        services.comment_figure, entry, form.reason.data, viewer(), clock.now(), clock.today()
    ):
        return finish(url_for("kpis.figure", number=number), gettext("Le commentaire est dans l’histoire du chiffre."))
    return _page(entry, form, gettext("Commenter un chiffre"), gettext("Le chiffre ne change pas."))


@blueprint.route("/figures/<int:number>/second-look", methods=["GET", "POST"])
@requires(Permission.KPIS_APPROVE)
def second_look(number: int) -> str | Response:
    entry = _figure(number, rights.can_ask_second_look, lambda row: row.adoption.organisation)
    form = _form(entry)
    if form.validate_on_submit() and form.accepts(
        services.ask_second_look, entry, form.version.data, form.reason.data, viewer(), clock.now(), clock.today()
    ):
        message = gettext("Le second regard est demandé à la structure.")
        return finish(url_for("kpis.figure", number=number), message)
    hint = gettext("La structure le voit sur son accueil et vous répond. Le chiffre ne change pas.")
    return _page(entry, form, gettext("Demander un second regard"), hint)


@blueprint.route("/figures/<int:number>/answer", methods=["GET", "POST"])
@requires(Permission.KPIS_APPROVE)
def answer(number: int) -> str | Response:
    entry = _figure(number, rights.can_answer, lambda row: row.adoption.organisation)
    form = _form(entry)
    if form.validate_on_submit() and form.accepts(
        services.answer_second_look, entry, form.version.data, form.reason.data, viewer(), clock.now(), clock.today()
    ):
        return finish(url_for("kpis.figure", number=number), gettext("La réponse est dans l’histoire du chiffre."))
    hint = gettext("Si le chiffre est faux, renvoyez-le ou faites-le corriger, puis répondez.")
    return _page(entry, form, gettext("Répondre au second regard"), hint)
