"""What a chart says, once: texts and exact numbers from which its three faces are drawn.

Texts arrive in the reader's language and numbers leave through the formats given here, so nothing below knows a locale.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

Number = Decimal | int
Format = Callable[[Number], str]

IDENTIFIER = re.compile(r"[a-z][a-z0-9-]*\Z")


class Kind(StrEnum):
    BAR = "bar"
    STACKED = "stacked"
    LINE = "line"
    BULLET = "bullet"
    PROGRESS = "progress"


class Role(StrEnum):
    VALUE = "value"
    TARGET = "target"
    BASELINE = "baseline"


LONGEST_UPRIGHT_NAME = 16
ROLES = {
    Kind.BAR: {Role.VALUE},
    Kind.STACKED: {Role.VALUE},
    Kind.LINE: {Role.VALUE, Role.TARGET, Role.BASELINE},
    Kind.BULLET: {Role.VALUE, Role.TARGET, Role.BASELINE},
    Kind.PROGRESS: {Role.VALUE, Role.TARGET},
}


@dataclass(frozen=True)
class Series:
    """One number per category; `None` is a gap, never zero.

    `absent` says, by position, why a number is not there ("non applicable"); `links` where each number is explained. `key`
    names the series in any language: in addresses, and in what is kept.
    """

    name: str
    values: Sequence[Number | None]
    role: Role = Role.VALUE
    absent: Mapping[int, str] = field(default_factory=dict)
    links: Sequence[str | None] = ()
    key: str = ""

    def __post_init__(self) -> None:
        for value in self.values:
            if value is not None and not _is_exact(value):
                raise ValueError(f"{self.name}: {value!r} is not an exact, finite number")
        if self.links and len(self.links) != len(self.values):
            raise ValueError(f"{self.name}: one link per value")

    @property
    def present(self) -> list[Number]:
        return [value for value in self.values if value is not None]

    @property
    def last(self) -> int:
        """The place of the last number; -1 without any."""
        return max((place for place, value in enumerate(self.values) if value is not None), default=-1)


@dataclass(frozen=True)
class Cell:
    text: str
    link: str | None = None
    is_missing: bool = False


@dataclass(frozen=True)
class Table:
    head: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


@dataclass(frozen=True)
class Description:
    """`title` is the finding in words; `description` says how the picture looks to those who cannot see it.

    `format` writes a number with its unit, `axis_format` (optional) the shorter form along an axis. `row_formats` gives each
    category its own format, and with it its own scale (bullet and progress). `missing` is the word for a number that is
    not there, `empty` the sentence shown when there is none at all. With `total` (a heading), stacked bars show their sum,
    `total_links` where each sum is explained. `keys` name the categories in any language.
    """

    id: str
    kind: Kind
    title: str
    categories: Sequence[str]
    series: Sequence[Series]
    category_label: str
    format: Format = str
    axis_format: Format | None = None
    row_formats: Sequence[Format] = ()
    description: str = ""
    unit: str = ""
    note: str = ""
    missing: str = "–"
    empty: str = ""
    total: str = ""
    total_links: Sequence[str | None] = ()
    horizontal: bool = False
    keys: Sequence[str] = ()

    def __post_init__(self) -> None:
        if not IDENTIFIER.match(self.id):
            raise ValueError(f"{self.id!r} cannot be the id of a chart: lower-case letters, digits and hyphens")
        for series in self.series:
            if len(series.values) != len(self.categories):
                raise ValueError(f"{self.id}: {series.name} needs one value per category")
            if series.role not in ROLES[self.kind]:
                raise ValueError(f"{self.id}: a {self.kind} chart has no {series.role} series")
        if self.kind in (Kind.BULLET, Kind.PROGRESS):
            roles = [series.role for series in self.series]
            if len(roles) != len(set(roles)) or Role.VALUE not in roles:
                raise ValueError(
                    f"{self.id}: a {self.kind} chart has one value series, and at most one of each other role"
                )
        if self.row_formats and len(self.row_formats) != len(self.categories):
            raise ValueError(f"{self.id}: one format per category")
        for name, given in (("key", self.keys), ("link of a sum", self.total_links)):
            if given and len(given) != len(self.categories):
                raise ValueError(f"{self.id}: one {name} per category")
        if len(set(self.keys)) != len(self.keys):
            raise ValueError(f"{self.id}: each category has a key of its own")

    @property
    def is_empty(self) -> bool:
        return not any(series.present for series in self.series if series.role is Role.VALUE)

    @property
    def values(self) -> list[Series]:
        return [series for series in self.series if series.role is Role.VALUE]

    @property
    def lies(self) -> bool:
        """Rows instead of columns: asked for, of the kind's nature, or because the names are too long to stand under columns."""
        if self.kind in (Kind.BULLET, Kind.PROGRESS):
            return True
        is_long = any(len(category) > LONGEST_UPRIGHT_NAME for category in self.categories)
        return self.kind is not Kind.LINE and (self.horizontal or is_long)

    def rank(self, series: Series) -> int:
        """Its place among the values, which gives it its colour, pattern and symbol."""
        return next((index for index, one in enumerate(self.values) if one is series), 0)

    def of(self, role: Role) -> Series | None:
        return next((series for series in self.series if series.role is role), None)

    def write(self, position: int, value: Number) -> str:
        return self.row_formats[position](value) if self.row_formats else self.format(value)

    def write_axis(self, value: Number) -> str:
        return (self.axis_format or self.format)(value)

    def say(self, series: Series, position: int) -> str:
        """The number as the reader reads it, or the word for its absence."""
        value = series.values[position]
        return series.absent.get(position, self.missing) if value is None else self.write(position, value)

    def written(self) -> list[str]:
        """Every value that is there, as the reader reads it."""
        return [self.write(i, value) for one in self.values for i, value in enumerate(one.values) if value is not None]

    def sum_at(self, position: int) -> Number | None:
        """The height of a stack; unknown as soon as one of its parts is."""
        parts = [series.values[position] for series in self.series]
        known = [part for part in parts if part is not None]
        return sum(known) if known and len(known) == len(parts) else None

    def say_sum(self, position: int) -> str:
        total = self.sum_at(position)
        return self.missing if total is None else self.write(position, total)

    def tabulate(self) -> Table:
        rows = []
        for position, category in enumerate(self.categories):
            cells = [
                Cell(
                    self.say(series, position),
                    series.links[position] if series.links else None,
                    series.values[position] is None,
                )
                for series in self.series
            ]
            if self.total:
                link = self.total_links[position] if self.total_links else None
                cells.append(Cell(self.say_sum(position), link, self.sum_at(position) is None))
            rows.append((category, tuple(cells)))
        head = (self.category_label, *(series.name for series in self.series), *([self.total] if self.total else []))
        return Table(head, tuple(rows))

    def exact(self) -> list[list[str | Number]]:
        """The table's head and rows, each number itself in the place of how it is written."""
        head, rows = self.tabulate().head, []
        for position, category in enumerate(self.categories):
            numbers = [series.values[position] for series in self.series]
            said = [self.say(series, position) for series in self.series]
            if self.total:
                numbers.append(self.sum_at(position))
                said.append(self.say_sum(position))
            rows.append(
                [category, *(word if number is None else number for number, word in zip(numbers, said, strict=True))]
            )
        return [list(head), *rows]

    def tell(self) -> str:
        """The text alternative: the description, else the numbers themselves."""
        if self.is_empty:
            return self.description or self.empty or self.missing
        if self.description:
            return self.description
        named = len(self.series) > 1
        parts = [
            (f"{series.name} – " if named else "")
            + ", ".join(f"{category} : {self.say(series, i)}" for i, category in enumerate(self.categories))
            for series in self.series
        ]
        return ". ".join(parts)


def _is_exact(value: object) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, int) or (isinstance(value, Decimal) and value.is_finite())
