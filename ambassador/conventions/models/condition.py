"""The story of a condition: when it was recorded as met, by whom, with what proof, and whether that was undone."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ambassador.accounts.models import User
from ambassador.audit import Audited
from ambassador.conventions.models.commitment import Commitment
from ambassador.db import Model, Numbered, same_presence
from ambassador.files import StoredFile


class ConditionRecord(Audited, Numbered, Model):
    """A commitment's condition recorded as met. `Commitment.condition_met_on` is the day of the one that stands."""

    __tablename__ = "condition_record"
    __table_args__ = (
        same_presence("undone_by_id", "undone_at", name="undone"),
        CheckConstraint("undone_at IS NULL OR undone_reason <> ''", name="undone_with_reason"),
    )

    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitment.id"), index=True)
    met_on: Mapped[date]
    note: Mapped[str] = mapped_column(Text, default="")
    link: Mapped[str] = mapped_column(String(500), default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    undone_at: Mapped[datetime | None]
    undone_reason: Mapped[str] = mapped_column(Text, default="")

    commitment: Mapped[Commitment] = relationship()
    file: Mapped[StoredFile | None] = relationship()
    recorded_by: Mapped[User] = relationship(foreign_keys=[recorded_by_id])
    undone_by: Mapped[User | None] = relationship(foreign_keys=[undone_by_id])

    def audit_subject(self) -> tuple[str, int]:
        return "Convention", self.commitment.convention_id

    def audit_convention_id(self) -> int | None:
        return self.commitment.convention_id
