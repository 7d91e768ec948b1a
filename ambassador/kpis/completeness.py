"""What a KPI still needs before it can be proposed, in SMART terms."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from ambassador.errors import N_
from ambassador.kpis.models import Adoption, IndicatorKind


class Smart(StrEnum):
    SPECIFIC = "specific"
    MEASURABLE = "measurable"
    ACHIEVABLE = "achievable"
    RELEVANT = "relevant"
    TIMED = "timed"


@dataclass(frozen=True)
class Check:
    """One thing that a good KPI has: what, in French to be translated, and whether it is there."""

    smart: Smart
    message: str
    is_met: bool


def checklist(adoption: Adoption) -> list[Check]:
    return list(_checks(adoption))


def missing(adoption: Adoption) -> list[Check]:
    return [check for check in _checks(adoption) if not check.is_met]


def _checks(adoption: Adoption) -> Iterator[Check]:
    definition = adoption.definition
    yield Check(Smart.SPECIFIC, N_("Un nom et une définition que chacun comprend"), bool(definition.definition))
    if definition.kind is IndicatorKind.RATIO:
        is_named = bool(definition.numerator_label and definition.denominator_label)
        yield Check(Smart.MEASURABLE, N_("Ce que comptent le numérateur et le dénominateur"), is_named)
    if definition.kind is IndicatorKind.MEAN:
        yield Check(Smart.MEASURABLE, N_("Ce qui pondère la moyenne"), bool(definition.weight_label))
    yield Check(Smart.MEASURABLE, N_("La source des données"), bool(adoption.source))
    yield Check(Smart.MEASURABLE, N_("La façon de vérifier le chiffre"), bool(adoption.verification))
    yield Check(
        Smart.ACHIEVABLE,
        N_("Une valeur de référence avec sa date, ou la raison pour laquelle il n’y en a pas"),
        _has_baseline(adoption),
    )
    yield Check(Smart.RELEVANT, N_("Un service ou une personne responsable"), _has_owner(adoption))
    yield Check(Smart.TIMED, N_("Au moins une cible datée"), bool(adoption.targets))


def _has_baseline(adoption: Adoption) -> bool:
    is_dated = adoption.baseline_numerator is not None and adoption.baseline_on is not None
    return is_dated or (adoption.baseline_numerator is None and bool(adoption.baseline_comment))


def _has_owner(adoption: Adoption) -> bool:
    return adoption.service_id is not None or adoption.owner_id is not None
