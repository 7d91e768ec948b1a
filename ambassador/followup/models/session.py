"""Follow-ups, their sessions, what became of their dates, and the ledger of days."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ambassador.accounts.models import Organisation, OrganisationKind, User
from ambassador.audit import Audited
from ambassador.charter.models import Action
from ambassador.conventions.models import Convention
from ambassador.db import Model, Numbered, Versioned

if TYPE_CHECKING:
    from ambassador.followup.models.diagnosis import Need
    from ambassador.followup.models.task import Task


class SessionState(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class SessionMode(StrEnum):
    ON_SITE = "on_site"
    ONLINE = "online"
    PHONE = "phone"
    MAIL = "mail"


@dataclass(frozen=True)
class Ledger:
    """The days of a follow-up, in quarter days. Always held + planned + free = quota + overrun."""

    quota: int
    held: int
    planned: int

    @property
    def free(self) -> int:
        return max(0, self.quota - self.held - self.planned)

    @property
    def overrun(self) -> int:
        return max(0, self.held + self.planned - self.quota)

    @property
    def used(self) -> int:
        """What held and planned sessions take together."""
        return self.held + self.planned


class FollowUp(Audited, Numbered, Versioned, Model):
    """The follow-up that a convention with a quota of days gives a structure."""

    __tablename__ = "follow_up"

    convention_id: Mapped[int] = mapped_column(ForeignKey("convention.id"), unique=True)

    convention: Mapped[Convention] = relationship()
    sessions: Mapped[list["FollowUpSession"]] = relationship(
        back_populates="follow_up", order_by="FollowUpSession.on, FollowUpSession.id"
    )

    @property
    def structure(self) -> Organisation:
        """The party that is accompanied."""
        return next(
            party.organisation
            for party in self.convention.parties
            if party.organisation.kind is not OrganisationKind.OPERATOR
        )

    def quota(self, day: date) -> int:
        """Quarter days that the convention gives on a day: an amendment may change them from a date on."""
        return self.convention.terms_on(day).quota_quarters or 0

    def is_open(self, today: date) -> bool:
        """Whether it may be changed: until its convention ends, and after it while a party corrects it."""
        return self.convention.is_open(today)

    def is_within(self, day: date) -> bool:
        """Whether the convention runs on a day: only then does a session count for its commitment."""
        start, last_day = self.convention.start, self.convention.last_day(day)
        return start is not None and start <= day and (last_day is None or day <= last_day)

    def audit_convention_id(self) -> int | None:
        return self.convention_id


session_action = Table(
    "session_action",
    Model.metadata,
    Column("session_id", ForeignKey("follow_up_session.id"), primary_key=True),
    Column("action_id", ForeignKey("action.id"), primary_key=True),
)


class FollowUpSession(Audited, Numbered, Versioned, Model):
    """A meeting of coach and structure, or a short contact at zero days."""

    __tablename__ = "follow_up_session"
    __table_args__ = (
        CheckConstraint("quarters >= 0 AND quarters <= 40", name="quarters_in_bounds"),
        CheckConstraint("(state = 'cancelled') = (cancel_reason <> '')", name="cancelled_has_reason"),
        Index("ix_follow_up_session_order", "follow_up_id", "on"),
    )

    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_up.id"))
    state: Mapped[SessionState] = mapped_column(default=SessionState.PLANNED)
    on: Mapped[date]
    quarters: Mapped[int]
    """Quarter days: 2 is half a day, 0 a short contact."""
    mode: Mapped[SessionMode]
    people: Mapped[str] = mapped_column(Text, default="")
    subjects: Mapped[str] = mapped_column(Text, default="")
    notes: Mapped[str] = mapped_column(Text, default="")
    cancel_reason: Mapped[str] = mapped_column(Text, default="")
    overrun_reason: Mapped[str] = mapped_column(Text, default="")
    """Why the quota is passed, where this session passes it."""
    action_codes: Mapped[str] = mapped_column(Text, default="")
    """The codes of the linked actions when they were last changed: the history tells changes of columns, not of links,
    and another's change of the links alone is noticed by the version of the row."""
    coach_id: Mapped[int] = mapped_column(ForeignKey("user.id"))

    follow_up: Mapped[FollowUp] = relationship(back_populates="sessions")
    coach: Mapped[User] = relationship()
    actions: Mapped[list[Action]] = relationship(secondary=session_action, order_by=Action.code)
    tasks: Mapped[list["Task"]] = relationship(back_populates="session", order_by="Task.id")
    needs: Mapped[list["Need"]] = relationship(back_populates="session", order_by="Need.id")
    moves: Mapped[list["SessionMove"]] = relationship(back_populates="session", order_by="SessionMove.id")

    @property
    def counted(self) -> int:
        """Quarter days that the ledger counts for it: a cancelled session takes none."""
        return 0 if self.state is SessionState.CANCELLED else self.quarters

    def is_overdue(self, today: date) -> bool:
        """Planned for a day that is over, and not said to be held."""
        return self.state is SessionState.PLANNED and self.on < today

    def audit_convention_id(self) -> int | None:
        return self.follow_up.convention_id


class SessionMove(Audited, Numbered, Model):
    """A planned session was put on another day."""

    __tablename__ = "session_move"
    __table_args__ = (CheckConstraint("from_on <> to_on", name="to_another_day"),)

    session_id: Mapped[int] = mapped_column(ForeignKey("follow_up_session.id"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text, default="")
    moved_on: Mapped[date]
    """The day it was said."""

    session: Mapped[FollowUpSession] = relationship(back_populates="moves")

    def audit_subject(self) -> tuple[str, int]:
        return "FollowUpSession", self.session_id

    def audit_convention_id(self) -> int | None:
        return self.session.follow_up.convention_id
