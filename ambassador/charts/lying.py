"""Charts that lie: one row per category, its name above, numbers from left to right (bars, stacks, bullets, progress)."""

from __future__ import annotations

from . import scale
from .description import Description, Kind, Number, Role
from .picture import LINE, NARROW, Key, Mark, Picture, Rect, Segment, Text, gutter, lines_of, tone, width_of
from .stacks import reach, stack

BAR, STACK, TRACK = 16, 24, 14
BETWEEN = 16
BESIDE = 12
SMALL_WORDS = 1.1
"""How much more of them than the estimate says has room: words are narrower than numbers."""
GUTTERS_MOST = 130
"""Beside the bars, left and right; what needs more stands above them."""


def draw(chart: Description, width: int | None = None) -> Picture:
    """`width`: all the room there is, where it is known; else names keep to that of a telephone."""
    return _Lying(chart, width).picture


def has_own_scales(chart: Description) -> bool:
    """With a format of its own, a row has a scale of its own; progress always has."""
    return chart.kind is Kind.PROGRESS or (chart.kind is Kind.BULLET and bool(chart.row_formats))


def scale_of(chart: Description, position: int | None) -> scale.Scale:
    if position is None:
        return scale.exactly(reach(chart))
    numbers = [one.values[position] for one in chart.series]
    return scale.exactly([number for number in numbers if number is not None])


class _Lying:
    def __init__(self, chart: Description, width: int | None) -> None:
        self.chart = chart
        self.picture = Picture(chart.title, chart.tell())
        self.scale = scale_of(chart, None)
        self.y: float = 4
        draw_row = {
            Kind.BAR: self._draw_bars,
            Kind.STACKED: self._draw_stack,
            Kind.BULLET: self._draw_bullet,
            Kind.PROGRESS: self._draw_progress,
        }[chart.kind]
        self._make_room()
        self.room = max(NARROW, width or 0)
        self._name_series()
        for position in range(len(chart.categories)):
            if has_own_scales(chart):
                self.scale = scale_of(chart, position)
            draw_row(position)
            self.y += BETWEEN
        self.picture.height = self.y - BETWEEN + 6

    def x(self, value: Number) -> float:
        return round(self.scale.share(value) * 100, 3)

    def _make_room(self) -> None:
        """Values are written at the end of their bars, outside the plot when the bar is long; above them if they are long."""
        chart, places = self.chart, range(len(self.chart.categories))
        if chart.kind is Kind.BAR:
            said = [(chart.say(one, i), one.values[i] or 0) for one in chart.values for i in places]
            self.picture.after = gutter(*(text for text, value in said if value >= 0))
            self.picture.before = gutter(*(text for text, value in said if value < 0))
        elif chart.kind is Kind.STACKED and chart.total:
            self.picture.after = gutter(*map(chart.say_sum, places))
        self.is_tight = self.picture.before + self.picture.after > GUTTERS_MOST
        if self.is_tight:
            self.picture.before = self.picture.after = 0

    def _name_series(self) -> None:
        if self.chart.kind in (Kind.BAR, Kind.STACKED):
            if len(self.chart.values) > 1 or self.chart.kind is Kind.STACKED:
                self.picture.keys = [Key(one.name, "box", tone(i)) for i, one in enumerate(self.chart.values)]
        elif len(self.chart.series) > 1:
            samples = {Role.VALUE: "box", Role.TARGET: "tick", Role.BASELINE: "diamond"}
            if self.chart.kind is Kind.PROGRESS:
                samples[Role.TARGET] = "track"
            self.picture.keys = [
                Key(one.name, samples[one.role], int(one.role is Role.VALUE)) for one in self.chart.series
            ]

    def _write_name(self, position: int, end: str = "") -> None:
        """The category, and at the other end of its last line, or below it, what it comes to."""
        line = ""
        for line in lines_of(self.chart.categories[position], self.room, 3):
            self.y += LINE
            self.picture.add(Text(0, self.y - 5, line, "chart-name", dx=-self.picture.before))
        if end:
            first, *more = lines_of(end, self.room)
            if more or width_of(line) + width_of(end) + BESIDE > self.room:
                self.y += LINE
            self.picture.add(Text(100, self.y - 5, first, "chart-value", "end"))
            for line in more:
                self.y += LINE
                self.picture.add(Text(100, self.y - 5, line, "chart-value", "end"))

    def _draw_bars(self, position: int) -> None:
        self._write_name(position)
        top = self.y
        for index, series in enumerate(self.chart.values):
            value = series.values[position]
            text = self.chart.say(series, position)
            if self.is_tight:
                self.y += LINE
                css = "chart-aside" if value is None else "chart-value"
                self.picture.add(Text(0, self.y - 5, text, css))
            self.picture.rows[index, position] = self.y + BAR / 2
            middle = self.y + BAR / 2 + 5
            if value is None and not self.is_tight:
                self.picture.add(Text(self.x(0), middle, text, "chart-aside", "start", 6))
            elif value is not None:
                low, high = sorted((self.x(0), self.x(value)))
                css = f"chart-box chart-tone-{tone(index)}"
                self.picture.add(Rect(low, self.y, high - low, BAR, css, tone(index)))
                if self.is_tight:
                    self.y += BAR + 2
                    continue
                anchor, dx = ("end", -6) if value < 0 else ("start", 6)
                self.picture.add(Text(self.x(value), middle, text, "chart-value", anchor, dx))
            self.y += BAR + 2
        self.picture.add(Segment(self.x(0), top - 2, self.x(0), self.y, "chart-zero"))

    def _draw_stack(self, position: int) -> None:
        self._write_name(position, self.chart.say_sum(position) if self.is_tight else "")
        parts = list(stack(self.chart.values, position))
        self._place_all(position, self.y + STACK / 2)
        for index, series, low, high in parts:
            left, right = self.x(low), self.x(high)
            css = f"chart-box chart-tone-{tone(index)}"
            self.picture.add(Rect(left, self.y, right - left, STACK, css, tone(index)))
            text = self.chart.say(series, position)
            if (right - left) / 100 * (NARROW - self.picture.after) >= width_of(text) + 8:
                self.picture.add(Text((left + right) / 2, self.y + STACK / 2 + 5, text, "chart-inside", "middle"))
        end = self.x(max((high for *_, high in parts), default=0))
        is_known = self.chart.sum_at(position) is not None
        if (self.chart.total or (not is_known and not parts)) and not self.is_tight:
            css = "chart-value" if is_known else "chart-aside"
            self.picture.add(Text(end, self.y + STACK / 2 + 5, self.chart.say_sum(position), css, "start", 6))
        self.picture.add(Segment(self.x(0), self.y - 2, self.x(0), self.y + STACK + 2, "chart-zero"))
        self.y += STACK

    def _draw_bullet(self, position: int) -> None:
        chart, (value, target, baseline) = self.chart, self._numbers(position)
        self._write_name(position, chart.say(chart.values[0], position))
        self.y += 2
        self._place_all(position, self.y + TRACK / 2)
        self.picture.add(Rect(0, self.y, 100, TRACK, "chart-track"))
        if value is not None:
            low, high = sorted((self.x(0), self.x(value)))
            self.picture.add(Rect(low, self.y + 2, high - low, TRACK - 4, "chart-box chart-tone-1", 1))
        if baseline is not None:
            self.picture.add(Mark(self.x(baseline), self.y + TRACK / 2, "diamond", "chart-mark chart-reference"))
        if target is not None:
            self.picture.add(Segment(self.x(target), self.y - 4, self.x(target), self.y + TRACK + 4, "chart-tick-mark"))
        self.y += TRACK
        beside = [
            f"{series.name} {chart.say(series, position)}"
            for series in chart.series
            if series.role is not Role.VALUE and (series.values[position] is not None or position in series.absent)
        ]
        is_short = width_of(" · ".join(beside)) <= self.room * SMALL_WORDS
        lines = [" · ".join(beside)] if is_short else [line for one in beside for line in lines_of(one, self.room)]
        for line in lines if beside else []:
            self.y += LINE + 2
            self.picture.add(Text(0, self.y - 2, line, "chart-aside"))

    def _draw_progress(self, position: int) -> None:
        chart, (value, target, _) = self.chart, self._numbers(position)
        text = chart.say(chart.values[0], position)
        self._write_name(position, text if target is None else f"{text} / {chart.write(position, target)}")
        self.y += 2
        self._place_all(position, self.y + TRACK / 2)
        if target is not None:
            self.picture.add(Rect(0, self.y, max(self.x(target), 0), TRACK, "chart-track"))
        if value is not None and target is not None:
            low, high = sorted((self.x(0), self.x(value)))
            self.picture.add(Rect(low, self.y, high - low, TRACK, "chart-box chart-tone-1", 1))
            if value > target:
                x = self.x(target)
                self.picture.add(Segment(x, self.y - 4, x, self.y + TRACK + 4, "chart-tick-mark"))
        self.y += TRACK

    def _place_all(self, position: int, y: float) -> None:
        for index in range(len(self.chart.series)):
            self.picture.rows[index, position] = y

    def _numbers(self, position: int) -> tuple[Number | None, Number | None, Number | None]:
        value, target, baseline = (self.chart.of(role) for role in (Role.VALUE, Role.TARGET, Role.BASELINE))
        assert value is not None
        return (
            value.values[position],
            target.values[position] if target else None,
            baseline.values[position] if baseline else None,
        )
