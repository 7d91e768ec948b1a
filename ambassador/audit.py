"""Every change: who, when, what, old → new, written in the same transaction as the change itself.

Models that inherit `Audited` are recorded by the session; no feature writes the audit by hand. Secrets are never recorded.
"""

from collections.abc import Callable, Collection, Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import ColumnElement, Connection, ForeignKey, Index, String, event, func, insert, inspect, or_, select
from sqlalchemy.orm import Mapped, Mapper, Session, UOWTransaction, mapped_column, object_session
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.types import JSON

from ambassador.db import Model, Numbered, db
from ambassador.translated import Translated

if TYPE_CHECKING:
    from ambassador.accounts.models import User


class AuditAction(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    DELETED = "deleted"


@dataclass(frozen=True)
class Actor:
    """Who changes, and when: set at the edge for each request or command."""

    user_id: int | None
    now: datetime


actor: ContextVar[Actor | None] = ContextVar("actor", default=None)


class Audited:
    """A model whose changes are recorded."""

    if TYPE_CHECKING:
        id: Mapped[int]

    audit_hidden: ClassVar[frozenset[str]] = frozenset()
    """Columns never recorded: secrets, and what changes with every write."""

    def audit_subject(self) -> tuple[str, int]:
        """The thing on whose page the change is shown: the row itself, or the one it hangs below."""
        return type(self).__name__, self.id

    def audit_convention_id(self) -> int | None:
        """The convention the row lies beneath: only its parties' people see the change."""
        return None


class AuditEvent(Numbered, Model):
    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_subject", "subject", "subject_id"),)

    at: Mapped[datetime] = mapped_column(index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    action: Mapped[AuditAction]
    model: Mapped[str] = mapped_column(String(60))
    row_id: Mapped[int]
    subject: Mapped[str] = mapped_column(String(60))
    subject_id: Mapped[int]
    convention_id: Mapped[int | None] = mapped_column(index=True)
    changes: Mapped[dict[str, list[Any]]] = mapped_column(JSON)
    """Column → [old, new]. A personal value can later be replaced by null without touching the rest."""


_NEVER = frozenset({"id", "version"})


_DELETED = "ambassador.audit.deleted"


@event.listens_for(Session, "before_flush")
def _begin(session: Session, *_: Any) -> None:
    session.info[_DELETED] = []


@event.listens_for(Audited, "before_delete", propagate=True)
def _remember_deleted(mapper: Mapper[Any], _connection: Connection, row: Audited) -> None:
    """Whatever is deleted comes by here, also what only left a collection that owned it: `session.deleted` lacks that.
    Such a row has lost its owner by then and is given it back, so that it can still say on whose page it is told."""
    session = object_session(row)
    assert session is not None
    for relation in mapper.relationships:
        history = inspect(row).attrs[relation.key].history
        if not relation.uselist and history.deleted and getattr(row, relation.key) is None:
            set_committed_value(row, relation.key, history.deleted[0])
    session.info[_DELETED].append(row)


@event.listens_for(Session, "after_flush")
def _record(session: Session, _context: UOWTransaction) -> None:
    deleted = session.info[_DELETED]
    rows = [
        record
        for objects, action in (
            (session.new, AuditAction.CREATED),
            (session.dirty, AuditAction.CHANGED),
            (deleted, AuditAction.DELETED),
        )
        for row in objects
        if isinstance(row, Audited)
        and (action is AuditAction.DELETED or row not in deleted)
        and (record := _describe(row, action))
    ]
    if rows:
        session.connection().execute(insert(AuditEvent), rows)


def _describe(row: Audited, action: AuditAction) -> dict[str, Any] | None:
    changes = dict(_changes(row, action))
    if not changes and action is not AuditAction.DELETED:
        return None
    who = actor.get()
    subject, subject_id = row.audit_subject()
    return {
        "at": who.now if who else datetime.now(UTC),
        "user_id": who.user_id if who else None,
        "action": action,
        "model": type(row).__name__,
        "row_id": row.id,
        "subject": subject,
        "subject_id": subject_id,
        "convention_id": row.audit_convention_id(),
        "changes": changes,
    }


def _changes(row: Audited, action: AuditAction) -> Iterable[tuple[str, list[Any]]]:
    state = inspect(row)
    for attribute in state.mapper.column_attrs:
        name = attribute.key
        if name in _NEVER or name in row.audit_hidden:
            continue
        history = state.attrs[name].history
        if action is AuditAction.DELETED:
            old, new = next(iter(history.unchanged or history.deleted), None), None
        else:
            if not history.has_changes():
                continue
            old, new = next(iter(history.deleted), None), next(iter(history.added), None)
        if old != new:
            yield name, [_writable(old), _writable(new)]


def _writable(value: Any) -> Any:
    match value:
        case Translated():
            return value.texts()
        case Decimal() | date():
            return str(value)
        case _:
            return value


def events_about(subject: str, subject_id: int, limit: int = 50) -> list[AuditEvent]:
    """The changes of one thing and what hangs below it, newest first."""
    chosen = select(AuditEvent).where(AuditEvent.subject == subject, AuditEvent.subject_id == subject_id)
    return list(db.session.scalars(chosen.order_by(AuditEvent.at.desc(), AuditEvent.id.desc()).limit(limit)))


def redact(row: Audited, columns: Collection[str]) -> None:
    """Take personal values out of all that was recorded of a row. Who changed it, when, and which columns, stays."""
    db.session.flush()
    subject, subject_id = row.audit_subject()
    chosen = select(AuditEvent).where(AuditEvent.subject == subject, AuditEvent.subject_id == subject_id)
    for event_ in db.session.scalars(chosen.where(AuditEvent.model == type(row).__name__, AuditEvent.row_id == row.id)):
        if not event_.changes.keys().isdisjoint(columns):
            event_.changes = {
                name: [None, None] if name in columns else values for name, values in event_.changes.items()
            }
    db.session.flush()


Scope = Callable[["User"], Collection[int]]
_SCOPES: list[Scope] = []


def register_scope(seen: Scope) -> None:
    """Say which conventions a person sees: `seen(viewer)` gives the numbers of those whose party their organisation is.

    The conventions feature calls this once in its `init`. Changes beneath any other convention are shown to nobody; while
    nothing is registered, that is all of them.
    """
    if seen not in _SCOPES:
        _SCOPES.append(seen)


def seen_convention_ids(viewer: "User") -> set[int]:
    """The conventions beneath which the viewer may see changes."""
    return {number for seen in _SCOPES for number in seen(viewer)}


@dataclass(frozen=True)
class Sought:
    """Which changes a list shows: none beneath conventions outside `convention_ids`; by one person, of one model."""

    convention_ids: Collection[int]
    user_id: int | None = None
    model: str = ""


def events(sought: Sought, limit: int, offset: int = 0) -> list[AuditEvent]:
    """The changes, newest first."""
    chosen = select(AuditEvent).where(*_conditions(sought)).order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
    return list(db.session.scalars(chosen.limit(limit).offset(offset)))


def count_events(sought: Sought) -> int:
    return db.session.scalar(select(func.count(AuditEvent.id)).where(*_conditions(sought))) or 0


def _conditions(sought: Sought) -> list[ColumnElement[bool]]:
    conditions = [or_(AuditEvent.convention_id.is_(None), AuditEvent.convention_id.in_(list(sought.convention_ids)))]
    if sought.user_id is not None:
        conditions.append(AuditEvent.user_id == sought.user_id)
    if sought.model:
        conditions.append(AuditEvent.model == sought.model)
    return conditions
