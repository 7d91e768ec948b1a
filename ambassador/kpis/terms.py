"""All that people write about a KPI, as plain values: its definition, and what is agreed of it with the structure.

The fields are named here once: forms, services, examples and versions read them from these two classes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, get_type_hints

from ambassador.kpis.models import Adoption, Direction, IndicatorKind, IndicatorVersion, OverStructures, OverTime
from ambassador.periods import Frequency, first_day
from ambassador.translated import Translated

Targets = tuple[tuple[date, Decimal], ...]
"""(a day of the month from which it holds, value)"""
Numbers = tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class DefinitionValues:
    """What is counted, and how it adds up."""

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
    dimension_ids: Numbers = ()
    hard_min: Decimal | None = None
    hard_max: Decimal | None = None
    plausible_min: Decimal | None = None
    plausible_max: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class KpiValues(DefinitionValues):
    """A KPI whole: its definition, and what is agreed of it."""

    code: str
    action_id: int | None
    first_on: date
    """A day of its first period."""
    baseline_numerator: Decimal | None = None
    baseline_denominator: Decimal | None = None
    baseline_weight: Decimal | None = None
    baseline_on: date | None = None
    baseline_comment: str = ""
    targets: Targets = ()
    target_is_total: bool = False
    funded_from: date | None = None
    funded_until: date | None = None
    service_id: int | None = None
    owner_id: int | None = None
    stand_in_id: int | None = None
    source: str = ""
    verification: str = ""
    days_allowed: int


DEFINITION = tuple(field.name for field in fields(DefinitionValues))
FIELDS = tuple(field.name for field in fields(KpiValues))
PEOPLE = ("owner_id", "stand_in_id")
COMPARED = ("unit", "kind", "direction", "frequency", "over_time", "over_structures")
"""What two structures' definitions of an indicator have in common where their figures are made one."""
DEFINITION_COLUMNS = tuple(name for name in DEFINITION if name != "dimension_ids")
ADOPTION_COLUMNS = tuple(name for name in FIELDS if name not in DEFINITION and name not in {"first_on", "targets"})


def chosen(values: DefinitionValues, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(values, name) for name in names}


def defined(definition: IndicatorVersion) -> DefinitionValues:
    return DefinitionValues(
        **{name: getattr(definition, name) for name in DEFINITION_COLUMNS},
        dimension_ids=dimensions_of(definition),
    )


def in_force(adoption: Adoption) -> KpiValues:
    """What is stored of a KPI: agreed, or still a draft."""
    return KpiValues(
        **chosen(defined(adoption.definition), DEFINITION),
        **{name: getattr(adoption, name) for name in ADOPTION_COLUMNS},
        first_on=first_day(adoption.first_month),
        targets=tuple((first_day(target.month), target.value) for target in adoption.targets),
    )


def dimensions_of(definition: IndicatorVersion) -> Numbers:
    return tuple(sorted(dimension.id for dimension in definition.dimensions))


def has_same_definition(one: DefinitionValues, other: DefinitionValues) -> bool:
    return chosen(one, DEFINITION) == chosen(other, DEFINITION)


def with_people_of(values: KpiValues, adoption: Adoption) -> KpiValues:
    """Owner and stand-in are replaced at once, without an agreement: a version has whoever it is now."""
    return replace(values, owner_id=adoption.owner_id, stand_in_id=adoption.stand_in_id)


def is_comparable(one: DefinitionValues | IndicatorVersion, other: DefinitionValues | IndicatorVersion) -> bool:
    """Whether figures under two definitions of the same indicator can be made one over structures."""
    return all(getattr(one, name) == getattr(other, name) for name in COMPARED)


def kept(values: KpiValues) -> dict[str, Any]:
    """The values as JSON keeps them."""
    return {name: _written(getattr(values, name)) for name in FIELDS}


def read(content: Mapping[str, Any]) -> KpiValues:
    """The values that `kept` wrote. What was written before a field existed has its default."""
    return KpiValues(**{name: _READERS[name](content[name]) for name in FIELDS if name in content})


def _written(value: Any) -> Any:
    match value:
        case Translated():
            return value.texts()
        case StrEnum():
            return value.value
        case Decimal():
            return str(value)
        case date():
            return value.isoformat()
        case tuple():
            return [_written(one) for one in value]
        case _:
            return value


def _reader(kind: Any) -> Callable[[Any], Any]:
    if kind is Translated:
        return lambda texts: Translated(**texts)
    if kind == Targets:
        return lambda rows: tuple((date.fromisoformat(on), Decimal(value)) for on, value in rows)
    if kind == Numbers:
        return tuple
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind
    return _SCALARS.get(kind, lambda value: value)


def _or_none(read_one: Callable[[str], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else read_one(value)


_SCALARS: dict[Any, Callable[[Any], Any]] = {
    Decimal | None: _or_none(Decimal),
    date | None: _or_none(date.fromisoformat),
    date: date.fromisoformat,
}
_READERS = {name: _reader(kind) for name, kind in get_type_hints(KpiValues).items()}
