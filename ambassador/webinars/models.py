"""Webinars, participants and attendance."""

import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from ambassador.accounts.models import Organisation
from ambassador.audit import Audited
from ambassador.config import BRUSSELS
from ambassador.db import NAME_LENGTH, Model, Numbered, Versioned
from ambassador.translated import Translated


class WebinarKind(StrEnum):
    WEBINAR = "webinar"
    WORKSHOP = "workshop"
    ANNUAL_MEETING = "annual_meeting"


class Theme(StrEnum):
    """The three themes of [WTC] art. 2.1-1, and the community of art. 2.1-3."""

    PROJECT_MANAGEMENT = "project_management"
    TRAINING = "training"
    IMPACT = "impact"
    COMMUNITY = "community"


class WebinarState(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class AttendanceStatus(StrEnum):
    REGISTERED = "registered"
    PRESENT = "present"
    ABSENT = "absent"
    EXCUSED = "excused"

    @property
    def is_known_beforehand(self) -> bool:
        """Nobody was present or absent before it began."""
        return self in {AttendanceStatus.REGISTERED, AttendanceStatus.EXCUSED}


def folded(text: str) -> str:
    """The same name however it was typed: letter case, width and blanks do not count."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())[:NAME_LENGTH]


class Webinar(Audited, Numbered, Versioned, Model):
    __tablename__ = "webinar"
    __table_args__ = (
        CheckConstraint("minutes > 0", name="minutes_positive"),
        CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity_positive"),
        CheckConstraint("(state = 'cancelled') = (cancel_reason <> '')", name="cancelled_has_reason"),
        CheckConstraint("place <> '' OR link <> ''", name="place_or_link"),
    )

    operator_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[WebinarKind]
    theme: Mapped[Theme]
    title: Mapped[Translated]
    starts_at: Mapped[datetime] = mapped_column(index=True)
    minutes: Mapped[int]
    place: Mapped[str] = mapped_column(String(200), default="")
    link: Mapped[str] = mapped_column(String(500), default="")
    capacity: Mapped[int | None]
    state: Mapped[WebinarState] = mapped_column(default=WebinarState.PLANNED)
    cancel_reason: Mapped[str] = mapped_column(Text, default="")

    operator: Mapped[Organisation] = relationship()
    attendances: Mapped[list["Attendance"]] = relationship(back_populates="webinar", cascade="all, delete-orphan")

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def start_day(self) -> date:
        """In Brussels."""
        return self.starts_at.astimezone(BRUSSELS).date()

    @property
    def start_time(self) -> time:
        """In Brussels, to the minute."""
        return self.starts_at.astimezone(BRUSSELS).time()

    @property
    def is_planned(self) -> bool:
        return self.state is WebinarState.PLANNED

    @property
    def is_held(self) -> bool:
        return self.state is WebinarState.HELD

    @property
    def is_cancelled(self) -> bool:
        return self.state is WebinarState.CANCELLED

    def has_started(self, now: datetime) -> bool:
        return self.starts_at <= now

    def needs_closing(self, now: datetime) -> bool:
        """Over, but neither marked held nor cancelled."""
        return self.state is WebinarState.PLANNED and self.ends_at < now


class Participant(Audited, Numbered, Versioned, Model):
    """A person who takes part, kept apart so that they can be forgotten while the counts stay."""

    __tablename__ = "participant"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_lower"),
        CheckConstraint("(forgotten_at IS NULL) = (name <> '')", name="forgotten_has_no_name"),
        CheckConstraint("forgotten_at IS NULL OR email IS NULL", name="forgotten_has_no_email"),
    )
    audit_hidden = frozenset({"name", "name_key", "email", "organisation_key"})

    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(200), default="", index=True)
    """The name as it is compared."""
    email: Mapped[str | None] = mapped_column(String(200), unique=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    organisation_name: Mapped[str] = mapped_column(String(200), default="")
    """For an organisation that is not in the register."""
    organisation_key: Mapped[str] = mapped_column(String(200), default="")
    forgotten_at: Mapped[datetime | None]

    organisation: Mapped[Organisation | None] = relationship()

    @validates("name")
    def _compare_name(self, _column: str, name: str) -> str:
        self.name_key = folded(name)
        return name

    @validates("organisation_name")
    def _compare_organisation(self, _column: str, name: str) -> str:
        self.organisation_key = folded(name)
        return name

    @property
    def organisation_text(self) -> str:
        """The organisation as a person types it; each name of one in the register is understood."""
        return str(self.organisation.name) if self.organisation else self.organisation_name

    @property
    def is_forgotten(self) -> bool:
        return self.forgotten_at is not None


class Attendance(Audited, Numbered, Versioned, Model):
    """One person at one webinar. Everybody on the list had registered; the status says what came of it."""

    __tablename__ = "attendance"
    __table_args__ = (
        UniqueConstraint("webinar_id", "participant_id"),
        Index("ix_attendance_status", "webinar_id", "status"),
        CheckConstraint("minutes IS NULL OR minutes >= 0", name="minutes_not_negative"),
    )

    webinar_id: Mapped[int] = mapped_column(ForeignKey("webinar.id"))
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    status: Mapped[AttendanceStatus] = mapped_column(default=AttendanceStatus.REGISTERED)
    minutes: Mapped[int | None]

    webinar: Mapped[Webinar] = relationship(back_populates="attendances")
    participant: Mapped[Participant] = relationship(lazy="joined")

    def audit_subject(self) -> tuple[str, int]:
        """On the person's page: a hundred people coming in would bury what happened to the webinar itself."""
        return "Participant", self.participant_id


def attendance_rate(registered: int, present: int) -> Decimal | None:
    """Present among registered, as the field reports it; None when nobody had registered."""
    return Decimal(present) / Decimal(registered) if registered else None
