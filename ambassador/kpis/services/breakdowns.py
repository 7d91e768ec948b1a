"""A figure and its categories are one: checked against its total, written, and settled together.

The categories of an exclusive dimension sum to the total, or to less: the rest is not stated. Those of an overlapping one
do not sum, and none passes the total.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from ambassador.accounts.models import User
from ambassador.db import db
from ambassador.errors import N_, RuleBroken
from ambassador.kpis.models import Answer, Dimension, Entry, EntryState, IndicatorKind, IndicatorVersion
from ambassador.kpis.services.numbers import Three, check_numbers
from ambassador.kpis.values import COUNTED

Typed = tuple[Decimal | None, Decimal | None, Decimal | None]
"""Numerator, denominator and weight as a person gave them."""
_NAMES = ("numerator", "denominator", "weight")


def parts_of(entry: Entry) -> list[Entry]:
    """The categories of a figure. None is asked for where its definition has no dimension."""
    return list(entry.parts) if entry.definition.dimensions else []


def settle(entry: Entry, state: EntryState, by: User | None = None, at: datetime | None = None) -> None:
    """Give a figure and its categories their state; `by` and `at` are for an approval."""
    for row in (entry, *parts_of(entry)):
        row.state = state
        row.approved_by, row.approved_at = by, at


def field_of(category_id: int, name: str) -> str:
    """How a category's number is called where a form or a file shows what is wrong with it."""
    return f"part_{category_id}_{name}"


@dataclass(frozen=True)
class _Bounds:
    """What holds for one category: it may be smaller than the least total."""

    kind: IndicatorKind
    counts_people: bool
    hard_min: Decimal | None
    hard_max: Decimal | None
    plausible_min: Decimal | None = None
    plausible_max: Decimal | None = None

    @classmethod
    def of(cls, definition: IndicatorVersion) -> "_Bounds":
        least = definition.hard_min
        if least is not None and definition.kind is not IndicatorKind.MEAN:
            least = min(least, Decimal())
        return cls(definition.kind, definition.counts_people, least, definition.hard_max)


def check_parts(definition: IndicatorVersion, whole: Three, parts: Mapping[int, Typed]) -> dict[int, Three]:
    """The categories' numbers, each checked as the total is, and all against it. One without any number is not stated."""
    parts = {number: typed for number, typed in parts.items() if any(one is not None for one in typed)}
    if definition.kind is IndicatorKind.MILESTONE or not set(parts) <= _categories(definition):
        raise RuleBroken(N_("Ce KPI n’a pas cette ventilation."))
    bounds = _Bounds.of(definition)
    checked = {number: check_numbers(bounds, *typed, field=field_of(number, "")) for number, typed in parts.items()}
    for dimension in definition.dimensions:
        mine = [row.id for row in dimension.categories if row.id in checked]
        for name in COUNTED[definition.kind]:
            at = _NAMES.index(name)
            _check_total(dimension, name, whole[at] or Decimal(), {row: checked[row][at] or Decimal() for row in mine})
    return checked


def _check_total(dimension: Dimension, name: str, total: Decimal, numbers: Mapping[int, Decimal]) -> None:
    if total < 0 or any(number < 0 for number in numbers.values()):
        return  # what can be negative is bounded by no total
    if dimension.is_exclusive and sum(numbers.values()) > total:
        raise RuleBroken(
            N_("%(dimension)s : les catégories font %(sum)s ensemble, plus que le total (%(total)s)."),
            field=field_of(next(iter(numbers)), name),
            dimension=dimension.name,
            sum=sum(numbers.values(), Decimal()),
            total=total,
        )
    for category_id, number in numbers.items():
        if number > total:
            raise RuleBroken(N_("C’est plus que le total (%(total)s)."), field=field_of(category_id, name), total=total)


def stated(definition: IndicatorVersion, entry: Entry | None) -> dict[int, Typed]:
    """What is stored of a figure's categories, as far as the definition still has them."""
    known = _categories(definition)
    rows = parts_of(entry) if entry is not None and known else []
    return {row.category_id: _numbers(row) for row in rows if row.category_id in known}


def differ(entry: Entry, parts: Mapping[int, Typed]) -> bool:
    """Whether these numbers are others than those that are stored."""
    return {row.category_id: _numbers(row) for row in parts_of(entry)} != parts


def write_parts(entry: Entry, stored: Iterable[Entry], parts: Mapping[int, Typed], by: User, now: datetime) -> None:
    """Store the categories of a figure in the state it is in. The last edit of a figure is that of its categories too."""
    rows = {row.category_id: row for row in stored}
    for category_id, row in rows.items():
        if category_id not in parts:
            db.session.delete(row)
    for category_id, numbers in parts.items():
        row = rows.get(category_id) or _new_part(entry, category_id)
        row.definition_id = entry.definition_id
        row.edited_by, row.edited_at = by, now
        for name, number in zip(_NAMES, numbers, strict=True):
            if getattr(row, name) != number:
                setattr(row, name, number)
        db.session.add(row)


def _new_part(entry: Entry, category_id: int) -> Entry:
    names = (
        "adoption_id",
        "indicator_id",
        "organisation_id",
        "frequency",
        "month",
        "state",
        "approved_by",
        "approved_at",
    )
    return Entry(**{name: getattr(entry, name) for name in names}, category_id=category_id, answer=Answer.VALUE)


def _categories(definition: IndicatorVersion) -> set[int]:
    return {category.id for dimension in definition.dimensions for category in dimension.categories}


def _numbers(row: Entry) -> Typed:
    return row.numerator, row.denominator, row.weight
