"""The drawing as plain shapes, for a template to write as SVG.

Across, places are in percent of the drawing's width; down, and for text, in pixels: the drawing widens with the page while its
text keeps the reader's size, from a telephone to a wide screen, with no script. Room for text beside the plot (`before`,
`after`) is beside the drawing, in pixels, because a percent is of the plot alone. Colours and fonts are classes.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from textwrap import wrap
from typing import ClassVar

Attributes = dict[str, str]

CHARACTER = 7.6
BROAD = frozenset("WMŒÆ@%‰—…")
LINE = 17
NARROW, WIDE = 250, 440
GUTTER_MARGIN, GUTTER_MOST = 12, 144
TONES = 6
SYMBOLS = ("circle", "square", "triangle", "diamond", "star", "cross")


PATHS = {
    "circle": "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
    "square": "M-4-4h8v8h-8z",
    "triangle": "M0-5L5 4H-5z",
    "diamond": "M0-5.5L5.5 0L0 5.5L-5.5 0z",
    "star": "M0-6L1.8-2H6L2.6.8L4 5L0 2.6L-4 5L-2.6.8L-6-2H-1.8z",
    "cross": "M-5-2h3v-3h4v3h3v4h-3v3h-4v-3h-3z",
    "x": "M-6-3.5L-3.5-6L0-2.5L3.5-6L6-3.5L2.5 0L6 3.5L3.5 6L0 2.5L-3.5 6L-6 3.5L-2.5 0z",
    "check": "M-6 .5L-3.5-2L-1.5 0L4-5.5L6-3L-1.5 5z",
    "dash": "M-6-2H6V2H-6z",
    "play": "M-4-6L6 0L-4 6z",
    "arrow": "M-4-7L4 0L-4 7z",
    "stop": "M-6-2.5L-2.5-6h5L6-2.5v5L2.5 6h-5L-6 2.5z",
    "pen": "M-6 6L-4.500 1.500L3-6L6-3L-1.500 4.500z",
    "page": "M-5-6.500h6.500L5-3v9.500H-5z",
    "envelope": "M-7-5L0 .5L7-5zM-7-3V5H7V-3L0 2.500z",
    "hourglass": "M-5-6.500H5L1 0L5 6.500H-5L-1 0z",
}


@dataclass(frozen=True)
class Rect:
    x: float
    y: float
    width: float
    height: float
    css: str
    pattern: int = 0
    tag: ClassVar[str] = "rect"

    @property
    def attributes(self) -> Attributes:
        return {
            "x": percent(self.x),
            "y": pixels(self.y),
            "width": percent(self.width),
            "height": pixels(self.height),
            "class": self.css,
        }


@dataclass(frozen=True)
class Segment:
    x1: float
    y1: float
    x2: float
    y2: float
    css: str
    tag: ClassVar[str] = "line"

    @property
    def attributes(self) -> Attributes:
        return {
            "x1": percent(self.x1),
            "y1": pixels(self.y1),
            "x2": percent(self.x2),
            "y2": pixels(self.y2),
            "class": self.css,
        }


@dataclass(frozen=True)
class Text:
    """`dx` moves by pixels from the place in percent."""

    x: float
    y: float
    text: str
    css: str
    anchor: str = "start"
    dx: float = 0
    tag: ClassVar[str] = "text"

    @property
    def attributes(self) -> Attributes:
        css = self.css if self.anchor == "start" else f"{self.css} chart-at-{self.anchor}"
        shift = {"dx": pixels(self.dx)} if self.dx else {}
        return {"x": percent(self.x), "y": pixels(self.y), **shift, "class": css}


@dataclass(frozen=True)
class Mark:
    """`note` is shown where one points at the mark."""

    x: float
    y: float
    symbol: str
    css: str
    note: str = ""
    tag: ClassVar[str] = "svg"

    @property
    def attributes(self) -> Attributes:
        return {"x": percent(self.x), "y": pixels(self.y), "class": self.css}

    @property
    def path(self) -> str:
        return PATHS[self.symbol]


Shape = Rect | Segment | Text | Mark


@dataclass(frozen=True)
class Key:
    """One line of the legend: a filled box, a line with its symbol, or a mark alone."""

    name: str
    sample: str
    tone: int
    symbol: str = ""
    css: str = ""

    @property
    def path(self) -> str:
        return PATHS[self.symbol]


@dataclass
class Picture:
    """`rows` keeps, for charts that lie, the middle of each bar by series and category, so that Plotly draws it there too."""

    title: str
    description: str
    height: float = 0
    before: int = 0
    after: int = 0
    keys: list[Key] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    rows: dict[tuple[int, int], float] = field(default_factory=dict)

    def add(self, *shapes: Shape) -> None:
        self.shapes.extend(shapes)


def pixels(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def percent(value: float) -> str:
    return pixels(value) + "%"


def width_of(text: str) -> float:
    """A generous estimate, in pixels."""
    return sum(map(_width_of_letter, text))


def _width_of_letter(letter: str) -> float:
    if letter in BROAD or unicodedata.east_asian_width(letter) in "WF":
        return CHARACTER * 1.65
    return CHARACTER * 1.2 if letter.isupper() else CHARACTER


def percent_of(width: float) -> float:
    """Of the narrowest drawing, so that what does not touch there touches nowhere."""
    return width / NARROW * 100


def gutter(*texts: str) -> int:
    """The padding that holds the longest of the texts."""
    return min(GUTTER_MOST, int(max(map(width_of, texts))) + GUTTER_MARGIN) if any(texts) else 0


def tone(index: int) -> int:
    return index % TONES + 1


def lines_of(text: str, room: float, most: int = 2) -> list[str]:
    """The text on at most so many lines of that many pixels; what does not fit is in the table."""
    letter = max(CHARACTER, max(map(width_of, text.split()), default=0) / max(map(len, text.split()), default=1))
    return wrap(text, max(1, int(room / letter)), max_lines=most, placeholder="…") or [""]
