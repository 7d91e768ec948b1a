"""The set of a structure's KPIs as documents, and handing it over as the follow-up's deliverable."""

from flask import current_app, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from ambassador import clock, documents
from ambassador.access import get_or_404, requires, viewer
from ambassador.accounts.models import Organisation
from ambassador.errors import N_, RuleBroken
from ambassador.files import Upload
from ambassador.files.contents import PDF, clean_name
from ambassador.files.storage import folder_in
from ambassador.followup import queries as followup
from ambassador.followup import services
from ambassador.followup.models import Deliverable, DeliverableKind
from ambassador.kpis import agreed_set
from ambassador.kpis.agreed_set import KpiSet
from ambassador.kpis.queries import agreed_set as queries
from ambassador.kpis.queries.coverage import coverage
from ambassador.kpis.views import blueprint
from ambassador.kpis.views.choosing import chosen_structure
from ambassador.permissions import Permission
from ambassador.submissions import press


@blueprint.get("/set.pdf")
@requires(Permission.KPIS_VIEW)
def set_pdf() -> Response:
    found = _set_of(get_or_404(chosen_structure()[0]))
    return documents.send_pdf(agreed_set.as_pdf(found), found.title)


@blueprint.get("/set.xlsx")
@requires(Permission.KPIS_VIEW)
def set_workbook() -> Response:
    found = _set_of(get_or_404(chosen_structure()[0]))
    return documents.send_workbook(agreed_set.as_workbook(found), found.title)


@blueprint.post("/deliverables/<int:number>/hand-over")
@requires(Permission.FOLLOWUP_DELIVER)
def hand_over(number: int) -> Response:
    found = get_or_404(followup.deliverable(number, viewer()))
    place = url_for("followup.deliverable", number=number)
    message = gettext("La série de KPI est remise. L’autre partie est prévenue sur son accueil.")
    return press(found, lambda: _hand_over(found), place, message)


def _set_of(organisation: Organisation) -> KpiSet:
    kpis = queries.kpis_of(organisation.id)
    versions = queries.later_versions([kpi.id for kpi in kpis])
    return KpiSet(organisation, kpis, versions, coverage([organisation.id], clock.today()), clock.today())


def _hand_over(deliverable: Deliverable) -> None:
    if deliverable.kind is not DeliverableKind.KPI_SET:
        raise RuleBroken(N_("Ce livrable n’est pas une série de KPI."))
    found = _set_of(deliverable.follow_up.structure)
    if not found.kpis:
        raise RuleBroken(N_("Cette structure n’a pas encore de KPI."))
    name = clean_name(f"{found.title}.pdf", PDF)
    upload = Upload(name, PDF, agreed_set.as_pdf(found), folder_in(current_app.config["INSTANCE_PATH"]))
    handover = services.Handover(note=found.lead, upload=upload)
    services.submit(deliverable, viewer(), handover, clock.now(), clock.today())
