"""Conventions, their parties, and their terms by date."""

from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ambassador.accounts.models import Organisation
from ambassador.audit import Audited
from ambassador.db import Model, Numbered, Versioned, same_presence
from ambassador.periods import add_calendar_months
from ambassador.translated import Translated

if TYPE_CHECKING:
    from ambassador.conventions.models.change import Amendment, Notice
    from ambassador.conventions.models.commitment import Commitment
    from ambassador.conventions.models.correction import Correction


class ConventionState(StrEnum):
    DRAFT = "draft"
    PARTLY_SIGNED = "partly_signed"
    SIGNED = "signed"
    """Signed by all, not yet in force."""
    IN_FORCE = "in_force"
    SUSPENDED = "suspended"
    """In force, but paused by an authority's decision ([WP] art. 10)."""
    ENDED = "ended"


class EndReason(StrEnum):
    TERM = "term"
    EARLY_END = "early_end"
    BREACH = "breach"
    ANNULMENT = "annulment"


class Convention(Audited, Numbered, Versioned, Model):
    """An agreement. Its start, last day and state are computed from signatures and terms, never typed."""

    __tablename__ = "convention"
    __table_args__ = (
        CheckConstraint("formal_notice_months >= 0 AND early_end_months >= 0", name="notice_lengths"),
        CheckConstraint("entry_into_force IS NULL OR needs_entry_into_force", name="entry_into_force_needed"),
    )

    key: Mapped[str | None] = mapped_column(String(60), unique=True)
    title: Mapped[Translated]
    subject: Mapped[Translated]
    source: Mapped[str] = mapped_column(String(200), default="")
    """Where the text comes from."""
    needs_entry_into_force: Mapped[bool] = mapped_column(default=False)
    """True where the text starts from a date of its own rather than from the last signature."""
    entry_into_force: Mapped[date | None]
    formal_notice_months: Mapped[int | None]
    """Calendar months from sending a formal notice until the convention can be terminated; None: the text has none."""
    early_end_months: Mapped[int | None]
    """Calendar months of notice for an early end, from its receipt; None: the text has none."""

    articles: Mapped[list["Article"]] = relationship(
        back_populates="convention", order_by="Article.position", cascade="all, delete-orphan"
    )
    parties: Mapped[list["Party"]] = relationship(
        back_populates="convention", order_by="Party.position", cascade="all, delete-orphan"
    )
    terms: Mapped[list["Terms"]] = relationship(
        back_populates="convention", order_by="Terms.effective_from", cascade="all, delete-orphan"
    )
    commitments: Mapped[list["Commitment"]] = relationship(
        back_populates="convention",
        order_by="Commitment.position, Commitment.id",
        cascade="all, delete-orphan",
        primaryjoin="and_(Convention.id == Commitment.convention_id,"
        " or_(Commitment.amendment_id.is_(None), Commitment.valid_from.is_not(None)))",
    )
    """Of the text and of signed amendments; what an amendment only proposes is not among them."""
    amendments: Mapped[list["Amendment"]] = relationship(
        back_populates="convention", order_by="Amendment.effective_from, Amendment.id", cascade="all, delete-orphan"
    )
    notices: Mapped[list["Notice"]] = relationship(
        back_populates="convention", order_by="Notice.sent_on, Notice.id", cascade="all, delete-orphan"
    )
    corrections: Mapped[list["Correction"]] = relationship(
        back_populates="convention", order_by="Correction.id", cascade="all, delete-orphan"
    )

    def audit_convention_id(self) -> int | None:
        return self.id

    def touch(self) -> None:
        """Make this a newer version though only a party or a term changes: whoever edits the whole then notices."""
        self.version += 1

    def party_of(self, organisation_id: int) -> "Party | None":
        return next((party for party in self.parties if party.organisation_id == organisation_id), None)

    @property
    def last_signature(self) -> date | None:
        """The day the last party signed; None while one has not."""
        signed = [party.signed_on for party in self.parties]
        return max(day for day in signed if day) if signed and all(signed) else None

    @property
    def start(self) -> date | None:
        """The day it starts: its own entry into force where the text has one, else the last signature ([WTC] art. 6)."""
        if self.last_signature is None:
            return None
        return self.entry_into_force if self.needs_entry_into_force else self.last_signature

    @property
    def first_terms(self) -> "Terms":
        """Those of the text itself, before any amendment."""
        return next(terms for terms in self.terms if terms.effective_from is None)

    def terms_on(self, day: date) -> "Terms":
        """The length and quota in effect on a day: the newest that has begun, else the first."""
        begun = [terms for terms in self.terms if terms.effective_from is None or terms.effective_from <= day]
        return max(begun, key=lambda terms: terms.effective_from or date.min) if begun else self.terms[0]

    def last_day(self, today: date) -> date | None:
        """The last day it runs, as known on a day; None while it has not started or when its length is unlimited.

        The start is not counted (Civil Code art. 1.7): signed 15 January 2025 for a year, it runs to 15 January 2026.
        A notice or an authority's decision may end it sooner.
        """
        end = self.end(today)
        return end[0] if end else None

    def end(self, today: date) -> tuple[date, EndReason] | None:
        """The last day and what makes it the last, as known on a day."""
        start, signed, terms = self.start, self.last_signature, self.terms_on(today)
        if start is None or signed is None or signed > today:
            return None
        ends: list[tuple[date, EndReason]] = []
        if terms.length_months is not None:
            ends.append((add_calendar_months(start, terms.length_months), EndReason.TERM))
        if terms.ends_on is not None and terms.end_reason is not None:
            ends.append((terms.ends_on, terms.end_reason))
        return min(ends, key=lambda end: end[0], default=None)

    def state(self, today: date) -> ConventionState:
        signed = [party for party in self.parties if party.signed_on and party.signed_on <= today]
        if not signed:
            return ConventionState.DRAFT
        if len(signed) < len(self.parties):
            return ConventionState.PARTLY_SIGNED
        if self.start is None or self.start > today:
            return ConventionState.SIGNED
        last_day = self.last_day(today)
        if last_day and last_day < today:
            return ConventionState.ENDED
        return ConventionState.SUSPENDED if self.terms_on(today).is_suspended else ConventionState.IN_FORCE

    def is_open(self, today: date) -> bool:
        """Whether it may be changed: until its end, and after it while a correction is open."""
        return self.state(today) is not ConventionState.ENDED or self.correction(today) is not None

    def is_text_open(self, today: date) -> bool:
        """Whether its text may be written: until a party signs, and while a correction is open."""
        return not any(party.signed_on for party in self.parties) or self.correction(today) is not None

    def correction(self, today: date) -> "Correction | None":
        """The correction that is open on a day."""
        return next((row for row in self.corrections if row.is_open(today)), None)

    def commitments_on(self, day: date) -> list["Commitment"]:
        """Those that stand in the text as amended by that day."""
        return [row for row in self.commitments if row.is_valid_on(day)]

    def years(self, today: date) -> list[tuple[date, date]]:
        """The convention's years that have begun, first and last day of each; the start itself opens the first."""
        start, last_day = self.start, self.last_day(today)
        if start is None:
            return []
        years: list[tuple[date, date]] = []
        first = start
        while first <= today and (last_day is None or first <= last_day):
            last = add_calendar_months(start, 12 * (len(years) + 1))
            years.append((first, min(last, last_day) if last_day else last))
            first = last + timedelta(days=1)
        return years


class Article(Audited, Numbered, Versioned, Model):
    """An article of the text, with its title. Two articles may bear the same number; the position tells them apart."""

    __tablename__ = "article"
    __table_args__ = (UniqueConstraint("convention_id", "position"),)

    convention_id: Mapped[int] = mapped_column(ForeignKey("convention.id"))
    position: Mapped[int]
    number: Mapped[str] = mapped_column(String(40))
    """As the text writes it."""
    title: Mapped[Translated] = mapped_column(default=Translated())

    convention: Mapped[Convention] = relationship(back_populates="articles")

    def audit_subject(self) -> tuple[str, int]:
        return "Convention", self.convention_id

    def audit_convention_id(self) -> int | None:
        return self.convention_id


class Party(Audited, Numbered, Model):
    """An organisation bound by a convention, with the dates of its decision and signature."""

    __tablename__ = "party"
    __table_args__ = (
        UniqueConstraint("convention_id", "organisation_id"),
        CheckConstraint("decided_on <= signed_on", name="decided_before_signed"),
    )

    convention_id: Mapped[int] = mapped_column(ForeignKey("convention.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    decided_on: Mapped[date | None]
    """The day its competent organ decided."""
    signed_on: Mapped[date | None]
    signatory: Mapped[Translated] = mapped_column(default=Translated())
    """The roles that sign, never names."""

    convention: Mapped[Convention] = relationship(back_populates="parties")
    organisation: Mapped[Organisation] = relationship(lazy="joined")

    def audit_subject(self) -> tuple[str, int]:
        return "Convention", self.convention_id

    def audit_convention_id(self) -> int | None:
        return self.convention_id


class Terms(Audited, Numbered, Model):
    """What holds from a date on; the first set has none and holds from the start.

    The later sets are written by `services.effects` alone, from signed amendments and from notices.
    """

    __tablename__ = "terms"
    __table_args__ = (
        UniqueConstraint("convention_id", "effective_from"),
        Index(
            "uq_terms_first",
            "convention_id",
            unique=True,
            sqlite_where=text("effective_from IS NULL"),
            postgresql_where=text("effective_from IS NULL"),
        ),
        CheckConstraint("length_months IS NULL OR length_months > 0", name="length_positive"),
        CheckConstraint("quota_quarters IS NULL OR quota_quarters >= 0", name="quota_not_negative"),
        same_presence("ends_on", "end_reason", name="end"),
    )

    convention_id: Mapped[int] = mapped_column(ForeignKey("convention.id"), index=True)
    amendment_id: Mapped[int | None] = mapped_column(ForeignKey("amendment.id"))
    effective_from: Mapped[date | None]
    length_months: Mapped[int | None]
    """None: unlimited."""
    quota_quarters: Mapped[int | None]
    """Days of individual follow-up, in quarter days; None: the convention has none."""
    ends_on: Mapped[date | None]
    """The last day, where a notice or an authority's decision sets one."""
    end_reason: Mapped[EndReason | None]
    is_suspended: Mapped[bool] = mapped_column(default=False)

    convention: Mapped[Convention] = relationship(back_populates="terms")
    amendment: Mapped["Amendment | None"] = relationship()

    @property
    def is_unlimited(self) -> bool:
        return self.length_months is None

    def audit_subject(self) -> tuple[str, int]:
        return "Convention", self.convention_id

    def audit_convention_id(self) -> int | None:
        return self.convention_id
