"""Long lists, one page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from flask import request

Row = TypeVar("Row")
SIZE = 50
_FURTHEST = 10**6


@dataclass(frozen=True)
class Page(Generic[Row]):
    """The rows of one page, and how many there are in all."""

    rows: Sequence[Row]
    number: int
    total: int
    size: int = SIZE

    @property
    def pages(self) -> int:
        return pages_for(self.total, self.size)

    def url_for_page(self, number: int) -> str:
        """The address of another page of the same list, its filters kept."""
        kept = [(name, value) for name, value in request.args.items(multi=True) if name != "page"]
        return f"{request.path}?{urlencode([*kept, ('page', number)])}"


def pages_for(total: int, size: int = SIZE) -> int:
    """How many pages that many rows need; an empty list has one."""
    return max(1, -(-total // size))


def nearest(number: int, total: int, size: int = SIZE) -> int:
    """The page itself, or the last one where the list has become shorter."""
    return min(max(1, number), pages_for(total, size))


def asked_page() -> int:
    """The page that the address asks for; nonsense means the first."""
    number = request.args.get("page", 1, type=int)
    return min(max(1, number), _FURTHEST)
