"""Numbers laid end to end: the parts of a stack, and how far a chart's numbers reach."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .description import Description, Kind, Number, Series


def stack(series: Sequence[Series], position: int) -> Iterator[tuple[int, Series, Number, Number]]:
    """The parts of one stack from zero outwards, negatives apart: their index, series, low and high end."""
    up: Number = 0
    down: Number = 0
    for index, one in enumerate(series):
        value = one.values[position]
        if value is None or value == 0:
            continue
        if value > 0:
            yield index, one, up, up + value
            up += value
        else:
            yield index, one, down + value, down
            down += value


def reach(chart: Description) -> list[Number]:
    if chart.kind is not Kind.STACKED:
        return [value for series in chart.series for value in series.present]
    places = range(len(chart.categories))
    return [end for place in places for *_, low, high in stack(chart.values, place) for end in (low, high)]
