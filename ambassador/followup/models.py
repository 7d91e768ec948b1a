"""Follow-ups, their sessions and ledger of days, tasks, and the needs and deliverables that come of them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ambassador.accounts.models import Organisation, OrganisationKind, User
from ambassador.audit import Audited
from ambassador.charter.models import Action
from ambassador.conventions.models import Convention
from ambassador.db import Model, Numbered, Versioned
from ambassador.permissions import Role
from ambassador.translated import Translated


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

    @property
    def counted(self) -> int:
        """Quarter days that the ledger counts for it: a cancelled session takes none."""
        return 0 if self.state is SessionState.CANCELLED else self.quarters

    def is_overdue(self, today: date) -> bool:
        """Planned for a day that is over, and not said to be held."""
        return self.state is SessionState.PLANNED and self.on < today

    def audit_convention_id(self) -> int | None:
        return self.follow_up.convention_id


class Task(Audited, Numbered, Versioned, Model):
    """A next step, with whoever does it and until when."""

    __tablename__ = "task"

    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_up.id"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("follow_up_session.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]

    follow_up: Mapped[FollowUp] = relationship()
    session: Mapped[FollowUpSession | None] = relationship(back_populates="tasks")
    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id])

    @property
    def is_open(self) -> bool:
        return self.done_on is None

    def is_overdue(self, today: date) -> bool:
        return self.is_open and self.due_on is not None and self.due_on < today

    def can_be_done_by(self, user: User) -> bool:
        """A coach ticks any task of the operator's follow-ups, a coordinator those of their side, others their own."""
        if user.role is Role.COACH or self.owner_id == user.id:
            return True
        is_of_their_side = self.owner is None or self.owner.organisation_id == user.organisation_id
        return user.role is Role.COORDINATOR and is_of_their_side

    def audit_subject(self) -> tuple[str, int]:
        return "FollowUp", self.follow_up_id

    def audit_convention_id(self) -> int | None:
        return self.follow_up.convention_id


class NeedState(StrEnum):
    OBSERVED = "observed"
    SOLUTION_PROPOSED = "solution_proposed"
    SOLVED = "solved"
    SET_ASIDE = "set_aside"


class Need(Audited, Numbered, Versioned, Model):
    """A need found on the ground, and the solution proposed ([WTC] art. 2.1-2)."""

    __tablename__ = "need"
    __table_args__ = (CheckConstraint("severity BETWEEN 1 AND 4", name="severity_in_bounds"),)

    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_up.id"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("follow_up_session.id"))
    area: Mapped[str] = mapped_column(String(200))
    observed: Mapped[str] = mapped_column(Text)
    concerned: Mapped[str] = mapped_column(Text, default="")
    severity: Mapped[int]
    """1 light to 4 blocking."""
    solution: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[NeedState] = mapped_column(default=NeedState.OBSERVED)

    follow_up: Mapped[FollowUp] = relationship()


class DeliverableState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    RETURNED = "returned"


class Deliverable(Audited, Numbered, Versioned, Model):
    """A result to hand over; which party submits is its own property, the other accepts."""

    __tablename__ = "deliverable"

    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_up.id"), index=True)
    commitment_id: Mapped[int | None] = mapped_column(ForeignKey("commitment.id"))
    submitting_party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    title: Mapped[Translated]
    state: Mapped[DeliverableState] = mapped_column(default=DeliverableState.DRAFT)

    follow_up: Mapped[FollowUp] = relationship()
    versions: Mapped[list["DeliverableVersion"]] = relationship(cascade="all, delete-orphan")


class DeliverableVersion(Audited, Numbered, Model):
    """One version handed over, and what the other party said of it."""

    __tablename__ = "deliverable_version"
    __table_args__ = (UniqueConstraint("deliverable_id", "number"),)

    deliverable_id: Mapped[int] = mapped_column(ForeignKey("deliverable.id"))
    number: Mapped[int]
    link: Mapped[str] = mapped_column(String(500), default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    submitted_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")
