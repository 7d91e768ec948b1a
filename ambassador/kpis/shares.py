"""A figure's categories to read: by dimension, with what an exclusive one leaves over of the total. Built from rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ambassador.kpis.models import Category, Dimension, Entry, IndicatorVersion
from ambassador.kpis.past import NUMBERS, Told
from ambassador.kpis.values import Numbers, not_stated


@dataclass(frozen=True)
class Share:
    category: Category
    numbers: Numbers


@dataclass(frozen=True)
class Shares:
    """One dimension of a figure: the categories that are stated, and the rest."""

    dimension: Dimension
    stated: tuple[Share, ...]
    rest: Numbers | None


def shares_of(entry: Entry) -> list[Shares]:
    """The dimensions of a figure of which something is stated."""
    definition = entry.definition
    rows = (
        {row.category_id: numbers for row in entry.parts if (numbers := numbers_of(row))}
        if definition.dimensions
        else {}
    )
    return _of(definition, numbers_of(entry), rows)


def shares_told(definition: IndicatorVersion, told: Told) -> list[Shares]:
    """The same of a figure as its story tells it."""
    parts = told.content.get("parts", {})
    rows: dict[int | None, Numbers] = {int(one): numbers for one, said in parts.items() if (numbers := _told(said))}
    return _of(definition, _told(told.content), rows)


def _told(said: Mapping[str, str]) -> Numbers | None:
    return Numbers.of(*(None if said.get(name) is None else Decimal(said[name]) for name in NUMBERS))


def _of(definition: IndicatorVersion, whole: Numbers | None, rows: Mapping[int | None, Numbers]) -> list[Shares]:
    found = [_shares(definition, dimension, whole, rows) for dimension in definition.dimensions]
    return [one for one in found if one.stated]


def _shares(
    definition: IndicatorVersion, dimension: Dimension, whole: Numbers | None, rows: Mapping[int | None, Numbers]
) -> Shares:
    stated = tuple(Share(row, rows[row.id]) for row in dimension.categories if row.id in rows)
    rest = None
    if dimension.is_exclusive and stated and whole is not None:
        rest = not_stated(definition.kind, whole, [share.numbers for share in stated])
    return Shares(dimension, stated, rest)


def numbers_of(row: Entry) -> Numbers | None:
    return Numbers.of(row.numerator, row.denominator, row.weight)
