"""What the parties exchange: contact persons, and approvals of communications before use."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ambassador.audit import Audited
from ambassador.conventions.models.convention import Convention, Party
from ambassador.db import Model, Numbered, Versioned, same_presence


class Contact(Audited, Numbered, Versioned, Model):
    """A party's contact person ([WP] art. 7); former ones stay."""

    __tablename__ = "contact"
    __table_args__ = (CheckConstraint("until IS NULL OR until >= since", name="until_after_since"),)

    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(200), default="")
    since: Mapped[date]
    until: Mapped[date | None]

    party: Mapped[Party] = relationship()

    def audit_subject(self) -> tuple[str, int]:
        return "Convention", self.party.convention_id

    def audit_convention_id(self) -> int | None:
        return self.party.convention_id


class ApprovalKind(StrEnum):
    PRESS = "press"
    AUDIOVISUAL = "audiovisual"
    SOCIAL = "social"
    EVENT = "event"
    ARTICLE = "article"
    REPORT = "report"
    LOGO = "logo"


class ApprovalState(StrEnum):
    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    CHANGES_ASKED = "changes_asked"


class Approval(Audited, Numbered, Versioned, Model):
    """The other party's written approval before a use ([WTC] art. 4.1–4.2): of exactly this content."""

    __tablename__ = "approval"
    __table_args__ = (same_presence("decided_by_id", "decided_at", name="decided"),)

    convention_id: Mapped[int] = mapped_column(ForeignKey("convention.id"), index=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    """Who asks."""
    kind: Mapped[ApprovalKind]
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(2), default="fr")
    content_sha256: Mapped[str] = mapped_column(String(64))
    use_on: Mapped[date | None]
    used_on: Mapped[date | None]
    state: Mapped[ApprovalState] = mapped_column(default=ApprovalState.ASKED)
    reason: Mapped[str] = mapped_column(Text, default="")
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]

    convention: Mapped[Convention] = relationship()

    def audit_subject(self) -> tuple[str, int]:
        return "Convention", self.convention_id

    def audit_convention_id(self) -> int | None:
        return self.convention_id
