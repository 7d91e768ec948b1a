"""Webinars, participants and attendance."""

from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ambassador.accounts.models import Organisation
from ambassador.audit import Audited
from ambassador.db import Model, Numbered, Versioned
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


class Webinar(Audited, Numbered, Versioned, Model):
    __tablename__ = "webinar"
    __table_args__ = (
        CheckConstraint("minutes > 0", name="minutes_positive"),
        CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity_positive"),
        CheckConstraint("(state = 'cancelled') = (cancel_reason <> '')", name="cancelled_has_reason"),
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

    def needs_closing(self, now: datetime) -> bool:
        """Over, but neither marked held nor cancelled."""
        return self.state is WebinarState.PLANNED and self.ends_at < now


class Participant(Audited, Numbered, Versioned, Model):
    """A person who takes part, kept apart so that they can be forgotten while the counts stay."""

    __tablename__ = "participant"
    audit_hidden = frozenset({"name", "email"})

    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(200), unique=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    organisation_name: Mapped[str] = mapped_column(String(200), default="")
    """For an organisation that is not in the register."""
    forgotten_at: Mapped[datetime | None]

    organisation: Mapped[Organisation | None] = relationship()


class Attendance(Audited, Numbered, Versioned, Model):
    """One person at one webinar. Everybody on the list had registered; the status says what came of it."""

    __tablename__ = "attendance"
    __table_args__ = (
        UniqueConstraint("webinar_id", "participant_id"),
        CheckConstraint("minutes IS NULL OR minutes >= 0", name="minutes_not_negative"),
    )

    webinar_id: Mapped[int] = mapped_column(ForeignKey("webinar.id"), index=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    status: Mapped[AttendanceStatus] = mapped_column(default=AttendanceStatus.REGISTERED)
    minutes: Mapped[int | None]

    webinar: Mapped[Webinar] = relationship(back_populates="attendances")
    participant: Mapped[Participant] = relationship(lazy="joined")

    def audit_subject(self) -> tuple[str, int]:
        return "Webinar", self.webinar_id


def attendance_rate(registered: int, present: int) -> Decimal | None:
    """Present among registered, as the field reports it; None when nobody had registered."""
    return Decimal(present) / Decimal(registered) if registered else None
