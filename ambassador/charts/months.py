"""Months along a drawing of time."""

from datetime import date

MOST_TICKS = 8
STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200)
"""Months between two ticks."""


def ticks(first: date, last: date) -> list[date]:
    """First days of months, evenly apart, at most eight."""
    months = range(first.year * 12 + first.month, last.year * 12 + last.month)
    step = next((one for one in STEPS if len(months) / one <= MOST_TICKS), STEPS[-1])
    return [
        date(month // 12, month % 12 + 1, 1) for month in months if month % step == 0 and month // 12 <= date.max.year
    ]
