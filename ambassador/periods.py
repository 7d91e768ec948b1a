"""Frequencies and periods. A period is part of a figure's identity: January 2026 is not the year 2026.

A period is known by its frequency and its first month, written as the integer 202601 (year × 100 + month).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Frequency(StrEnum):
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    YEARLY = "yearly"
    SCHOOL_YEAR = "school_year"

    @property
    def months(self) -> int:
        return _MONTHS[self]

    @property
    def first_month(self) -> int:
        """The month a cycle starts in: a school year starts in September."""
        return 9 if self is Frequency.SCHOOL_YEAR else 1


_MONTHS = {
    Frequency.MONTHLY: 1,
    Frequency.QUARTERLY: 3,
    Frequency.HALF_YEARLY: 6,
    Frequency.YEARLY: 12,
    Frequency.SCHOOL_YEAR: 12,
}
FIRST_YEAR, LAST_YEAR = 2000, 2099


def month_of(day: date) -> int:
    return day.year * 100 + day.month


def add_months(month: int, count: int) -> int:
    """The month `count` months after `month` (both as year × 100 + month)."""
    index = month // 100 * 12 + month % 100 - 1 + count
    return index // 12 * 100 + index % 12 + 1


def month_code(month: int) -> str:
    """The month 202601 as "2026-01"."""
    return f"{month // 100}-{month % 100:02d}"


def first_day(month: int) -> date:
    return date(month // 100, month % 100, 1)


@dataclass(frozen=True, order=True)
class Period:
    """One period of one frequency. Raises ValueError when the month does not start such a period."""

    month: int
    frequency: Frequency

    def __post_init__(self) -> None:
        year, month = divmod(self.month, 100)
        is_month = FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12
        if not is_month or (month - self.frequency.first_month) % self.frequency.months:
            raise ValueError(f"{self.month} starts no {self.frequency} period")

    @classmethod
    def containing(cls, day: date, frequency: Frequency) -> "Period":
        offset = (day.month - frequency.first_month) % frequency.months
        return cls(add_months(month_of(day), -offset), frequency)

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Reads `code`: "2026-Q1", "2026-01", "2026-H2", "2026", "2025-2026"."""
        year, _, rest = text.partition("-")
        if not year.isascii() or not year.isdigit() or len(year) != 4:
            raise ValueError(text)
        start = int(year) * 100
        if not rest:
            return cls(start + 1, Frequency.YEARLY)
        if rest[0] in "QH" and len(rest) == 2 and rest[1] in "1234":
            frequency = Frequency.QUARTERLY if rest[0] == "Q" else Frequency.HALF_YEARLY
            return cls(start + (int(rest[1]) - 1) * frequency.months + 1, frequency)
        if rest.isascii() and rest.isdigit() and len(rest) == 2:
            return cls(start + int(rest), Frequency.MONTHLY)
        if rest == str(int(year) + 1):
            return cls(start + 9, Frequency.SCHOOL_YEAR)
        raise ValueError(text)

    @property
    def year(self) -> int:
        return self.month // 100

    @property
    def rank(self) -> int:
        """Which of its year: 1 for the first quarter, 2 for the second."""
        return (self.month % 100 - self.frequency.first_month) // self.frequency.months + 1

    @property
    def code(self) -> str:
        match self.frequency:
            case Frequency.MONTHLY:
                return f"{self.year}-{self.month % 100:02d}"
            case Frequency.QUARTERLY:
                return f"{self.year}-Q{self.rank}"
            case Frequency.HALF_YEARLY:
                return f"{self.year}-H{self.rank}"
            case Frequency.YEARLY:
                return str(self.year)
            case Frequency.SCHOOL_YEAR:
                return f"{self.year}-{self.year + 1}"

    @property
    def first_day(self) -> date:
        return first_day(self.month)

    @property
    def last_day(self) -> date:
        return first_day(add_months(self.month, self.frequency.months)) - timedelta(days=1)

    def months(self) -> list[int]:
        return [add_months(self.month, index) for index in range(self.frequency.months)]

    def next(self, count: int = 1) -> "Period":
        return Period(add_months(self.month, count * self.frequency.months), self.frequency)

    def is_over(self, today: date) -> bool:
        return self.last_day < today

    def contains(self, other: "Period") -> bool:
        return self.first_day <= other.first_day and other.last_day <= self.last_day


def between(first: Period, last: Period) -> Iterator[Period]:
    """All periods of one frequency from `first` to `last`, both included."""
    if first.frequency is not last.frequency:
        raise ValueError("frequencies are never mixed")
    while first.month <= last.month:
        yield first
        first = first.next()


def add_calendar_months(day: date, count: int) -> date:
    """The same day `count` calendar months later, or the last day of a shorter month (31 January + 1 → 28 February)."""
    month = add_months(month_of(day), count)
    last = first_day(add_months(month, 1)) - timedelta(days=1)
    return last.replace(day=min(day.day, last.day))
