"""Changing an agreed KPI: writing the new version, and its page with what it changes and the steps to its agreement."""

from types import SimpleNamespace

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from ambassador import clock
from ambassador.access import get_or_404, requires, viewer
from ambassador.kpis import completeness, rights, terms
from ambassador.kpis.forms.agreement import ReasonForm
from ambassador.kpis.forms.definition import ChangeForm, Known, as_row, differences
from ambassador.kpis.models import Adoption, AdoptionState, AdoptionVersion, VersionState
from ambassador.kpis.queries import versions as queries
from ambassador.kpis.services import versions as services
from ambassador.kpis.views import blueprint
from ambassador.kpis.views.choosing import own_kpi, pressed
from ambassador.permissions import Permission
from ambassador.submissions import finish


@blueprint.route("/<int:number>/change", methods=["GET", "POST"])
@requires(Permission.KPIS_DEFINE)
def change(number: int) -> str | Response:
    adoption = own_kpi(number)
    pending = queries.pending(number)
    if not _may_write(adoption, pending) and request.method == "GET":
        flash(gettext("Ce KPI ne se change pas maintenant."), "error")
        return redirect(url_for("kpis.show", number=number), 303)
    row = _row(adoption, pending)
    form = ChangeForm(Known.of(adoption.organisation), obj=row)
    if (
        form.validate_on_submit()
        and not form.is_stale(row)
        and form.accepts(services.write_version, adoption, form.values(), form.reason.data, viewer(), clock.now())
    ):
        return finish(url_for("kpis.version", number=form.result.id), gettext("Le changement est enregistré."))
    return render_template(
        "kpis/change.html",
        form=form,
        adoption=adoption,
        organisation=adoption.organisation,
        is_shared=queries.is_shared(adoption),
    )


def _may_write(adoption: Adoption, pending: AdoptionVersion | None) -> bool:
    return adoption.state is AdoptionState.AGREED and (pending is None or pending.state is VersionState.DRAFT)


def _row(adoption: Adoption, pending: AdoptionVersion | None) -> SimpleNamespace:
    """What the form starts from. A draft has versions of its own; without one, what counts is the KPI itself."""
    if pending is None:
        return as_row(terms.in_force(adoption), reason="", version=str(adoption.version))
    seen = f"v{pending.id}.{pending.version}"
    return as_row(terms.read(pending.content), reason=pending.reason, version=seen)


@blueprint.get("/versions/<int:number>")
@requires(Permission.KPIS_VIEW)
def version(number: int) -> str:
    found = get_or_404(queries.version(number, viewer()))
    adoption, earlier = found.adoption, queries.before(found)
    values = terms.with_people_of(terms.read(found.content), adoption)
    known = Known.of(adoption.organisation)
    return render_template(
        "kpis/version.html",
        version=found,
        earlier=earlier,
        adoption=adoption,
        changes=differences(known, terms.read(earlier.content), values) if earlier else [],
        checks=completeness.checklist(values, adoption.is_programme),
        can_define=rights.can_define(viewer(), adoption.organisation),
        can_agree=rights.is_other_party(viewer(), found.proposed_by, adoption.organisation),
        separates=found.is_pending
        and not terms.is_comparable(terms.in_force(adoption), values)
        and queries.is_shared(adoption),
        VersionState=VersionState,
    )


def _own(number: int) -> AdoptionVersion:
    """A version in sight of a KPI that the viewer may define."""
    found = get_or_404(queries.version(number, viewer()))
    return get_or_404(found if rights.can_define(viewer(), found.adoption.organisation) else None)


@blueprint.post("/versions/<int:number>/propose")
@requires(Permission.KPIS_DEFINE)
def propose_version(number: int) -> Response:
    message = gettext("Le changement est proposé à l’autre partie.")
    return pressed(_own(number), url_for("kpis.version", number=number), message, services.propose_version)


@blueprint.post("/versions/<int:number>/agree")
@requires(Permission.KPIS_AGREE)
def agree_version(number: int) -> Response:
    found = _own(number)
    message = gettext("Le changement est convenu : il vaut à partir de maintenant.")
    return pressed(found, url_for("kpis.show", number=found.adoption_id), message, services.agree_version)


@blueprint.post("/versions/<int:number>/drop")
@requires(Permission.KPIS_DEFINE)
def drop_version(number: int) -> Response:
    found = _own(number)
    message = gettext("Le changement est abandonné. Rien n’a changé.")
    place = url_for("kpis.show", number=found.adoption_id)
    return pressed(found, place, message, lambda row, seen, by, _now: services.drop_version(row, seen, by))


@blueprint.route("/versions/<int:number>/send-back", methods=["GET", "POST"])
@requires(Permission.KPIS_DEFINE)
def send_back_version(number: int) -> str | Response:
    found = _own(number)
    form = ReasonForm(data={"version": str(found.version)})
    place = url_for("kpis.version", number=number)
    if form.validate_on_submit() and form.accepts(
        services.send_back_version, found, form.version.data, form.reason.data, viewer()
    ):
        return finish(place, gettext("Le changement est renvoyé avec votre raison."))
    return render_template(
        "kpis/send_back.html", form=form, adoption=found.adoption, place=place, name=found.adoption.definition.name
    )
