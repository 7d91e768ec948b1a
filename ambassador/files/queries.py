"""Files in a person's sight: those beneath the conventions they see, those of their own organisation beneath none, and what
a feature that points to a file tells of it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select

from ambassador import audit
from ambassador.db import db
from ambassador.files.models import StoredFile

if TYPE_CHECKING:
    from ambassador.accounts.models import User

Sight = Callable[[StoredFile, "User"], bool]
_SIGHTS: list[Sight] = []


def register_sight(sight: Sight) -> None:
    """Let a feature show a file, beneath no convention, to whoever sees what it belongs to."""
    if sight not in _SIGHTS:
        _SIGHTS.append(sight)


def file(number: int, viewer: "User") -> StoredFile | None:
    is_own = StoredFile.uploaded_by.has(organisation_id=viewer.organisation_id)
    in_sight = or_(
        StoredFile.convention_id.in_(audit.seen_convention_ids(viewer)),
        and_(StoredFile.convention_id.is_(None), is_own),
    )
    found = db.session.scalar(select(StoredFile).where(StoredFile.id == number, in_sight))
    return found or _shown_by_a_feature(number, viewer)


def _shown_by_a_feature(number: int, viewer: "User") -> StoredFile | None:
    file = db.session.get(StoredFile, number)
    if file is None or file.convention_id is not None:
        return None
    return file if any(sight(file, viewer) for sight in _SIGHTS) else None
