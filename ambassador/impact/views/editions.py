"""Editions: the list, the page of each – a preview until it is published –, and what the operator does with a draft."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from ambassador import clock, i18n, plotly_bundle
from ambassador.access import can, get_or_404, requires, viewer
from ambassador.conventions.queries.register import conventions
from ambassador.conventions.services.approvals import can_decide
from ambassador.impact import span
from ambassador.impact.edition import changes, freezing
from ambassador.impact.edition.asking import freezer
from ambassador.impact.edition.rendition import Rendition
from ambassador.impact.forms.editions import (
    EditionForm,
    ProposeForm,
    QuotesForm,
    narrative_form,
    narrative_row,
    quotes_row,
)
from ambassador.impact.models import Edition, EditionScope, EditionState
from ambassador.impact.queries import editions as queries
from ambassador.impact.queries import renditions
from ambassador.impact.services import editions as services
from ambassador.impact.views.blueprint import blueprint
from ambassador.paging import asked_page
from ambassador.periods import Frequency, Period
from ambassador.permissions import Permission
from ambassador.submissions import finish, press
from ambassador.translated import LANGUAGES

TONES = {
    EditionState.DRAFT: "muted",
    EditionState.PROPOSED: "warn",
    EditionState.RETURNED: "bad",
    EditionState.PUBLISHED: "good",
}


@blueprint.get("/editions")
@requires(Permission.IMPACT_VIEW)
def editions() -> str:
    return render_template("impact/editions.html", page=queries.register(viewer(), asked_page()), tones=TONES)


@blueprint.get("/editions/<int:number>")
@requires(Permission.IMPACT_VIEW)
def edition(number: int) -> str:
    row = get_or_404(queries.edition(number, viewer()))
    _speak()
    shown, today = rendition_of(row), clock.today()
    before = queries.before(row)
    is_operator = can(Permission.EDITIONS_EDIT) and row.convention.party_of(viewer().organisation_id) is not None
    return render_template(
        "impact/edition.html",
        edition=row,
        rendition=shown,
        before=before,
        changes=changes.between(renditions.rendition(before, i18n.language(), today).told, shown.told)
        if before
        else None,
        is_editor=is_operator,
        can_decide=row.approval is not None and can(Permission.CONVENTIONS_EDIT) and can_decide(row.approval, viewer()),
        is_party=can(Permission.IMPACT_VIEW_ALL) and row.convention.party_of(viewer().organisation_id) is not None,
        bundle=plotly_bundle.load(),
        language_names=i18n.LANGUAGE_NAMES,
        tones=TONES,
    )


@blueprint.route("/editions/new", methods=["GET", "POST"])
@requires(Permission.EDITIONS_EDIT)
def new_edition() -> str | Response:
    today = clock.today()
    possible = [one for one in conventions(viewer()) if services.can_have_editions(one, today)]
    if not possible:
        return render_template("impact/no_edition.html")
    usual = span.usual(today)
    form = EditionForm(
        conventions=possible,
        running=Period.containing(today, Frequency.QUARTERLY),
        data={"first": usual.first, "last": usual.last, "scope": EditionScope.BOTH},
    )
    if form.validate_on_submit() and form.accepts(
        services.prepare_edition, form.convention, form.details, viewer(), today
    ):
        return finish(_place(form.result.id), gettext("L’édition est prête à être écrite."))
    return render_template("impact/new_edition.html", form=form)


@blueprint.route("/editions/<int:number>/edit", methods=["GET", "POST"])
@requires(Permission.EDITIONS_EDIT)
def edit_edition(number: int) -> str | Response:
    row, today = _own(number), clock.today()
    form = EditionForm(obj=row, running=Period.containing(today, Frequency.QUARTERLY), stored=row)
    if (
        form.validate_on_submit()
        and not form.is_stale(row)
        and form.accepts(services.change_edition, row, form.details, viewer(), today)
    ):
        return finish(_place(number), gettext("L’édition est enregistrée."))
    return _form_page("impact/edit_edition.html", row, form)


@blueprint.route("/editions/<int:number>/narrative", methods=["GET", "POST"])
@requires(Permission.EDITIONS_EDIT)
def edit_narrative(number: int) -> str | Response:
    row = _own(number)
    told = freezing.told(row, freezing.read(row, clock.today()), clock.today())
    form = narrative_form(row, told)
    if (
        form.validate_on_submit()
        and not form.is_stale(narrative_row(row, form.names))
        and form.accepts(services.write_narratives, row, form.texts, viewer())
    ):
        return finish(_place(number), gettext("Les textes sont enregistrés."))
    return _form_page("impact/edit_narrative.html", row, form, told=told)


@blueprint.route("/editions/<int:number>/testimonials", methods=["GET", "POST"])
@requires(Permission.EDITIONS_EDIT)
def edit_quotes(number: int) -> str | Response:
    row, today = _own(number), clock.today()
    form = QuotesForm(obj=quotes_row(row), possible=queries.quotable(row, today))
    if (
        form.validate_on_submit()
        and not form.is_stale(quotes_row(row))
        and form.accepts(services.choose_quotes, row, form.chosen, viewer(), today)
    ):
        return finish(_place(number), gettext("Le choix des témoignages est enregistré."))
    return _form_page("impact/edit_quotes.html", row, form)


@blueprint.route("/editions/<int:number>/propose", methods=["GET", "POST"])
@requires(Permission.EDITIONS_EDIT)
def propose_edition(number: int) -> str | Response:
    row, today = _own(number), clock.today()
    form = ProposeForm(obj=row)
    if form.validate_on_submit():
        freeze = freezer(today, url_for("impact.edition", number=number, _external=True))
        version = form.version.data or ""
        if form.accepts(services.propose_edition, row, version, freeze, viewer(), clock.now(), today):
            return finish(_place(number), gettext("L’édition est proposée : l’autre partie décide de sa publication."))
        form.show_version(row)
    source = freezing.read(row, today)
    return _form_page("impact/propose_edition.html", row, form, source=source)


@blueprint.post("/editions/<int:number>/take-back")
@requires(Permission.EDITIONS_EDIT)
def take_back_edition(number: int) -> Response:
    row, person, today = _own(number), viewer(), clock.today()
    return press(
        row,
        lambda: services.take_back_edition(row, person, today),
        _place(number),
        gettext("L’édition est reprise : vous pouvez la changer."),
    )


@blueprint.post("/editions/<int:number>/delete")
@requires(Permission.EDITIONS_EDIT)
def delete_edition(number: int) -> Response:
    row, person = _own(number), viewer()
    place = url_for("impact.editions")
    return press(row, lambda: services.delete_edition(row, person), place, gettext("Le brouillon est supprimé."))


def _own(number: int) -> Edition:
    return get_or_404(queries.edition_of_party(number, viewer()))


def _speak() -> None:
    """The language that the address asks for, else the reader's own."""
    if request.args.get("language") in LANGUAGES:
        i18n.speak(request.args["language"])


def rendition_of(row: Edition) -> Rendition:
    """What was frozen; of what can still be written, what would be frozen now."""
    today = clock.today()
    if not row.is_editable:
        return renditions.rendition(row, i18n.language(), today)
    return renditions.preview(row, freezing.told(row, freezing.read(row, today), today), today)


def _form_page(template: str, row: Edition, form: Any, **more: Any) -> str | Response:
    """A published or proposed edition has nothing to write: its page says so."""
    if not row.is_editable and request.method == "GET":
        return redirect(_place(row.id))
    return render_template(template, edition=row, form=form, **more)


def _place(number: int) -> str:
    return url_for("impact.edition", number=number)
