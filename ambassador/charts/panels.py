"""One panel of small multiples: its line, its target, its gaps; no text, which stands beside it. And all as one Plotly figure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import pairwise

from . import scale as scales_of_numbers
from .description import Description, Number, Role, Series
from .interactive import Figure, trace
from .picture import Key, Mark, Picture, Rect, Segment
from .scale import Scale
from .stacks import reach

TOP, PLOT, BOTTOM = 8, 48, 8
HEIGHT = TOP + PLOT + BOTTOM
COLUMNS = 3
"""Of the Plotly figure by itself; in a page its panels lie where those of the drawing do."""
GAP = 0.06


def scales(panels: Sequence[Description], *, shares: bool) -> list[Scale]:
    if shares:
        everything = [number for panel in panels for number in reach(panel)]
        return [scales_of_numbers.fit(everything, from_zero=False)] * len(panels)
    return [scales_of_numbers.fit(reach(panel), from_zero=False) for panel in panels]


def draw(panel: Description, scale: Scale) -> Picture:
    return _Panel(panel, scale).picture


def keys(panels: Sequence[Description], missing: str) -> list[Key]:
    found = {
        series.name: Key(series.name, "line", 1, "circle")
        if series.role is Role.VALUE
        else Key(series.name, series.role, 0)
        for panel in panels
        for series in panel.series
    }
    if any(None in panel.values[0].values for panel in panels if not panel.is_empty):
        found[missing] = Key(missing, "gap", 0)
    return list(found.values()) if len(found) > 1 else []


class _Panel:
    def __init__(self, panel: Description, scale: Scale) -> None:
        self.panel, self.scale = panel, scale
        self.slot = 100 / len(panel.categories)
        self.picture = Picture(panel.title, panel.tell(), HEIGHT)
        (line,) = panel.values
        for place, value in enumerate(line.values):
            if value is None:
                self.picture.add(Rect(place * self.slot, TOP, self.slot, PLOT, "chart-gap"))
        floor = self.y(0) if scale.low <= 0 <= scale.high else TOP + PLOT
        self.picture.add(Segment(0, floor, 100, floor, "chart-zero"))
        for series in panel.series:
            if series.role is not Role.VALUE:
                self._draw_steps(series)
        self._draw_line(line)

    def y(self, value: Number) -> float:
        return round(TOP + PLOT * (1 - self.scale.share(value)), 2)

    def middle(self, place: int) -> float:
        return (place + 0.5) * self.slot

    def _draw_steps(self, series: Series) -> None:
        for place, value in enumerate(series.values):
            if value is not None:
                y = self.y(value)
                self.picture.add(Segment(place * self.slot, y, (place + 1) * self.slot, y, f"chart-{series.role}"))

    def _draw_line(self, line: Series) -> None:
        places = [(place, None if value is None else self.y(value)) for place, value in enumerate(line.values)]
        for (before, start), (after, end) in pairwise(places):
            if start is not None and end is not None:
                ends = self.middle(before), start, self.middle(after), end
                self.picture.add(Segment(*ends, "chart-line chart-tone-1"))
        last = line.last
        for place, y in places:
            around = [other for _, other in places[max(place - 1, 0) : place + 2]]
            is_alone = len(around) - around.count(None) == 1
            if y is not None and (place == last or is_alone):
                self.picture.add(Mark(self.middle(place), y, "circle", "chart-mark chart-tone-1"))


def build(panels: Sequence[Description], scales: Sequence[Scale]) -> Figure:
    """One figure with a pair of axes for each panel that has a number; `layout.meta` says how many, so that the page can
    lay them where the drawings are. Names and ends are for a picture of the figure alone."""
    shown = [(panel, scale) for panel, scale in zip(panels, scales, strict=True) if not panel.is_empty]
    data: list[Figure] = []
    layout: Figure = {
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
        "showlegend": False,
        "annotations": [],
        "shapes": [],
    }
    rows = -(-len(shown) // COLUMNS)
    for place, (panel, scale) in enumerate(shown):
        number = "" if place == 0 else str(place + 1)
        row, column = divmod(place, COLUMNS)
        count = len(panel.categories)
        across, up = column / COLUMNS, 1 - (row + 1) / rows
        layout[f"xaxis{number}"] = {
            "range": [-0.5, count - 0.5],
            "domain": [across, across + (1 - GAP) / COLUMNS],
            "anchor": f"y{number}",
            "visible": False,
            "fixedrange": True,
        }
        layout[f"yaxis{number}"] = {
            "range": [float(scale.low), float(scale.high)],
            "domain": [up, up + 0.5 / rows],
            "anchor": f"x{number}",
            "visible": False,
            "fixedrange": True,
        }
        data += [_trace(panel, series, number) for series in panel.series]
        layout["annotations"] += _notes(panel, number)
        layout["shapes"] += _gaps(panel, number)
    layout["meta"] = {"panels": len(shown), "inset": TOP}
    layout["height"] = max(rows, 1) * HEIGHT * 2
    return {"data": data, "layout": layout} if shown else {"data": [], "layout": {}}


def _trace(panel: Description, series: Series, number: str) -> Figure:
    is_value = series.role is Role.VALUE
    style = {
        Role.VALUE: {"dash": "solid", "shape": "linear"},
        Role.TARGET: {"dash": "dash", "shape": "hvh"},
        Role.BASELINE: {"dash": "dot", "shape": "hvh"},
    }[series.role]
    places = range(len(panel.categories))
    points = {"x": list(places), "y": [None if value is None else float(value) for value in series.values]}
    marker = {"marker": {"symbol": "circle"}} if is_value else {}
    axes = {"xaxis": f"x{number}", "yaxis": f"y{number}", "cliponaxis": False, "connectgaps": False}
    mode = "lines+markers" if is_value else "lines"
    return trace(panel, series, places, type="scatter", mode=mode, line=style, **points, **marker, **axes)


def _gaps(panel: Description, number: str) -> list[Figure]:
    shared = {"type": "rect", "name": "chart-gap", "xref": f"x{number}", "yref": f"y{number} domain", "y0": 0, "y1": 1}
    values = panel.values[0].values
    return [{**shared, "x0": i - 0.5, "x1": i + 0.5} for i, value in enumerate(values) if value is None]


def _notes(panel: Description, number: str) -> list[Figure]:
    last = panel.values[0].last
    head = [panel.title, f"{panel.say(panel.values[0], last)} ({panel.categories[last]})"]
    ends = panel.categories[0], panel.categories[-1] if len(panel.categories) > 1 else ""
    shared = {"showarrow": False, "xref": f"x{number} domain", "yref": f"y{number} domain", "name": "chart-panel"}
    return [
        {
            **shared,
            "text": "<br>".join(map(_escaped, head)),
            "align": "left",
            "x": 0,
            "xanchor": "left",
            "y": 1,
            "yanchor": "bottom",
        },
        {**shared, "text": _escaped(ends[0]), "x": 0, "xanchor": "left", "y": 0, "yanchor": "top"},
        {**shared, "text": _escaped(ends[1]), "x": 1, "xanchor": "right", "y": 0, "yanchor": "top"},
    ]


def _escaped(text: str) -> str:
    return escape(text, quote=False)
