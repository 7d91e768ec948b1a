"""What the database knows of a file."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ambassador.audit import Audited
from ambassador.db import Model, Numbered

if TYPE_CHECKING:
    from ambassador.accounts.models import User


class StoredFile(Audited, Numbered, Model):
    """One upload. It never changes: other content is another file."""

    __tablename__ = "stored_file"
    __table_args__ = (CheckConstraint("size >= 0", name="size_not_negative"),)
    audit_hidden = frozenset({"stored_as"})

    name: Mapped[str] = mapped_column(String(200))
    """As the person's own file was called, cleaned: for display and download only."""
    stored_as: Mapped[str] = mapped_column(String(64), unique=True)
    """A random name, one for each upload."""
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    """Bytes."""
    sha256: Mapped[str] = mapped_column(String(64))
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    uploaded_at: Mapped[datetime]
    convention_id: Mapped[int | None] = mapped_column(ForeignKey("convention.id"))
    """The convention it lies beneath; None: seen by all of the uploader's organisation."""

    uploaded_by: Mapped["User"] = relationship()

    def audit_convention_id(self) -> int | None:
        return self.convention_id
