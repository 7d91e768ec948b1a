"""The sheet of a structure, and one KPI with its series."""

from datetime import date

from flask import render_template

from ambassador import clock, i18n
from ambassador.access import can, get_or_404, requires, viewer
from ambassador.accounts import history
from ambassador.accounts.models import Organisation, OrganisationKind
from ambassador.kpis import completeness, facts, pictures, rights, terms
from ambassador.kpis.models import AdoptionState
from ambassador.kpis.queries import agreed_set, closings, past, shared, sheet, sight, versions
from ambassador.kpis.queries.agreed_set import HandingOver
from ambassador.kpis.queries.standing import Standing, standing_of
from ambassador.kpis.views import blueprint
from ambassador.kpis.views.choosing import chosen_day, chosen_structure
from ambassador.permissions import Permission


@blueprint.get("/")
@requires(Permission.KPIS_VIEW)
def index() -> str:
    organisation, choices = chosen_structure()
    today = clock.today()
    day = chosen_day()
    groups = _groups(organisation, today, day) if organisation else []
    return render_template(
        "kpis/index.html",
        organisation=organisation,
        choices=choices,
        groups=groups,
        standing=_standing(groups, organisation, today, day) if organisation else None,
        day=day,
        today=today,
        retired=sheet.retired(organisation) if organisation else [],
        handing_over=_handing_over(organisation, today),
        can_configure=rights.can_configure(viewer()),
        can_define=organisation is not None and rights.can_define(viewer(), organisation),
        AdoptionState=AdoptionState,
    )


def _handing_over(organisation: Organisation | None, today: date) -> HandingOver:
    if organisation is None or organisation.kind is OrganisationKind.OPERATOR or not can(Permission.FOLLOWUP_DELIVER):
        return HandingOver()
    return agreed_set.handing_over(organisation.id, viewer(), today)


def _standing(groups: list[sheet.Group], organisation: Organisation, today: date, day: date | None) -> Standing | None:
    """Of a past day, what was closed meanwhile still counts."""
    lines = (line for group in groups for line in group.lines)
    return standing_of(lines, None if day else closings.of(organisation), day or today)


def _groups(organisation: Organisation, today: date, day: date | None) -> list[sheet.Group]:
    if day is None:
        return sheet.sheet(organisation, today)
    return sheet.grouped(past.series_as_of(sheet.adoptions_of(organisation.id), day))


@blueprint.get("/<int:number>")
@requires(Permission.KPIS_VIEW)
def show(number: int) -> str:
    adoption = get_or_404(sight.adoption(number, viewer()))
    day = chosen_day()
    series = past.series_as_of([adoption], day)[0] if day else sheet.series(adoption, clock.today())
    known = versions.of(number) if adoption.state in (AdoptionState.AGREED, AdoptionState.RETIRED) else []
    return render_template(
        "kpis/show.html",
        adoption=adoption,
        definition=adoption.definition,
        definition_facts=facts.definition_facts(adoption.definition, i18n.show_translated),
        agreement_facts=facts.agreement_facts(adoption, i18n.show_translated),
        series=series,
        day=day,
        today=clock.today(),
        chart=pictures.series_chart(series),
        checks=completeness.checklist(terms.in_force(adoption), adoption.is_programme),
        versions=known,
        others=shared.others(adoption, viewer()),
        is_comparable=terms.is_comparable,
        can_define=rights.can_define(viewer(), adoption.organisation),
        can_agree=rights.is_other_party(viewer(), adoption.proposed_by, adoption.organisation),
        AdoptionState=AdoptionState,
        history=history.worded(sheet.history(adoption)),
    )
