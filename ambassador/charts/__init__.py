"""Charts: one description, three faces with the same numbers – a table, a drawing, and a Plotly figure.

No database, no HTTP: a feature's queries give the numbers, its view the words. `templates/macros/charts.html` shows them.
"""

from __future__ import annotations

from .chart import Chart
from .description import Cell, Format, Kind, Number, Role, Series, Table
from .interactive import Figure
from .lanes import Lane, Point, Span, Symbol, Timeline
from .multiples import Multiples
from .picture import Picture
from .standalone import write as write_drawing

__all__ = [
    "Cell",
    "Chart",
    "Figure",
    "Format",
    "Kind",
    "Lane",
    "Multiples",
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
