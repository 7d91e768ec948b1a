"""What was agreed of a KPI, version by version: a change after the agreement is proposed and agreed again."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from ambassador.accounts.models import User
from ambassador.audit import Audited
from ambassador.db import Model, Numbered, Versioned, same_presence
from ambassador.kpis.models.adoption import Adoption
from ambassador.kpis.models.indicator import IndicatorVersion

_IS_PENDING = text("state IN ('draft', 'proposed')")


class VersionState(StrEnum):
    DRAFT = "draft"
    PROPOSED = "proposed"
    AGREED = "agreed"
    DROPPED = "dropped"


class AdoptionVersion(Audited, Numbered, Versioned, Model):
    """All that is agreed of a structure's KPI, as one version writes it. Until it is agreed the earlier one is in force."""

    __tablename__ = "adoption_version"
    __table_args__ = (
        UniqueConstraint("adoption_id", "number"),
        same_presence("proposed_by_id", "proposed_at", name="proposed"),
        same_presence("agreed_by_id", "agreed_at", name="agreed"),
        CheckConstraint("state <> 'proposed' OR proposed_at IS NOT NULL", name="proposed_has_date"),
        CheckConstraint("(state = 'agreed') = (agreed_at IS NOT NULL)", name="agreed_has_date"),
        CheckConstraint("(state = 'agreed') = (definition_id IS NOT NULL)", name="agreed_has_definition"),
        CheckConstraint("agreed_by_id IS NULL OR agreed_by_id <> proposed_by_id", name="agreed_by_another"),
        CheckConstraint("number = 1 OR reason <> ''", name="change_has_reason"),
        Index(
            "uq_adoption_version_pending",
            "adoption_id",
            unique=True,
            sqlite_where=_IS_PENDING,
            postgresql_where=_IS_PENDING,
        ),
    )

    adoption_id: Mapped[int] = mapped_column(ForeignKey("adoption.id"))
    number: Mapped[int]
    state: Mapped[VersionState] = mapped_column(default=VersionState.DRAFT)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What is written, by the names of `KpiValues`."""
    definition_id: Mapped[int | None] = mapped_column(ForeignKey("indicator_version.id"))
    """The definition that it put in force."""
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why the KPI changes."""
    returned: Mapped[str] = mapped_column(Text, default="")
    """Why the other party sent it back."""
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    written_at: Mapped[datetime]
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    proposed_at: Mapped[datetime | None]
    agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    agreed_at: Mapped[datetime | None]

    adoption: Mapped[Adoption] = relationship()
    definition: Mapped[IndicatorVersion | None] = relationship()
    written_by: Mapped[User | None] = relationship(foreign_keys=[written_by_id])
    proposed_by: Mapped[User | None] = relationship(foreign_keys=[proposed_by_id])
    agreed_by: Mapped[User | None] = relationship(foreign_keys=[agreed_by_id])

    @property
    def is_pending(self) -> bool:
        return self.state in (VersionState.DRAFT, VersionState.PROPOSED)

    def audit_subject(self) -> tuple[str, int]:
        return "Adoption", self.adoption_id
