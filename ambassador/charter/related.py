"""What other features know of an action: each registers what it shows on the action's page."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from ambassador.charter.models import Action
from ambassador.translated import Translated

if TYPE_CHECKING:
    from ambassador.accounts.models import User


@dataclass(frozen=True)
class Related:
    """One thing linked to an action, and where it is."""

    text: Translated | str
    endpoint: str
    arguments: dict[str, Any] = field(default_factory=dict)
    on: date | None = None


Finder = Callable[[Action, "User"], list[Related]]
_FINDERS: dict[Finder, Any] = {}


def register(title: Any, finder: Finder) -> None:
    """`title` is a lazy text that heads the list: "Séances de suivi"."""
    _FINDERS[finder] = title


def related_to(action: Action, viewer: "User") -> list[tuple[Any, list[Related]]]:
    """Each kind of linked things in the viewer's sight: its title and the things."""
    return [(title, finder(action, viewer)) for finder, title in _FINDERS.items()]
