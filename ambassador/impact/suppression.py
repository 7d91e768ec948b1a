"""Which counts of people partners may read: decided once for each quarter, over the whole table of its structures, "all
others" and months, with every total. All pages and all spans read that one decision, so that nothing can be subtracted.

The rule is that of primary and secondary cell suppression (Hundepool and others, "Statistical Disclosure Control", Wiley
2012, ch. 4; Eurostat's Handbook on SDC): a count below the threshold is hidden, and others with it, until the hidden ones
cannot be told from what is left. Who came and who stayed away are counts of their own: registered and present give both.
Instead of searching for the fewest cells to hide, tables of one safe shape are shown:

1.  Months of the programme that are too small are told together with others, never alone. Where even the quarter is too
    small by presence, only those registered are told; where that is too small, nothing is.
2.  A structure is told month by month, for the quarter, for the quarter without who came, or not at all: the first of
    these in which each of its numbers is large enough.
3.  What remains after subtraction is large enough, or nobody: all who are not told at all; by presence, all whose presence
    is not told; and month by month, all who are not told by month. Else the smallest structure is told less of.

Why it is safe: take away the structures told by month. What is left is a flow from structures to months of which only the
totals at both ends are known, each of them large enough. Such a table can always be filled so that any one of its cells
holds the lesser of its two totals. So for each hidden cell the reader must reckon with five people or more, whatever is
added, subtracted or bounded; `tests/rules/test_impact_suppression.py` proves it with linear programmes.

A quarter that is published again is decided against every publication before it (differencing between releases, ibid.), so
that nobody who kept an older page can subtract:

4.  The same is told as the first time, number by number, so that no count is told by one publication and its neighbours by
    the next: `Shape` says what.
5.  Each of these numbers is still large enough, and so is all that remains beside them; and each differs from what it was
    in every earlier publication by nobody, or by five people and more. So does each structure, and all who are not told of,
    in each month.
6.  Where that does not hold, nothing of the quarter's people is told by that publication.

Where nobody at all had registered in a month, the zero is shown. That nobody of a structure had is hidden like the small
counts, and so are "nobody came" and "everybody came". A hidden number does not say whether it is small itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

SMALLEST_SHOWN = 5


@dataclass(frozen=True)
class People:
    """How many had registered, and how many of them came."""

    registered: int = 0
    present: int = 0

    def __add__(self, other: "People") -> "People":
        return People(self.registered + other.registered, self.present + other.present)

    @property
    def away(self) -> int:
        return self.registered - self.present

    @property
    def counts(self) -> tuple[int, int, int]:
        return self.registered, self.present, self.away


@dataclass(frozen=True)
class Turnout:
    """How many had registered and how many of them came; None is hidden."""

    registered: int | None
    present: int | None

    @property
    def is_hidden(self) -> bool:
        return self.registered is None or self.present is None


HIDDEN = Turnout(None, None)
NOBODY = Turnout(0, 0)


@dataclass(frozen=True)
class QuarterTurnout:
    months: tuple[Turnout, ...]
    total: Turnout


@dataclass(frozen=True)
class TurnoutTable:
    """What may be read of one quarter."""

    programme: QuarterTurnout
    structures: Mapping[int, QuarterTurnout]
    others: QuarterTurnout
    """Of every structure that is not told of: nobody, or hidden."""

    def of(self, structure_id: int | None) -> QuarterTurnout:
        """Of one structure; without one, of the programme."""
        return self.programme if structure_id is None else self.structures.get(structure_id, self.others)


Month = Mapping[int | None, People]
"""People by the number of their structure; without one, all others."""
Group = tuple[int, ...]
"""Months of the quarter that are told as one."""


def plain_quarter(months: Sequence[People]) -> QuarterTurnout:
    """Nothing hidden, for those inside."""
    total = summed(months)
    each = tuple(Turnout(month.registered, month.present) for month in months)
    return QuarterTurnout(each, Turnout(total.registered, total.present))


def summed(people: Iterable[People]) -> People:
    return sum(people, People())


class Level(IntEnum):
    """How much is told of a structure."""

    NOTHING = 0
    REGISTERED = 1
    QUARTER = 2
    MONTHS = 3


@dataclass(frozen=True)
class Shape:
    """What is told of a quarter, whatever its numbers. Of a structure without level nothing is."""

    groups: tuple[Group, ...]
    by_presence: bool
    levels: Mapping[int, Level]


@dataclass(frozen=True)
class Release:
    """One publication of a quarter: the true counts, and what was told of them. Without shape, nothing was."""

    months: Sequence[Month]
    shape: Shape | None
