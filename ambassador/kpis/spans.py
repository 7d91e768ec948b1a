"""A span of days, and the periods of a frequency that lie in it."""

from dataclasses import dataclass
from datetime import date

from ambassador.periods import Frequency, Period, between


@dataclass(frozen=True)
class Span:
    """From a day to a day, both included. Raises ValueError when it ends before it begins."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a span ends before it begins")

    def periods(self, frequency: Frequency) -> tuple[Period, ...]:
        """Those that lie in it whole: a figure is never split, so what the span cuts is left out."""
        return tuple(period for period in self._touched(frequency) if self._holds(period))

    def cut(self, frequency: Frequency) -> tuple[Period, ...]:
        """Those of which only a part lies in it."""
        return tuple(period for period in self._touched(frequency) if not self._holds(period))

    def _touched(self, frequency: Frequency) -> list[Period]:
        return list(between(Period.containing(self.first, frequency), Period.containing(self.last, frequency)))

    def _holds(self, period: Period) -> bool:
        return self.first <= period.first_day and period.last_day <= self.last
