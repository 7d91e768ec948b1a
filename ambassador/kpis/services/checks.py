"""What is refused of a KPI's words and numbers, before anything is written."""

from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal

from ambassador.accounts.models import Organisation, OrganisationKind
from ambassador.accounts.queries import people_of
from ambassador.errors import N_, RuleBroken
from ambassador.kpis.models import Adoption, IndicatorKind
from ambassador.kpis.queries import dimensions, sheet
from ambassador.kpis.services.numbers import check_numbers
from ambassador.kpis.terms import KpiValues
from ambassador.kpis.values import OVER_STRUCTURES, OVER_TIME, SUMMED
from ambassador.periods import Period, first_day, month_of


def checked(organisation: Organisation, values: KpiValues, adoption_id: int | None) -> KpiValues:
    """The values as they are stored: days at the start of their period or month, only the baseline numbers that the kind
    takes. `adoption_id`: whose code may be the same. Raises RuleBroken beside the field where they make no sense."""
    if sheet.is_code_taken(organisation, values.code, adoption_id):
        raise RuleBroken(N_("Ce code est déjà pris par un autre KPI de la structure."), field="code")
    _check_action(organisation, values)
    _check_sums(values)
    _check_bounds(values)
    _check_dimensions(values)
    check_people(organisation, values.service_id, values.owner_id, values.stand_in_id)
    _check_targets(values)
    _check_funding(organisation, values)
    numerator, denominator, weight = _baseline(values)
    return replace(
        values,
        baseline_numerator=numerator,
        baseline_denominator=denominator,
        baseline_weight=weight,
        first_on=Period.containing(values.first_on, values.frequency).first_day,
        targets=tuple(sorted((first_day(month_of(day)), value) for day, value in values.targets)),
        dimension_ids=tuple(sorted(values.dimension_ids)),
    )


def _baseline(values: KpiValues) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    if values.baseline_numerator is not None:
        return check_numbers(
            values, values.baseline_numerator, values.baseline_denominator, values.baseline_weight, "baseline_"
        )
    if values.baseline_denominator is not None or values.baseline_weight is not None:
        raise RuleBroken(N_("Écrivez aussi ce nombre."), field="baseline_numerator")
    return None, None, None


def check_figures_fit(adoption: Adoption, values: KpiValues, months: Collection[int]) -> None:
    """Figures keep their sense: the kind and the rhythm of a KPI that has some stay, and its first period lies before them."""
    if not months:
        return
    definition = adoption.definition
    message = N_("Ce KPI a déjà des chiffres : ceci ne change plus. Retirez-le, et écrivez un nouveau KPI.")
    for field in ("kind", "frequency", "counts_people"):
        if getattr(values, field) != getattr(definition, field):
            raise RuleBroken(message, field=field)
    if month_of(Period.containing(values.first_on, values.frequency).first_day) > min(months):
        raise RuleBroken(N_("Ce KPI a déjà un chiffre pour une période plus ancienne."), field="first_on")


def _check_action(organisation: Organisation, values: KpiValues) -> None:
    if organisation.kind is OrganisationKind.OPERATOR:
        if values.action_id is not None:
            raise RuleBroken(N_("Un KPI du programme n’a pas d’action."), field="action_id")
        return
    if values.action_id not in {action.id for action in sheet.actions_of(organisation)}:
        raise RuleBroken(N_("Choisissez une action de la structure."), field="action_id")


def _check_sums(values: KpiValues) -> None:
    if values.over_time not in OVER_TIME[values.kind]:
        raise RuleBroken(N_("Ce type de KPI ne s’additionne pas ainsi dans le temps."), field="over_time")
    if values.over_structures not in OVER_STRUCTURES[values.kind]:
        raise RuleBroken(N_("Ce type de KPI ne s’additionne pas ainsi entre structures."), field="over_structures")
    if values.target_is_total and values.over_time not in SUMMED:
        raise RuleBroken(
            N_("Ce KPI garde sa dernière valeur : il n’a pas de total depuis la première période."),
            field="target_is_total",
        )


def _check_bounds(values: KpiValues) -> None:
    _check_order(values.hard_min, values.hard_max, "hard_max")
    _check_order(values.plausible_min, values.plausible_max, "plausible_max")
    for field, value in (("plausible_min", values.plausible_min), ("plausible_max", values.plausible_max)):
        if value is not None and _is_outside(values, value):
            raise RuleBroken(N_("Cette valeur attendue est en dehors de ce qui est possible."), field=field)


def _check_order(least: Decimal | None, most: Decimal | None, field: str) -> None:
    if least is not None and most is not None and least > most:
        raise RuleBroken(N_("Le maximum est plus petit que le minimum."), field=field)


def _is_outside(values: KpiValues, value: Decimal) -> bool:
    is_too_small = values.hard_min is not None and value < values.hard_min
    return is_too_small or (values.hard_max is not None and value > values.hard_max)


def _check_dimensions(values: KpiValues) -> None:
    if not values.dimension_ids:
        return
    if values.kind is IndicatorKind.MILESTONE:
        raise RuleBroken(N_("Un jalon est atteint ou non : il ne se ventile pas."), field="dimension_ids")
    if len(dimensions.numbered(values.dimension_ids)) < len(set(values.dimension_ids)):
        raise RuleBroken(N_("Choisissez dans la liste."), field="dimension_ids")


def check_people(
    organisation: Organisation, service_id: int | None, owner_id: int | None, stand_in_id: int | None
) -> None:
    if service_id is not None and service_id not in {row.id for row in organisation.services}:
        raise RuleBroken(N_("Choisissez un service de la structure."), field="service_id")
    people = {row.id for row in people_of(organisation.id)}
    for field, person in (("owner_id", owner_id), ("stand_in_id", stand_in_id)):
        if person is not None and person not in people:
            raise RuleBroken(N_("Choisissez une personne de la structure."), field=field)
    if owner_id is not None and owner_id == stand_in_id:
        raise RuleBroken(N_("Choisissez une autre personne que la responsable."), field="stand_in_id")


def _check_targets(values: KpiValues) -> None:
    months = [month_of(day) for day, _ in values.targets]
    if len(months) != len(set(months)):
        raise RuleBroken(N_("Deux cibles commencent le même mois. Gardez-en une."), field="targets")
    for _, value in values.targets:
        if values.kind is IndicatorKind.MILESTONE and value not in (0, 1):
            raise RuleBroken(N_("La cible d’un jalon est toujours 1 (atteint)."), field="targets")
        if not values.target_is_total and _is_outside(values, value):
            raise RuleBroken(N_("Une cible est en dehors des bornes : %(value)s."), field="targets", value=value)


def _check_funding(organisation: Organisation, values: KpiValues) -> None:
    first, last = values.funded_from, values.funded_until
    if organisation.kind is not OrganisationKind.OPERATOR and (first or last):
        raise RuleBroken(N_("Seul un KPI du programme a une période de financement."), field="funded_from")
    if (first is None) is not (last is None):
        raise RuleBroken(N_("Une période a un début et une fin."), field="funded_until" if first else "funded_from")
    if first and last and last < first:
        raise RuleBroken(N_("La fin vient avant le début."), field="funded_until")
