"""Small multiples: many lines side by side, each in a small panel of one shape, so that the eye compares their ways.

A panel is a line chart whose title is its name. Texts stand outside the drawings, where they find their own room; the table has
every panel's numbers one below the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from . import panels, standalone
from .chart import Chart
from .description import IDENTIFIER, Cell, Description, Kind, Number, Series, Table
from .interactive import Figure
from .picture import Key, Picture
from .scale import Scale


@dataclass(frozen=True)
class Multiples:
    """`title` is the finding in words, `panel_label` the name of what the panels are. Each panel has a scale of its own, or
    all have one."""

    id: str
    title: str
    panels: Sequence[Chart]
    panel_label: str
    unit: str = ""
    note: str = ""
    missing: str = "–"
    empty: str = ""
    shares_scale: bool = False

    def __post_init__(self) -> None:
        if not IDENTIFIER.match(self.id):
            raise ValueError(f"{self.id!r} cannot be the id of a chart: lower-case letters, digits and hyphens")
        if any(panel.kind is not Kind.LINE or len(panel.values) != 1 for panel in self.panels):
            raise ValueError(f"{self.id}: a panel is a line chart of one value")

    @property
    def is_empty(self) -> bool:
        return all(panel.is_empty for panel in self.panels)

    @property
    def scales(self) -> list[Scale]:
        return panels.scales(self.panels, shares=self.shares_scale)

    @property
    def keys(self) -> list[Key]:
        """The legend, once for all panels."""
        return panels.keys(self.panels, self.missing)

    @property
    def names(self) -> list[str]:
        """Of all series, each once."""
        return list(dict.fromkeys(series.name for panel in self.panels for series in panel.series))

    def drawings(self) -> list[tuple[Chart, Picture | None]]:
        """Each panel with its drawing; none where it has no number."""
        drawn = zip(self.panels, self.scales, strict=True)
        return [(panel, None if panel.is_empty else panels.draw(panel, scale)) for panel, scale in drawn]

    def drawn(self, width: int = standalone.WIDTH) -> str | None:
        """All panels on one sheet for a document, as many beside each other as there is room for."""
        if self.is_empty:
            return None
        return standalone.write_panels(self.title, self.tell(), self.keys, self.drawings(), width)

    def plotly(self) -> Figure:
        return panels.build(self.panels, self.scales)

    def table(self) -> Table:
        label = next((panel.category_label for panel in self.panels), "")
        rows = [
            (panel.title, (Cell(panel.categories[place]), *cells))
            for panel, cells_of_rows in ((panel, self._cells(panel)) for panel in self.panels)
            for place, cells in enumerate(cells_of_rows)
        ]
        return Table((self.panel_label, label, *self.names), tuple(rows))

    def exact(self) -> list[list[str | Number]]:
        """The table's head and rows, each number itself in the place of how it is written."""
        rows: list[list[str | Number]] = [list(self.table().head)]
        for panel in self.panels:
            for place, category in enumerate(panel.categories):
                rows.append([panel.title, category, *(self._exact(panel, one, place) for one in self._series(panel))])
        return rows

    def tell(self) -> str:
        """The text alternative: what each panel says."""
        return ". ".join(f"{panel.title} – {panel.tell()}" for panel in self.panels if not panel.is_empty) or self.empty

    def _series(self, panel: Description) -> Iterator[Series | None]:
        for name in self.names:
            yield next((series for series in panel.series if series.name == name), None)

    def _cells(self, panel: Description) -> Iterator[list[Cell]]:
        for place in range(len(panel.categories)):
            yield [
                Cell("", is_missing=True)
                if series is None
                else Cell(
                    panel.say(series, place),
                    series.links[place] if series.links else None,
                    series.values[place] is None,
                )
                for series in self._series(panel)
            ]

    def _exact(self, panel: Description, series: Series | None, place: int) -> str | Number:
        if series is None:
            return ""
        value = series.values[place]
        return panel.say(series, place) if value is None else value
