"""What was published stays as it was: no service, and nothing that goes around the services, changes an edition."""

from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import InstanceState, Session

from ambassador.conventions.models import Approval, ApprovalState
from ambassador.impact.models.edition import Edition, Narrative, Quote

FORGOTTEN = ""
"""The one change that is let through: the salt of a quote is forgotten when its testimonial is withdrawn."""


class PublishedChanged(RuntimeError):  # noqa: N818 - it names what happened
    """Something would have changed a published edition: a mistake in the code, since every rule refuses it before."""


@event.listens_for(Session, "before_flush")
def _keep(session: Session, *_: Any) -> None:
    for row in [*session.new, *session.dirty, *session.deleted]:
        edition = _edition_of(row)
        if edition is None or edition in session.new or not _was_published(edition, session):
            continue
        if row in session.new or row in session.deleted or _changes(row):
            raise PublishedChanged(f"edition {edition.id} is published: its {type(row).__name__} cannot change")


def _was_published(edition: Edition, session: Session) -> bool:
    """By the approval that it had, whatever it is given now."""
    number = edition.approval_id
    history = _state(edition).attrs.approval_id.history
    if history.has_changes():
        number = next((old for old in history.deleted or () if isinstance(old, int)), None)
    return number is not None and session.get_one(Approval, number).state is ApprovalState.APPROVED


def _edition_of(row: object) -> Edition | None:
    match row:
        case Edition():
            return row
        case Narrative() | Quote():
            owners: list[Edition | None] = [row.edition, *_state(row).attrs.edition.history.deleted]
            return next((one for one in owners if one is not None), None)
    return None


def _changes(row: Edition | Narrative | Quote) -> bool:
    """Of its columns, or of what it belongs to; its lists are rows of their own."""
    state = _state(row)
    own = [*state.mapper.column_attrs, *(one for one in state.mapper.relationships if not one.uselist)]
    changed = {one.key for one in own if state.attrs[one.key].history.has_changes()}
    return bool(changed) and not (isinstance(row, Quote) and changed == {"salt"} and row.salt == FORGOTTEN)


def _state(row: object) -> InstanceState[Any]:
    state: InstanceState[Any] = inspect(row)
    return state
