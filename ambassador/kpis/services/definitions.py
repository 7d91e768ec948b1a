"""Writing a KPI down and agreeing on it: draft → proposed → agreed by the other party → retired."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ambassador.accounts.models import Organisation, OrganisationKind, User
from ambassador.accounts.queries import people_of
from ambassador.db import db
from ambassador.errors import N_, RuleBroken
from ambassador.kpis import completeness, rights
from ambassador.kpis.models import (
    Adoption,
    AdoptionState,
    Direction,
    Indicator,
    IndicatorKind,
    IndicatorVersion,
    OverStructures,
    OverTime,
    Target,
)
from ambassador.kpis.queries import sheet
from ambassador.kpis.services.numbers import check_numbers
from ambassador.kpis.values import OVER_STRUCTURES, OVER_TIME
from ambassador.periods import Frequency, Period, month_of
from ambassador.translated import Translated


@dataclass(frozen=True)
class KpiValues:
    """All that people write about a KPI: its definition, and what is agreed for the structure."""

    code: str
    action_id: int | None
    name: Translated
    definition: Translated
    unit: Translated
    kind: IndicatorKind
    direction: Direction
    frequency: Frequency
    over_time: OverTime
    over_structures: OverStructures
    numerator_label: Translated
    denominator_label: Translated
    weight_label: Translated
    counts_people: bool
    hard_min: Decimal | None
    hard_max: Decimal | None
    plausible_min: Decimal | None
    plausible_max: Decimal | None
    first_on: date
    """A day of its first period."""
    baseline_numerator: Decimal | None
    baseline_denominator: Decimal | None
    baseline_weight: Decimal | None
    baseline_on: date | None
    baseline_comment: str
    targets: tuple[tuple[date, Decimal], ...]
    """(a day of the month from which it holds, value)"""
    target_is_total: bool
    service_id: int | None
    owner_id: int | None
    stand_in_id: int | None
    source: str
    verification: str
    days_allowed: int


_DEFINITION = (
    "name",
    "definition",
    "unit",
    "kind",
    "direction",
    "frequency",
    "over_time",
    "over_structures",
    "numerator_label",
    "denominator_label",
    "weight_label",
    "counts_people",
    "hard_min",
    "hard_max",
    "plausible_min",
    "plausible_max",
)
_ADOPTION = (
    "baseline_on",
    "baseline_comment",
    "target_is_total",
    "service_id",
    "owner_id",
    "stand_in_id",
    "source",
    "verification",
    "days_allowed",
)


def create_kpi(
    organisation: Organisation, values: KpiValues, by: User, now: datetime, is_example: bool = False
) -> Adoption:
    """A new KPI of a structure, or of the operator for its programme, as a draft."""
    if not rights.can_define(by, organisation):
        raise RuleBroken(N_("Vous ne pouvez pas écrire de KPI pour cette structure."))
    baseline = _check(organisation, values, None)
    is_programme = organisation.kind is OrganisationKind.OPERATOR
    indicator = Indicator(
        code=values.code,
        operator_id=organisation.id if is_programme else None,
        is_example=is_example,
    )
    definition = IndicatorVersion(indicator=indicator, made_at=now, **_chosen(values, _DEFINITION))
    adoption = Adoption(
        indicator=indicator,
        action_id=values.action_id,
        organisation=organisation,
        definition=definition,
        first_month=Period.containing(values.first_on, values.frequency).month,
        state=AdoptionState.DRAFT,
        **_chosen(values, _ADOPTION),
        **baseline,
    )
    adoption.targets = [Target(month=month_of(day), value=value) for day, value in values.targets]
    db.session.add(adoption)
    db.session.flush()
    return adoption


def change_kpi(adoption: Adoption, values: KpiValues, by: User) -> Adoption:
    """Write a draft anew."""
    _check_may_define(adoption, by)
    if adoption.state is not AdoptionState.DRAFT:
        raise RuleBroken(N_("Ce KPI n’est plus un brouillon. Remettez-le en brouillon pour le modifier."))
    baseline = _check(adoption.organisation, values, adoption)
    adoption.indicator.code = values.code
    adoption.action_id = values.action_id
    _set(adoption.definition, _chosen(values, _DEFINITION))
    adoption.first_month = Period.containing(values.first_on, values.frequency).month
    _set(adoption, {**_chosen(values, _ADOPTION), **baseline})
    _change_targets(adoption, {month_of(day): value for day, value in values.targets})
    adoption.edits += 1
    return adoption


def propose_kpi(adoption: Adoption, seen: str, by: User, now: datetime) -> Adoption:
    _check_may_define(adoption, by)
    _check_state(adoption, seen, AdoptionState.DRAFT)
    if lacking := completeness.missing(adoption):
        message = N_("Ce KPI n’est pas complet. Il manque un élément de la liste.")
        if len(lacking) > 1:
            message = N_("Ce KPI n’est pas complet. Il manque %(count)s éléments de la liste.")
        raise RuleBroken(message, count=len(lacking))
    adoption.state = AdoptionState.PROPOSED
    adoption.proposed_by, adoption.proposed_at = by, now
    return adoption


def agree_kpi(adoption: Adoption, seen: str, by: User, now: datetime) -> Adoption:
    """The other party than the proposer agrees: figures can be entered from now on."""
    _check_may_define(adoption, by)
    _check_state(adoption, seen, AdoptionState.PROPOSED)
    if adoption.proposed_by is None or not rights.is_other_party(by, adoption.proposed_by, adoption.organisation):
        raise RuleBroken(N_("C’est à l’autre partie de convenir de ce KPI : votre côté l’a proposé."))
    adoption.state = AdoptionState.AGREED
    adoption.agreed_by, adoption.agreed_at = by, now
    return adoption


def send_back_kpi(adoption: Adoption, seen: str, by: User) -> Adoption:
    """A proposal becomes a draft again, by either party."""
    _check_may_define(adoption, by)
    _check_state(adoption, seen, AdoptionState.PROPOSED)
    adoption.state = AdoptionState.DRAFT
    adoption.proposed_by = adoption.proposed_at = None
    return adoption


def retire_kpi(adoption: Adoption, seen: str, by: User) -> Adoption:
    """No figure is entered any more; those there are stay."""
    _check_may_define(adoption, by)
    _check_state(adoption, seen, AdoptionState.AGREED)
    adoption.state = AdoptionState.RETIRED
    return adoption


def _check_may_define(adoption: Adoption, by: User) -> None:
    if not rights.can_define(by, adoption.organisation):
        raise RuleBroken(N_("Vous ne pouvez pas changer les KPI de cette structure."))


def _check_state(adoption: Adoption, seen: str, wanted: AdoptionState) -> None:
    """`seen`: the version that the person had before their eyes."""
    if adoption.state is not wanted or seen != str(adoption.version):
        raise RuleBroken(N_("Ce KPI a changé entre-temps. Relisez-le, puis recommencez si c’est encore utile."))


def _check(organisation: Organisation, values: KpiValues, adoption: Adoption | None) -> dict[str, Decimal | None]:
    """Everything that can be refused, before anything is changed. Gives the baseline's numbers that the kind takes."""
    if sheet.is_code_taken(values.code, adoption.indicator_id if adoption else None):
        raise RuleBroken(N_("Ce code est déjà pris par un autre KPI."), field="code")
    _check_action(organisation, values)
    if values.over_time not in OVER_TIME[values.kind]:
        raise RuleBroken(N_("Ce type de KPI ne s’additionne pas ainsi dans le temps."), field="over_time")
    if values.over_structures not in OVER_STRUCTURES[values.kind]:
        raise RuleBroken(N_("Ce type de KPI ne s’additionne pas ainsi entre structures."), field="over_structures")
    _check_order(values.hard_min, values.hard_max, "hard_max")
    _check_order(values.plausible_min, values.plausible_max, "plausible_max")
    _check_people(organisation, values)
    _check_targets(values)
    numbers: tuple[Decimal | None, ...] = (None, None, None)
    if values.baseline_numerator is not None:
        numbers = check_numbers(
            values, values.baseline_numerator, values.baseline_denominator, values.baseline_weight, "baseline_"
        )
    elif values.baseline_denominator is not None or values.baseline_weight is not None:
        raise RuleBroken(N_("Écrivez aussi ce nombre."), field="baseline_numerator")
    return dict(zip(("baseline_numerator", "baseline_denominator", "baseline_weight"), numbers, strict=True))


def _check_action(organisation: Organisation, values: KpiValues) -> None:
    if organisation.kind is OrganisationKind.OPERATOR:
        if values.action_id is not None:
            raise RuleBroken(N_("Un KPI du programme n’a pas d’action."), field="action_id")
        return
    if values.action_id not in {action.id for action in sheet.actions_of(organisation)}:
        raise RuleBroken(N_("Choisissez une action de la structure."), field="action_id")


def _check_order(least: Decimal | None, most: Decimal | None, field: str) -> None:
    if least is not None and most is not None and least > most:
        raise RuleBroken(N_("Le maximum est plus petit que le minimum."), field=field)


def _check_people(organisation: Organisation, values: KpiValues) -> None:
    if values.service_id is not None and values.service_id not in {row.id for row in organisation.services}:
        raise RuleBroken(N_("Choisissez un service de la structure."), field="service_id")
    people = {row.id for row in people_of(organisation.id)}
    for field in ("owner_id", "stand_in_id"):
        if (person := getattr(values, field)) is not None and person not in people:
            raise RuleBroken(N_("Choisissez une personne de la structure."), field=field)
    if values.owner_id is not None and values.owner_id == values.stand_in_id:
        raise RuleBroken(N_("Choisissez une autre personne que la responsable."), field="stand_in_id")


def _check_targets(values: KpiValues) -> None:
    months = [month_of(day) for day, _ in values.targets]
    if len(months) != len(set(months)):
        raise RuleBroken(N_("Deux cibles commencent le même mois. Gardez-en une."), field="targets")
    if values.target_is_total:
        return
    for _, value in values.targets:
        too_small = values.hard_min is not None and value < values.hard_min
        too_large = values.hard_max is not None and value > values.hard_max
        if too_small or too_large:
            raise RuleBroken(N_("Une cible est en dehors des bornes : %(value)s."), field="targets", value=value)


def _change_targets(adoption: Adoption, wanted: dict[int, Decimal]) -> None:
    """Keep the rows that stay, so that the audit says what changed."""
    for target in list(adoption.targets):
        if target.month not in wanted:
            adoption.targets.remove(target)
        elif target.value != wanted[target.month]:
            target.value = wanted[target.month]
    known = {target.month for target in adoption.targets}
    adoption.targets += [Target(month=month, value=value) for month, value in wanted.items() if month not in known]


def _chosen(values: KpiValues, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(values, name) for name in names}


def _set(row: Any, values: dict[str, Any]) -> None:
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


FIELDS = tuple(field.name for field in fields(KpiValues))
