"""Figures entered outside the portal: the sheet to download, the filled-in file, its preview and its confirmation."""

from flask import Response as FlaskResponse
from flask import render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from ambassador import clock, i18n
from ambassador.access import get_or_404, requires, viewer
from ambassador.documents import send_csv, send_workbook
from ambassador.kpis import exchange_file
from ambassador.kpis.forms.exchange import ConfirmForm, Preview, SendSheetForm
from ambassador.kpis.forms.exchange_rows import sorted_rows
from ambassador.kpis.models import ReceivedSheet
from ambassador.kpis.queries import entry as entry_queries
from ambassador.kpis.queries import exchange as queries
from ambassador.kpis.services import exchange as services
from ambassador.kpis.views import blueprint
from ambassador.kpis.views.choosing import chosen_quarter
from ambassador.permissions import Permission
from ambassador.submissions import finish


@blueprint.route("/entry/offline", methods=["GET", "POST"])
@requires(Permission.KPIS_ENTER)
def offline() -> str | Response:
    today = clock.today()
    form = SendSheetForm()
    adoptions = entry_queries.entered_by(viewer())
    if form.validate_on_submit():
        known = queries.known(adoptions, sorted_rows(form.file.table).figures)
        if form.accepts(services.receive_sheet, form.file.table, known, form.file.file_name, viewer(), clock.now()):
            page = url_for("kpis.check_offline", number=form.result.id)
            return finish(page, gettext("Votre fichier est lu."), "info")
    quarters = entry_queries.quarters(adoptions, today)
    quarter = chosen_quarter(entry_queries.last_quarter_over(today))
    return render_template(
        "kpis/offline.html",
        form=form,
        adoptions=adoptions,
        quarter=quarter,
        quarters=quarters,
        recent=queries.recent(viewer()),
    )


@blueprint.get("/entry/offline.xlsx")
@requires(Permission.KPIS_ENTER)
def offline_workbook() -> FlaskResponse:
    quarter = chosen_quarter(entry_queries.last_quarter_over(clock.today()))
    lines, structure = entry_queries.lines(viewer(), quarter, clock.today()), _structure()
    content = exchange_file.workbook(lines, quarter, structure, viewer().name, clock.now())
    return send_workbook(content, exchange_file.title(quarter, structure))


@blueprint.get("/entry/offline.csv")
@requires(Permission.KPIS_ENTER)
def offline_csv() -> FlaskResponse:
    quarter = chosen_quarter(entry_queries.last_quarter_over(clock.today()))
    content = exchange_file.csv_file(entry_queries.lines(viewer(), quarter, clock.today()))
    return send_csv(content, exchange_file.title(quarter, _structure()))


def _structure() -> str:
    return i18n.text_for_reader(viewer().organisation.name)


@blueprint.route("/entry/offline/<int:number>", methods=["GET", "POST"])
@requires(Permission.KPIS_ENTER)
def check_offline(number: int) -> str | Response:
    received, today = get_or_404(queries.received(number, viewer())), clock.today()
    preview, form = _preview(received), ConfirmForm()
    if form.validate_on_submit():
        choices = form.read_choices(preview, request.form)
        if choices is not None and form.accepts(
            services.confirm_sheet,
            preview.proposals,
            not preview.errors,
            form.seen.data or "",
            choices,
            viewer(),
            clock.now(),
            today,
        ):
            return finish(url_for("kpis.entry", period=_quarter_of(preview)), _said(form.result))
        preview = _refreshed(received, preview)
    form.seen.raw_data, form.seen.data = [preview.seen], preview.seen
    return render_template("kpis/check_offline.html", form=form, received=received, preview=preview)


def _preview(received: ReceivedSheet) -> Preview:
    table, adoptions = services.table_of(received), entry_queries.entered_by(viewer())
    known = queries.known(adoptions, sorted_rows(table).figures)
    lines = queries.lines(known, viewer(), clock.today())
    return Preview(sorted_rows(table, set(lines)), lines, viewer(), clock.today())


def _refreshed(received: ReceivedSheet, before: Preview) -> Preview:
    """As it is now, with what the person chose already where that is still a conflict."""
    preview = _preview(received)
    said = {row.field: row for row in before.conflicts}
    for conflict in preview.conflicts:
        if conflict.field in said and conflict.proposal.version == said[conflict.field].proposal.version:
            conflict.chosen, conflict.error = said[conflict.field].chosen, said[conflict.field].error
    return preview


def _quarter_of(preview: Preview) -> str | None:
    period = preview.first_period
    return entry_queries.quarter_of(period).code if period else None


def _said(count: int) -> str:
    if not count:
        return str(gettext("Rien n’a changé."))
    return str(
        ngettext(
            "%(num)d chiffre est enregistré comme brouillon. Envoyez-le pour validation quand tout est complet.",
            "%(num)d chiffres sont enregistrés comme brouillon. Envoyez-les pour validation quand tout est complet.",
            count,
        )
    )
