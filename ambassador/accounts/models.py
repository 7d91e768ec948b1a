"""Organisations, services, people, invitations, assignments and sign-in attempts."""

from datetime import date, datetime
from enum import StrEnum

from flask_login import UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ambassador.audit import Audited
from ambassador.db import Model, Numbered, Versioned
from ambassador.permissions import Role
from ambassador.translated import Translated


class OrganisationKind(StrEnum):
    OPERATOR = "operator"
    AMBASSADOR = "ambassador"
    AUTHORITY = "authority"
    PARTNER = "partner"


class KpiReviewer(StrEnum):
    """Who approves a structure's figures: its own coordinator, or its coach where it chose so."""

    COORDINATOR = "coordinator"
    COACH = "coach"


class AssignmentKind(StrEnum):
    LEAD = "lead"
    BACKUP = "backup"


class PersonState(StrEnum):
    """What an account can do: computed, never stored."""

    ACTIVE = "active"
    INVITED = "invited"
    DEACTIVATED = "deactivated"


class Organisation(Audited, Numbered, Versioned, Model):
    __tablename__ = "organisation"
    __table_args__ = (CheckConstraint("kpi_days_open BETWEEN 0 AND 3660", name="kpi_days_open_in_bounds"),)

    key: Mapped[str | None] = mapped_column(String(60), unique=True)
    """A short name for seed data; rows that people make have none."""
    name: Mapped[Translated]
    kind: Mapped[OrganisationKind]
    is_made_up: Mapped[bool] = mapped_column(default=False)
    kpi_reviewer: Mapped[KpiReviewer] = mapped_column(default=KpiReviewer.COORDINATOR)
    kpi_days_open: Mapped[int | None]
    """Days after a period's end until its figures close by themselves; None: never."""

    services: Mapped[list["Service"]] = relationship(back_populates="organisation", order_by="Service.id")
    users: Mapped[list["User"]] = relationship(back_populates="organisation", order_by="User.name")
    assignments: Mapped[list["Assignment"]] = relationship(back_populates="organisation", order_by="Assignment.since")


class Service(Audited, Numbered, Versioned, Model):
    """A service of an organisation: staff edit what their service owns."""

    __tablename__ = "service"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[Translated]

    organisation: Mapped[Organisation] = relationship(back_populates="services")

    def audit_subject(self) -> tuple[str, int]:
        return "Organisation", self.organisation_id


class User(Audited, Numbered, Versioned, UserMixin, Model):
    """A person with an account. Without a password they were invited and have not come yet."""

    __tablename__ = "user"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower"),)
    audit_hidden = frozenset({"password_hash", "sign_in_counter", "language"})

    email: Mapped[str] = mapped_column(String(200), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[Role]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))
    language: Mapped[str] = mapped_column(String(2), default="fr")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    deactivated_at: Mapped[datetime | None]
    sign_in_counter: Mapped[int] = mapped_column(default=1)
    """Raised to end all sign-ins of the person at once."""
    is_demo: Mapped[bool] = mapped_column(default=False)

    organisation: Mapped[Organisation] = relationship(back_populates="users", lazy="joined")
    service: Mapped[Service | None] = relationship()

    @property
    def is_active(self) -> bool:
        return self.deactivated_at is None

    @property
    def state(self) -> PersonState:
        if not self.is_active:
            return PersonState.DEACTIVATED
        return PersonState.ACTIVE if self.password_hash else PersonState.INVITED

    @property
    def is_operator(self) -> bool:
        return self.organisation.kind is OrganisationKind.OPERATOR

    def get_id(self) -> str:
        """What the session cookie holds: the person, and the counter that ends their sign-ins."""
        return f"{self.id}.{self.sign_in_counter}"


class Invitation(Numbered, Model):
    """A one-time link by which a person sets a password. Only the token's hash is kept."""

    __tablename__ = "invitation"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """None: by a command on the server."""
    invited_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(foreign_keys=[user_id])

    def is_open(self, now: datetime) -> bool:
        """It still sets a password: neither used, replaced nor too old, and the account is not closed."""
        return self.used_at is None and now < self.expires_at and self.user.is_active


class Assignment(Audited, Numbered, Versioned, Model):
    """A coach looks after a structure from a day on, until another if it is set (last day included)."""

    __tablename__ = "assignment"
    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= since", name="until_after_since"),
        UniqueConstraint("coach_id", "organisation_id", "since"),
    )

    coach_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[AssignmentKind] = mapped_column(default=AssignmentKind.LEAD)
    since: Mapped[date]
    until: Mapped[date | None]

    coach: Mapped[User] = relationship()
    organisation: Mapped[Organisation] = relationship(back_populates="assignments")

    def is_current(self, today: date) -> bool:
        return self.since <= today and (self.until is None or today <= self.until)

    def audit_subject(self) -> tuple[str, int]:
        return "Organisation", self.organisation_id


class SignInAttempt(Numbered, Model):
    """A try to sign in, or to guess a secret address. Account and address are keyed hashes: enough to count, not to read."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_account", "account", "at"),
        Index("ix_sign_in_attempt_address", "address", "at"),
        Index("ix_sign_in_attempt_at", "at"),
    )

    account: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    is_success: Mapped[bool] = mapped_column(default=False)
