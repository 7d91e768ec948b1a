"""One chart: what it says, and its faces."""

from __future__ import annotations

from dataclasses import dataclass

from . import interactive, lying, standalone, upright
from .description import Description, Table
from .interactive import Figure
from .picture import Picture


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
