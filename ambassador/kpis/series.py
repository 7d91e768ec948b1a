"""The figures of one KPI laid out period by period, against baseline and targets. Built from rows, no database.

A period without a figure is a point too: a gap, never a zero.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Protocol

from ambassador.kpis import values
from ambassador.kpis.models import Adoption, Answer, CorrectionState, EntryState, OverTime
from ambassador.kpis.values import Coverage, Distance, Numbers
from ambassador.periods import Period, between


class FigureRow(Protocol):
    """What is read of a figure, entered or published."""

    @property
    def id(self) -> int | None: ...
    @property
    def month(self) -> int: ...
    @property
    def answer(self) -> Answer: ...
    @property
    def numerator(self) -> Decimal | None: ...
    @property
    def denominator(self) -> Decimal | None: ...
    @property
    def weight(self) -> Decimal | None: ...
    @property
    def state(self) -> EntryState | None: ...
    @property
    def is_suppressed(self) -> bool: ...
    @property
    def correction(self) -> CorrectionState | None: ...


@dataclass(frozen=True)
class Figure:
    """A figure apart from its row: published, or computed."""

    month: int
    answer: Answer
    numerator: Decimal | None
    denominator: Decimal | None = None
    weight: Decimal | None = None
    is_suppressed: bool = False
    state: EntryState | None = None
    id: int | None = None
    adoption_id: int | None = None
    correction: CorrectionState | None = None


class PeriodState(StrEnum):
    """What is known of a period's figure, and what is still to do."""

    RUNNING = "running"
    DUE = "due"
    OVERDUE = "overdue"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    COMPUTED = "computed"


@dataclass(frozen=True)
class Point:
    """One period. Without answer it is missing; a suppressed one has an answer and no numbers."""

    period: Period
    numbers: Numbers | None
    value: Fraction | None
    target: Decimal | None
    state: PeriodState
    answer: Answer | None = None
    entry_id: int | None = None
    is_suppressed: bool = False
    correction: CorrectionState | None = None
    """A correction is in hand; the numbers are those in force."""


LATEST = frozenset({OverTime.LATEST, OverTime.RATIO_OF_LATEST})


@dataclass(frozen=True)
class Series:
    adoption: Adoption
    points: tuple[Point, ...]
    counted: tuple[Point, ...]
    """The points whose numbers count: approved, computed or published ones."""
    baseline: Fraction | None
    baseline_is_suppressed: bool = False

    @property
    def latest(self) -> Point | None:
        """The last period with a value that counts."""
        return next((point for point in reversed(self.counted) if point.value is not None), None)

    @property
    def counted_values(self) -> list[Fraction | None]:
        """The values that count, one for each period: a gap where there is none."""
        values_by_period = {point.period: point.value for point in self.counted}
        return [values_by_period.get(point.period) for point in self.points]

    @property
    def current(self) -> Point | None:
        """The last period: the one whose state is asked for."""
        return self.points[-1] if self.points else None

    @property
    def total(self) -> Numbers | None:
        """All periods made one, by the indicator's own rule; suppressed and missing ones are not in it."""
        figures = ((point.period, point.numbers) for point in self.counted)
        return values.over_time(self.adoption.definition.over_time, figures)

    @property
    def total_value(self) -> Fraction | None:
        return values.value_of(self.adoption.definition.kind, self.total)

    @property
    def is_cumulated(self) -> bool:
        """Its targets are for the total, and the total says more than the latest value."""
        return self.adoption.target_is_total and self.adoption.definition.over_time not in LATEST

    @property
    def compared(self) -> Fraction | None:
        """What is held against the target: the latest value, or the total where the targets are for the total."""
        if self.adoption.target_is_total:
            return self.total_value
        return self.latest.value if self.latest else None

    @property
    def target(self) -> Decimal | None:
        """The target of the latest value's period; before any value that of the last period."""
        point = self.latest or self.current
        return point.target if point else None

    @property
    def distance(self) -> Distance | None:
        return values.distance(self.compared, self.target, self.adoption.definition.direction)

    @property
    def progress(self) -> Fraction | None:
        """The share of the way from the baseline to the target in force: 1 at the target."""
        baseline = None if self.adoption.target_is_total else self.baseline
        return values.progress(baseline, self.compared, self.target, self.adoption.definition.direction)

    @property
    def coverage(self) -> Coverage:
        answers = {point.period: point.answer for point in self.counted}
        return Coverage.of(answers.get(point.period) for point in self.points)


def build(adoption: Adoption, figures: Iterable[FigureRow], until: Period | None, today: date) -> Series:
    """The series of an adoption from its first period up to `until` (or as far as its figures go)."""
    by_month: Mapping[int, FigureRow] = {figure.month: figure for figure in figures}
    first = adoption.first_period
    last = max([*(Period(month, first.frequency) for month in by_month), *([until] if until else [])], default=None)
    periods = list(between(first, last)) if last and last.month >= first.month else []
    points = tuple(point_of(adoption, period, by_month.get(period.month), today) for period in periods)
    counted = tuple(point for point in points if point.state in COUNTED and point.answer is not None)
    return Series(adoption, points, counted, baseline_of(adoption))


COUNTED = frozenset({PeriodState.APPROVED, PeriodState.COMPUTED})


def point_of(adoption: Adoption, period: Period, figure: FigureRow | None, today: date | None = None) -> Point:
    numbers = Numbers.of(figure.numerator, figure.denominator, figure.weight) if figure else None
    return Point(
        period=period,
        numbers=numbers,
        value=values.value_of(adoption.definition.kind, numbers),
        target=adoption.target_for(period),
        state=state_of(adoption, period, figure, today),
        answer=figure.answer if figure else None,
        entry_id=figure.id if figure else None,
        is_suppressed=bool(figure and figure.is_suppressed),
        correction=figure.correction if figure else None,
    )


def state_of(adoption: Adoption, period: Period, figure: FigureRow | None, today: date | None) -> PeriodState:
    if figure is not None:
        return PeriodState(figure.state) if figure.state else PeriodState.COMPUTED
    if adoption.is_computed:
        return PeriodState.COMPUTED
    if today is None or not period.is_over(today):
        return PeriodState.RUNNING
    return PeriodState.OVERDUE if adoption.due_on(period) < today else PeriodState.DUE


def baseline_of(adoption: Adoption) -> Fraction | None:
    numbers = Numbers.of(adoption.baseline_numerator, adoption.baseline_denominator, adoption.baseline_weight)
    return values.value_of(adoption.definition.kind, numbers)
