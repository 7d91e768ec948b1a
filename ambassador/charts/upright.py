"""Charts that stand: categories from left to right, numbers upwards (columns, stacked columns, lines)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from . import scale
from .description import LONGEST_UPRIGHT_NAME, Description, Kind, Role, Series
from .picture import (
    CHARACTER,
    LINE,
    NARROW,
    SYMBOLS,
    WIDE,
    Key,
    Mark,
    Picture,
    Rect,
    Segment,
    Text,
    gutter,
    lines_of,
    tone,
    width_of,
)
from .stacks import reach, stack

TOP, PLOT, BELOW = 22, 184, 20
BELOW_NEGATIVES = 36
CROWD = 36
COLUMN_SHARE = 0.72
LABEL_ROOM = 15
ROOM_FOR_ALL = 6
LABEL_MARGIN = 56
TICKS_MOST, GUTTERS_MOST = 120, 160
"""Pixels beside the plot for the numbers of its axis, and with those of its ends: a plot keeps some room on a telephone."""


def draw(chart: Description) -> Picture:
    return _Upright(chart).picture


def scale_of(chart: Description) -> scale.Scale:
    return scale.fit(reach(chart), from_zero=chart.kind is not Kind.LINE)


def wrap_labels(chart: Description) -> list[list[str]]:
    """One line where every label fits its slot on a telephone, else two where they have a space."""
    slot = (NARROW - LABEL_MARGIN) / len(chart.categories)
    if all(width_of(name) + 4 <= slot for name in chart.categories):
        return [[name] for name in chart.categories]
    widest = LONGEST_UPRIGHT_NAME * CHARACTER
    return [lines_of(name, min(widest, max(map(width_of, name.split()), default=0))) for name in chart.categories]


class _Upright:
    def __init__(self, chart: Description) -> None:
        self.chart = chart
        self.count = len(chart.categories)
        self.slot = 100 / self.count
        self.scale = scale_of(chart)
        ticks = [chart.write_axis(tick) for tick in self.scale.ticks]
        self.ticks_lie_within = gutter(*ticks) > TICKS_MOST
        self.picture = Picture(chart.title, chart.tell(), before=0 if self.ticks_lie_within else gutter(*ticks))
        self.has_gap = False
        self.ends = self._ends() if chart.kind is Kind.LINE else []
        if self.picture.before + gutter(*(end.text for end in self.ends)) > GUTTERS_MOST or self.ticks_lie_within:
            self.ends = []
        self._draw_frame(ticks)
        self._draw_gaps()
        if chart.kind is Kind.LINE:
            self._draw_lines()
        elif chart.kind is Kind.STACKED:
            self._draw_stacks()
        else:
            self._draw_columns()
        self._draw_floor()
        if self.ticks_lie_within:
            self._write_ends_of_scale(ticks)
        if self.has_gap and len(chart.missing) > 1:
            self.picture.keys.append(Key(chart.missing, "gap", 0))

    def y(self, share: float) -> float:
        return round(TOP + PLOT * (1 - share), 2)

    def middle(self, position: int) -> float:
        return (position + 0.5) * self.slot

    def fits(self, *texts: str, share: float = 1.0) -> str | None:
        """No class if all fit a slot on a telephone, the class of wide drawings if they fit there, else nothing."""
        if self.ticks_lie_within:
            return None
        widest = max(map(width_of, texts), default=0)
        for room, css in ((NARROW, ""), (WIDE, " chart-roomy")):
            if widest + 4 <= (room - self.picture.before - max(16, self.picture.after)) * self.slot / 100 * share:
                return css
        return None

    def _draw_frame(self, ticks: list[str]) -> None:
        for tick, text in zip(self.scale.ticks, ticks, strict=True):
            y = self.y(self.scale.share(tick))
            self.picture.add(Segment(0, y, 100, y, "chart-grid"))
            if not self.ticks_lie_within:
                self.picture.add(Text(0, y + 4, text, "chart-tick", "end", -8))
        labels = wrap_labels(self.chart)
        widest = max(width_of(line) for lines in labels for line in lines)
        ends = gutter(*(end.text for end in self.ends))
        room = self.picture.before + max(16, ends)
        steps = [_step(widest + 8, (whole - room) / self.count, self.count) for whole in (NARROW, WIDE)]
        below = TOP + PLOT + (BELOW if self.scale.low >= 0 else BELOW_NEGATIVES)
        for position, lines in enumerate(labels):
            behind = self.count - 1 - position
            if behind % steps[1]:
                continue
            css = "chart-label" + (" chart-roomy" if behind % steps[0] else "")
            for index, line in enumerate(lines):
                self.picture.add(Text(self.middle(position), below + index * LINE, line, css, "middle"))
        self.picture.height = below + LINE * (max(map(len, labels)) - 1) + 8
        overhang = max(0, int(widest / 2 - (NARROW - room) / self.count / 2))
        self.picture.after = max(ends, min(48, max(16, overhang)))

    def _write_ends_of_scale(self, ticks: list[str]) -> None:
        """Numbers too long to stand beside the plot: the last above its line, the first above the floor."""
        self.picture.add(Text(0, TOP - 6, lines_of(ticks[-1], NARROW, 1)[0], "chart-aside"))
        self.picture.add(Text(0, TOP + PLOT - 5, lines_of(ticks[0], NARROW, 1)[0], "chart-aside"))

    def _draw_gaps(self) -> None:
        """Where every value is missing, a band says so, with its word if it is not the usual one."""

        def word(position: int) -> str | None:
            values = self.chart.values
            if any(series.values[position] is not None for series in values):
                return None
            words = {self.chart.say(series, position) for series in values}
            return words.pop() if len(words) == 1 else self.chart.missing

        for text, group in groupby(range(self.count), key=word):
            if text is None:
                continue
            first, *rest = group
            width = (1 + len(rest)) * self.slot
            self._draw_gap(first * self.slot, width)
            fit = self.fits(text, share=1 + len(rest))
            if fit is not None and text != self.chart.missing:
                middle = first * self.slot + width / 2
                self.picture.add(Text(middle, TOP + PLOT / 2, text, "chart-aside" + fit, "middle"))

    def _draw_gap(self, x: float, width: float) -> None:
        self.has_gap = True
        self.picture.add(Rect(x, TOP, width, PLOT, "chart-gap"))

    def _draw_columns(self) -> None:
        values = self.chart.values
        width = self.slot * COLUMN_SHARE / len(values)
        fit = self.fits(*self.chart.written(), share=1 / len(values))
        for index, series in enumerate(values):
            if len(values) > 1:
                self.picture.keys.append(Key(series.name, "box", tone(index)))
            for position, value in enumerate(series.values):
                x = self.middle(position) + (index - len(values) / 2) * width
                if value is None:
                    if any(one.values[position] is not None for one in values):
                        self._draw_gap(x, width)
                    continue
                end, zero = self.y(self.scale.share(value)), self.y(self.scale.zero)
                self.picture.add(self._box(x, min(end, zero), width, abs(zero - end), index))
                if fit is not None:
                    y = end + LABEL_ROOM if value < 0 else end - 6
                    text = self.chart.write(position, value)
                    self.picture.add(Text(x + width / 2, y, text, "chart-value" + fit, "middle"))

    def _draw_stacks(self) -> None:
        chart, places = self.chart, range(self.count)
        width = self.slot * COLUMN_SHARE
        fit = self.fits(*chart.written(), share=COLUMN_SHARE)
        sums = [chart.say_sum(i) for i in places if chart.sum_at(i) is not None]
        fit_sum = self.fits(*sums) if chart.total else None
        for index, series in enumerate(chart.values):
            self.picture.keys.append(Key(series.name, "box", tone(index)))
        for position in places:
            x = self.middle(position) - width / 2
            highest = self.scale.zero
            for index, series, low, high in stack(chart.values, position):
                top, bottom = self.y(self.scale.share(high)), self.y(self.scale.share(low))
                highest = max(highest, self.scale.share(high))
                self.picture.add(self._box(x, top, width, bottom - top, index))
                if fit is not None and bottom - top >= LABEL_ROOM + 2:
                    text, y = chart.say(series, position), (top + bottom) / 2 + 5
                    self.picture.add(Text(self.middle(position), y, text, "chart-inside" + fit, "middle"))
            if fit_sum is not None and highest > self.scale.zero:
                text, y = chart.say_sum(position), self.y(highest) - 6
                css = "chart-aside" if chart.sum_at(position) is None else "chart-value"
                self.picture.add(Text(self.middle(position), y, text, css + fit_sum, "middle"))

    def _box(self, x: float, y: float, width: float, height: float, index: int) -> Rect:
        return Rect(x, y, width, height, f"chart-box chart-tone-{tone(index)}", tone(index))

    def _draw_lines(self) -> None:
        chart = self.chart
        for series in chart.series:
            if series.role is Role.VALUE:
                index = chart.rank(series)
                symbol = SYMBOLS[index % len(SYMBOLS)]
                self._draw_line(series, index, symbol)
                key = Key(series.name, "line", tone(index), symbol)
            else:
                self._draw_steps(series)
                key = Key(series.name, str(series.role), 0)
            if len(chart.series) > 1:
                self.picture.keys.append(key)
        self._label_points()
        self.picture.add(*_spread(self.ends))

    def _draw_line(self, series: Series, index: int, symbol: str) -> None:
        css = f"chart-tone-{tone(index)}"
        points = [None if value is None else self.y(self.scale.share(value)) for value in series.values]
        for position, y in enumerate(points):
            before = points[position - 1] if position else None
            if y is not None and before is not None:
                ends = self.middle(position - 1), before, self.middle(position), y
                self.picture.add(Segment(*ends, f"chart-line {css}"))
        for position, y in enumerate(points):
            is_alone = points[max(position - 1, 0) : position + 2].count(None) == 2 or self.count == 1
            if y is not None and (self.count <= CROWD or is_alone):
                self.picture.add(Mark(self.middle(position), y, symbol, f"chart-mark {css}"))

    def _label_points(self) -> None:
        """A number above the last point of a line that is alone or stops early, and above all of one with few points."""
        if self.ticks_lie_within:
            return
        is_alone = len(self.chart.values) == 1
        fit = self.fits(*self.chart.written())
        for series in self.chart.values:
            last = series.last
            for position, value in enumerate(series.values):
                is_last = position == last and (is_alone or last < self.count - 1)
                if value is None or not (is_last or (is_alone and fit is not None and self.count <= ROOM_FOR_ALL)):
                    continue
                text, y = self.chart.write(position, value), self.y(self.scale.share(value)) - 10
                css = "chart-value" + ("" if is_last else fit or "")
                self.picture.add(self._above(position, y, text, css))

    def _above(self, position: int, y: float, text: str, css: str) -> Text:
        """Centred on its place, but for the ends of the plot, where a long one would leave the figure."""
        half, picture = width_of(text) / 2, self.picture
        slot = (NARROW - picture.before - picture.after) / self.count
        if half > slot * (self.count - position - 0.5) + picture.after:
            return Text(100, y, text, css, "end")
        if half > slot * (position + 0.5) + picture.before:
            return Text(0, y, text, css)
        return Text(self.middle(position), y, text, css, "middle")

    def _ends(self) -> list[Text]:
        """Where lines end at the edge of the plot, their last numbers."""
        ends = []
        for series in self.chart.series:
            value = series.values[-1]
            if value is None or (series.role is Role.VALUE and len(self.chart.values) == 1):
                continue
            y, text = self.y(self.scale.share(value)) + 5, self.chart.write(self.count - 1, value)
            is_value = series.role is Role.VALUE
            x, css, dx = (self.middle(self.count - 1), "chart-value", 10) if is_value else (100, "chart-aside", 6)
            ends.append(Text(x, y, text, css, "start", dx))
        return ends

    def _draw_steps(self, series: Series) -> None:
        css = f"chart-{series.role}"
        before: float | None = None
        for position, value in enumerate(series.values):
            y = None if value is None else self.y(self.scale.share(value))
            left = position * self.slot
            if y is not None:
                if before is not None and before != y:
                    self.picture.add(Segment(left, before, left, y, css))
                self.picture.add(Segment(left, y, left + self.slot, y, css))
            before = y

    def _draw_floor(self) -> None:
        if self.scale.low <= 0 <= self.scale.high:
            y = self.y(self.scale.zero)
            self.picture.add(Segment(0, y, 100, y, "chart-zero"))


def _step(needed: float, slot: float, count: int) -> int:
    """Every how many categories a label has room: 1, 2, 4, 8…, so that what a telephone shows a wide screen shows too."""
    step = 1
    while step < count and slot * step < needed:
        step *= 2
    return step


def _spread(ends: list[Text]) -> Iterator[Text]:
    """The same labels from top to bottom, moved down where two would cover each other, and up again where they would leave."""
    y = -float(LABEL_ROOM)
    lowest = TOP + PLOT + 5 - LABEL_ROOM * (len(ends) - 1)
    for index, end in enumerate(sorted(ends, key=lambda end: end.y)):
        y = min(max(end.y, y + LABEL_ROOM), lowest + LABEL_ROOM * index)
        yield replace(end, y=y)
