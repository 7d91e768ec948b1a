"""What other features know of an action or a charter: each registers what it shows on their pages."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from ambassador.charter.models import Action, Charter
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


Place = Callable[[Charter], tuple[str, dict[str, Any]]]
_PAGES: dict[Place, Any] = {}


def register_page(title: Any, place: Place) -> None:
    """A page about a charter in another feature: `title` is a lazy text, `place` gives its endpoint and arguments."""
    _PAGES[place] = title


def pages_about(charter: Charter) -> list[tuple[Any, str, dict[str, Any]]]:
    """Title, endpoint and arguments of each page."""
    return [(title, *place(charter)) for place, title in _PAGES.items()]
