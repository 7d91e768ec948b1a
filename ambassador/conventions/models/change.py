"""What changes or ends a convention: amendments signed by both, and notices."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ambassador.audit import Audited
from ambassador.conventions.models.convention import Convention, Party
from ambassador.db import Model, Numbered, Versioned
from ambassador.translated import Translated


class Amendment(Audited, Numbered, Versioned, Model):
    """A change of a convention ([WTC] art. 7.1): nothing changes before both have signed."""

    __tablename__ = "amendment"
    __table_args__ = (UniqueConstraint("convention_id", "number"),)

    convention_id: Mapped[int] = mapped_column(ForeignKey("convention.id"))
    number: Mapped[str] = mapped_column(String(40))
    subject: Mapped[Translated]
    text: Mapped[str] = mapped_column(Text, default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    effective_from: Mapped[date]

    convention: Mapped[Convention] = relationship()
    signatures: Mapped[list["AmendmentSignature"]] = relationship(cascade="all, delete-orphan")

    def audit_subject(self) -> tuple[str, int]:
        return "Convention", self.convention_id

    def audit_convention_id(self) -> int | None:
        return self.convention_id


class AmendmentSignature(Audited, Numbered, Model):
    """One party's decision and signature of an amendment."""

    __tablename__ = "amendment_signature"
    __table_args__ = (
        UniqueConstraint("amendment_id", "party_id"),
        CheckConstraint("signed_on IS NULL OR decided_on IS NOT NULL", name="decided_before_signed"),
    )

    amendment_id: Mapped[int] = mapped_column(ForeignKey("amendment.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    decided_on: Mapped[date | None]
    signed_on: Mapped[date | None]

    party: Mapped[Party] = relationship()

    def audit_subject(self) -> tuple[str, int]:
        return "Convention", self.party.convention_id

    def audit_convention_id(self) -> int | None:
        return self.party.convention_id


class NoticeKind(StrEnum):
    FORMAL_NOTICE = "formal_notice"
    EARLY_END = "early_end"
    SUSPENSION = "suspension"
    ANNULMENT = "annulment"
    TERMINATION = "termination"


class Notice(Audited, Numbered, Versioned, Model):
    """A formal notice for breach, an early end, or the supervisory authority's decision."""

    __tablename__ = "notice"

    convention_id: Mapped[int] = mapped_column(ForeignKey("convention.id"), index=True)
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    """Who gave it; None: an authority."""
    kind: Mapped[NoticeKind]
    sent_on: Mapped[date]
    received_on: Mapped[date | None]
    reference: Mapped[str] = mapped_column(String(200), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    closed_on: Mapped[date | None]
    """The day it was remedied or taken back."""

    convention: Mapped[Convention] = relationship()

    def audit_subject(self) -> tuple[str, int]:
        return "Convention", self.convention_id

    def audit_convention_id(self) -> int | None:
        return self.convention_id
