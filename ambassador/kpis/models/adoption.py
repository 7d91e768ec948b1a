"""An indicator as a structure adopts it: agreed by both sides, with owner, baseline and dated targets."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ambassador.accounts.models import Organisation, Service, User
from ambassador.audit import Audited
from ambassador.charter.models import Action
from ambassador.db import Model, Numbered, Versioned, same_presence
from ambassador.kpis.models.indicator import Indicator, IndicatorVersion
from ambassador.periods import Period

if TYPE_CHECKING:
    from ambassador.kpis.models.agreement import AdoptionVersion

DAYS_ALLOWED = 30


class AdoptionState(StrEnum):
    DRAFT = "draft"
    PROPOSED = "proposed"
    AGREED = "agreed"
    RETIRED = "retired"


class Adoption(Audited, Numbered, Versioned, Model):
    __tablename__ = "adoption"
    __table_args__ = (
        UniqueConstraint("indicator_id", "organisation_id"),
        UniqueConstraint("organisation_id", "code"),
        UniqueConstraint("id", "indicator_id", "organisation_id", name="uq_adoption_whole"),
        CheckConstraint("days_allowed BETWEEN 0 AND 366", name="days_allowed_in_bounds"),
        same_presence("proposed_by_id", "proposed_at", name="proposed"),
        same_presence("agreed_by_id", "agreed_at", name="agreed"),
        CheckConstraint("state NOT IN ('agreed', 'retired') OR agreed_at IS NOT NULL", name="agreed_has_date"),
        CheckConstraint("agreed_by_id IS NULL OR agreed_by_id <> proposed_by_id", name="agreed_by_another"),
        same_presence("reason_by_id", "reason_at", name="reason_by_and_at"),
        CheckConstraint("(reason = '') = (reason_at IS NULL)", name="reason_has_date"),
        CheckConstraint("state <> 'retired' OR reason <> ''", name="retired_has_reason"),
        CheckConstraint("funded_from IS NULL OR funded_until IS NULL OR funded_from <= funded_until", name="funding"),
    )
    audit_hidden = frozenset({"edits"})

    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    """As the structure calls it: others may use the same code."""
    action_id: Mapped[int | None] = mapped_column(ForeignKey("action.id"), index=True)
    """The action of the structure's charter that it measures; None for the programme's."""
    definition_id: Mapped[int] = mapped_column(ForeignKey("indicator_version.id"))
    """The version of the definition in force."""
    state: Mapped[AdoptionState] = mapped_column(default=AdoptionState.DRAFT)
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    proposed_at: Mapped[datetime | None]
    agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    agreed_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why the proposal was last sent back, or why it was retired."""
    reason_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reason_at: Mapped[datetime | None]
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    stand_in_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    first_month: Mapped[int]
    """The first month of its first period (202601)."""
    baseline_numerator: Mapped[Decimal | None]
    baseline_denominator: Mapped[Decimal | None]
    baseline_weight: Mapped[Decimal | None]
    baseline_on: Mapped[date | None]
    baseline_comment: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(String(200), default="")
    verification: Mapped[str] = mapped_column(String(200), default="")
    days_allowed: Mapped[int] = mapped_column(default=DAYS_ALLOWED)
    """Days after the period's end within which its figure is due."""
    target_is_total: Mapped[bool] = mapped_column(default=False)
    """Its targets are for all periods since the first made one, not for each period."""
    funded_from: Mapped[date | None]
    """The first day of the funding that asks for it; of the programme's only."""
    funded_until: Mapped[date | None]
    edits: Mapped[int] = mapped_column(default=1)
    """Raised when what hangs below it is written anew, so that its version tells of that too."""

    indicator: Mapped[Indicator] = relationship()
    action: Mapped[Action | None] = relationship()
    organisation: Mapped[Organisation] = relationship()
    definition: Mapped[IndicatorVersion] = relationship()
    service: Mapped[Service | None] = relationship()
    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id])
    stand_in: Mapped[User | None] = relationship(foreign_keys=[stand_in_id])
    proposed_by: Mapped[User | None] = relationship(foreign_keys=[proposed_by_id])
    agreed_by: Mapped[User | None] = relationship(foreign_keys=[agreed_by_id])
    reason_by: Mapped[User | None] = relationship(foreign_keys=[reason_by_id])
    targets: Mapped[list["Target"]] = relationship(
        back_populates="adoption", order_by="Target.month", cascade="all, delete-orphan"
    )

    pending: Mapped["AdoptionVersion | None"] = relationship(
        primaryjoin="and_(AdoptionVersion.adoption_id == Adoption.id, AdoptionVersion.state.in_(['draft', 'proposed']))",
        uselist=False,
        viewonly=True,
    )
    """The change that is being written, or waits for the other party's agreement."""

    @property
    def is_programme(self) -> bool:
        """The operator's own, for its whole programme."""
        return self.indicator.operator_id is not None and self.indicator.operator_id == self.organisation_id

    @property
    def is_unvalidated_example(self) -> bool:
        """Taken over from our examples, and not agreed by the structure yet."""
        return self.indicator.is_example and self.state in (AdoptionState.DRAFT, AdoptionState.PROPOSED)

    @property
    def is_computed(self) -> bool:
        return self.indicator.measure is not None

    @property
    def first_period(self) -> Period:
        return Period(self.first_month, self.definition.frequency)

    def target_for(self, period: Period) -> Decimal | None:
        """The target that holds at the period's end; None before the first."""
        held = [target for target in self.targets if target.month <= period.months()[-1]]
        return max(held, key=lambda target: target.month).value if held else None

    def due_on(self, period: Period) -> date:
        """The last day on which the period's figure is in time."""
        return period.last_day + timedelta(days=self.days_allowed)


class Target(Audited, Numbered, Model):
    """The value to reach, from a month on until the next target: in the indicator's unit, per cent for ratios."""

    __tablename__ = "target"
    __table_args__ = (UniqueConstraint("adoption_id", "month"),)

    adoption_id: Mapped[int] = mapped_column(ForeignKey("adoption.id"))
    month: Mapped[int]
    value: Mapped[Decimal]

    adoption: Mapped[Adoption] = relationship(back_populates="targets")

    def audit_subject(self) -> tuple[str, int]:
        return "Adoption", self.adoption_id
