"""A figure's categories to read: by dimension, with what an exclusive one leaves over of the total. Built from rows."""

from collections.abc import Mapping
from dataclasses import dataclass

from ambassador.kpis.models import Category, Dimension, Entry, IndicatorVersion
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
    found = [_shares(definition, dimension, numbers_of(entry), rows) for dimension in definition.dimensions]
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
