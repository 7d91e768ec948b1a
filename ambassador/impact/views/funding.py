"""The funding notice of the viewer's own programme: who pays, as its reports say it."""

from flask import render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from ambassador.access import get_or_404, requires, viewer
from ambassador.accounts import history
from ambassador.accounts.models import Organisation
from ambassador.impact.forms import FundingForm
from ambassador.impact.queries.funding import notice_of
from ambassador.impact.services import funding as services
from ambassador.impact.views.blueprint import blueprint
from ambassador.permissions import Permission
from ambassador.submissions import finish, press


@blueprint.route("/funding", methods=["GET", "POST"])
@requires(Permission.FUNDING_EDIT)
def funding() -> str | Response:
    operator = _operator()
    notice = notice_of(operator.id)
    form = FundingForm(obj=notice) if notice else FundingForm(data={"line": services.USUAL_LINE, "emblem": True})
    if (
        form.validate_on_submit()
        and not (notice and form.is_stale(notice))
        and form.accepts(services.set_notice, operator, notice, form.line.translated, form.emblem.data)
    ):
        return finish(url_for("impact.funding"), gettext("La mention est enregistrée : les rapports la montrent."))
    return render_template(
        "impact/funding.html",
        form=form,
        notice=notice,
        history=history.lines("FundingNotice", notice.id, viewer()) if notice else [],
    )


@blueprint.post("/funding/remove")
@requires(Permission.FUNDING_EDIT)
def remove_funding() -> Response:
    notice = get_or_404(notice_of(_operator().id))
    message = gettext("La mention est retirée : les rapports n’en montrent plus.")
    return press(notice, lambda: services.remove_notice(notice), url_for("impact.funding"), message)


def _operator() -> Organisation:
    return get_or_404(viewer().organisation if viewer().is_operator else None)
