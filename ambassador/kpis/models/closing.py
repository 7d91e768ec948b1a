"""Closed periods: no figure of theirs is entered, sent or corrected any more, but by a named person until a day.

A period closes by hand, or by itself some days after its end (`Organisation.kpi_days_open`; computed, no row is needed).
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ambassador.accounts.models import User
from ambassador.audit import Audited
from ambassador.db import Model, Numbered, Versioned
from ambassador.periods import Frequency, Period


class PeriodLock(Audited, Numbered, Versioned, Model):
    """A period of a structure that was closed; nobody opens it again for all."""

    __tablename__ = "period_lock"
    __table_args__ = (UniqueConstraint("organisation_id", "frequency", "month"),)

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    frequency: Mapped[Frequency]
    month: Mapped[int]
    closed_at: Mapped[datetime]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """None where it had closed by itself, before the days allowed were changed."""

    closed_by: Mapped[User | None] = relationship()

    @property
    def period(self) -> Period:
        return Period(self.month, self.frequency)


class PeriodOpening(Audited, Numbered, Versioned, Model):
    """A closed period is open again for one person, until a day, with a reason."""

    __tablename__ = "period_opening"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="reason_given"),
        Index("ix_period_opening_period", "organisation_id", "frequency", "month"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    frequency: Mapped[Frequency]
    month: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    until: Mapped[date]
    """The last day on which it is open."""
    reason: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    ended_at: Mapped[datetime | None]

    person: Mapped[User] = relationship(foreign_keys=[person_id])
    opened_by: Mapped[User] = relationship(foreign_keys=[opened_by_id])

    @property
    def period(self) -> Period:
        return Period(self.month, self.frequency)

    def is_open(self, today: date) -> bool:
        return self.ended_at is None and today <= self.until
