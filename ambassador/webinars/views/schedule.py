"""Webinars: the list, the page, planning, and what became of them."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from ambassador import clock
from ambassador.access import get_or_404, requires, viewer
from ambassador.accounts import history
from ambassador.paging import asked_page
from ambassador.permissions import Permission
from ambassador.submissions import finish
from ambassador.webinars import calendar as icalendar
from ambassador.webinars import queries, services
from ambassador.webinars.forms import CancelForm, FilterForm, PeopleFilterForm, StepForm, WebinarForm
from ambassador.webinars.views.blueprint import blueprint


@blueprint.get("/")
@requires(Permission.WEBINARS_VIEW)
def index() -> str:
    form = FilterForm(request.args)
    filters = form.filters(queries.years(viewer()))
    page = queries.webinars(viewer(), filters, clock.today(), asked_page())
    midnight = queries.midnight(clock.today())
    return render_template(
        "webinars/index.html",
        form=form,
        page=page,
        coming=[row for row in page.rows if row.starts_at >= midnight],
        past=[row for row in page.rows if row.starts_at < midnight],
        turnouts=queries.turnouts(row.id for row in page.rows),
        is_filtered=filters != queries.Filters(),
        now=clock.now(),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.WEBINARS_EDIT)
def create() -> str | Response:
    form = WebinarForm()
    if form.validate_on_submit() and form.accepts(services.schedule_webinar, viewer().organisation_id, form.plan()):
        return finish(url_for("webinars.show", number=form.result.id), gettext("Le webinaire est enregistré."))
    return render_template("webinars/create.html", form=form)


@blueprint.get("/<int:number>")
@requires(Permission.WEBINARS_VIEW)
def show(number: int) -> str:
    webinar = get_or_404(queries.webinar(number, viewer()))
    form = PeopleFilterForm(request.args)
    people = queries.attendances(webinar, viewer(), asked_page(), form.words, form.status.data)
    sees_all = queries.sees_all_names(webinar, viewer())
    return render_template(
        "webinars/show.html",
        webinar=webinar,
        form=form,
        people=people,
        is_filtered=form.is_used,
        sees_all=sees_all,
        turnout=queries.turnout(webinar),
        history=history.lines("Webinar", number, viewer()) if sees_all else [],
        now=clock.now(),
    )


@blueprint.get("/<int:number>/calendar.ics")
@requires(Permission.WEBINARS_VIEW)
def calendar(number: int) -> Response:
    webinar = get_or_404(queries.webinar(number, viewer()))
    text = icalendar.entry(
        webinar, viewer().language, url_for("webinars.show", number=number, _external=True), clock.now()
    )
    headers = {"Content-Disposition": f"attachment; filename=ambassador-{number}.ics"}
    return Response(text, mimetype="text/calendar", headers=headers)


@blueprint.route("/<int:number>/edit", methods=["GET", "POST"])
@requires(Permission.WEBINARS_EDIT)
def edit(number: int) -> str | Response:
    webinar = get_or_404(queries.editable(number, viewer()))
    form = WebinarForm(obj=webinar)
    is_sound = form.validate_on_submit() and not form.is_stale(webinar)
    if is_sound and form.accepts(services.change_webinar, webinar, form.plan(), clock.now()):
        return finish(url_for("webinars.show", number=number), gettext("Le webinaire est enregistré."))
    return render_template("webinars/edit.html", form=form, webinar=webinar)


@blueprint.route("/<int:number>/duplicate", methods=["GET", "POST"])
@requires(Permission.WEBINARS_EDIT)
def duplicate(number: int) -> str | Response:
    webinar = get_or_404(queries.editable(number, viewer()))
    form = WebinarForm(obj=webinar)
    if request.method == "GET":
        form.start_day.data = None
    if form.validate_on_submit() and form.accepts(services.schedule_webinar, viewer().organisation_id, form.plan()):
        return finish(url_for("webinars.show", number=form.result.id), gettext("Le nouveau webinaire est enregistré."))
    return render_template("webinars/duplicate.html", form=form, webinar=webinar)


@blueprint.route("/<int:number>/cancel", methods=["GET", "POST"])
@requires(Permission.WEBINARS_EDIT)
def cancel(number: int) -> str | Response:
    webinar = get_or_404(queries.editable(number, viewer()))
    form = CancelForm(version=webinar.version)
    is_sound = form.validate_on_submit() and not form.is_outdated(webinar)
    if is_sound and form.accepts(services.cancel_webinar, webinar, form.reason.data):
        return finish(url_for("webinars.show", number=number), gettext("Le webinaire est annulé."))
    return render_template("webinars/cancel.html", form=form, webinar=webinar)


@blueprint.post("/<int:number>/hold")
@requires(Permission.WEBINARS_EDIT)
def hold(number: int) -> Response:
    webinar = get_or_404(queries.editable(number, viewer()))
    form = StepForm()
    page = url_for("webinars.show", number=number)
    is_sound = form.validate_on_submit() and not form.is_outdated(webinar)
    if is_sound and form.accepts(services.hold_webinar, webinar, clock.now()):
        return finish(
            url_for("webinars.attendance", number=number),
            gettext("Le webinaire est marqué comme tenu. Notez les présences."),
        )
    flash(" ".join(form.form_errors), "error")
    return redirect(page, 303)


@blueprint.route("/<int:number>/reopen", methods=["GET", "POST"])
@requires(Permission.WEBINARS_EDIT)
def reopen(number: int) -> str | Response:
    webinar = get_or_404(queries.editable(number, viewer()))
    form = StepForm(version=webinar.version)
    is_sound = form.validate_on_submit() and not form.is_outdated(webinar)
    if is_sound and form.accepts(services.reopen_webinar, webinar):
        return finish(url_for("webinars.show", number=number), gettext("Le webinaire est à nouveau planifié."))
    return render_template("webinars/reopen.html", form=form, webinar=webinar)
