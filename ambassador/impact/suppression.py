"""Counts of people for the eyes of partners: below five they are hidden, and with them what would give them away.

Decided quarter by quarter, whatever span is asked for, so that no two spans can be subtracted from each other. Who came and
who did not are told apart: showing how many had registered and how many came shows how many stayed away.

Where nobody had registered, the zero is shown: it speaks of no one. Among those who had, "nobody came" and "everybody came"
speak of each of them, and are small counts like the others. A hidden number does not say whether it is small itself or hides
another, so that nothing follows from the word.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

SMALLEST_SHOWN = 5
_PRIME = 2**31 - 1

Vector = tuple[int, ...]
"""Which of the elementary counts a number adds up: 1 or 0 for each."""
Row = tuple[int, ...]
Parts = tuple[int, ...]
CAME, STAYED_AWAY, ALL = (0,), (1,), (0, 1)
PARTS: tuple[Parts, ...] = (ALL, CAME)


def is_small(count: int) -> bool:
    return count < SMALLEST_SHOWN


@dataclass(frozen=True)
class Turnout:
    """How many had registered and how many of them came; None is hidden."""

    registered: int | None
    present: int | None

    @property
    def is_hidden(self) -> bool:
        return self.registered is None or self.present is None


@dataclass(frozen=True)
class QuarterTurnout:
    months: tuple[Turnout, ...]
    total: Turnout


def plain_quarter(months: Sequence[tuple[int, int]]) -> QuarterTurnout:
    """Nothing hidden, for those inside. Each month: registered, and present among them."""
    total = Turnout(sum(registered for registered, _ in months), sum(present for _, present in months))
    return QuarterTurnout(tuple(Turnout(*month) for month in months), total)


def protected_quarter(months: Sequence[tuple[int, int]]) -> QuarterTurnout:
    """What partners may read of a quarter. Each month: registered, and present among them."""
    active = [month for month in months if month[0]]
    found = _protected(tuple(active))
    shown = iter(found.months)
    return QuarterTurnout(tuple(next(shown) if month[0] else Turnout(0, 0) for month in months), found.total)


@lru_cache(maxsize=4096)
def _protected(months: tuple[tuple[int, int], ...]) -> QuarterTurnout:
    """The totals are kept first, then the largest months: what has to give way is as little as can be. Who came is never
    shown without how many had registered."""
    atoms = [count for registered, present in months for count in (present, registered - present)]
    rows = [tuple(range(len(months))), *((month,) for month in range(len(months)))]
    order = sorted(
        ((row, part) for row in rows[1:] for part in PARTS), key=lambda one: -_sum(atoms, _group(months, *one))
    )
    secrets = [group for group in _natural_groups(months) if is_small(_sum(atoms, group))]
    shown: dict[tuple[Row, Parts], int] = {}
    known = _Known()
    for row, parts in [(rows[0], part) for part in PARTS] + order:
        if parts == CAME and (row, ALL) not in shown:
            continue
        group = _group(months, row, parts)
        widened = known.with_one(group)
        if not any(widened.gives(secret) for secret in secrets):
            known = widened
            shown[row, parts] = _sum(atoms, group)
    total, *each = [Turnout(shown.get((row, ALL)), shown.get((row, CAME))) for row in rows]
    return QuarterTurnout(tuple(each), total)


def _natural_groups(months: Sequence[object]) -> Iterator[Vector]:
    """Every group of people that the table speaks of: those of some of the months, who came, did not, or both."""
    for size in range(1, len(months) + 1):
        for row in combinations(range(len(months)), size):
            for parts in (CAME, STAYED_AWAY, ALL):
                yield _group(months, row, parts)


def _group(months: Sequence[object], row: Row, parts: Parts) -> Vector:
    return tuple(int(index // 2 in row and index % 2 in parts) for index in range(2 * len(months)))


def _sum(atoms: Sequence[int], vector: Vector) -> int:
    return sum(count for count, is_in in zip(atoms, vector, strict=True) if is_in)


class _Known:
    """What can be computed by adding and subtracting from the numbers shown: their linear span.

    Exact: entries are 0 and 1, so no determinant comes near the prime.
    """

    def __init__(self, rows: tuple[Vector, ...] = ()) -> None:
        self.rows = rows

    def with_one(self, vector: Vector) -> "_Known":
        rest = self._reduce(vector)
        if not any(rest):
            return self
        pivot = next(value for value in rest if value)
        inverse = pow(pivot, -1, _PRIME)
        return _Known((*self.rows, tuple(value * inverse % _PRIME for value in rest)))

    def gives(self, vector: Vector) -> bool:
        return not any(self._reduce(vector))

    def _reduce(self, vector: Vector) -> Vector:
        for row in self.rows:
            pivot = next(index for index, value in enumerate(row) if value)
            if factor := vector[pivot]:
                vector = tuple((a - factor * b) % _PRIME for a, b in zip(vector, row, strict=True))
        return vector
