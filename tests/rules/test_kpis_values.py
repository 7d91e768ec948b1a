"""The arithmetic of figures, against plain recomputation."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ambassador.kpis.models import Answer, Direction, IndicatorKind, OverStructures, OverTime
from ambassador.kpis.values import (
    Coverage,
    Numbers,
    distance,
    over_structures,
    over_time,
    progress,
    rounded,
    value_of,
)
from ambassador.periods import Frequency, Period

FIRST = Period(202601, Frequency.QUARTERLY)
exact = st.integers(-(10**13), 10**13).map(lambda scaled: Decimal(scaled) / 10_000)
positive = st.integers(1, 10**13).map(lambda scaled: Decimal(scaled) / 10_000)
entered = st.none() | st.tuples(exact, positive, positive)
histories = st.lists(entered, max_size=12)


def numbers(row: tuple[Decimal, Decimal, Decimal] | None) -> Numbers | None:
    return None if row is None else Numbers.of(*row)


def dated(rows: Sequence[tuple[Decimal, Decimal, Decimal] | None]) -> list[tuple[Period, Numbers | None]]:
    return [(FIRST.next(index), numbers(row)) for index, row in enumerate(rows)]


@given(histories)
def test_a_sum_adds_what_is_there_exactly_and_skips_gaps(rows: list[tuple[Decimal, Decimal, Decimal] | None]) -> None:
    total = over_time(OverTime.SUM, dated(rows))
    known = [Fraction(row[0]) for row in rows if row]
    assert (total.numerator if total else None) == (sum(known) if known else None)


@given(histories)
def test_the_latest_is_the_last_period_that_has_a_value(rows: list[tuple[Decimal, Decimal, Decimal] | None]) -> None:
    latest = over_time(OverTime.RATIO_OF_LATEST, list(reversed(dated(rows))))
    known = [row for row in rows if row]
    assert latest == (numbers(known[-1]) if known else None)


@given(histories)
def test_a_ratio_of_sums_never_averages_percentages(rows: list[tuple[Decimal, Decimal, Decimal] | None]) -> None:
    known = [row for row in rows if row]
    whole = value_of(IndicatorKind.RATIO, over_time(OverTime.RATIO_OF_SUMS, dated(rows)))
    if not known:
        assert whole is None
    else:
        above = sum(int(row[0] * 10_000) for row in known)
        below = sum(int(row[1] * 10_000) for row in known)
        assert whole == Fraction(100 * above, below)


@given(histories)
def test_a_weighted_mean_weighs_each_period_by_its_count(rows: list[tuple[Decimal, Decimal, Decimal] | None]) -> None:
    known = [row for row in rows if row]
    mean = value_of(IndicatorKind.MEAN, over_time(OverTime.WEIGHTED_MEAN, dated(rows)))
    if not known:
        assert mean is None
    else:
        total = sum(Fraction(row[0]) * Fraction(row[2]) for row in known)
        assert mean == total / sum(Fraction(row[2]) for row in known)


@given(st.lists(entered, max_size=8), st.permutations(range(8)))
def test_structures_add_up_the_same_in_any_order(
    rows: list[tuple[Decimal, Decimal, Decimal] | None], order: list[int]
) -> None:
    mixed = [rows[index] for index in order if index < len(rows)]
    for rule in OverStructures:
        assert over_structures(rule, map(numbers, rows)) == over_structures(rule, map(numbers, mixed))


def test_structures_that_do_not_add_up_give_nothing() -> None:
    assert over_structures(OverStructures.NONE, [Numbers(Fraction(3))]) is None


def test_frequencies_are_never_mixed() -> None:
    year = Period(202601, Frequency.YEARLY)
    with pytest.raises(ValueError, match="never mixed"):
        over_time(OverTime.SUM, [(FIRST, Numbers(Fraction(1))), (year, Numbers(Fraction(2)))])


def test_zero_is_a_value_and_missing_is_none() -> None:
    zero = Numbers.of(Decimal(0), Decimal(1240))
    assert value_of(IndicatorKind.RATIO, zero) == 0
    assert value_of(IndicatorKind.RATIO, None) is None
    assert over_time(OverTime.SUM, [(FIRST, None)]) is None
    assert over_time(OverTime.SUM, [(FIRST, Numbers(Fraction(0)))]) == Numbers(Fraction(0))


@given(st.lists(st.sampled_from([None, *Answer])))
def test_coverage_keeps_the_four_things_apart(answers: list[Answer | None]) -> None:
    found = Coverage.of(answers)
    assert found.expected == len([answer for answer in answers if answer is not Answer.NOT_APPLICABLE])
    assert found.answered == len([answer for answer in answers if answer in (Answer.VALUE, Answer.UNAVAILABLE)])
    assert found.with_value == answers.count(Answer.VALUE) <= found.answered <= found.expected


@given(exact, exact)
def test_the_distance_is_positive_beyond_the_target_whichever_way_is_better(value: Decimal, target: Decimal) -> None:
    up = distance(Fraction(value), target, Direction.UP)
    down = distance(Fraction(value), target, Direction.DOWN)
    assert up and down and up.gap == -down.gap == Fraction(value) - Fraction(target)
    assert up.is_reached is (value >= target) and down.is_reached is (value <= target)
    assert distance(None, target, Direction.UP) is None is distance(Fraction(1), None, Direction.UP)


@pytest.mark.parametrize(
    ("baseline", "value", "target", "direction", "share"),
    [
        (0, 40, 80, Direction.UP, Fraction(1, 2)),
        (40, 40, 80, Direction.UP, 0),
        (40, 100, 80, Direction.UP, Fraction(3, 2)),
        (40, 10, 0, Direction.DOWN, Fraction(3, 4)),
        (None, 20, 80, Direction.UP, Fraction(1, 4)),
        (None, 20, 80, Direction.DOWN, None),
        (80, 20, 80, Direction.UP, None),
        (90, 20, 80, Direction.UP, None),
        (0, None, 80, Direction.UP, None),
        (0, 20, None, Direction.UP, None),
    ],
)
def test_progress_is_the_share_of_the_way_from_baseline_to_target(
    baseline: int | None, value: int | None, target: int | None, direction: Direction, share: Fraction | None
) -> None:
    start = None if baseline is None else Fraction(baseline)
    now = None if value is None else Fraction(value)
    goal = None if target is None else Decimal(target)
    assert progress(start, now, goal, direction) == share


@given(st.fractions(), st.integers(0, 6))
def test_rounding_is_half_up_and_exact_where_it_can_be(value: Fraction, places: int) -> None:
    shown = Fraction(rounded(value, places))
    assert abs(shown - value) * 2 * 10**places <= 1
    if (value * 10**places).denominator == 1:
        assert shown == value


def test_a_half_is_rounded_away_from_zero() -> None:
    assert str(rounded(Fraction(1, 8), 2)) == "0.13"
    assert str(rounded(Fraction(-1, 8), 2)) == "-0.13"
