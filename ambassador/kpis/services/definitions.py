"""Writing a KPI down, and putting in force what is written."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from ambassador.accounts.models import Organisation, OrganisationKind, User
from ambassador.db import db
from ambassador.errors import N_, RuleBroken
from ambassador.kpis import rights
from ambassador.kpis.models import Adoption, AdoptionState, Indicator, IndicatorVersion, Target
from ambassador.kpis.queries import dimensions, shared, versions
from ambassador.kpis.services.checks import checked
from ambassador.kpis.terms import (
    ADOPTION_COLUMNS,
    DEFINITION,
    DEFINITION_COLUMNS,
    KpiValues,
    chosen,
    defined,
    has_same_definition,
    in_force,
)
from ambassador.periods import month_of


def create_kpi(
    organisation: Organisation, values: KpiValues, by: User, now: datetime, is_example: bool = False
) -> Adoption:
    """A new KPI of a structure, or of the operator for its programme, as a draft."""
    if not rights.can_define(by, organisation):
        raise RuleBroken(N_("Vous ne pouvez pas écrire de KPI pour cette structure."))
    values = checked(organisation, values, None)
    is_programme = organisation.kind is OrganisationKind.OPERATOR
    indicator = Indicator(
        operator_id=organisation.id if is_programme else None,
        is_example=is_example,
    )
    return _add(organisation, _definition(indicator, 1, values, now), values)


def adopt_kpi(organisation: Organisation, definition: IndicatorVersion, values: KpiValues, by: User) -> Adoption:
    """A structure takes an indicator that another has: the same definition, and a draft of its own agreement. What
    `values` say of the definition does not count."""
    if not rights.can_define(by, organisation):
        raise RuleBroken(N_("Vous ne pouvez pas écrire de KPI pour cette structure."))
    if shared.adoption_of(definition.indicator_id, organisation.id):
        raise RuleBroken(N_("Cette structure a déjà ce KPI, en vigueur ou retiré."))
    values = replace(values, **chosen(defined(definition), DEFINITION))
    return _add(organisation, definition, checked(organisation, values, None))


def _add(organisation: Organisation, definition: IndicatorVersion, values: KpiValues) -> Adoption:
    adoption = Adoption(
        indicator=definition.indicator,
        organisation=organisation,
        definition=definition,
        state=AdoptionState.DRAFT,
        first_month=month_of(values.first_on),
        targets=[Target(month=month_of(day), value=value) for day, value in values.targets],
        **chosen(values, ADOPTION_COLUMNS),
    )
    db.session.add(adoption)
    db.session.flush()
    return adoption


def change_kpi(adoption: Adoption, values: KpiValues, by: User, now: datetime) -> Adoption:
    """Write a draft anew."""
    check_may_define(adoption, by)
    if adoption.state is not AdoptionState.DRAFT:
        raise RuleBroken(N_("Ce KPI n’est plus un brouillon. Remettez-le en brouillon pour le modifier."))
    values = checked(adoption.organisation, values, adoption.id)
    write(adoption, values, now, is_new_version=versions.is_in_use(adoption))
    return adoption


def write(adoption: Adoption, values: KpiValues, now: datetime, is_new_version: bool) -> None:
    """Store checked values. A definition that figures or others rely on stays as it is: a new version takes its place, for
    this structure alone."""
    if not has_same_definition(in_force(adoption), values):
        if is_new_version:
            number = 1 + (db.session.scalar(_last_number(adoption.indicator_id)) or 0)
            adoption.definition = _definition(adoption.indicator, number, values, now)
        else:
            _set(adoption.definition, chosen(values, DEFINITION_COLUMNS))
            adoption.definition.dimensions = dimensions.numbered(values.dimension_ids)
    adoption.first_month = month_of(values.first_on)
    _set(adoption, chosen(values, ADOPTION_COLUMNS))
    _change_targets(adoption, {month_of(day): value for day, value in values.targets})
    adoption.edits += 1
    db.session.flush()


def check_may_define(adoption: Adoption, by: User) -> None:
    if not rights.can_define(by, adoption.organisation):
        raise RuleBroken(N_("Vous ne pouvez pas changer les KPI de cette structure."))


def _definition(indicator: Indicator, number: int, values: KpiValues, now: datetime) -> IndicatorVersion:
    return IndicatorVersion(
        indicator=indicator,
        number=number,
        made_at=now,
        dimensions=dimensions.numbered(values.dimension_ids),
        **chosen(values, DEFINITION_COLUMNS),
    )


def _last_number(indicator_id: int) -> Any:
    return select(func.max(IndicatorVersion.number)).where(IndicatorVersion.indicator_id == indicator_id)


def _change_targets(adoption: Adoption, wanted: dict[int, Decimal]) -> None:
    """Keep the rows that stay, so that the audit says what changed."""
    for target in list(adoption.targets):
        if target.month not in wanted:
            adoption.targets.remove(target)
        elif target.value != wanted[target.month]:
            target.value = wanted[target.month]
    known = {target.month for target in adoption.targets}
    adoption.targets += [Target(month=month, value=value) for month, value in wanted.items() if month not in known]


def _set(row: Any, values: dict[str, Any]) -> None:
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
