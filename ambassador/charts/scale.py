"""From numbers to places: round ticks that cover the data, and positions in percent of the drawing's width."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .description import Number

STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
FLATNESS = Decimal("0.25")


@dataclass(frozen=True)
class Scale:
    low: Decimal
    high: Decimal
    ticks: tuple[Number, ...]

    def share(self, value: Number) -> float:
        """Where the value lies between the ends: 0 at the low one, 1 at the high one."""
        return float((Decimal(value) - self.low) / (self.high - self.low))

    @property
    def zero(self) -> float:
        return min(1.0, max(0.0, self.share(0)))


def fit(numbers: Iterable[Number], intervals: int = 4, *, from_zero: bool = True) -> Scale:
    """A scale with about that many intervals; a line far from zero may leave zero out, a length never does."""
    exact = [Decimal(number) for number in numbers] or [Decimal(0)]
    low, high = min(exact), max(exact)
    if from_zero or _is_near_zero(low, high):
        low, high = min(low, Decimal(0)), max(high, Decimal(0))
    if low == high:
        low, high = (low, low + 1) if low >= 0 else (low - 1, low)
    step = _step((high - low) / intervals, whole=all(number == number.to_integral_value() for number in exact))
    first, last = (low / step).to_integral_value("ROUND_FLOOR"), (high / step).to_integral_value("ROUND_CEILING")
    ticks = tuple(_plain(step * index) for index in range(int(first), int(last) + 1))
    return Scale(first * step, last * step, ticks)


def exactly(numbers: Sequence[Number]) -> Scale:
    """A scale that ends where the data end (rows of their own scale), zero included."""
    low, high = min([Decimal(0), *map(Decimal, numbers)]), max([Decimal(0), *map(Decimal, numbers)])
    return Scale(low, high if high > low else low + 1, ())


def _is_near_zero(low: Decimal, high: Decimal) -> bool:
    return low == high or low * high <= 0 or (high - low) >= FLATNESS * max(abs(low), abs(high))


def _step(rough: Decimal, *, whole: bool) -> Decimal:
    unit = Decimal(1).scaleb(rough.adjusted())
    steps = (unit * factor for factor in STEPS)
    return next((s for s in steps if s >= rough and (not whole or s == s.to_integral_value())), Decimal(1))


def _plain(number: Decimal) -> Number:
    return int(number) if number == number.to_integral_value() else number.normalize()
