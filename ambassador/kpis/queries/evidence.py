"""Who sees a file that proves a figure: all who see the figure, also when another file took its place since."""

from sqlalchemy import select

from ambassador.accounts.models import User
from ambassador.db import db
from ambassador.files.models import StoredFile
from ambassador.kpis.models import Adoption, Entry, EntryEvent
from ambassador.kpis.queries.sight import is_seen


def is_evidence_in_sight(file: StoredFile, viewer: User) -> bool:
    """The story of a figure names every file it ever had."""
    seen = select(Entry.id).join(Adoption, Adoption.id == Entry.adoption_id).where(is_seen(viewer))
    told = seen.join(EntryEvent, EntryEvent.entry_id == Entry.id).where(
        EntryEvent.by_id == file.uploaded_by_id, EntryEvent.after["file_id"].as_integer() == file.id
    )
    current = seen.where(Entry.file_id == file.id)
    return db.session.scalar(current.limit(1)) is not None or db.session.scalar(told.limit(1)) is not None
