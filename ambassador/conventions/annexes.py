"""What other features add to a convention's record: a table each, registered when the application is made."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from ambassador.accounts.models import User
from ambassador.conventions.models import Convention
from ambassador.documents import Cell


@dataclass(frozen=True)
class Annex:
    """A table under its title, with a sentence that says what it comes to."""

    title: str
    lead: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]


Finder = Callable[[Convention, User, date, bool], Annex | None]
"""(convention, viewer, day, is_past) → what is known on the day; of a past day, what was planned then is not known."""
_FINDERS: list[Finder] = []


def register(finder: Finder) -> None:
    if finder not in _FINDERS:
        _FINDERS.append(finder)


def of_convention(convention: Convention, viewer: User, day: date, is_past: bool) -> list[Annex]:
    found = (finder(convention, viewer, day, is_past) for finder in _FINDERS)
    return [annex for annex in found if annex is not None]
