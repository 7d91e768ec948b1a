"""Corrections after the end of a convention."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ambassador.audit import Audited
from ambassador.conventions.models.convention import Convention
from ambassador.db import Model, Numbered


class Correction(Audited, Numbered, Model):
    """Leave to change a convention after its end, for one day, with the reason that the history keeps."""

    __tablename__ = "correction"
    __table_args__ = (CheckConstraint("closed_on >= opened_on", name="closed_after_opened"),)

    convention_id: Mapped[int] = mapped_column(ForeignKey("convention.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    opened_on: Mapped[date]
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    closed_on: Mapped[date | None]

    convention: Mapped[Convention] = relationship(back_populates="corrections")

    def is_open(self, today: date) -> bool:
        return self.opened_on == today and self.closed_on is None

    def audit_subject(self) -> tuple[str, int]:
        return "Convention", self.convention_id

    def audit_convention_id(self) -> int | None:
        return self.convention_id
