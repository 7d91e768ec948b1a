"""The periods of the viewer's own structure (or of the programme): closing, opening for one person, and the rules."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from ambassador import clock, i18n
from ambassador.access import get_or_404, requires, viewer
from ambassador.accounts.models import Organisation, OrganisationKind, User
from ambassador.db import db
from ambassador.errors import RuleBroken
from ambassador.kpis import rights, words
from ambassador.kpis.forms.closing import OpeningForm, RulesForm
from ambassador.kpis.queries import closings as queries
from ambassador.kpis.services import closing as services
from ambassador.kpis.views import blueprint
from ambassador.paging import SIZE, Page, asked_page, nearest
from ambassador.periods import Period
from ambassador.permissions import Permission
from ambassador.submissions import finish


def _own() -> Organisation:
    organisation = viewer().organisation
    return get_or_404(organisation if rights.can_close(viewer(), organisation.id) else None)


def _period(code: str, organisation: Organisation) -> Period:
    """One for which the structure's KPIs ask a figure."""
    known = {period.code: period for period in queries.periods_of(organisation, clock.today())}
    return get_or_404(known.get(code))


@blueprint.get("/periods")
@requires(Permission.KPIS_PUBLISH)
def periods() -> str:
    organisation = _own()
    found = queries.periods_of(organisation, clock.today())
    number = nearest(asked_page(), len(found))
    return render_template(
        "kpis/periods.html",
        organisation=organisation,
        closings=queries.of(organisation),
        page=Page(found[(number - 1) * SIZE : number * SIZE], number, len(found)),
        today=clock.today(),
    )


@blueprint.post("/periods/<code>/close")
@requires(Permission.KPIS_PUBLISH)
def close_period(code: str) -> Response:
    organisation = _own()
    period = _period(code, organisation)
    try:
        services.close_period(organisation, period, viewer(), clock.now(), clock.today())
    except RuleBroken as broken:
        db.session.rollback()
        flash(words.say(broken), "error")
        return redirect(url_for("kpis.periods"), 303)
    message = gettext("La période « %(period)s » est clôturée.", period=i18n.period_name(period))
    return finish(url_for("kpis.periods"), message)


@blueprint.route("/periods/<code>/open", methods=["GET", "POST"])
@requires(Permission.KPIS_PUBLISH)
def open_period(code: str) -> str | Response:
    organisation = _own()
    period = _period(code, organisation)
    form = OpeningForm(queries.enterers(organisation))
    if form.validate_on_submit() and form.accepts(
        services.open_period,
        organisation,
        period,
        db.session.get_one(User, form.person_id.data),
        form.until.data,
        form.reason.data,
        viewer(),
        clock.now(),
        clock.today(),
    ):
        message = gettext("La période est rouverte pour %(name)s.", name=form.result.person.name)
        return finish(url_for("kpis.periods"), message)
    return render_template("kpis/open_period.html", form=form, period=period)


@blueprint.post("/openings/<int:number>/end")
@requires(Permission.KPIS_PUBLISH)
def end_opening(number: int) -> Response:
    organisation = _own()
    opening = get_or_404(queries.opening(number, organisation))
    try:
        services.end_opening(opening, organisation, viewer(), clock.now(), clock.today())
    except RuleBroken as broken:
        db.session.rollback()
        flash(words.say(broken), "error")
        return redirect(url_for("kpis.periods"), 303)
    return finish(url_for("kpis.periods"), gettext("La période est clôturée pour tout le monde."))


@blueprint.route("/rules", methods=["GET", "POST"])
@requires(Permission.KPIS_PUBLISH)
def rules() -> str | Response:
    organisation = _own()
    is_programme = organisation.kind is OrganisationKind.OPERATOR
    form = RulesForm(obj=organisation, is_programme=is_programme)
    reviewer = organisation.kpi_reviewer if is_programme else form.kpi_reviewer.data
    if (
        form.validate_on_submit()
        and not form.is_stale(organisation)
        and form.accepts(
            services.change_rules, organisation, reviewer, form.kpi_days_open.data, viewer(), clock.today()
        )
    ):
        return finish(url_for("kpis.periods"), gettext("Les règles sont enregistrées."))
    return render_template("kpis/rules.html", form=form, organisation=organisation)
