"""Periods and calendar months."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ambassador.periods import Frequency, Period, add_calendar_months, between

days = st.dates(date(2001, 1, 1), date(2097, 12, 31))
frequencies = st.sampled_from(Frequency)


@given(days, frequencies)
def test_the_period_containing_a_day_contains_it(day: date, frequency: Frequency) -> None:
    period = Period.containing(day, frequency)
    assert period.first_day <= day <= period.last_day


@given(days, frequencies)
def test_periods_follow_each_other_without_gap(day: date, frequency: Frequency) -> None:
    period = Period.containing(day, frequency)
    assert period.next().first_day == period.last_day + timedelta(days=1)
    assert period.next().next(-1) == period


@given(days, frequencies)
def test_a_period_is_read_back_from_its_code(day: date, frequency: Frequency) -> None:
    period = Period.containing(day, frequency)
    assert Period.parse(period.code) == period


@given(st.text(max_size=12))
def test_any_other_text_is_no_period(text: str) -> None:
    with suppress(ValueError):
        assert Period.parse(text).code == text


def test_a_month_and_a_year_that_start_together_are_two_periods() -> None:
    assert Period.parse("2026-01") != Period.parse("2026") != Period.parse("2026-Q1")


def test_a_school_year_runs_from_september_to_august() -> None:
    period = Period.containing(date(2026, 3, 10), Frequency.SCHOOL_YEAR)
    assert (period.first_day, period.last_day) == (date(2025, 9, 1), date(2026, 8, 31))
    assert period.code == "2025-2026"


def test_a_quarter_starts_in_its_month_only() -> None:
    with pytest.raises(ValueError, match="starts no"):
        Period(202602, Frequency.QUARTERLY)


def test_frequencies_are_never_mixed() -> None:
    with pytest.raises(ValueError, match="never mixed"):
        list(between(Period.parse("2026-01"), Period.parse("2026-Q1")))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2025, 1, 15), 12, date(2026, 1, 15)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
    ],
)
def test_calendar_months_end_with_the_shorter_month(day: date, months: int, expected: date) -> None:
    assert add_calendar_months(day, months) == expected
