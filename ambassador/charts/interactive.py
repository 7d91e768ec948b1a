"""The Plotly face: a plain dictionary, with floats only here at the edge.

Colours and fonts are the page's, so `static/charts.js` fills them in from `meta` (traces) and `name` (annotations, shapes).
Every text is escaped, since Plotly reads a little HTML in labels. The plot lies exactly where the drawing's does.
"""

from __future__ import annotations

from html import escape
from typing import Any

from . import lying, upright
from .description import Description, Kind, Number, Role, Series
from .picture import Picture, Rect, Segment, Text, tone

Figure = dict[str, Any]

PATTERNS = ("", "/", ".", "-", "x", "\\")
SYMBOLS = ("circle", "square", "triangle-up", "diamond", "star", "x")
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
HAIR = 0.006  # a line along the highest tick keeps its thickness
NOTES = ("chart-value", "chart-inside", "chart-aside")
ANCHORS = {"start": "left", "middle": "center", "end": "right"}


def build(chart: Description) -> Figure:
    if chart.is_empty:
        return {"data": [], "layout": {}}
    return _lying(chart) if chart.lies else _upright(chart)


def _number(value: Number | None) -> float | None:
    return None if value is None else float(value)


def _hover(chart: Description, series: Series, position: int) -> str:
    named = f"{series.name} – " if len(chart.series) > 1 else ""
    return (
        escape(chart.categories[position], quote=False)
        + "<br>"
        + escape(named + chart.say(series, position), quote=False)
    )


def _meta(chart: Description, series: Series) -> dict[str, Any]:
    is_value = series.role is Role.VALUE
    return {"role": str(series.role), "tone": tone(chart.rank(series)) if is_value else 0}


def trace(chart: Description, series: Series, positions: range, **more: Any) -> Figure:
    return {
        "name": escape(series.name, quote=False),
        "hovertext": [_hover(chart, series, position) for position in positions],
        "hoverinfo": "text",
        "meta": _meta(chart, series),
        **more,
    }


def _bar(chart: Description, series: Series) -> Figure:
    pattern = PATTERNS[tone(chart.rank(series)) - 1]
    return {"type": "bar", "marker": {"pattern": {"shape": pattern, "size": 6, "solidity": 0.35}}}


def _layout(picture: Picture, top: float, bottom: float) -> Figure:
    margin = {"l": picture.before, "r": picture.after, "t": top, "b": bottom, "pad": 0}
    return {"height": picture.height, "margin": margin, "showlegend": False}


def _upright(chart: Description) -> Figure:
    picture = upright.draw(chart)
    scale = upright.scale_of(chart)
    everywhere = range(len(chart.categories))
    names = _distinct(
        ["<br>".join(escape(line, quote=False) for line in lines) for lines in upright.wrap_labels(chart)]
    )
    slot, reach = 100 / len(names), float(scale.high - scale.low)
    data = []
    for series in chart.series:
        points = {"x": names, "y": [_number(value) for value in series.values]}
        if chart.kind is not Kind.LINE:
            data.append(trace(chart, series, everywhere, **points, **_bar(chart, series)))
            continue
        index = chart.rank(series)
        line = {
            Role.VALUE: {"dash": DASHES[index % len(DASHES)], "shape": "linear"},
            Role.TARGET: {"dash": "dash", "shape": "hvh"},
            Role.BASELINE: {"dash": "dot", "shape": "hvh"},
        }[series.role]
        is_value = series.role is Role.VALUE
        marker = {"marker": {"symbol": SYMBOLS[index % len(SYMBOLS)]}} if is_value else {}
        mode = "lines+markers" if is_value else "lines"
        more = {"type": "scatter", "mode": mode, "line": line, "connectgaps": False, "cliponaxis": False, **marker}
        data.append(trace(chart, series, everywhere, **points, **more))
    layout = _layout(picture, upright.TOP, picture.height - upright.TOP - upright.PLOT)
    layout["xaxis"] = {"type": "category", "range": [-0.5, len(names) - 0.5], "tickangle": 0, "showgrid": False}
    layout["yaxis"] = {
        "range": [float(scale.low), float(scale.high) + reach * HAIR],
        "tickvals": [float(tick) for tick in scale.ticks],
        "ticktext": [escape(chart.write_axis(tick), quote=False) for tick in scale.ticks],
        "zeroline": scale.low <= 0 <= scale.high,
    }

    def place(x: float) -> float:
        return round(x / slot - 0.5, 4)

    def value(y: float) -> float:
        return float(scale.low) + (upright.TOP + upright.PLOT - y) / upright.PLOT * reach

    notes = [shape for shape in picture.shapes if isinstance(shape, Text) and shape.css.split()[0] in NOTES]
    layout["annotations"] = [
        _annotate(note) | {"y": value(note.y - 5)} | ({} if note.x == 100 else {"xref": "x", "x": place(note.x)})
        for note in notes
    ]
    gaps = [shape for shape in picture.shapes if isinstance(shape, Rect) and shape.css == "chart-gap"]
    layout["shapes"] = [
        _copy(gap)
        | {"xref": "x", "x0": place(gap.x), "x1": place(gap.x + gap.width), "yref": "paper", "y0": 0, "y1": 1}
        for gap in gaps
    ]
    layout["barmode"] = "relative" if chart.kind is Kind.STACKED else "group"
    layout["bargap"] = round(1 - upright.COLUMN_SHARE, 2)
    return {"data": data, "layout": layout}


def _lying(chart: Description) -> Figure:
    picture = lying.draw(chart)
    everywhere = range(len(chart.categories))
    layout = _layout(picture, 0, 0)
    layout["barmode"] = "relative" if chart.kind is Kind.STACKED else "overlay"
    layout["yaxis"] = {"range": [picture.height, 0], "visible": False, "fixedrange": True}
    shared = lying.scale_of(chart, None)
    layout["xaxis"] = {"range": [float(shared.low), float(shared.high)], "visible": False, "fixedrange": True}
    groups = [range(place, place + 1) for place in everywhere] if lying.has_own_scales(chart) else [everywhere]
    data = []
    for number, positions in enumerate(groups, 1):
        axis = "" if number == 1 else str(number)
        if lying.has_own_scales(chart):
            own = lying.scale_of(chart, positions.start)
            layout[f"xaxis{axis}"] = {**layout["xaxis"], "range": [float(own.low), float(own.high)]}
            if axis:
                layout[f"xaxis{axis}"]["overlaying"] = "x"
        for index, series in enumerate(chart.series):
            points: Figure = {
                "x": [_number(series.values[position]) for position in positions],
                "y": [picture.rows[index, position] for position in positions],
                "xaxis": f"x{axis}",
            }
            if _is_hidden(chart, positions.start):
                points["opacity"] = 0
            data.append(trace(chart, series, positions, **points, **_row_style(chart, series)))
    layout["annotations"] = [_annotate(shape) for shape in picture.shapes if isinstance(shape, Text)]
    layout["shapes"] = [
        _copy(shape) for shape in picture.shapes if isinstance(shape, Segment | Rect) and _is_ground(shape)
    ]
    return {"data": data, "layout": layout}


def _row_style(chart: Description, series: Series) -> Figure:
    if series.role is Role.VALUE:
        width = {Kind.BAR: lying.BAR, Kind.STACKED: lying.STACK, Kind.BULLET: lying.TRACK - 4}
        return {**_bar(chart, series), "orientation": "h", "width": width.get(chart.kind, lying.TRACK)}
    symbol = "line-ns" if series.role is Role.TARGET else "diamond"
    return {"type": "scatter", "mode": "markers", "marker": {"symbol": symbol}, "cliponaxis": False}


def _is_hidden(chart: Description, position: int) -> bool:
    """Progress towards no target has a number and no length."""
    target = chart.of(Role.TARGET)
    return chart.kind is Kind.PROGRESS and (target is None or target.values[position] is None)


def _is_ground(shape: Segment | Rect) -> bool:
    return shape.css in ("chart-track", "chart-zero")


def _annotate(text: Text) -> Figure:
    return {
        "text": escape(text.text, quote=False),
        "name": text.css,
        "x": text.x / 100,
        "xref": "paper",
        "xanchor": ANCHORS[text.anchor],
        "xshift": text.dx,
        "y": text.y - 5,
        "yref": "y",
        "yanchor": "middle",
        "showarrow": False,
    }


def _copy(shape: Segment | Rect) -> Figure:
    if isinstance(shape, Rect):
        ends = {"x0": shape.x / 100, "x1": (shape.x + shape.width) / 100, "y0": shape.y, "y1": shape.y + shape.height}
    else:
        ends = {"x0": shape.x1 / 100, "x1": shape.x2 / 100, "y0": shape.y1, "y1": shape.y2}
    layer = "below" if isinstance(shape, Rect) else "above"
    return {"type": shape.tag, "name": shape.css, "xref": "paper", "yref": "y", "layer": layer, **ends}


def _distinct(names: list[str]) -> list[str]:
    """Plotly draws categories of one name as one: a second one gets an invisible mark."""
    seen: dict[str, int] = {}
    distinct = []
    for name in names:
        count = seen.get(name, 0)
        seen[name] = count + 1
        distinct.append(name + "\N{ZERO WIDTH SPACE}" * count)
    return distinct
