"""The pattern of each tone as lines inside a box, for paper; the first tone is plain. On the web they are SVG patterns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import ceil, floor, sqrt

from .picture import pixels

APART = 6.0
SPECKS = 3
"""The tone that has specks for lines."""

Line = tuple[float, float, float, float]


def of_tone(tone: int, x: float, y: float, width: float, height: float) -> str:
    """The data of a path; empty where there is nothing to hatch."""
    if tone == SPECKS:
        return "".join(f"M{pixels(left)} {pixels(top)}h3v3h-3z" for left, top in _specks(x, y, width, height))
    ends = (line for draw in LINES.get(tone, ()) for line in draw(x, y, width, height))
    return "".join(f"M{pixels(x1)} {pixels(y1)}L{pixels(x2)} {pixels(y2)}" for x1, y1, x2, y2 in ends)


def _rising(x: float, y: float, width: float, height: float) -> Iterator[Line]:
    right, bottom = x + width, y + height
    for total in _steps(x + y, right + bottom, APART * sqrt(2)):
        left, end = max(x, total - bottom), min(right, total - y)
        yield left, total - left, end, total - end


def _falling(x: float, y: float, width: float, height: float) -> Iterator[Line]:
    right, bottom = x + width, y + height
    for gap in _steps(x - bottom, right - y, APART * sqrt(2)):
        left, end = max(x, gap + y), min(right, gap + bottom)
        yield left, left - gap, end, end - gap


def _level(x: float, y: float, width: float, height: float) -> Iterator[Line]:
    for level in _steps(y + 1, y + height - 1, APART):
        yield x, level, x + width, level


def _specks(x: float, y: float, width: float, height: float) -> Iterator[tuple[float, float]]:
    for top in _steps(y + 1, y + height - 3, APART):
        for left in _steps(x + 1, x + width - 3, APART):
            yield left, top


def _steps(low: float, high: float, apart: float) -> Iterator[float]:
    """Places on one grid for the whole drawing, between the two."""
    for number in range(ceil(low / apart), floor(high / apart) + 1):
        yield number * apart


LINES: dict[int, tuple[Callable[[float, float, float, float], Iterator[Line]], ...]] = {
    2: (_rising,),
    4: (_level,),
    5: (_rising, _falling),
    6: (_falling,),
}
