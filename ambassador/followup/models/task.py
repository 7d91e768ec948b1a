"""Tasks: next steps, with whoever does them."""

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ambassador.accounts.models import User
from ambassador.audit import Audited
from ambassador.db import Model, Numbered, Versioned
from ambassador.followup.models.session import FollowUp, FollowUpSession
from ambassador.permissions import Role


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
