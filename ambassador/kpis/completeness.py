"""What a KPI still needs before it can be proposed, in SMART terms."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from ambassador.errors import N_
from ambassador.kpis.models import Direction, IndicatorKind
from ambassador.kpis.terms import KpiValues
from ambassador.kpis.values import Numbers, value_of


class Smart(StrEnum):
    SPECIFIC = "specific"
    MEASURABLE = "measurable"
    ACHIEVABLE = "achievable"
    RELEVANT = "relevant"
    TIMED = "timed"


@dataclass(frozen=True)
class Check:
    """One thing that a good KPI has: what, in French to be translated, whether it is there, and the field to fill in."""

    smart: Smart
    message: str
    is_met: bool
    field: str


def checklist(values: KpiValues, is_programme: bool = False) -> list[Check]:
    return list(_checks(values, is_programme))


def missing(values: KpiValues, is_programme: bool = False) -> list[Check]:
    return [check for check in _checks(values, is_programme) if not check.is_met]


def _checks(values: KpiValues, is_programme: bool) -> Iterator[Check]:
    yield Check(
        Smart.SPECIFIC, N_("Un nom et une définition que chacun comprend"), bool(values.definition), "definition-fr"
    )
    yield from _measurable(values)
    yield Check(
        Smart.ACHIEVABLE,
        N_("Une valeur de référence avec sa date, ou la raison pour laquelle il n’y en a pas"),
        _has_baseline(values),
        "baseline_numerator",
    )
    yield Check(
        Smart.ACHIEVABLE,
        N_("Une dernière cible qui va dans le bon sens depuis la valeur de référence"),
        _leads_on(values),
        "targets-0-value",
    )
    has_owner = values.service_id is not None or values.owner_id is not None
    yield Check(Smart.ACHIEVABLE, N_("Un service ou une personne responsable"), has_owner, "owner_id")
    if is_programme:
        is_funded = values.funded_from is not None and values.funded_until is not None
        yield Check(Smart.RELEVANT, N_("La période du financement qui le demande"), is_funded, "funded_from")
    else:
        yield Check(Smart.RELEVANT, N_("L’action à laquelle il se rattache"), values.action_id is not None, "action_id")
    yield Check(Smart.TIMED, N_("Au moins une cible datée"), bool(values.targets), "targets-0-on")


def _measurable(values: KpiValues) -> Iterator[Check]:
    if values.kind is IndicatorKind.RATIO:
        is_named = bool(values.numerator_label and values.denominator_label)
        message = N_("Ce que comptent le numérateur et le dénominateur")
        yield Check(Smart.MEASURABLE, message, is_named, "numerator_label-fr")
    if values.kind is IndicatorKind.MEAN:
        yield Check(Smart.MEASURABLE, N_("Ce qui pondère la moyenne"), bool(values.weight_label), "weight_label-fr")
    yield Check(Smart.MEASURABLE, N_("La source des données"), bool(values.source), "source")
    yield Check(Smart.MEASURABLE, N_("La façon de vérifier le chiffre"), bool(values.verification), "verification")


def _has_baseline(values: KpiValues) -> bool:
    is_dated = values.baseline_numerator is not None and values.baseline_on is not None
    return is_dated or (values.baseline_numerator is None and bool(values.baseline_comment))


def _leads_on(values: KpiValues) -> bool:
    """Nothing to compare is no fault: the checks for baseline and targets say that."""
    baseline = value_of(
        values.kind, Numbers.of(values.baseline_numerator, values.baseline_denominator, values.baseline_weight)
    )
    if baseline is None or not values.targets or values.target_is_total:
        return True
    last = max(values.targets)[1]
    return last >= baseline if values.direction is Direction.UP else last <= baseline
