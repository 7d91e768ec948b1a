"""What figures are worth: one value from its numbers, several periods or structures made one, and how far from a target.

Plain exact arithmetic, no database. Percentages are never averaged, frequencies never mixed, and what is missing,
unavailable or not applicable is never a zero: it is None here and is counted apart by `Coverage`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ambassador.kpis.models.entry import Answer
from ambassador.kpis.models.indicator import Direction, IndicatorKind, OverStructures, OverTime
from ambassador.periods import Period

OVER_TIME: dict[IndicatorKind, tuple[OverTime, ...]] = {
    IndicatorKind.NUMBER: (OverTime.SUM, OverTime.LATEST),
    IndicatorKind.RATIO: (OverTime.RATIO_OF_SUMS, OverTime.RATIO_OF_LATEST),
    IndicatorKind.MEAN: (OverTime.WEIGHTED_MEAN, OverTime.LATEST),
    IndicatorKind.MILESTONE: (OverTime.LATEST,),
}
"""The ways that make sense for each kind."""

SUMMED = frozenset({OverTime.SUM, OverTime.RATIO_OF_SUMS, OverTime.WEIGHTED_MEAN})
"""The ways that make a total of all periods; the others keep the last."""

OVER_STRUCTURES: dict[IndicatorKind, tuple[OverStructures, ...]] = {
    IndicatorKind.NUMBER: (OverStructures.SUM, OverStructures.NONE),
    IndicatorKind.RATIO: (OverStructures.RATIO_OF_SUMS, OverStructures.NONE),
    IndicatorKind.MEAN: (OverStructures.WEIGHTED_MEAN, OverStructures.NONE),
    IndicatorKind.MILESTONE: (OverStructures.SUM, OverStructures.NONE),
}


@dataclass(frozen=True)
class Numbers:
    """The numbers of one figure. The numerator holds the number itself, the mean, or 1 and 0 of a milestone."""

    numerator: Fraction
    denominator: Fraction | None = None
    weight: Fraction | None = None

    @classmethod
    def of(
        cls, numerator: Decimal | None, denominator: Decimal | None = None, weight: Decimal | None = None
    ) -> "Numbers | None":
        """None without a numerator: there is no value."""
        if numerator is None:
            return None
        return cls(
            Fraction(numerator),
            None if denominator is None else Fraction(denominator),
            None if weight is None else Fraction(weight),
        )


def value_of(kind: IndicatorKind, numbers: Numbers | None) -> Fraction | None:
    """The value as it is shown and compared: per cent for a ratio. None without numbers, or with nothing to divide by."""
    if numbers is None:
        return None
    if kind is IndicatorKind.RATIO:
        return numbers.numerator * 100 / numbers.denominator if numbers.denominator else None
    return numbers.numerator


def over_time(rule: OverTime, figures: Iterable[tuple[Period, Numbers | None]]) -> Numbers | None:
    """Several periods of one indicator made one. Raises ValueError when frequencies are mixed."""
    dated = sorted(figures, key=lambda figure: figure[0].month)
    if len({period.frequency for period, _ in dated}) > 1:
        raise ValueError("frequencies are never mixed")
    present = [numbers for _, numbers in dated if numbers is not None]
    if not present:
        return None
    match rule:
        case OverTime.LATEST | OverTime.RATIO_OF_LATEST:
            return present[-1]
        case OverTime.SUM:
            return _sum(present)
        case OverTime.RATIO_OF_SUMS:
            return _ratio_of_sums(present)
        case OverTime.WEIGHTED_MEAN:
            return _weighted_mean(present)


def over_structures(rule: OverStructures, figures: Iterable[Numbers | None]) -> Numbers | None:
    """The figures of several structures for the same period made one; None where the indicator says that they do not add up."""
    present = [numbers for numbers in figures if numbers is not None]
    if not present:
        return None
    match rule:
        case OverStructures.NONE:
            return None
        case OverStructures.SUM:
            return _sum(present)
        case OverStructures.RATIO_OF_SUMS:
            return _ratio_of_sums(present)
        case OverStructures.WEIGHTED_MEAN:
            return _weighted_mean(present)


def _sum(present: Sequence[Numbers]) -> Numbers:
    return Numbers(sum((numbers.numerator for numbers in present), Fraction()))


def _ratio_of_sums(present: Sequence[Numbers]) -> Numbers:
    return Numbers(
        sum((numbers.numerator for numbers in present), Fraction()),
        sum((numbers.denominator or Fraction() for numbers in present), Fraction()),
    )


def _weighted_mean(present: Sequence[Numbers]) -> Numbers | None:
    weight = sum((numbers.weight or Fraction() for numbers in present), Fraction())
    if not weight:
        return None
    total = sum((numbers.numerator * (numbers.weight or Fraction()) for numbers in present), Fraction())
    return Numbers(total / weight, None, weight)


COUNTED: dict[IndicatorKind, tuple[str, ...]] = {
    IndicatorKind.NUMBER: ("numerator",),
    IndicatorKind.RATIO: ("numerator", "denominator"),
    IndicatorKind.MEAN: ("weight",),
    IndicatorKind.MILESTONE: (),
}
"""What the categories of a breakdown share out among them: of a mean its answers. A milestone is not broken down."""


def not_stated(kind: IndicatorKind, whole: Numbers, parts: Sequence[Numbers]) -> Numbers | None:
    """What the categories of an exclusive dimension leave over of the total; None where they leave nothing."""
    rest = {name: getattr(whole, name) - sum(getattr(part, name) for part in parts) for name in COUNTED[kind]}
    if not any(rest.values()):
        return None
    if kind is IndicatorKind.MEAN:
        weight = whole.weight or Fraction()
        total = whole.numerator * weight - sum(part.numerator * (part.weight or 0) for part in parts)
        return Numbers(total / rest["weight"], None, rest["weight"])
    return Numbers(**rest)


@dataclass(frozen=True)
class Distance:
    """How far a value is from its target. `gap` is positive beyond the target, whichever way is better."""

    gap: Fraction

    @property
    def is_reached(self) -> bool:
        return self.gap >= 0


def distance(value: Fraction | None, target: Decimal | Fraction | None, direction: Direction) -> Distance | None:
    if value is None or target is None:
        return None
    gap = value - Fraction(target)
    return Distance(gap if direction is Direction.UP else -gap)


def progress(
    baseline: Fraction | None, value: Fraction | None, target: Decimal | Fraction | None, direction: Direction
) -> Fraction | None:
    """The share of the way from baseline to target: 0 at the baseline, 1 at the target, beyond both outside.

    None where it cannot be said: without value or target, or without a way to go.
    """
    if value is None or target is None:
        return None
    goal = Fraction(target)
    if baseline is None:
        if direction is Direction.DOWN or goal <= 0:
            return None
        baseline = Fraction()
    if goal == baseline or (goal > baseline) is not (direction is Direction.UP):
        return None
    return (value - baseline) / (goal - baseline)


@dataclass(frozen=True)
class Coverage:
    """How complete figures are. What is not applicable is not expected; what is unavailable is answered, without value."""

    with_value: int = 0
    unavailable: int = 0
    not_applicable: int = 0
    missing: int = 0

    @classmethod
    def of(cls, answers: Iterable[Answer | None]) -> "Coverage":
        """None stands for a missing figure."""
        given = list(answers)
        return cls(
            given.count(Answer.VALUE),
            given.count(Answer.UNAVAILABLE),
            given.count(Answer.NOT_APPLICABLE),
            given.count(None),
        )

    @property
    def expected(self) -> int:
        return self.with_value + self.unavailable + self.missing

    @property
    def answered(self) -> int:
        return self.with_value + self.unavailable


def rounded(value: Fraction, places: int) -> Decimal:
    """For reading only, half up (away from zero). Exact where the value has no more places than that."""
    sign = -1 if value < 0 else 1
    scaled = abs(value) * 10**places
    whole = (scaled.numerator * 2 + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(f"{sign * whole}E-{places}")
