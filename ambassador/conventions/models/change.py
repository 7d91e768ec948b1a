"""What changes or ends a convention: amendments signed by all parties, and notices."""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ambassador.audit import Audited
from ambassador.conventions.models.convention import Convention, EndReason, Party
from ambassador.db import Model, Numbered, Versioned
from ambassador.files import StoredFile
from ambassador.periods import add_calendar_months
from ambassador.translated import Translated

if TYPE_CHECKING:
    from ambassador.conventions.models.commitment import Commitment


class AmendmentState(StrEnum):
    PROPOSED = "proposed"
    PARTLY_SIGNED = "partly_signed"
    SIGNED = "signed"


class Amendment(Audited, Numbered, Versioned, Model):
    """A change of a convention ([WTC] art. 7.1): nothing changes before all parties have signed."""

    __tablename__ = "amendment"
    __table_args__ = (
        UniqueConstraint("convention_id", "number"),
        CheckConstraint("changes_length OR length_months IS NULL", name="length_changed"),
        CheckConstraint("length_months IS NULL OR length_months > 0", name="length_positive"),
        CheckConstraint("changes_quota OR quota_quarters IS NULL", name="quota_changed"),
        CheckConstraint("quota_quarters IS NULL OR quota_quarters >= 0", name="quota_not_negative"),
    )

    convention_id: Mapped[int] = mapped_column(ForeignKey("convention.id"))
    number: Mapped[str] = mapped_column(String(40))
    subject: Mapped[Translated]
    text: Mapped[str] = mapped_column(Text, default="")
    effective_from: Mapped[date]
    changes_length: Mapped[bool] = mapped_column(default=False)
    length_months: Mapped[int | None]
    """The new length; None, where it changes: unlimited."""
    changes_quota: Mapped[bool] = mapped_column(default=False)
    quota_quarters: Mapped[int | None]
    """The new quota in quarter days; None, where it changes: no follow-up."""

    convention: Mapped[Convention] = relationship(back_populates="amendments")
    signatures: Mapped[list["AmendmentSignature"]] = relationship(
        back_populates="amendment",
        cascade="all, delete-orphan",
        order_by="AmendmentSignature.id",
        lazy="selectin",
    )
    proposals: Mapped[list["Commitment"]] = relationship(
        back_populates="amendment", order_by="Commitment.position, Commitment.id"
    )
    """The commitments it adds, those that take the place of others included."""
    endings: Mapped[list["AmendmentEnding"]] = relationship(
        back_populates="amendment", cascade="all, delete-orphan", order_by="AmendmentEnding.id"
    )
    files: Mapped[list["AmendmentFile"]] = relationship(
        back_populates="amendment", cascade="all, delete-orphan", order_by="AmendmentFile.id"
    )

    def touch(self) -> None:
        """Make this a newer version though only its files, signatures or changed commitments differ: who is about to sign
        what was there before reads it again first."""
        self.version += 1

    def signature_of(self, party: Party) -> "AmendmentSignature | None":
        return next((row for row in self.signatures if row.party_id == party.id), None)

    def signed_on(self, party: Party) -> date | None:
        row = self.signature_of(party)
        return row.signed_on if row else None

    @property
    def last_signature(self) -> date | None:
        """The day the last party signed; None while one has not."""
        return last_of([self.signed_on(party) for party in self.convention.parties])

    @property
    def starts_on(self) -> date | None:
        """The day it takes effect: its own date, but not before all have signed. None while one has not."""
        return starting_day(self.effective_from, self.last_signature)

    @property
    def state(self) -> AmendmentState:
        if self.last_signature is not None:
            return AmendmentState.SIGNED
        is_begun = any(row.signed_on for row in self.signatures)
        return AmendmentState.PARTLY_SIGNED if is_begun else AmendmentState.PROPOSED

    @property
    def has_content(self) -> bool:
        """Whether there is something to sign: a text or a file."""
        return bool(self.text.strip() or self.files)

    @property
    def is_frozen(self) -> bool:
        """What one party has signed does not change any more."""
        return self.state is not AmendmentState.PROPOSED

    def audit_subject(self) -> tuple[str, int]:
        return "Convention", self.convention_id

    def audit_convention_id(self) -> int | None:
        return self.convention_id


def last_of(days: Sequence[date | None]) -> date | None:
    """The last of the days, if all are known."""
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None


def starting_day(effective_from: date, last_signature: date | None) -> date | None:
    return None if last_signature is None else max(effective_from, last_signature)


class AmendmentSignature(Audited, Numbered, Model):
    """One party's decision and signature of an amendment."""

    __tablename__ = "amendment_signature"
    __table_args__ = (
        UniqueConstraint("amendment_id", "party_id"),
        CheckConstraint("signed_on IS NULL OR decided_on IS NOT NULL", name="decided_before_signed"),
        CheckConstraint("decided_on <= signed_on", name="decided_not_after_signed"),
    )

    amendment_id: Mapped[int] = mapped_column(ForeignKey("amendment.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    decided_on: Mapped[date | None]
    signed_on: Mapped[date | None]

    amendment: Mapped[Amendment] = relationship(back_populates="signatures")
    party: Mapped[Party] = relationship()

    def audit_subject(self) -> tuple[str, int]:
        return "Convention", self.amendment.convention_id

    def audit_convention_id(self) -> int | None:
        return self.amendment.convention_id


class AmendmentFile(Audited, Numbered, Model):
    """A file of an amendment: its text, an annex, or the scan of what was signed."""

    __tablename__ = "amendment_file"
    __table_args__ = (UniqueConstraint("amendment_id", "file_id"),)

    amendment_id: Mapped[int] = mapped_column(ForeignKey("amendment.id"))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), index=True)
    is_after_signature: Mapped[bool] = mapped_column(default=False)
    """Added once a party had signed: that party signed without it."""

    amendment: Mapped[Amendment] = relationship(back_populates="files")
    file: Mapped[StoredFile] = relationship(lazy="joined")

    def audit_subject(self) -> tuple[str, int]:
        return "Convention", self.amendment.convention_id

    def audit_convention_id(self) -> int | None:
        return self.amendment.convention_id


class AmendmentEnding(Audited, Numbered, Model):
    """A commitment that an amendment ends without putting another in its place."""

    __tablename__ = "amendment_ending"
    __table_args__ = (UniqueConstraint("amendment_id", "commitment_id"),)

    amendment_id: Mapped[int] = mapped_column(ForeignKey("amendment.id"))
    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitment.id"))

    amendment: Mapped[Amendment] = relationship(back_populates="endings")
    commitment: Mapped["Commitment"] = relationship()

    def audit_subject(self) -> tuple[str, int]:
        return "Convention", self.amendment.convention_id

    def audit_convention_id(self) -> int | None:
        return self.amendment.convention_id


class NoticeKind(StrEnum):
    FORMAL_NOTICE = "formal_notice"
    EARLY_END = "early_end"
    SUSPENSION = "suspension"
    ANNULMENT = "annulment"
    TERMINATION = "termination"


BY_AUTHORITY = frozenset({NoticeKind.SUSPENSION, NoticeKind.ANNULMENT})


class Notice(Audited, Numbered, Versioned, Model):
    """A formal notice for breach, its termination, an early end, or the supervisory authority's decision."""

    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint("received_on >= sent_on", name="received_after_sent"),
        CheckConstraint("closed_on >= sent_on", name="closed_after_sent"),
        CheckConstraint("(party_id IS NULL) = (kind IN ('suspension', 'annulment'))", name="party_or_authority"),
        CheckConstraint("(kind = 'termination') = (follows_id IS NOT NULL)", name="termination_follows"),
    )

    convention_id: Mapped[int] = mapped_column(ForeignKey("convention.id"), index=True)
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    """Who gave it; None: an authority."""
    kind: Mapped[NoticeKind]
    sent_on: Mapped[date]
    """Of an authority's decision: its date. Of a termination: the convention's last day."""
    received_on: Mapped[date | None]
    reference: Mapped[str] = mapped_column(String(200), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    expires_on: Mapped[date | None]
    """The end of its delay as people gave it, where the text has no length."""
    closed_on: Mapped[date | None]
    """The day it was remedied, taken back or lifted."""
    closing_note: Mapped[str] = mapped_column(Text, default="")
    take_back_asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    """The party that asks to take it back; the others have to agree."""
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id"), unique=True)
    """The formal notice that a termination follows."""

    convention: Mapped[Convention] = relationship(back_populates="notices")
    party: Mapped[Party | None] = relationship(foreign_keys=[party_id])
    take_back_asked_by: Mapped[Party | None] = relationship(foreign_keys=[take_back_asked_by_id])
    follows: Mapped["Notice | None"] = relationship(remote_side="Notice.id", back_populates="termination")
    termination: Mapped["Notice | None"] = relationship(back_populates="follows", uselist=False)

    @property
    def delay_ends(self) -> date | None:
        """When its delay is over: a formal notice then lets its party terminate, an early end is the last day.

        Calendar months from the sending of a formal notice, from the receipt of an early end ([WTC] art. 7.2).
        """
        if self.expires_on is not None:
            return self.expires_on
        if self.kind is NoticeKind.FORMAL_NOTICE:
            start, months = self.sent_on, self.convention.formal_notice_months
        elif self.kind is NoticeKind.EARLY_END and self.received_on is not None:
            start, months = self.received_on, self.convention.early_end_months
        else:
            return None
        return None if months is None else add_calendar_months(start, months)

    @property
    def end(self) -> tuple[date, date, EndReason] | None:
        """What it does to the convention: from which day on, its last day, and why. None: it ends nothing by itself."""
        match self.kind:
            case NoticeKind.EARLY_END if self.received_on is not None and self.delay_ends is not None:
                return self.received_on, self.delay_ends, EndReason.EARLY_END
            case NoticeKind.TERMINATION:
                return self.sent_on, self.sent_on, EndReason.BREACH
            case NoticeKind.ANNULMENT:
                return self.sent_on, self.sent_on - timedelta(days=1), EndReason.ANNULMENT
            case _:
                return None

    def is_running(self, day: date) -> bool:
        """Given by that day, and by then neither remedied, taken back, lifted nor followed by a termination."""
        is_closed = self.closed_on is not None and self.closed_on <= day
        return self.sent_on <= day and not is_closed and not self.is_terminated(day)

    def is_received(self, day: date) -> bool:
        return self.received_on is not None and self.received_on <= day

    def is_terminated(self, day: date) -> bool:
        """A formal notice that a termination had followed by that day."""
        return self.termination is not None and self.termination.sent_on <= day

    def is_terminable(self, day: date) -> bool:
        """A formal notice whose delay is over and that was not remedied."""
        ends = self.delay_ends
        is_formal = self.kind is NoticeKind.FORMAL_NOTICE
        return is_formal and self.is_running(day) and ends is not None and ends <= day

    def audit_subject(self) -> tuple[str, int]:
        return "Convention", self.convention_id

    def audit_convention_id(self) -> int | None:
        return self.convention_id
