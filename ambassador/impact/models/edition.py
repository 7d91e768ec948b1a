"""Editions: a report frozen under one SHA-256, once the other party approved its publication."""

import hashlib
import json
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ambassador.accounts.models import User
from ambassador.audit import Audited
from ambassador.conventions.models import Approval, ApprovalState, Convention
from ambassador.db import Model, Numbered, Versioned, same_presence
from ambassador.impact.models.testimonial import Testimonial
from ambassador.periods import Frequency, Period
from ambassador.translated import Translated


class EditionScope(StrEnum):
    """Which of the two parts of [WTC] art. 2.2 it holds."""

    BOTH = "both"
    PROGRAMME = "programme"
    """All ambassadors."""
    STRUCTURE = "structure"


class EditionState(StrEnum):
    """Where it stands: computed from the approval of its publication, never stored."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    RETURNED = "returned"
    PUBLISHED = "published"


class ShareState(StrEnum):
    """Whether a link opens: computed, never stored."""

    OPEN = "open"
    EXPIRED = "expired"
    REVOKED = "revoked"


_STATES = {
    ApprovalState.ASKED: EditionState.PROPOSED,
    ApprovalState.APPROVED: EditionState.PUBLISHED,
    ApprovalState.REFUSED: EditionState.RETURNED,
    ApprovalState.CHANGES_ASKED: EditionState.RETURNED,
}


class Edition(Audited, Numbered, Versioned, Model):
    """A report under a convention. While it is written, its figures are live; proposing it fixes its content, approving that
    content publishes it, and nothing of it changes from then on."""

    __tablename__ = "edition"
    __table_args__ = (
        UniqueConstraint("convention_id", "number"),
        CheckConstraint("first_month <= last_month", name="span_in_order"),
        CheckConstraint(
            "first_month % 100 IN (1, 4, 7, 10) AND last_month % 100 IN (1, 4, 7, 10)", name="whole_quarters"
        ),
        same_presence("content", "content_sha256", "frozen_at", name="frozen_whole"),
        CheckConstraint("approval_id IS NULL OR content IS NOT NULL", name="approval_of_content"),
    )
    audit_hidden = frozenset({"content"})

    convention_id: Mapped[int] = mapped_column(ForeignKey("convention.id"))
    """Whose other party approves it, and whose structure it tells of."""
    number: Mapped[int]
    scope: Mapped[EditionScope]
    title: Mapped[Translated]
    first_month: Mapped[int]
    last_month: Mapped[int]
    """First months of the first and the last quarter covered."""
    prepared_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    content: Mapped[str | None] = mapped_column(Text, deferred=True)
    """In its canonical form, byte for byte what was hashed."""
    content_sha256: Mapped[str | None] = mapped_column(String(64))
    frozen_at: Mapped[datetime | None]
    approval_id: Mapped[int | None] = mapped_column(ForeignKey("approval.id"), unique=True)

    convention: Mapped[Convention] = relationship()
    prepared_by: Mapped[User] = relationship()
    approval: Mapped[Approval | None] = relationship()
    narratives: Mapped[list["Narrative"]] = relationship(
        back_populates="edition", cascade="all, delete-orphan", order_by="Narrative.id"
    )
    quotes: Mapped[list["Quote"]] = relationship(
        back_populates="edition", cascade="all, delete-orphan", order_by="Quote.position, Quote.id"
    )

    @property
    def first(self) -> Period:
        return Period(self.first_month, Frequency.QUARTERLY)

    @property
    def last(self) -> Period:
        return Period(self.last_month, Frequency.QUARTERLY)

    @property
    def state(self) -> EditionState:
        return _STATES[self.approval.state] if self.approval else EditionState.DRAFT

    @property
    def is_published(self) -> bool:
        return self.state is EditionState.PUBLISHED

    @property
    def is_editable(self) -> bool:
        return self.state in {EditionState.DRAFT, EditionState.RETURNED}

    @property
    def is_intact(self) -> bool:
        """Its content is what was hashed, and that hash is what was approved."""
        if self.content is None or self.approval is None:
            return False
        is_same = hashlib.sha256(self.content.encode()).hexdigest() == self.content_sha256
        return is_same and self.approval.is_intact and str(self.content_sha256) in self.approval.text

    def touch(self) -> None:
        """Make this a newer version though only a text or a quote of it changes: whoever edits the whole then notices."""
        self.version += 1

    def audit_subject(self) -> tuple[str, int]:
        return "Edition", self.id

    def audit_convention_id(self) -> int | None:
        return self.convention_id


class Narrative(Audited, Numbered, Model):
    """What people wrote around the figures of one part, in plain text with a little Markdown."""

    __tablename__ = "narrative"
    __table_args__ = (UniqueConstraint("edition_id", "part"),)

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    part: Mapped[str] = mapped_column(String(60))
    """Half and part: "structure.kpis"."""
    words: Mapped[Translated]

    edition: Mapped[Edition] = relationship(back_populates="narratives")

    def audit_subject(self) -> tuple[str, int]:
        return "Edition", self.edition_id

    def audit_convention_id(self) -> int | None:
        return self.edition.convention_id


class Quote(Audited, Numbered, Model):
    """A testimonial that an edition shows. The frozen content holds the digest alone; words and salt can be forgotten."""

    __tablename__ = "quote"
    __table_args__ = (UniqueConstraint("edition_id", "testimonial_id"),)
    audit_hidden = frozenset({"salt"})

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    testimonial_id: Mapped[int] = mapped_column(ForeignKey("testimonial.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    salt: Mapped[str] = mapped_column(String(64), default="")
    """Empty once the testimonial is withdrawn: nobody can then tell whether a guess was right."""
    digest: Mapped[str] = mapped_column(String(64), default="")
    """SHA-256 of the salt with the exact words, speaker and language, once frozen."""

    edition: Mapped[Edition] = relationship(back_populates="quotes")
    testimonial: Mapped[Testimonial] = relationship()

    @property
    def is_same(self) -> bool:
        """Whether the testimonial still has the words, speaker and language that were frozen."""
        return bool(self.salt) and self.digest == digest_of(self.salt, self.testimonial)

    def audit_subject(self) -> tuple[str, int]:
        return "Edition", self.edition_id

    def audit_convention_id(self) -> int | None:
        return self.edition.convention_id


def digest_of(salt: str, testimonial: Testimonial) -> str:
    """What the frozen content holds in the place of the words: nobody without the salt can try guesses against it."""
    told = json.dumps([salt, testimonial.quote, testimonial.speaker, testimonial.language], ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


class ShareLink(Audited, Numbered, Versioned, Model):
    """A link to a published edition for people without an account. Only the token's hash is kept."""

    __tablename__ = "share_link"
    __table_args__ = (same_presence("revoked_at", "revoked_by_id", name="revoked_by_somebody"),)
    audit_hidden = frozenset({"token_hash"})

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    label: Mapped[str] = mapped_column(String(200))
    """For whom, in the words of who made it."""
    format: Mapped[str] = mapped_column(String(10), default="")
    """The only one that it gives; empty: all."""
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime]
    expires_on: Mapped[date]
    """Its last day."""
    revoked_at: Mapped[datetime | None]
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    edition: Mapped[Edition] = relationship()
    made_by: Mapped[User] = relationship(foreign_keys=[made_by_id])
    revoked_by: Mapped[User | None] = relationship(foreign_keys=[revoked_by_id])
    views: Mapped[list["ShareView"]] = relationship(
        back_populates="link", cascade="all, delete-orphan", order_by="ShareView.day"
    )

    def state(self, today: date) -> ShareState:
        if self.revoked_at is not None:
            return ShareState.REVOKED
        return ShareState.OPEN if today <= self.expires_on else ShareState.EXPIRED

    def is_open(self, today: date) -> bool:
        return self.state(today) is ShareState.OPEN

    def gives(self, format: str) -> bool:
        return self.format in ("", format)

    def audit_subject(self) -> tuple[str, int]:
        return "Edition", self.edition_id

    def audit_convention_id(self) -> int | None:
        return self.edition.convention_id


class ShareView(Numbered, Model):
    """How often a link was opened on a day; of those who did, nothing is known."""

    __tablename__ = "share_view"
    __table_args__ = (UniqueConstraint("link_id", "day"), CheckConstraint("count > 0", name="count_positive"))

    link_id: Mapped[int] = mapped_column(ForeignKey("share_link.id"))
    day: Mapped[date]
    count: Mapped[int]

    link: Mapped[ShareLink] = relationship(back_populates="views")


class FundingNotice(Audited, Numbered, Versioned, Model):
    """Who pays for an operator's programme, as its reports must say (Regulation (EU) 2021/241, art. 34(2))."""

    __tablename__ = "funding_notice"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), unique=True)
    line: Mapped[Translated]
    emblem: Mapped[bool] = mapped_column(default=False)
    """Whether the EU emblem stands beside the line."""
