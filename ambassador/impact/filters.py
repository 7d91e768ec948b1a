"""What a report is narrowed to, as a link carries it: a theme of the collective track, an axis of the charter."""

from collections.abc import Mapping
from dataclasses import dataclass

from ambassador.webinars.models import Theme

WITHOUT_AXIS = "none"


@dataclass(frozen=True)
class Filters:
    """`axis` is its place in the charter, or `WITHOUT_AXIS` for what has no known axis. None narrows nothing."""

    theme: Theme | None = None
    axis: str | None = None

    @property
    def arguments(self) -> dict[str, str]:
        found = {"theme": self.theme.value if self.theme else None, "axis": self.axis}
        return {name: value for name, value in found.items() if value is not None}


NO_FILTERS = Filters()


def read(asked: Mapping[str, str]) -> tuple[Filters, bool]:
    """What the address asks for, and whether all of it was understood."""
    theme, axis = asked.get("theme") or None, asked.get("axis") or None
    known_theme = Theme(theme) if theme in list(Theme) else None
    known_axis = axis if axis == WITHOUT_AXIS or ((axis or "").isascii() and (axis or "").isdigit()) else None
    is_understood = (known_theme is not None or theme is None) and (known_axis is not None or axis is None)
    return Filters(known_theme, known_axis), is_understood
