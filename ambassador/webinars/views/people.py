"""Attendance: who is on the list, and what is known of a person."""

from flask import render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from ambassador import clock
from ambassador.access import get_or_404, requires, viewer
from ambassador.accounts import history
from ambassador.paging import asked_page
from ambassador.permissions import Permission
from ambassador.submissions import finish
from ambassador.webinars import queries, services
from ambassador.webinars.forms import (
    NewPersonForm,
    PasteForm,
    PeopleFilterForm,
    PersonForm,
    StatusesForm,
    StepForm,
)
from ambassador.webinars.models import AttendanceStatus, Webinar
from ambassador.webinars.spreadsheet import read
from ambassador.webinars.views.blueprint import blueprint


@blueprint.route("/<int:number>/attendance", methods=["GET", "POST"])
@requires(Permission.WEBINARS_EDIT)
def attendance(number: int) -> str | Response:
    webinar = get_or_404(queries.editable(number, viewer()))
    form = StatusesForm()
    if form.validate_on_submit() and form.read_marks(request.form) and _are_noted(form, webinar):
        return finish(request.full_path, _changes_in_words(form.result))
    chosen, now = PeopleFilterForm(request.args), clock.now()
    return render_template(
        "webinars/attendance.html",
        form=form,
        webinar=webinar,
        chosen=chosen,
        is_filtered=chosen.is_used,
        people=queries.attendances(webinar, viewer(), asked_page(), chosen.words, chosen.status.data),
        statuses=[status for status in AttendanceStatus if webinar.has_started(now) or status.is_known_beforehand],
        turnout=queries.turnout(webinar),
        now=now,
    )


def _are_noted(form: StatusesForm, webinar: Webinar) -> bool:
    """Save all marks, or none where somebody else was faster: then both versions are shown."""
    rows = queries.seat(webinar, form.marks)
    if conflicts := services.conflicting(rows, form.marks):
        form.show_conflicts(conflicts, rows)
        return False
    return form.accepts(services.note_statuses, webinar, rows, form.marks, clock.now())


def _changes_in_words(count: int) -> str:
    if not count:
        return str(gettext("Rien n’a changé."))
    return str(ngettext("%(num)d statut est enregistré.", "%(num)d statuts sont enregistrés.", count))


@blueprint.route("/<int:number>/attendance/add", methods=["GET", "POST"])
@requires(Permission.WEBINARS_EDIT)
def add_person(number: int) -> str | Response:
    webinar = get_or_404(queries.editable(number, viewer()))
    form = NewPersonForm()
    if form.validate_on_submit() and form.accepts(
        services.add_person,
        webinar,
        form.name.data,
        form.email.data or "",
        form.organisation_text.data or "",
        form.status.data,
        clock.now(),
    ):
        name = form.result.participant.name
        return finish(url_for("webinars.show", number=number), gettext("%(name)s est sur la liste.", name=name))
    names = queries.organisation_names(webinar.operator_id)
    return render_template("webinars/add_person.html", form=form, webinar=webinar, organisations=names)


@blueprint.route("/<int:number>/attendance/paste", methods=["GET", "POST"])
@requires(Permission.WEBINARS_EDIT)
def paste(number: int) -> str | Response:
    webinar = get_or_404(queries.editable(number, viewer()))
    form = PasteForm()
    proposals: list[services.Proposal] = []
    if form.validate_on_submit():
        now, text = clock.now(), form.text.data
        is_confirmed = request.form.get("step") == "confirm"
        if is_confirmed and form.accepts(services.confirm_lines, webinar, text, form.agreed.data or "", now):
            return finish(url_for("webinars.show", number=number), _added_in_words(form.result))
        if form.accepts(lambda: services.propose(webinar, read(text), now)):
            proposals = form.result
            form.agreed.raw_data = [services.fingerprint(text, proposals)]
            form.agreed.data = form.agreed.raw_data[0]
    return render_template("webinars/paste.html", form=form, webinar=webinar, proposals=proposals)


def _added_in_words(count: int) -> str:
    if not count:
        return str(gettext("Rien n’a changé : tout était déjà sur la liste."))
    return str(ngettext("%(num)d ligne est enregistrée.", "%(num)d lignes sont enregistrées.", count))


@blueprint.route("/<int:number>/attendance/<int:line>/remove", methods=["GET", "POST"])
@requires(Permission.WEBINARS_EDIT)
def remove_person(number: int, line: int) -> str | Response:
    webinar = get_or_404(queries.editable(number, viewer()))
    row = get_or_404(queries.attendance(webinar, line))
    form = StepForm(version=row.version)
    is_sound = form.validate_on_submit() and not form.is_outdated(row)
    if is_sound and form.accepts(services.remove_person, webinar, row):
        return finish(url_for("webinars.attendance", number=number), gettext("Cette personne n’est plus sur la liste."))
    return render_template("webinars/remove_person.html", form=form, webinar=webinar, attendance=row)


@blueprint.route("/people/<int:number>", methods=["GET", "POST"])
@requires(Permission.WEBINARS_EDIT)
def person(number: int) -> str | Response:
    participant = get_or_404(queries.person(number, viewer()))
    form = PersonForm(obj=participant)
    operator_id = viewer().organisation_id
    is_sound = form.validate_on_submit() and not form.is_stale(participant)
    if is_sound and form.accepts(
        services.change_person,
        participant,
        form.name.data,
        form.email.data or "",
        form.organisation_text.data or "",
        operator_id,
    ):
        return finish(url_for("webinars.person", number=number), gettext("C’est enregistré."))
    return render_template(
        "webinars/person.html",
        form=form,
        participant=participant,
        attendances=queries.of_person(participant, viewer()),
        organisations=queries.organisation_names(operator_id),
        history=history.lines("Participant", number, viewer()),
    )


@blueprint.route("/people/<int:number>/forget", methods=["GET", "POST"])
@requires(Permission.WEBINARS_EDIT)
def forget_person(number: int) -> str | Response:
    participant = get_or_404(queries.person(number, viewer()))
    form = StepForm(version=participant.version)
    is_sound = form.validate_on_submit() and not form.is_outdated(participant)
    if is_sound and form.accepts(services.forget_person, participant, clock.now()):
        return finish(url_for("webinars.index"), gettext("Cette personne est oubliée. Les chiffres restent."))
    return render_template("webinars/forget_person.html", form=form, participant=participant)
