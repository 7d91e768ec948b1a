"""Charts: one description, three faces with the same numbers – a table, a drawing, and a Plotly figure.

No database, no HTTP: a feature's queries give the numbers, its view the words. `templates/macros/charts.html` shows them.
"""

from __future__ import annotations

from dataclasses import dataclass

from . import interactive, lying, standalone, upright
from .description import Cell, Description, Format, Kind, Number, Role, Series, Table
from .interactive import Figure
from .lanes import Lane, Point, Span, Symbol, Timeline
from .picture import Picture
from .standalone import write as write_drawing


@dataclass(frozen=True)
class Chart(Description):
    def table(self) -> Table:
        return self.tabulate()

    def svg(self) -> Picture | None:
        """The drawing; none when there is no number to draw, for then `empty` is said instead."""
        if self.is_empty:
            return None
        return lying.draw(self) if self.lies else upright.draw(self)

    def drawn(self, width: int = standalone.WIDTH) -> str | None:
        """The drawing for a document: SVG of that many pixels with its legend; none when there is no number to draw."""
        if self.is_empty:
            return None
        picture = lying.draw(self, width - 2 * standalone.EDGE_ROOM) if self.lies else upright.draw(self)
        return standalone.write(picture, width)

    def plotly(self) -> Figure:
        return interactive.build(self)


__all__ = [
    "Cell",
    "Chart",
    "Figure",
    "Format",
    "Kind",
    "Lane",
    "Number",
    "Picture",
    "Point",
    "Role",
    "Series",
    "Span",
    "Symbol",
    "Table",
    "Timeline",
    "write_drawing",
]
