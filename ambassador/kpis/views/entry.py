"""The entry screen: all that is due from one person for a quarter."""

from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.wrappers import Response

from ambassador import clock
from ambassador.access import requires, viewer
from ambassador.db import db
from ambassador.kpis.forms.entry import EntrySheet, Outcome
from ambassador.kpis.queries import entry as queries
from ambassador.kpis.views import blueprint
from ambassador.kpis.views.choosing import chosen_quarter
from ambassador.permissions import Permission
from ambassador.submissions import finish


@blueprint.route("/entry", methods=["GET", "POST"])
@requires(Permission.KPIS_ENTER)
def entry() -> str | Response:
    today = clock.today()
    quarter = chosen_quarter(queries.last_quarter_over(today))
    adoptions = queries.entered_by(viewer())
    sent: CombinedMultiDict[str, Any] = CombinedMultiDict([request.files, request.form])
    sheet = EntrySheet(queries.lines_of(adoptions, quarter, today, viewer()), sent)
    if sheet.validate_on_submit():
        do, _, key = request.form.get("do", "save").partition(":")
        outcome = sheet.keep(viewer(), clock.now(), today, do == "submit", key or None)
        if not outcome.wrong and not outcome.unsaved:
            anchor = f"row-{key}" if key and any(row.line.key == key for row in sheet.rows) else None
            return finish(url_for("kpis.entry", period=quarter.code, _anchor=anchor), _said(outcome))
        _keep_what_is_good(outcome)
        adoptions = queries.entered_by(viewer())
        sheet.show(queries.lines_of(adoptions, quarter, today, viewer()))
    return render_template(
        "kpis/entry.html", form=sheet, quarter=quarter, quarters=queries.quarters(adoptions, today), today=today
    )


def _keep_what_is_good(outcome: Outcome) -> None:
    """Good rows stay, though others are wrong, or typed and not sent."""
    db.session.commit()
    if outcome.kept or outcome.submitted:
        flash(_said(outcome), "success")


def _said(outcome: Outcome) -> str:
    said = []
    if outcome.submitted:
        said.append(gettext("Chiffres envoyés pour validation : %(count)s.", count=outcome.submitted))
    elif outcome.kept:
        said.append(gettext("Chiffres enregistrés comme brouillon : %(count)s.", count=outcome.kept))
    else:
        said.append(gettext("Rien n’a changé."))
    if outcome.unanswered:
        said.append(gettext("Encore sans réponse : %(count)s.", count=outcome.unanswered))
    return " ".join(map(str, said))
