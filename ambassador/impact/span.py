"""The span of a report: whole quarters, from one to another, as the reader asked for them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from ambassador.periods import Frequency, Period, add_months

USUAL = 4
MOST = 12
"""Quarters that one report covers at most: three years by month."""
FIRST_YEAR, LAST_YEAR = 2004, 2098


class Remark(StrEnum):
    """What was done with a wish that could not be taken as it stood."""

    UNREADABLE = "unreadable"
    REVERSED = "reversed"
    SHORTENED = "shortened"
    FILTER = "filter"
    """A filter that is none."""


@dataclass(frozen=True)
class Span:
    first: Period
    last: Period

    @cached_property
    def quarters(self) -> tuple[Period, ...]:
        count = _index(self.last) - _index(self.first) + 1
        return tuple(shifted(self.first, index) for index in range(count))

    @cached_property
    def months(self) -> tuple[int, ...]:
        return tuple(month for quarter in self.quarters for month in quarter.months())

    @property
    def first_day(self) -> date:
        return self.first.first_day

    @property
    def last_day(self) -> date:
        return self.last.last_day

    @property
    def before(self) -> Period:
        """The quarter before the last one, which it is compared with."""
        return shifted(self.last, -1)

    def holds(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


def shifted(quarter: Period, count: int) -> Period:
    return Period(add_months(quarter.month, 3 * count), Frequency.QUARTERLY)


def quarter_of(month: int) -> int:
    """The first month of the quarter that a month lies in."""
    return month - (month % 100 - 1) % 3


def last_over(today: date) -> Period:
    return shifted(Period.containing(today, Frequency.QUARTERLY), -1)


def usual(today: date) -> Span:
    """The last four quarters that are over."""
    last = last_over(today)
    return Span(shifted(last, 1 - USUAL), last)


def of_published(months: frozenset[int], today: date) -> Span:
    """The last quarters that were published; before any was, the usual span."""
    latest = [Period(month, Frequency.QUARTERLY) for month in sorted(months)[-USUAL:]]
    return _shortened(Span(latest[0], latest[-1])) if latest else usual(today)


def read(first: str | None, last: str | None, default: Span) -> tuple[Span, list[Remark]]:
    """The span that somebody asked for as "2025-Q3", and what had to be remarked. One end alone gives the usual length."""
    remarks = []
    wanted = []
    for text in (first, last):
        quarter = _parse(text)
        if text and quarter is None:
            remarks.append(Remark.UNREADABLE)
        wanted.append(quarter)
    start, end = wanted
    if start is None and end is None:
        return default, remarks[:1]
    if start is None:
        start = shifted(end, 1 - USUAL) if end else default.first
    if end is None:
        end = default.last if default.last.month >= start.month else shifted(start, USUAL - 1)
    if start.month > end.month:
        start, end = end, start
        remarks.append(Remark.REVERSED)
    span = Span(start, end)
    short = _shortened(span)
    return short, [*dict.fromkeys(remarks), *([Remark.SHORTENED] if short != span else [])]


def _parse(text: str | None) -> Period | None:
    try:
        period = Period.parse((text or "").strip())
    except ValueError:
        return None
    is_near = FIRST_YEAR <= period.year <= LAST_YEAR
    return period if period.frequency is Frequency.QUARTERLY and is_near else None


def _shortened(span: Span) -> Span:
    return Span(max(span.first, shifted(span.last, 1 - MOST)), span.last)


def _index(quarter: Period) -> int:
    return quarter.year * 4 + quarter.rank
