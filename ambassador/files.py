"""Files that people upload. The database knows name, size, type and SHA-256; the content lies under `instance/uploads`."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ambassador.audit import Audited
from ambassador.db import Model, Numbered


class StoredFile(Audited, Numbered, Model):
    __tablename__ = "stored_file"
    __table_args__ = (CheckConstraint("size >= 0", name="size_not_negative"),)

    name: Mapped[str] = mapped_column(String(200))
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

    def audit_convention_id(self) -> int | None:
        return self.convention_id
