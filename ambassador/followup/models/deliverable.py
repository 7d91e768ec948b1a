"""Deliverables: what one party hands over, version by version, and what the other party says of it."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ambassador.accounts.models import User
from ambassador.audit import Audited
from ambassador.conventions.models import Commitment, Party
from ambassador.db import Model, Numbered, Versioned, same_presence
from ambassador.files.models import StoredFile
from ambassador.followup.models.session import FollowUp
from ambassador.translated import Translated


class DeliverableKind(StrEnum):
    KPI_SET = "kpi_set"
    """The one deliverable that the text promises."""
    AWARENESS = "awareness"
    ADVICE = "advice"
    GUIDELINES = "guidelines"
    OTHER = "other"


class DeliverableState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    RETURNED = "returned"


class Deliverable(Audited, Numbered, Versioned, Model):
    """A result to hand over; which party submits is its own property, the other accepts."""

    __tablename__ = "deliverable"

    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_up.id"), index=True)
    commitment_id: Mapped[int | None] = mapped_column(ForeignKey("commitment.id"), index=True)
    """What it counts for once it is accepted."""
    submitting_party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    kind: Mapped[DeliverableKind] = mapped_column(default=DeliverableKind.OTHER)
    title: Mapped[Translated]
    detail: Mapped[Translated] = mapped_column(default=Translated())
    is_optional: Mapped[bool] = mapped_column(default=False)
    due_on: Mapped[date | None]
    state: Mapped[DeliverableState] = mapped_column(default=DeliverableState.DRAFT)

    follow_up: Mapped[FollowUp] = relationship()
    commitment: Mapped[Commitment | None] = relationship()
    submitting_party: Mapped[Party] = relationship()
    versions: Mapped[list["DeliverableVersion"]] = relationship(
        back_populates="deliverable", order_by="DeliverableVersion.number", cascade="all, delete-orphan"
    )

    @property
    def accepting_parties(self) -> list[Party]:
        return [party for party in self.follow_up.convention.parties if party.id != self.submitting_party_id]

    @property
    def last_version(self) -> "DeliverableVersion | None":
        return self.versions[-1] if self.versions else None

    @property
    def accepted_at(self) -> datetime | None:
        last = self.last_version
        return last.decided_at if last and self.state is DeliverableState.ACCEPTED else None

    def awaits_submission(self) -> bool:
        return self.state in {DeliverableState.DRAFT, DeliverableState.RETURNED}

    def is_of(self, user: User) -> bool:
        """Whether the person is of the party that hands it over."""
        return user.organisation_id == self.submitting_party.organisation_id

    def can_be_submitted_by(self, user: User) -> bool:
        return self.awaits_submission() and self.is_of(user)

    def can_be_decided_by(self, user: User) -> bool:
        """Nobody accepts for their own side."""
        others = {party.organisation_id for party in self.accepting_parties}
        return self.state is DeliverableState.SUBMITTED and user.organisation_id in others

    def audit_convention_id(self) -> int | None:
        return self.follow_up.convention_id


class DeliverableVersion(Audited, Numbered, Model):
    """One version handed over, and what the other party said of it."""

    __tablename__ = "deliverable_version"
    __table_args__ = (
        UniqueConstraint("deliverable_id", "number"),
        CheckConstraint("link <> '' OR file_id IS NOT NULL OR note <> ''", name="hands_something_over"),
        same_presence("decided_by_id", "decided_at", name="decided_by_and_at"),
    )

    deliverable_id: Mapped[int] = mapped_column(ForeignKey("deliverable.id"))
    number: Mapped[int]
    link: Mapped[str] = mapped_column(String(500), default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    submitted_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]
    is_accepted: Mapped[bool | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why it was returned."""

    deliverable: Mapped[Deliverable] = relationship(back_populates="versions")
    file: Mapped[StoredFile | None] = relationship()
    submitted_by: Mapped[User] = relationship(foreign_keys=[submitted_by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])

    def audit_subject(self) -> tuple[str, int]:
        return "Deliverable", self.deliverable_id

    def audit_convention_id(self) -> int | None:
        return self.deliverable.follow_up.convention_id
