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

Where nobody at all had registered in a month, the zero is shown. That nobody of a structure had is hidden like the small
counts, and so are "nobody came" and "everybody came". A hidden number does not say whether it is small itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
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
    total = _sum(months)
    each = tuple(Turnout(month.registered, month.present) for month in months)
    return QuarterTurnout(each, Turnout(total.registered, total.present))


def protected_quarter(months: Sequence[Month]) -> TurnoutTable:
    """What partners may read of a quarter, of the programme and of each structure."""
    totals = [_sum(month.values()) for month in months]
    for by_presence in (True, False):
        groups = _groups(totals, by_presence)
        if groups is not None:
            return _Table(months, totals, groups, by_presence).told()
    nothing = QuarterTurnout(tuple(HIDDEN if total.registered else NOBODY for total in totals), HIDDEN)
    return TurnoutTable(nothing, {}, nothing)


def _groups(totals: Sequence[People], by_presence: bool) -> list[Group] | None:
    """Months alone where that is safe, the others made one; None where even all of them are too few. Each month that is
    told with others is known to have had somebody: so many more people are needed."""

    def is_enough(group: Group) -> bool:
        return _is_large(_sum(totals[place] for place in group), by_presence, SMALLEST_SHOWN + len(group) - 1)

    places = sorted(
        (place for place, total in enumerate(totals) if total.registered), key=lambda p: totals[p].registered
    )
    alone = [place for place in places if is_enough((place,))]
    together = [place for place in places if place not in alone]
    while together and not is_enough(tuple(together)):
        if not alone:
            return None
        together.append(alone.pop(0))
    return [*((place,) for place in alone), *([tuple(together)] if together else [])]


def _is_large(people: People, by_presence: bool, least: int = SMALLEST_SHOWN) -> bool:
    counts = (people.present, people.away) if by_presence else (people.registered,)
    return min(counts) >= least


def _is_safe(people: People, by_presence: bool) -> bool:
    """Nobody, or enough."""
    return not people.registered or _is_large(people, by_presence)


def _sum(people: Iterable[People]) -> People:
    return sum(people, People())


class Level(IntEnum):
    """How much is told of a structure."""

    NOTHING = 0
    REGISTERED = 1
    QUARTER = 2
    MONTHS = 3


@dataclass
class _Row:
    number: int | None
    groups: Mapping[Group, People]
    level: Level = Level.NOTHING
    total: People = field(init=False)

    def __post_init__(self) -> None:
        self.total = _sum(self.groups.values())


@dataclass
class _Table:
    months: Sequence[Month]
    totals: Sequence[People]
    groups: Sequence[Group]
    by_presence: bool

    def told(self) -> TurnoutTable:
        rows = self._rows()
        for row in rows:
            row.level = self._own_level(row)
        self._protect(rows)
        rest = _sum(row.total for row in rows if row.level is Level.NOTHING)
        others = self._quarter(Level.NOTHING if rest.registered else Level.MONTHS, [People()] * len(self.months))
        return TurnoutTable(
            self._quarter(Level.MONTHS, self.totals),
            {row.number: self._quarter(row.level, self._months_of(row)) for row in rows if row.number is not None},
            others,
        )

    def _rows(self) -> list[_Row]:
        numbers = sorted({number for month in self.months for number in month}, key=lambda one: (one is None, one or 0))
        rows = [
            _Row(
                number,
                {group: _sum(self.months[place].get(number, People()) for place in group) for group in self.groups},
            )
            for number in numbers
        ]
        return [row for row in rows if row.total.registered]

    def _own_level(self, row: _Row) -> Level:
        if row.number is None:
            return Level.NOTHING
        if all(_is_safe(people, self.by_presence) for people in row.groups.values()):
            return Level.MONTHS
        if _is_large(row.total, self.by_presence):
            return Level.QUARTER
        return Level.REGISTERED if row.total.registered >= SMALLEST_SHOWN else Level.NOTHING

    def _protect(self, rows: Sequence[_Row]) -> None:
        """Each step has somebody to take, since the programme's own totals are large enough, and undoes none before it."""

        def below(level: Level) -> list[_Row]:
            return [row for row in rows if row.level < level]

        def tell_less(level: Level, candidates: Iterable[_Row]) -> None:
            min(candidates, key=lambda row: (row.level, row.total.registered, row.number)).level = level

        if not _is_safe(_sum(row.total for row in below(Level.REGISTERED)), by_presence=False):
            tell_less(Level.NOTHING, (row for row in rows if row.level >= Level.REGISTERED))
        if not _is_safe(_sum(row.total for row in below(Level.QUARTER)), self.by_presence):
            tell_less(Level.REGISTERED, (row for row in rows if row.level >= Level.QUARTER))
        for group in self.groups:
            if not _is_safe(_sum(row.groups[group] for row in below(Level.MONTHS)), self.by_presence):
                shown = (row for row in rows if row.level is Level.MONTHS and row.groups[group].registered)
                tell_less(Level.QUARTER, shown)

    def _months_of(self, row: _Row) -> list[People]:
        return [month.get(row.number, People()) for month in self.months]

    def _quarter(self, level: Level, months: Sequence[People]) -> QuarterTurnout:
        total = self._turnout(level, _sum(months))
        is_one = len(self.groups) == 1  # the only month with anybody is the quarter
        alone = {group[0] for group in self.groups if len(group) == 1}
        found = []
        for place, month in enumerate(months):
            if not self.totals[place].registered:
                found.append(NOBODY)
            elif place in alone and (level is Level.MONTHS or is_one):
                found.append(self._turnout(level, month))
            else:
                found.append(HIDDEN)
        return QuarterTurnout(tuple(found), total)

    def _turnout(self, level: Level, people: People) -> Turnout:
        if level is Level.NOTHING:
            return HIDDEN
        if not people.registered:
            return NOBODY
        is_told = self.by_presence and level >= Level.QUARTER
        return Turnout(people.registered, people.present if is_told else None)
