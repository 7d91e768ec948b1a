"""Pages of notices and what becomes of them, and of corrections after the end."""

from flask import abort, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from ambassador import clock
from ambassador.access import can, get_or_404, requires, viewer
from ambassador.conventions import change_words, queries
from ambassador.conventions.forms.notice import CorrectionForm, NoticeForm, NoticeStepForm
from ambassador.conventions.models import Notice
from ambassador.conventions.services import corrections, notices
from ambassador.conventions.services.notices import Step
from ambassador.conventions.views.blueprint import blueprint, convention_or_404
from ambassador.permissions import Permission
from ambassador.submissions import finish, press


@blueprint.get("/<int:number>/notices/<int:notice_number>")
@requires(Permission.CONVENTIONS_VIEW)
def notice(number: int, notice_number: int) -> str:
    row, today = _notice(number, notice_number), clock.today()
    may_edit = can(Permission.CONVENTIONS_EDIT)
    return render_template(
        "conventions/notice.html",
        convention=row.convention,
        notice=row,
        steps=notices.steps(row, viewer(), today) if may_edit else [],
        can_take_back=may_edit and notices.can_take_back(row, viewer(), today),
        today=today,
        change_words=change_words,
    )


@blueprint.route("/<int:number>/notices/new", methods=["GET", "POST"])
@requires(Permission.CONVENTIONS_EDIT)
def new_notice(number: int) -> str | Response:
    convention = convention_or_404(number)
    person = viewer()
    form = NoticeForm(convention=convention, own=convention.party_of(person.organisation_id))
    if form.validate_on_submit() and form.accepts(
        notices.give_notice, convention, form.details, person, today=clock.today()
    ):
        return finish(_place_of(form.result), gettext("C’est noté."))
    return render_template("conventions/new_notice.html", form=form, convention=convention)


@blueprint.route("/<int:number>/notices/<int:notice_number>/<step>", methods=["GET", "POST"])
@requires(Permission.CONVENTIONS_EDIT)
def notice_step(number: int, notice_number: int, step: str) -> str | Response:
    row, today = _notice(number, notice_number), clock.today()
    if step not in list(Step):
        abort(404)
    form = NoticeStepForm(notice=row, step=Step(step), data={"day": today})
    if form.validate_on_submit() and not form.is_stale(row):
        note = form.note.data or "" if form.note else ""
        expires_on = form.expires_on.data if form.expires_on else None
        if form.accepts(notices.record_step, row, Step(step), form.day.data, note, viewer(), today, expires_on):
            return finish(_place_of(row), gettext("C’est noté."))
    return render_template(
        "conventions/notice_step.html",
        form=form,
        convention=row.convention,
        notice=row,
        title=change_words.step_title(Step(step)),
        change_words=change_words,
        today=today,
    )


@blueprint.post("/<int:number>/notices/<int:notice_number>/take-back")
@requires(Permission.CONVENTIONS_EDIT)
def take_back_notice(number: int, notice_number: int) -> Response:
    row, person, today = _notice(number, notice_number), viewer(), clock.today()
    return press(row, lambda: notices.take_back(row, person, today), _place_of(row), gettext("C’est noté."))


@blueprint.route("/<int:number>/correct", methods=["GET", "POST"])
@requires(Permission.CONVENTIONS_EDIT)
def correct(number: int) -> str | Response:
    convention = convention_or_404(number)
    form = CorrectionForm()
    if form.validate_on_submit() and form.accepts(
        corrections.open_correction, convention, form.reason.data, viewer(), clock.today()
    ):
        message = gettext("La correction est ouverte jusqu’à ce soir.")
        return finish(url_for("conventions.show", number=number), message)
    return render_template("conventions/correct.html", form=form, convention=convention)


@blueprint.post("/<int:number>/correct/close")
@requires(Permission.CONVENTIONS_EDIT)
def close_correction(number: int) -> Response:
    convention, today = convention_or_404(number), clock.today()
    place, message = url_for("conventions.show", number=number), gettext("La correction est terminée.")
    return press(convention, lambda: corrections.close_correction(convention, today), place, message)


def _notice(number: int, notice_number: int) -> Notice:
    return get_or_404(queries.notice(convention_or_404(number), notice_number))


def _place_of(row: Notice) -> str:
    return url_for("conventions.notice", number=row.convention_id, notice_number=row.id)
