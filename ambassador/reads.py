"""Reads that several parts of one page need: made once, and handed to whoever asks again.

They are remembered in the database session, so never longer than one request, and forgotten as soon as anything is
written, committed or rolled back. What was read must not be changed by whoever asks for it.
"""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session

from ambassador.db import db

P = ParamSpec("P")
T = TypeVar("T")

_PLACE = "ambassador.reads"


def once(read: Callable[P, T]) -> Callable[P, T]:
    """Run the read once for the same arguments."""

    @wraps(read)
    def remembered(*args: P.args, **kwargs: P.kwargs) -> T:
        known = _known(read)
        key = (args, tuple(sorted(kwargs.items())))
        if key not in known:
            known[key] = read(*args, **kwargs)
        found: T = known[key]
        return found

    return remembered


def once_each(read: Callable[[Collection[int]], dict[int, list[T]]]) -> Callable[[Collection[int]], dict[int, list[T]]]:
    """For a read of what belongs to each of some rows, by their numbers: only those that are not known yet are read."""

    @wraps(read)
    def remembered(numbers: Collection[int]) -> dict[int, list[T]]:
        known = _known(read)
        if missing := [number for number in numbers if number not in known]:
            found = read(missing)
            known.update({number: found.get(number, []) for number in missing})
        return {number: known[number] for number in numbers}

    return remembered


def _known(read: object) -> dict[Any, Any]:
    """What the read has found already. What waits to be written is written first, as before any other read."""
    session = db.session()
    if session.autoflush and (session.new or session.dirty or session.deleted):
        session.flush()
    everything: dict[object, dict[Any, Any]] = session.info.setdefault(_PLACE, {})
    return everything.setdefault(read, {})


def _forget(session: Session, *_: object) -> None:
    session.info.pop(_PLACE, None)


def _forget_before_writing(state: ORMExecuteState) -> None:
    if not state.is_select:
        _forget(state.session)


for _name in ("after_flush", "after_commit", "after_rollback", "after_soft_rollback"):
    event.listen(Session, _name, _forget)
event.listen(Session, "do_orm_execute", _forget_before_writing)
