"""A chart's drawing by itself, for paper: SVG of a fixed width that needs no page, no style sheet and no colour.

The same `Picture` as on the web: percent become pixels, classes become the colours of the light theme, and the legend stands
above. Only plain SVG 1.1 is used, which typst and office programs read. Text is never cut off: what would leave the sheet
moves inwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from . import hatching
from .description import Description
from .picture import LINE, WIDE, Key, Mark, Picture, Rect, Segment, Shape, Text, lines_of, pixels, width_of

WIDTH = 640
"""Pixels of 1/96 inch: as wide as the lines of our A4 pages, with text of 9 points."""
INK, SOFT, EDGE, GRID, SUNKEN, SURFACE, ALARM = (
    "#17211f",
    "#4b5855",
    "#72807c",
    "#d5dcd8",
    "#ebefec",
    "#fff",
    "#a11d2a",
)
TONES = ("#0b5b60", "#b06300", "#8a3d76", "#5b6b7c", "#4d7a1f", "#a8434a")
"""The light theme of `static/tokens.css`."""
DASHES = ("", "7 5", "1 5", "9 4 1 4", "14 5", "14 4 1 4")
REGULAR = {"font-variation-settings": '"wght" 400'}
STRONG = {"font-weight": "600", "font-variation-settings": '"wght" 600'}
"""Typst draws a variable font at its lightest where only the weight is given."""
FONT = {"font-family": "'Source Sans 3'", "font-size": "12.5", **REGULAR}
HALO = {"stroke": SURFACE, "stroke-width": "4", "stroke-linejoin": "round", "paint-order": "stroke"}
STYLES = {
    "chart-box": {"stroke": SURFACE},
    "chart-grid": {"stroke": GRID, "stroke-width": "1"},
    "chart-zero": {"stroke": EDGE, "stroke-width": "1"},
    "chart-track": {"fill": SUNKEN, "stroke": EDGE},
    "chart-gap": {"fill": SUNKEN, "stroke": EDGE, "stroke-dasharray": "2 4"},
    "chart-target": {"stroke": INK, "stroke-width": "2", "stroke-dasharray": "6 4"},
    "chart-baseline": {"stroke": SOFT, "stroke-width": "2", "stroke-dasharray": "2 3"},
    "chart-tick-mark": {"stroke": INK, "stroke-width": "3"},
    "chart-tick": {"fill": SOFT},
    "chart-label": {"fill": SOFT},
    "chart-name": {"fill": INK, **HALO},
    "chart-aside": {"fill": SOFT, **HALO},
    "chart-value": {"fill": INK, **STRONG, **HALO},
    "chart-inside": {"fill": INK, **STRONG, **HALO},
    "chart-mark": {"stroke": SURFACE, "stroke-width": "1.5"},
    "chart-reference": {"fill": SURFACE, "stroke": INK},
    "chart-alarm": {"fill": ALARM},
}
SAMPLE, BETWEEN_KEYS, KEY_LINE = 24, 18, 19
PANEL, PANEL_GAP = 190, 20
"""What a panel of small multiples needs across, and the room between two."""
EDGE_ROOM = 7
"""Left and right of everything, for marks that stand on the ends of the plot."""
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(picture: Picture, width: int = WIDTH) -> str:
    """The SVG document, that many pixels wide."""
    sheet = _Sheet(picture.title, picture.description, picture.keys, width)
    left = EDGE_ROOM + picture.before
    sheet.place(0, left, max(1, width - left - picture.after - EDGE_ROOM), width, sheet.top)
    for shape in picture.shapes:
        sheet.draw(shape)
    return sheet.text(sheet.top + picture.height + 2)


def write_panels(
    title: str,
    description: str,
    keys: Sequence[Key],
    panels: Sequence[tuple[Description, Picture | None]],
    width: int = WIDTH,
) -> str:
    """The same of small multiples: each panel below its name and last number, above its first and last category."""
    sheet = _Sheet(title, description, keys, width)
    columns = max(1, width // PANEL)
    apart = (width - 2 * EDGE_ROOM + PANEL_GAP) / columns
    inner = apart - PANEL_GAP
    for start in range(0, len(panels), columns):
        row = panels[start : start + columns]
        heads = [_head(panel, inner) for panel, _ in row]
        deepest = max(map(len, heads))
        below = sheet.top + LINE * deepest + max((picture.height for _, picture in row if picture), default=0)
        for column, ((panel, picture), head) in enumerate(zip(row, heads, strict=True)):
            left = EDGE_ROOM + column * apart
            sheet.place(left, left, inner, left + inner, sheet.top)
            for index, (line, css) in enumerate(head):
                sheet.draw(Text(0, LINE * (index + 1) - 5, line, css))
            if picture is None:
                continue
            sheet.draw(Text(0, below - sheet.top + 12, _short(panel.categories[0], inner), "chart-label"))
            if len(panel.categories) > 1:
                end = _short(panel.categories[-1], inner)
                sheet.draw(Text(100, below - sheet.top + 12, end, "chart-label", "end"))
            sheet.place(left, left, inner, left + inner, sheet.top + LINE * deepest)
            for shape in picture.shapes:
                sheet.draw(shape)
            sheet.top -= LINE * deepest
        sheet.top = below + LINE + PANEL_GAP
    return sheet.text(sheet.top - PANEL_GAP)


def _head(panel: Description, room: float) -> list[tuple[str, str]]:
    (line,) = panel.values
    last = line.last
    said = panel.missing if last < 0 else f"{panel.say(line, last)} ({panel.categories[last]})"
    names = [(one, "chart-name") for one in lines_of(_clean(panel.title), room, 3)]
    return [*names, *((one, "chart-value") for one in lines_of(_clean(said), room, 2))]


def _short(text: str, room: float) -> str:
    return lines_of(_clean(text), room / 2 - 4, 1)[0]


class _Sheet:
    """What is drawn lies in its place: between `near` and `far`, its plot from `left` on, and below `top`."""

    def __init__(self, title: str, description: str, keys: Sequence[Key], width: int) -> None:
        self.width = width
        self.root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img", **FONT})
        self._say("title", title)
        self._say("desc", description)
        legend = list(self._legend(keys))
        self.place(0, 0, width, width, KEY_LINE * (legend[-1][0] + 1) + 8 if legend else 0)
        for row, x, key, lines in legend:
            self._draw_key(row * KEY_LINE, x, key, lines)

    def place(self, near: float, left: float, plot: float, far: float, top: float) -> None:
        self.near, self.left, self.plot, self.far, self.top = near, left, plot, far, top

    def text(self, height: float) -> str:
        size = f"{self.width} {pixels(height)}"
        for name, value in (("width", str(self.width)), ("height", pixels(height)), ("viewBox", f"0 0 {size}")):
            self.root.set(name, value)
        return ElementTree.tostring(self.root, encoding="unicode")

    def _say(self, tag: str, text: str) -> None:
        SubElement(self.root, tag).text = _clean(text)

    def _legend(self, keys: Sequence[Key]) -> Iterator[tuple[int, float, Key, Sequence[str]]]:
        """Each key with its row and place: as many beside each other as there is room for."""
        row, x = 0, 0.0
        for key in keys:
            lines = lines_of(_clean(key.name), self.width - SAMPLE - 8)
            needed = SAMPLE + 8 + max(map(width_of, lines))
            if x and x + needed > self.width:
                row, x = row + 1, 0.0
            yield row, x, key, lines
            if len(lines) > 1:
                row, x = row + len(lines), 0.0
            else:
                x += needed + BETWEEN_KEYS

    def _draw_key(self, y: float, x: float, key: Key, lines: Sequence[str]) -> None:
        box = x + 1, y + 2, SAMPLE - 2, 12
        level = {"x1": pixels(x), "y1": pixels(y + 8), "x2": pixels(x + SAMPLE), "y2": pixels(y + 8)}
        middle = x + SAMPLE / 2
        if key.sample == "box":
            self._box(*box, f"chart-box chart-tone-{key.tone}", key.tone)
        elif key.sample in ("track", "gap"):
            self._box(*box, f"chart-{key.sample}")
        elif key.sample == "tick":
            upright = {"x1": pixels(middle), "y1": pixels(y + 1), "x2": pixels(middle), "y2": pixels(y + 15)}
            SubElement(self.root, "line", {**upright, **_styled("chart-tick-mark")})
        elif key.sample == "diamond":
            self._mark(middle, y + 8, Mark(0, 0, "diamond", "chart-mark chart-reference"))
        elif key.sample == "mark":
            self._mark(middle, y + 8, Mark(0, 0, key.symbol, key.css))
        elif key.symbol:
            SubElement(self.root, "line", {**level, **_styled(f"chart-line chart-tone-{key.tone}")})
            self._mark(middle, y + 8, Mark(0, 0, key.symbol, f"chart-mark chart-tone-{key.tone}"))
        else:
            SubElement(self.root, "line", {**level, **_styled(f"chart-{key.sample}")})
        for index, line in enumerate(lines):
            place = {"x": pixels(x + SAMPLE + 8), "y": pixels(y + 12 + index * KEY_LINE)}
            SubElement(self.root, "text", {**place, "fill": INK}).text = line

    def x(self, share: float) -> float:
        return self.left + share / 100 * self.plot

    def draw(self, shape: Shape) -> None:
        match shape:
            case Rect():
                left, right = self.x(shape.x), self.x(shape.x + shape.width)
                self._box(left, shape.y + self.top, right - left, shape.height, shape.css, shape.pattern)
            case Segment():
                place = {"x1": self.x(shape.x1), "y1": shape.y1, "x2": self.x(shape.x2), "y2": shape.y2}
                place["y1"] += self.top
                place["y2"] += self.top
                SubElement(self.root, "line", {**_written(place), **_styled(shape.css)})
            case Mark():
                self._mark(self.x(shape.x), shape.y + self.top, shape)
            case Text():
                self._write(shape)

    def _box(self, x: float, y: float, width: float, height: float, css: str, tone: int = 0) -> None:
        """Filled, hatched, then outlined. The lines are drawn one by one: patterns are blurred where they are made pixels."""
        place = {"x": pixels(x), "y": pixels(y), "width": pixels(width), "height": pixels(height)}
        SubElement(self.root, "rect", {**place, **_styled(css)})
        lines = hatching.of_tone(tone, x, y, width, height)
        if lines:
            inside = {"fill": SURFACE} if tone == hatching.SPECKS else {"stroke": SURFACE, "stroke-width": "2"}
            SubElement(self.root, "path", {"d": lines, **inside})

    def _mark(self, x: float, y: float, mark: Mark) -> None:
        place = {"transform": f"translate({pixels(x)} {pixels(y)})", "d": mark.path}
        SubElement(self.root, "path", {**place, **_styled(mark.css)})

    def _write(self, shape: Text) -> None:
        if "chart-roomy" in shape.css and self.width < WIDE:
            return
        text = _clean(shape.text)
        wide = min(width_of(text), self.far - self.near)
        before = {"start": 0.0, "middle": wide / 2, "end": wide}[shape.anchor]
        x = self.x(shape.x) + shape.dx
        x = min(max(x, self.near + before), self.far - wide + before)
        place = {"x": pixels(x), "y": pixels(shape.y + self.top), "text-anchor": shape.anchor}
        SubElement(self.root, "text", {**place, **_styled(shape.css)}).text = text


def _styled(css: str) -> dict[str, str]:
    style: dict[str, str] = {}
    for name in css.split():
        style |= STYLES.get(name, {})
        tone = int(name.removeprefix("chart-tone-")) if name.startswith("chart-tone-") else 0
        if tone and "chart-line" in css:
            dash = {"stroke-dasharray": DASHES[tone - 1]} if DASHES[tone - 1] else {}
            style |= {"stroke": TONES[tone - 1], "stroke-width": "2.5", "stroke-linecap": "round", **dash}
        elif tone:
            style["fill"] = TONES[tone - 1]
    return style


def _written(places: dict[str, float]) -> dict[str, str]:
    return {name: pixels(place) for name, place in places.items()}


def _clean(text: str) -> str:
    """Without the characters that no XML document may hold."""
    return NOT_XML.sub("", text)
