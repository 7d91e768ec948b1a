"""What the parties exchange: contact persons, and approvals of communications before use."""

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ambassador.accounts.models import User
from ambassador.audit import Audited
from ambassador.config import BRUSSELS
from ambassador.conventions.models.convention import Convention, Party
from ambassador.db import Model, Numbered, Versioned, same_presence
from ambassador.files import StoredFile


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
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    """Who recorded it last: the other parties' people are shown the change until they have seen it."""

    party: Mapped[Party] = relationship()
    changed_by: Mapped[User] = relationship()
    seen: Mapped[list["ContactSeen"]] = relationship(cascade="all, delete-orphan", lazy="selectin")

    def is_current(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)

    def is_former(self, day: date) -> bool:
        return self.until is not None and self.until < day

    @property
    def is_reachable(self) -> bool:
        """All that [WP] art. 7 asks for: name, direct phone and e-mail."""
        return bool(self.name and self.phone and self.email)

    def is_new_to(self, person: User) -> bool:
        """Changed by another organisation, and not yet seen by the person in this version."""
        if self.changed_by.organisation_id == person.organisation_id:
            return False
        return not any(row.user_id == person.id and row.seen_version == self.version for row in self.seen)

    def audit_subject(self) -> tuple[str, int]:
        return "Convention", self.party.convention_id

    def audit_convention_id(self) -> int | None:
        return self.party.convention_id


class ContactSeen(Numbered, Model):
    """A person has seen a version of a contact."""

    __tablename__ = "contact_seen"
    __table_args__ = (UniqueConstraint("contact_id", "user_id"),)

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    seen_version: Mapped[int]


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


CONTENT = ("kind", "subject", "text", "language", "link", "where")
"""What of an approval is its exact content, beside its files."""


def hash_of(words: Mapping[str, object], files: Iterable[str]) -> str:
    """SHA-256 of a content in one canonical form: the same words give the same number, wherever they were typed, and so do
    the same files (by their own SHA-256), in whatever order they came and whatever they were called."""
    content: dict[str, object] = {
        name: unicodedata.normalize("NFC", str(words[name] or "")).replace("\r\n", "\n").strip() for name in CONTENT
    }
    if sums := sorted(files):
        content["files"] = sums
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


class Approval(Audited, Numbered, Versioned, Model):
    """The other party's written approval before a use ([WTC] art. 4.1–4.2): of exactly this content."""

    __tablename__ = "approval"
    __table_args__ = (
        same_presence("decided_by_id", "decided_at", name="decided"),
        CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name="asked_until_decided"),
    )

    convention_id: Mapped[int] = mapped_column(ForeignKey("convention.id"), index=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    """Who asks."""
    kind: Mapped[ApprovalKind]
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(2), default="fr")
    link: Mapped[str] = mapped_column(String(500), default="")
    where: Mapped[str] = mapped_column(String(300), default="")
    """Where it will be used."""
    content_sha256: Mapped[str] = mapped_column(String(64))
    """Of exactly what is approved: see `hash_of`."""
    round: Mapped[int] = mapped_column(default=1)
    """Which version of the content: changed content is a new row."""
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("approval.id"), unique=True)
    use_on: Mapped[date | None]
    used_on: Mapped[date | None]
    state: Mapped[ApprovalState] = mapped_column(default=ApprovalState.ASKED)
    reason: Mapped[str] = mapped_column(Text, default="")
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]

    convention: Mapped[Convention] = relationship()
    party: Mapped[Party] = relationship()
    asked_by: Mapped[User] = relationship(foreign_keys=[asked_by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])
    replaces: Mapped["Approval | None"] = relationship(remote_side="Approval.id", back_populates="replaced_by")
    replaced_by: Mapped["Approval | None"] = relationship(back_populates="replaces", uselist=False)
    files: Mapped[list["ApprovalFile"]] = relationship(
        back_populates="approval", cascade="all, delete-orphan", order_by="ApprovalFile.id"
    )

    def content_hash(self) -> str:
        return hash_of({name: getattr(self, name) for name in CONTENT}, [row.file.sha256 for row in self.files])

    @property
    def is_intact(self) -> bool:
        """What stands here is what was submitted and decided on."""
        return self.content_sha256 == self.content_hash()

    @property
    def was_approved_before_use(self) -> bool:
        """Decided no later than the day of the use, and on this content."""
        if self.used_on is None or self.state is not ApprovalState.APPROVED or self.decided_at is None:
            return False
        return self.is_intact and self.decided_at.astimezone(BRUSSELS).date() <= self.used_on

    @property
    def is_breach(self) -> bool:
        """Used without the other party's prior written approval ([WTC] art. 4.1)."""
        return self.used_on is not None and not self.was_approved_before_use

    def audit_subject(self) -> tuple[str, int]:
        return "Convention", self.convention_id

    def audit_convention_id(self) -> int | None:
        return self.convention_id


class ApprovalFile(Audited, Numbered, Model):
    """A file that belongs to the exact content of an approval. Another version of the content may name the same file."""

    __tablename__ = "approval_file"
    __table_args__ = (UniqueConstraint("approval_id", "file_id"),)

    approval_id: Mapped[int] = mapped_column(ForeignKey("approval.id"))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), index=True)

    approval: Mapped[Approval] = relationship(back_populates="files")
    file: Mapped[StoredFile] = relationship(lazy="joined")

    def audit_subject(self) -> tuple[str, int]:
        return "Convention", self.approval.convention_id

    def audit_convention_id(self) -> int | None:
        return self.approval.convention_id
