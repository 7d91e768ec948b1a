"""Charters, their axes and actions, and the dated notes on an action's status."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ambassador.accounts.models import Organisation, Service, User
from ambassador.audit import Audited
from ambassador.db import Model, Numbered, Versioned, same_presence
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
    __table_args__ = (UniqueConstraint("charter_id", "code"),)

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

    charter: Mapped[Charter] = relationship(back_populates="actions")
    axis: Mapped[Axis | None] = relationship()
    service: Mapped[Service | None] = relationship()
    proposed_by: Mapped[User | None] = relationship()
    notes: Mapped[list["ActionNote"]] = relationship(
        back_populates="action", order_by="ActionNote.on.desc(), ActionNote.id.desc()", cascade="all, delete-orphan"
    )


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
