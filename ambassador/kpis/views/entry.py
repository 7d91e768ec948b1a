"""The entry screen: all that is due from one person for a quarter."""

from flask import flash, render_template, request, url_for
from flask_babel import gettext
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
    sheet = EntrySheet(queries.lines_of(adoptions, quarter, today), request.form)
    if sheet.validate_on_submit():
        outcome = sheet.keep(viewer(), clock.now(), today, request.form.get("do") == "submit")
        if not outcome.wrong:
            return finish(url_for("kpis.entry", period=quarter.code), _said(outcome))
        db.session.commit()  # good rows stay, though others are wrong
        if outcome.kept:
            flash(_kept(outcome), "success")
        adoptions = queries.entered_by(viewer())
        sheet.show(queries.lines_of(adoptions, quarter, today))
    return render_template(
        "kpis/entry.html", form=sheet, quarter=quarter, quarters=queries.quarters(adoptions, today), today=today
    )


def _said(outcome: Outcome) -> str:
    if outcome.submitted:
        return str(gettext("Chiffres envoyés pour validation : %(count)s.", count=outcome.submitted))
    return _kept(outcome) if outcome.kept else str(gettext("Rien n’a changé."))


def _kept(outcome: Outcome) -> str:
    return str(gettext("Chiffres enregistrés comme brouillon : %(count)s.", count=outcome.kept))
