"""The whole register of a convention to keep: as a document and as a workbook, of today or as of any day."""

from flask import request
from werkzeug.wrappers import Response

from ambassador import clock, documents
from ambassador.access import requires, viewer
from ambassador.conventions import export
from ambassador.conventions.views.blueprint import asked_day, blueprint, convention_or_404
from ambassador.permissions import Permission


@blueprint.get("/<int:number>/register.pdf")
@requires(Permission.CONVENTIONS_VIEW)
def register_pdf(number: int) -> Response:
    record = _record(number)
    return documents.send_pdf(documents.pdf("conventions/register.typ", export.document(record)), record.title)


@blueprint.get("/<int:number>/register.xlsx")
@requires(Permission.CONVENTIONS_VIEW)
def register_workbook(number: int) -> Response:
    record = _record(number)
    return documents.send_workbook(documents.workbook(export.sheets(record), record.title, record.day), record.title)


def _record(number: int) -> export.Record:
    convention, today = convention_or_404(number, with_contributions=True), clock.today()
    as_of = asked_day(request.args.get("on", ""), today)
    return export.gather(convention, viewer(), as_of or today, as_of)
