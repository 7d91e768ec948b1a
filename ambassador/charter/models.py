"""Charters, their axes and actions, and the dated notes on an action's status."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ambassador.accounts.models import Organisation, Service, User
from ambassador.audit import Audited
from ambassador.db import Model, Numbered, Versioned, same_presence
from ambassador.permissions import Role
from ambassador.translated import Translated


class ActionStatus(StrEnum):
    UNKNOWN = "unknown"
    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    PAUSED = "paused"
    DONE = "done"
    DROPPED = "dropped"


class Acceptance(StrEnum):
    """Whether the structure took the action up; kept apart from how far it is."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class Charter(Audited, Numbered, Versioned, Model):
    __tablename__ = "charter"
    __table_args__ = (
        same_presence("completed_at", "completed_by_id", name="completed"),
        CheckConstraint("is_complete = (completed_at IS NOT NULL)", name="complete_has_date"),
        CheckConstraint("horizon BETWEEN 2000 AND 2100", name="horizon_in_bounds"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), unique=True)
    title: Mapped[Translated]
    adopted: Mapped[str] = mapped_column(String(40), default="")
    """As the source says it: "2023-10"."""
    horizon: Mapped[int | None]
    """Year."""
    source: Mapped[str] = mapped_column(String(200), default="")
    is_complete: Mapped[bool] = mapped_column(default=False)
    """The structure confirmed that the list holds all actions: only then can "all" be said."""
    completed_at: Mapped[datetime | None]
    completed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    organisation: Mapped[Organisation] = relationship(lazy="joined")
    axes: Mapped[list["Axis"]] = relationship(
        back_populates="charter", order_by="Axis.position", cascade="all, delete-orphan"
    )
    actions: Mapped[list["Action"]] = relationship(
        back_populates="charter", order_by="Action.code", cascade="all, delete-orphan"
    )
    completed_by: Mapped[User | None] = relationship()


class Axis(Audited, Numbered, Versioned, Model):
    __tablename__ = "axis"
    __table_args__ = (UniqueConstraint("charter_id", "position"),)

    charter_id: Mapped[int] = mapped_column(ForeignKey("charter.id"))
    position: Mapped[int]
    title: Mapped[Translated]

    charter: Mapped[Charter] = relationship(back_populates="axes")

    def audit_subject(self) -> tuple[str, int]:
        return "Charter", self.charter_id


class Action(Audited, Numbered, Versioned, Model):
    """An action of a charter. Axis, service and horizon may be unknown, and then say so."""

    __tablename__ = "action"
    __table_args__ = (
        UniqueConstraint("charter_id", "code"),
        CheckConstraint("horizon BETWEEN 2000 AND 2100", name="horizon_in_bounds"),
        CheckConstraint("(acceptance = 'refused') = (refusal_reason <> '')", name="refused_has_reason"),
    )

    charter_id: Mapped[int] = mapped_column(ForeignKey("charter.id"), index=True)
    axis_id: Mapped[int | None] = mapped_column(ForeignKey("axis.id"))
    code: Mapped[str] = mapped_column(String(20))
    title: Mapped[Translated]
    page: Mapped[str] = mapped_column(String(20), default="")
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))
    horizon: Mapped[int | None]
    """Year."""
    status: Mapped[ActionStatus] = mapped_column(default=ActionStatus.UNKNOWN)
    acceptance: Mapped[Acceptance] = mapped_column(default=Acceptance.ACCEPTED)
    refusal_reason: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(String(200), default="")
    to_confirm: Mapped[bool] = mapped_column(default=False)
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    proposed_on: Mapped[date | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_on: Mapped[date | None]

    charter: Mapped[Charter] = relationship(back_populates="actions")
    axis: Mapped[Axis | None] = relationship()
    service: Mapped[Service | None] = relationship()
    proposed_by: Mapped[User | None] = relationship(foreign_keys=[proposed_by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])
    notes: Mapped[list["ActionNote"]] = relationship(
        back_populates="action", order_by="ActionNote.on.desc(), ActionNote.id.desc()", cascade="all, delete-orphan"
    )

    @property
    def is_accepted(self) -> bool:
        return self.acceptance is Acceptance.ACCEPTED

    def is_late(self, today: date) -> bool:
        """Still to be finished after the last day of its horizon's year."""
        is_running = self.is_accepted and self.status is ActionStatus.IN_PROGRESS
        return is_running and self.horizon is not None and self.horizon < today.year

    def status_on(self, day: date) -> ActionStatus:
        """As the notes tell it; before the first note it is unknown. Without any note it is what was entered."""
        if not self.notes:
            return self.status
        return next((note.status for note in self.notes if note.on <= day), ActionStatus.UNKNOWN)

    def counts_on(self, day: date) -> bool:
        """Whether the structure had taken it up."""
        return self.is_accepted and (self.decided_on is None or self.decided_on <= day)

    def can_be_noted_by(self, user: User) -> bool:
        """A coordinator follows all actions of the structure, staff those of their service."""
        if not self.is_accepted or user.organisation_id != self.charter.organisation_id:
            return False
        is_of_service = self.service_id is not None and self.service_id == user.service_id
        return user.role is Role.COORDINATOR or (user.role is Role.STAFF and is_of_service)


class ActionNote(Audited, Numbered, Model):
    """The status of an action from a day on, with what was said of it: the history that charts are drawn from."""

    __tablename__ = "action_note"

    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    on: Mapped[date]
    status: Mapped[ActionStatus]
    note: Mapped[str] = mapped_column(Text, default="")
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    action: Mapped[Action] = relationship(back_populates="notes")
    written_by: Mapped[User | None] = relationship()

    def audit_subject(self) -> tuple[str, int]:
        return "Action", self.action_id
