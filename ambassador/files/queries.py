"""Files in a person's sight: those beneath the conventions they see, and those of their own organisation beneath none."""

from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select

from ambassador import audit
from ambassador.db import db
from ambassador.files.models import StoredFile

if TYPE_CHECKING:
    from ambassador.accounts.models import User


def file(number: int, viewer: "User") -> StoredFile | None:
    is_own = StoredFile.uploaded_by.has(organisation_id=viewer.organisation_id)
    in_sight = or_(
        StoredFile.convention_id.in_(audit.seen_convention_ids(viewer)),
        and_(StoredFile.convention_id.is_(None), is_own),
    )
    return db.session.scalar(select(StoredFile).where(StoredFile.id == number, in_sight))
