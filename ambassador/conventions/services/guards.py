"""What keeps a change from breaking what hangs on it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError

from ambassador.errors import RuleBroken


@contextmanager
def refused_where_used(message: str) -> Iterator[None]:
    """What other rows point to stays, whichever feature they belong to: the database knows."""
    try:
        yield
    except IntegrityError as error:
        raise RuleBroken(message) from error
