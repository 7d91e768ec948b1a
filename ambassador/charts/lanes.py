"""A timeline: one lane for each who acts, above them one for all, and the day it is seen from.

The same description gives the drawing and the table. Marks differ by shape, never by colour alone; where many lie close
together they become one with their count, so that a lane has at most a few rows whatever happened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby, pairwise
from math import ceil

from .description import IDENTIFIER, Cell, Table
from .months import ticks
from .picture import (
    CHARACTER,
    LINE,
    NARROW,
    WIDE,
    Key,
    Mark,
    Picture,
    Rect,
    Segment,
    Text,
    lines_of,
    percent_of,
    width_of,
)

ROW, BAND = 20, 12
MOST_ROWS = 2
"""Rows of marks for each row of symbols in a lane."""
MARK = percent_of(16)
SHORTEST = timedelta(days=120)
"""What the drawing reaches over at least, so that months can be named along it."""


@dataclass(frozen=True)
class Symbol:
    """How one kind of event is drawn, and its name in the legend. The order of the kinds is that of the legend.

    In each lane the kinds of one `row` share a line, so that the eye finds them again.
    """

    name: str
    shape: str
    css: str = "chart-mark chart-tone-1"
    row: int = 0


@dataclass(frozen=True)
class Point:
    on: date
    kind: str
    text: str
    count: int = 1
    link: str | None = None


@dataclass(frozen=True)
class Span:
    """From a day to a day, or without end; it is full up to the day it is seen from, and hatched where it is paused."""

    first: date
    last: date | None
    text: str
    is_pause: bool = False


@dataclass(frozen=True)
class Lane:
    name: str
    points: Sequence[Point] = ()
    spans: Sequence[Span] = ()


@dataclass(frozen=True)
class Timeline:
    """`head` names the table's columns: the day, the lane, what happened. `write` gives a day in full, `write_axis` the
    form along the axis."""

    id: str
    title: str
    lanes: Sequence[Lane]
    symbols: Mapping[str, Symbol]
    today: date
    today_label: str
    head: tuple[str, str, str]
    write: Callable[[date], str]
    write_axis: Callable[[date], str]
    description: str = ""
    empty: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)
    """Names of the bands in the legend: "box" for what passed, "track" for what is to come, "pause"."""

    def __post_init__(self) -> None:
        if not IDENTIFIER.match(self.id):
            raise ValueError(f"{self.id!r} cannot be the id of a chart: lower-case letters, digits and hyphens")
        unknown = {point.kind for lane in self.lanes for point in lane.points} - set(self.symbols)
        if unknown:
            raise ValueError(f"{self.id}: no symbol for {', '.join(sorted(unknown))}")

    @property
    def days(self) -> list[date]:
        """Every day that the drawing must reach."""
        found = [point.on for lane in self.lanes for point in lane.points]
        for span in (span for lane in self.lanes for span in lane.spans):
            found += [span.first, *([span.last] if span.last else [])]
        return found

    @property
    def is_empty(self) -> bool:
        return not self.days

    def table(self) -> Table:
        """All that is drawn, by day."""
        rows: list[tuple[date, str, str, str | None]] = []
        for lane in self.lanes:
            rows += [(point.on, lane.name, _counted(point.text, point.count), point.link) for point in lane.points]
            rows += [(span.first, lane.name, span.text, None) for span in lane.spans]
        rows.sort(key=lambda row: row[0])
        return Table(
            self.head, tuple((self.write(on), (Cell(name), Cell(text, link))) for on, name, text, link in rows)
        )

    def tell(self) -> str:
        """The text alternative: of each lane what is on it, by kind."""
        return self.description or ". ".join(filter(None, map(self._tell, self.lanes)))

    def _tell(self, lane: Lane) -> str:
        counts = {kind: sum(one.count for one in lane.points if one.kind == kind) for kind in self.symbols}
        said = [span.text for span in lane.spans]
        said += [f"{self.symbols[kind].name} : {count}" for kind, count in counts.items() if count]
        return f"{lane.name} – {', '.join(said)}" if said else ""

    def svg(self) -> Picture | None:
        return None if self.is_empty else _Drawing(self).picture


class _Drawing:
    def __init__(self, chart: Timeline) -> None:
        self.chart = chart
        self.picture = Picture(chart.title, chart.tell())
        days = [*chart.days, chart.today]
        margin = timedelta(days=max(1, (max(days) - min(days)).days // 25))
        has_no_end = any(span.last is None and not span.is_pause for lane in chart.lanes for span in lane.spans)
        self.first = _move(min(days), -margin)
        self.last = max(_move(max(days), margin * (3 if has_no_end else 1)), _move(self.first, SHORTEST))
        self.y: float = 2 * LINE + 2
        self._tick()
        for lane in chart.lanes:
            self._draw(lane)
        self._mark_today()
        self.picture.height = self.y + 2
        self.picture.keys = list(self._keys())

    def x(self, day: date) -> float:
        return round((day - self.first).days / (self.last - self.first).days * 100, 3)

    def _tick(self) -> None:
        """Lines at even steps, named as often as there is room: more often on a wide screen."""
        self._grid = [day for day in ticks(self.first, self.last) if 2 <= self.x(day) <= 98]
        names = [self.chart.write_axis(day) for day in self._grid]
        apart = min((self.x(b) - self.x(a) for a, b in pairwise(self._grid)), default=100.0)
        widest = percent_of(max(map(width_of, names), default=0)) * 1.5  # the first may begin at its place, not centred
        wide = max(1, ceil(widest * NARROW / WIDE / apart))
        narrow = wide * max(1, ceil(widest / apart / wide))
        for place, (day, name) in enumerate(zip(self._grid, names, strict=True)):
            if place % wide == 0:
                self._write(self.x(day), LINE - 5, name, "chart-tick" + (" chart-roomy" if place % narrow else ""))

    def _draw(self, lane: Lane) -> None:
        for line in lines_of(lane.name, NARROW, 2):
            self.y += LINE
            self.picture.add(Text(0, self.y - 5, line, "chart-name"))
        top = self.y
        rows = list(self._rows(lane))
        height = len(rows) * ROW + (BAND + 6 if lane.spans else 0) or ROW
        for day in self._grid:
            self.picture.add(Segment(self.x(day), top, self.x(day), top + height, "chart-grid"))
        for span in lane.spans:
            self._draw_span(span, top + 3)
        self.y += BAND + 6 if lane.spans else 0
        for row in rows or ([] if lane.spans else [[]]):
            self.y += ROW
            self.picture.add(Segment(0, self.y - ROW / 2, 100, self.y - ROW / 2, "chart-grid"))
            for group in row:
                self._draw_group(group, self.y - ROW / 2)
        self.y = top + height + 8

    def _rows(self, lane: Lane) -> Iterator[list[list[Point]]]:
        symbols = self.chart.symbols
        for row in sorted({symbols[point.kind].row for point in lane.points}):
            yield from arrange([one for one in lane.points if symbols[one.kind].row == row], self.x)

    def _draw_span(self, span: Span, y: float) -> None:
        """The whole in outline, what passed filled in."""
        left, right = self.x(span.first), self.x(span.last) if span.last else 100
        if span.is_pause:
            until = min(right, max(left, self.x(self.chart.today)))
            self.picture.add(Rect(left, y, max(until - left, 0.6), BAND, "chart-box chart-tone-6", 6))
            return
        self.picture.add(Rect(left, y, max(right - left, 0.6), BAND, "chart-track"))
        passed = min(right, self.x(self.chart.today))
        if passed > left:
            self.picture.add(Rect(left, y, passed - left, BAND, "chart-box chart-tone-1", 1))
        if span.last is None:
            self.picture.add(Mark(100, y + BAND / 2, "arrow", "chart-mark chart-reference"))

    def _draw_group(self, group: list[Point], y: float) -> None:
        symbol = self.chart.symbols[group[0].kind]
        x = self.x(group[0].on)
        texts = [f"{self.chart.write(one.on)} : {_counted(one.text, one.count)}" for one in group[:MOST_NOTES]]
        note = "\n".join([*texts, *(["…"] if len(group) > MOST_NOTES else [])])
        self.picture.add(Mark(x, y, symbol.shape, symbol.css, note))
        count = sum(one.count for one in group)
        if count > 1:
            is_late = x + percent_of(10 + width_of(str(count))) > 100
            self.picture.add(Text(x, y + 5, str(count), "chart-value", *(("end", -9) if is_late else ("start", 9))))

    def _mark_today(self) -> None:
        x, text = self.x(self.chart.today), self.chart.today_label
        self.picture.shapes.insert(0, Segment(x, 2 * LINE, x, self.y, "chart-target"))
        self._write(x, 2 * LINE - 5, text, "chart-value")

    def _write(self, x: float, y: float, text: str, css: str) -> None:
        """Centred on its place, but for the ends of the drawing, which it does not leave."""
        half = percent_of(width_of(text)) / 2
        anchor = "start" if x < half else "end" if x > 100 - half else "middle"
        self.picture.add(Text(x, y, text, css, anchor))

    def _keys(self) -> Iterator[Key]:
        drawn = {point.kind for lane in self.chart.lanes for point in lane.points}
        for sample, name in self.chart.keys.items():
            yield Key(name, "box" if sample == "pause" else sample, 6 if sample == "pause" else 1)
        for kind, symbol in self.chart.symbols.items():
            if kind in drawn:
                yield Key(symbol.name, "mark", 0, symbol.shape, symbol.css)


MOST_NOTES = 8
"""Events named in the tip of one mark."""


def arrange(points: Sequence[Point], place: Callable[[date], float]) -> list[list[list[Point]]]:
    """Rows of marks, each mark the points that it stands for: on the same row none touches another."""
    ordered = sorted(points, key=lambda one: (one.on, one.kind))
    reach = 0.0
    while True:
        rows = _rows(_groups(ordered, place, reach), place)
        if len(rows) <= MOST_ROWS or reach > 100:
            return rows
        reach = reach * 2 or 1.5


def _groups(ordered: list[Point], place: Callable[[date], float], reach: float) -> list[list[Point]]:
    """Points of one kind that lie within reach of the first of them."""
    open_groups: dict[str, list[Point]] = {}
    groups: list[list[Point]] = []
    for (_, kind), same in groupby(ordered, key=lambda one: (one.on, one.kind)):
        points = list(same)
        group = open_groups.get(kind)
        if group is not None and place(points[0].on) - place(group[0].on) <= reach:
            group += points
            continue
        open_groups[kind] = points
        groups.append(points)
    return groups


def _rows(groups: list[list[Point]], place: Callable[[date], float]) -> list[list[list[Point]]]:
    rows: list[list[list[Point]]] = []
    ends: list[float] = []
    for group in groups:
        x = place(group[0].on)
        count = sum(one.count for one in group)
        width = MARK + (percent_of(len(str(count)) * CHARACTER) if count > 1 else 0)
        row = next((number for number, end in enumerate(ends) if end <= x), None)
        if row is None:
            row = len(rows)
            rows.append([])
            ends.append(0)
        rows[row].append(group)
        ends[row] = x + width
    return rows


def _move(day: date, by: timedelta) -> date:
    try:
        return day + by
    except OverflowError:
        return date.min if by < timedelta() else date.max


def _counted(text: str, count: int) -> str:
    return f"{text} ({count})" if count > 1 else text
