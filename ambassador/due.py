"""What is due from a person. Each feature registers what it finds; Home shows it, soonest first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ambassador.accounts.models import User


@dataclass(frozen=True)
class Due:
    """One thing to do: a message in French to be translated at the edge, its parameters, and where to do it."""

    message: str
    endpoint: str
    arguments: dict[str, Any]
    on: date | None
    parameters: dict[str, Any]

    def is_overdue(self, today: date) -> bool:
        return self.on is not None and self.on < today


Finder = Callable[["User", date], list[Due]]
_FINDERS: list[Finder] = []


def register(finder: Finder) -> None:
    if finder not in _FINDERS:
        _FINDERS.append(finder)


def due_from(viewer: "User", today: date) -> list[Due]:
    """All that is due from the person, soonest first, what has no date last."""
    found = [item for finder in _FINDERS for item in finder(viewer, today)]
    return sorted(found, key=lambda item: (item.on is None, item.on or today, item.endpoint))
