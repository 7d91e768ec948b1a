"""One indicator over one structure or several, period by period: values, cumulated to date, against baseline and target of
that date, and how complete it all is. Exact, from sums that the database made; no database here.

Structures are made one period by period, by the indicator's own rule; then periods are made one, by its other rule. A
structure without a figure for a period is not in that period's value: nothing is carried over from an earlier one, and the
coverage says how many are in it. Without a figure of any structure a period is a gap, never a zero.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from ambassador.db import SCALE
from ambassador.kpis import values
from ambassador.kpis.exact import Sums
from ambassador.kpis.models import Direction, IndicatorKind, OverStructures, OverTime
from ambassador.kpis.spans import Span
from ambassador.kpis.values import Coverage, Distance, Numbers
from ambassador.periods import Frequency, Period, between


@dataclass(frozen=True)
class Rules:
    """What of a definition says how figures are read. Structures whose rules differ are never made one."""

    kind: IndicatorKind
    frequency: Frequency
    over_time: OverTime
    over_structures: OverStructures
    direction: Direction
    unit: str


@dataclass(slots=True)
class Answers:
    """The approved figures of one period: their sums, and how many said what. Never changed."""

    sums: Sums = field(default_factory=Sums)
    with_value: int = 0
    unavailable: int = 0
    not_applicable: int = 0
    of_retired: int = 0
    """Those of structures that have retired the KPI since: they count, and no more are expected."""

    @property
    def of_agreed(self) -> int:
        return self.with_value + self.unavailable + self.not_applicable - self.of_retired

    def __add__(self, other: "Answers") -> "Answers":
        return Answers(
            self.sums + other.sums,
            self.with_value + other.with_value,
            self.unavailable + other.unavailable,
            self.not_applicable + other.not_applicable,
            self.of_retired + other.of_retired,
        )


@dataclass(frozen=True)
class Step:
    """So many structures whose target becomes `value` in a month."""

    first_month: int
    month: int
    value: Decimal
    before: Decimal | None
    is_total: bool
    count: int


@dataclass(frozen=True)
class Cell:
    """One period of a line."""

    period: Period
    numbers: Numbers | None
    value: Fraction | None
    cumulated: Numbers | None
    """All periods so far made one, from the first: before the span too."""
    cumulated_value: Fraction | None
    target: Decimal | Fraction | None
    compared: Fraction | None
    """What is held against the target: the value, or the cumulated one where the target is for the total."""
    coverage: Coverage
    direction: Direction

    @property
    def is_whole(self) -> bool:
        """No figure is missing or unavailable."""
        return self.coverage.with_value == self.coverage.expected

    @property
    def distance(self) -> Distance | None:
        """None too while a figure is missing: a part is not held against the target of the whole."""
        return values.distance(self.compared, self.target, self.direction) if self.is_whole else None


@dataclass(frozen=True)
class Line:
    """One indicator over the structures that were asked for, as far as their rules are the same."""

    indicator_id: int
    definition_ids: frozenset[int]
    """The definitions in force, which have the same rules; the newest has the highest number."""
    rules: Rules
    begun: Mapping[int, int]
    """First month → how many structures, whose KPI is agreed, begin with it."""
    retired: int
    earliest: int
    """The first month of all, retired ones too."""
    months: Mapping[int, Answers]
    steps: tuple[Step, ...]
    baselines: tuple[Sums, int]
    """Those of agreed KPIs made one, and how many have one."""
    span: Span
    today: date

    @property
    def structures(self) -> int:
        return sum(self.begun.values())

    @property
    def definition_id(self) -> int:
        return max(self.definition_ids)

    @property
    def is_alone(self) -> bool:
        return self.structures + self.retired == 1

    @property
    def adds_up(self) -> bool:
        return self.is_alone or self.rules.over_structures is not OverStructures.NONE

    @property
    def periods(self) -> tuple[Period, ...]:
        """Those of the span, from the first structure's first period to the last that is over or has a figure."""
        last = Period.containing(self.today, self.rules.frequency).next(-1).month if self.begun else 0
        last = max([last, *self.months])
        return tuple(
            period for period in self.span.periods(self.rules.frequency) if self.earliest <= period.month <= last
        )

    @property
    def cut(self) -> tuple[Period, ...]:
        """Periods that lie in the span in part, and are therefore not in it."""
        return self.span.cut(self.rules.frequency)

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Every period of the span, gaps too."""
        shown = self.periods
        if not shown:
            return ()
        so_far = self._cumulated(shown[-1])
        return tuple(self._cell(period, so_far[period.month]) for period in shown)

    @property
    def latest(self) -> Cell | None:
        """The last period of the span with a value."""
        return next((cell for cell in reversed(self.cells) if cell.value is not None), None)

    @property
    def total(self) -> Numbers | None:
        """The periods of the span made one."""
        rule = self.rules.over_time
        return values.over_time(rule, ((cell.period, cell.numbers) for cell in self.cells))

    @property
    def total_value(self) -> Fraction | None:
        return values.value_of(self.rules.kind, self.total)

    @property
    def baseline(self) -> Fraction | None:
        """Only where each structure has one."""
        sums, count = self.baselines
        is_whole = bool(count) and count == self.structures and (self.adds_up or count == 1)
        return values.value_of(self.rules.kind, self._made_one(Answers(sums, count))) if is_whole else None

    @property
    def coverage(self) -> Coverage:
        """Of the whole span."""
        found = [cell.coverage for cell in self.cells]
        return Coverage(
            sum(one.with_value for one in found),
            sum(one.unavailable for one in found),
            sum(one.not_applicable for one in found),
            sum(one.missing for one in found),
        )

    def _cell(self, period: Period, cumulated: Numbers | None) -> Cell:
        kind = self.rules.kind
        answers = self.months.get(period.month, Answers())
        numbers = self._made_one(answers)
        value, cumulated_value = values.value_of(kind, numbers), values.value_of(kind, cumulated)
        target, is_total = self.target_for(period)
        return Cell(
            period,
            numbers,
            value,
            cumulated,
            cumulated_value,
            target,
            cumulated_value if is_total else value,
            self._coverage(period, answers),
            self.rules.direction,
        )

    def _coverage(self, period: Period, answers: Answers) -> Coverage:
        expected = self._count(period) if period.is_over(self.today) else 0
        return Coverage(
            answers.with_value,
            answers.unavailable,
            answers.not_applicable,
            max(0, expected - answers.of_agreed),
        )

    def _count(self, period: Period) -> int:
        """How many agreed KPIs have begun."""
        return sum(count for month, count in self.begun.items() if month <= period.month)

    def _made_one(self, answers: Answers) -> Numbers | None:
        """The structures of one period made one."""
        if not answers.with_value:
            return None
        return whole(answers.sums, self.rules.kind) if self.is_alone else combined(answers.sums, self.rules)

    def _cumulated(self, last: Period) -> dict[int, Numbers | None]:
        """Each period, from the first on, with all before it made one."""
        found: dict[int, Numbers | None] = {}
        is_latest = self.rules.over_time in (OverTime.LATEST, OverTime.RATIO_OF_LATEST)
        so_far, latest, has_value = Sums(), None, False
        for period in between(Period(self.earliest, self.rules.frequency), last):
            answers = self.months.get(period.month, Answers())
            if is_latest:
                latest = self._made_one(answers) or latest
            elif answers.with_value and self.adds_up:
                so_far, has_value = so_far + answers.sums, True
                latest = _summed(so_far, self.rules.over_time) if has_value else None
            found[period.month] = latest
        return found

    def target_for(self, period: Period) -> tuple[Decimal | Fraction | None, bool]:
        """The target in force at the period's end, and whether it is for the total: of one structure its own, of several
        their sum where their figures are added, else the one that all have. None where one has none."""
        last_month = period.months()[-1]
        held: Counter[Decimal] = Counter()
        kinds = set()
        for step in self.steps:
            if step.first_month <= period.month and step.month <= last_month:
                held[step.value] += step.count
                kinds.add(step.is_total)
                if step.before is not None:
                    held[step.before] -= step.count
        known = +held
        if len(kinds) != 1 or not self.adds_up or sum(known.values()) != self._count(period):
            return None, False
        if not self.is_alone and self.rules.over_structures is OverStructures.SUM:
            return sum((value * count for value, count in known.items()), Decimal()), kinds.pop()
        return (next(iter(known)) if len(known) == 1 else None), kinds.pop()


def whole(sums: Sums, kind: IndicatorKind) -> Numbers:
    """The numbers of a single figure."""
    return Numbers(
        Fraction(sums.numerator, SCALE),
        Fraction(sums.denominator, SCALE) if kind is IndicatorKind.RATIO else None,
        Fraction(sums.weight, SCALE) if kind is IndicatorKind.MEAN else None,
    )


def combined(sums: Sums, rules: Rules) -> Numbers | None:
    match rules.over_structures:
        case OverStructures.NONE:
            return None
        case OverStructures.SUM:
            return _summed(sums, OverTime.SUM)
        case OverStructures.RATIO_OF_SUMS:
            return _summed(sums, OverTime.RATIO_OF_SUMS)
        case OverStructures.WEIGHTED_MEAN:
            return _summed(sums, OverTime.WEIGHTED_MEAN)


def _summed(sums: Sums, rule: OverTime) -> Numbers | None:
    if rule is OverTime.WEIGHTED_MEAN:
        if not sums.weight:
            return None
        return Numbers(Fraction(sums.weighted, SCALE * sums.weight), None, Fraction(sums.weight, SCALE))
    denominator = Fraction(sums.denominator, SCALE) if rule is OverTime.RATIO_OF_SUMS else None
    return Numbers(Fraction(sums.numerator, SCALE), denominator)
