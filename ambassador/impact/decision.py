"""What may be told of one quarter's people, cell by cell, and of one that is published again.

The rules and why they are safe stand in `impact.suppression`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ambassador.impact.suppression import (
    HIDDEN,
    NOBODY,
    SMALLEST_SHOWN,
    Group,
    Level,
    Month,
    People,
    QuarterTurnout,
    Release,
    Shape,
    Turnout,
    TurnoutTable,
    summed,
)


@dataclass(frozen=True)
class Decision:
    table: TurnoutTable
    release: Release


def decide(months: Sequence[Month], earlier: Sequence[Release] = ()) -> Decision:
    """What partners may read of a quarter, of the programme and of each structure. `earlier`: all its publications so far."""
    before = [release for release in earlier if release.shape is not None]
    shape = _Again(months, before).shape() if before else _first_shape(months)
    return Decision(_told(months, shape) if shape else _nothing(months, bool(before)), Release(months, shape))


def protected_quarter(months: Sequence[Month]) -> TurnoutTable:
    """As it is published first."""
    return decide(months).table


def _first_shape(months: Sequence[Month]) -> Shape | None:
    totals = [summed(month.values()) for month in months]
    for by_presence in (True, False):
        groups = _groups(totals, by_presence)
        if groups is not None:
            return _Table(months, totals, groups, by_presence).shape()
    return None


def _nothing(months: Sequence[Month], is_again: bool) -> TurnoutTable:
    """Zeros are shown the first time only: beside an earlier publication one may give the month's people away."""
    is_zero = [not is_again and not summed(month.values()).registered for month in months]
    nothing = QuarterTurnout(tuple(NOBODY if zero else HIDDEN for zero in is_zero), HIDDEN)
    return TurnoutTable(nothing, {}, nothing)


def _told(months: Sequence[Month], shape: Shape) -> TurnoutTable:
    rows = {number: [month.get(number, People()) for month in months] for number in shape.levels}
    rest = summed(people for month in months for number, people in month.items() if number not in shape.levels)
    others = Level.NOTHING if rest.registered else Level.MONTHS
    return TurnoutTable(
        _quarter(shape, Level.MONTHS, [summed(month.values()) for month in months]),
        {number: _quarter(shape, level, rows[number]) for number, level in shape.levels.items()},
        _quarter(shape, others, [People()] * len(months)),
    )


def _quarter(shape: Shape, level: Level, months: Sequence[People]) -> QuarterTurnout:
    total = _turnout(shape, level, summed(months))
    is_one = len(shape.groups) == 1  # the only month with anybody is the quarter
    places = {place for group in shape.groups for place in group}
    alone = {group[0] for group in shape.groups if len(group) == 1}
    found = []
    for place, month in enumerate(months):
        if place not in places:
            found.append(NOBODY)
        elif place in alone and (level is Level.MONTHS or is_one):
            found.append(_turnout(shape, level, month))
        else:
            found.append(HIDDEN)
    return QuarterTurnout(tuple(found), total)


def _turnout(shape: Shape, level: Level, people: People) -> Turnout:
    if level is Level.NOTHING:
        return HIDDEN
    if not people.registered:
        return NOBODY
    is_told = shape.by_presence and level >= Level.QUARTER
    return Turnout(people.registered, people.present if is_told else None)


# A first publication


def _groups(totals: Sequence[People], by_presence: bool) -> list[Group] | None:
    """Months alone where that is safe, the others made one; None where even all of them are too few. Each month that is
    told with others is known to have had somebody: so many more people are needed."""

    def is_enough(group: Group) -> bool:
        return _is_large(summed(totals[place] for place in group), by_presence, SMALLEST_SHOWN + len(group) - 1)

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


@dataclass
class _Row:
    number: int | None
    groups: Mapping[Group, People]
    level: Level = Level.NOTHING
    total: People = field(init=False)

    def __post_init__(self) -> None:
        self.total = summed(self.groups.values())


@dataclass
class _Table:
    months: Sequence[Month]
    totals: Sequence[People]
    groups: Sequence[Group]
    by_presence: bool

    def shape(self) -> Shape:
        rows = self._rows()
        for row in rows:
            row.level = self._own_level(row)
        self._protect(rows)
        levels = {row.number: row.level for row in rows if row.number is not None and row.level}
        return Shape(tuple(self.groups), self.by_presence, levels)

    def _rows(self) -> list[_Row]:
        numbers = sorted({number for month in self.months for number in month}, key=lambda one: (one is None, one or 0))
        rows = [
            _Row(
                number,
                {group: summed(self.months[place].get(number, People()) for place in group) for group in self.groups},
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

        if not _is_safe(summed(row.total for row in below(Level.REGISTERED)), by_presence=False):
            tell_less(Level.NOTHING, (row for row in rows if row.level >= Level.REGISTERED))
        if not _is_safe(summed(row.total for row in below(Level.QUARTER)), self.by_presence):
            tell_less(Level.REGISTERED, (row for row in rows if row.level >= Level.QUARTER))
        for group in self.groups:
            if not _is_safe(summed(row.groups[group] for row in below(Level.MONTHS)), self.by_presence):
                shown = (row for row in rows if row.level is Level.MONTHS and row.groups[group].registered)
                tell_less(Level.QUARTER, shown)


# A later one


@dataclass(frozen=True)
class _Count:
    """One group of people, and what it was in each earlier publication."""

    now: People
    before: Sequence[People]

    def is_safe(self, by_presence: bool, least: int = SMALLEST_SHOWN) -> bool:
        """Nobody or enough, and no small step from any of them."""
        is_enough = not self.now.registered or _is_large(self.now, by_presence, least)
        return is_enough and not self.has_small_step(by_presence)

    def has_small_step(self, by_presence: bool) -> bool:
        used = 3 if by_presence else 1
        return any(
            0 < abs(count - other) < SMALLEST_SHOWN
            for one in self.before
            for count, other in zip(self.now.counts[:used], one.counts[:used], strict=True)
        )


class _Again:
    """The shape that was told before, where it still holds; else nothing."""

    def __init__(self, months: Sequence[Month], before: Sequence[Release]) -> None:
        self.tables = [months, *(release.months for release in before)]
        last = before[-1].shape
        assert last is not None
        self.last = last
        self.numbers = {number for table in self.tables for month in table for number in month}
        self.untold = self.numbers - set(last.levels)
        self.places = range(len(months))

    def shape(self) -> Shape | None:
        known = {place for group in self.last.groups for place in group}
        new = [
            (place,)
            for place in self.places
            if place not in known and self._count(self.numbers, [place]).now.registered
        ]
        groups = (*self.last.groups, *new)
        is_safe = self._is_whole_safe(groups) and self._are_rows_safe(groups) and self._are_rests_safe(groups)
        return Shape(groups, self.last.by_presence, self.last.levels) if is_safe else None

    def _count(self, numbers: Iterable[int | None], places: Collection[int]) -> _Count:
        chosen = [(number, place) for number in numbers for place in places]
        now, *before = (
            summed(months[place].get(number, People()) for number, place in chosen) for months in self.tables
        )
        return _Count(now, before)

    def _is_whole_safe(self, groups: Sequence[Group]) -> bool:
        by_presence = self.last.by_presence
        return self._count(self.numbers, self.places).is_safe(by_presence) and all(
            self._count(self.numbers, group).is_safe(by_presence, SMALLEST_SHOWN + len(group) - 1) for group in groups
        )

    def _are_rows_safe(self, groups: Sequence[Group]) -> bool:
        """Also the steps of what is not told of a row by itself: who knows which months were corrected can tell them apart."""
        by_presence = self.last.by_presence
        for number, level in self.last.levels.items():
            months = [self._count([number], group) for group in groups]
            if level is Level.MONTHS and not all(count.is_safe(by_presence) for count in months):
                return False
            if not self._count([number], self.places).is_safe(by_presence and level >= Level.QUARTER):
                return False
            if any(count.has_small_step(by_presence) for count in months):
                return False
        return not any(self._count(self.untold, group).has_small_step(by_presence) for group in groups)

    def _are_rests_safe(self, groups: Sequence[Group]) -> bool:
        by_presence = self.last.by_presence

        def rest(below: Level, places: Collection[int]) -> _Count:
            told = {number for number, level in self.last.levels.items() if level >= below}
            return self._count(self.numbers - told, places)

        return (
            rest(Level.REGISTERED, self.places).is_safe(by_presence=False)
            and rest(Level.QUARTER, self.places).is_safe(by_presence)
            and all(rest(Level.MONTHS, group).is_safe(by_presence) for group in groups)
        )
