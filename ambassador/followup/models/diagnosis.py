"""The diagnosis: needs found on the ground, ranked, and the solutions proposed ([WTC] art. 2.1-2)."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, ForeignKey, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ambassador.audit import Audited
from ambassador.charter.models import Action
from ambassador.db import Model, Numbered, Versioned
from ambassador.followup.models.session import FollowUp, FollowUpSession

SEVERITIES = (4, 3, 2, 1)
"""Blocking to light: the order in which a diagnosis is read."""


class NeedState(StrEnum):
    OBSERVED = "observed"
    SOLUTION_PROPOSED = "solution_proposed"
    SOLVED = "solved"
    SET_ASIDE = "set_aside"


need_action = Table(
    "need_action",
    Model.metadata,
    Column("need_id", ForeignKey("need.id"), primary_key=True),
    Column("action_id", ForeignKey("action.id"), primary_key=True),
)


class Need(Audited, Numbered, Versioned, Model):
    """A need found on the ground, and the solution proposed."""

    __tablename__ = "need"
    __table_args__ = (
        CheckConstraint("severity BETWEEN 1 AND 4", name="severity_in_bounds"),
        CheckConstraint("area <> '' AND observed <> ''", name="says_what"),
    )

    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_up.id"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("follow_up_session.id"), index=True)
    """The session in which it was gathered."""
    area: Mapped[str] = mapped_column(String(200))
    observed: Mapped[str] = mapped_column(Text)
    concerned: Mapped[str] = mapped_column(Text, default="")
    severity: Mapped[int]
    """1 light to 4 blocking."""
    rank: Mapped[int]
    """Its place among needs of the same severity, as people put it: the smaller comes first."""
    solution: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[NeedState] = mapped_column(default=NeedState.OBSERVED)
    action_codes: Mapped[str] = mapped_column(Text, default="")
    """The codes of the linked actions when they were last changed, for the history, which tells columns and not links."""

    follow_up: Mapped[FollowUp] = relationship()
    session: Mapped[FollowUpSession | None] = relationship(back_populates="needs")
    actions: Mapped[list[Action]] = relationship(secondary=need_action, order_by=Action.code)

    @property
    def is_open(self) -> bool:
        return self.state in {NeedState.OBSERVED, NeedState.SOLUTION_PROPOSED}

    @property
    def order(self) -> tuple[int, int, int]:
        """Gravest first, then as people ranked it."""
        return -self.severity, self.rank, self.id

    def audit_convention_id(self) -> int | None:
        return self.follow_up.convention_id
