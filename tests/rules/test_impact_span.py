"""Whatever is asked for, the report covers a sensible span and says what it changed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ambassador.impact import span
from ambassador.impact.span import MOST, Remark, Span
from ambassador.periods import Frequency, Period

TODAY = date(2026, 3, 10)


def quarter(code: str) -> Period:
    return Period.parse(code)


DEFAULT = Span(quarter("2025-Q1"), quarter("2025-Q4"))


def test_the_usual_span_is_the_last_four_quarters_that_are_over():
    assert span.usual(TODAY) == DEFAULT
    assert [one.code for one in DEFAULT.quarters] == ["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"]
    assert (len(DEFAULT.months), DEFAULT.first_day, DEFAULT.last_day) == (12, date(2025, 1, 1), date(2025, 12, 31))
    assert DEFAULT.before == quarter("2025-Q3")


def test_partners_begin_with_the_last_published_quarters():
    assert span.of_published(frozenset({202504, 202510}), TODAY) == Span(quarter("2025-Q2"), quarter("2025-Q4"))
    assert span.of_published(frozenset(), TODAY) == DEFAULT
    far_apart = span.of_published(frozenset({201001, 202510}), TODAY)
    assert len(far_apart.quarters) == MOST


@pytest.mark.parametrize(
    ("first", "last", "wanted", "remarks"),
    [
        (None, None, ("2025-Q1", "2025-Q4"), []),
        ("", "", ("2025-Q1", "2025-Q4"), []),
        ("2025-Q2", "2025-Q3", ("2025-Q2", "2025-Q3"), []),
        (" 2025-Q2 ", None, ("2025-Q2", "2025-Q4"), []),
        ("2026-Q1", None, ("2026-Q1", "2026-Q4"), []),
        (None, "2025-Q3", ("2024-Q4", "2025-Q3"), []),
        ("2025-Q3", "2025-Q1", ("2025-Q1", "2025-Q3"), [Remark.REVERSED]),
        ("<script>", "2025-Q1", ("2024-Q2", "2025-Q1"), [Remark.UNREADABLE]),
        ("2025", "2025-01", ("2025-Q1", "2025-Q4"), [Remark.UNREADABLE]),
        ("2025-Q9", "９９９９-Q1", ("2025-Q1", "2025-Q4"), [Remark.UNREADABLE]),
        ("1899-Q1", "9999-Q4", ("2025-Q1", "2025-Q4"), [Remark.UNREADABLE]),
        ("2098-Q1", "2098-Q4", ("2098-Q1", "2098-Q4"), []),
        ("2004-Q1", "2098-Q4", ("2096-Q1", "2098-Q4"), [Remark.SHORTENED]),
        ("2025-Q4", "2004-Q1", ("2023-Q1", "2025-Q4"), [Remark.REVERSED, Remark.SHORTENED]),
    ],
)
def test_a_wish_is_read_with_good_will(first, last, wanted, remarks):
    found, said = span.read(first, last, DEFAULT)
    assert (found.first.code, found.last.code) == wanted
    assert said == remarks


@given(st.text(max_size=12) | st.none(), st.text(max_size=12) | st.none())
def test_nothing_that_can_be_typed_breaks_it(first, last):
    found, _ = span.read(first, last, DEFAULT)
    assert 1 <= len(found.quarters) <= MOST


@given(st.integers(2004, 2098), st.integers(1, 12))
def test_every_month_lies_in_one_quarter(year, month):
    first = span.quarter_of(year * 100 + month)
    assert year * 100 + month in Period(first, Frequency.QUARTERLY).months()
