"""What the parties promised, and what each contributed where no other work shows it."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ambassador.accounts.models import User
from ambassador.audit import Audited
from ambassador.conventions.models.convention import Article, Convention, Party
from ambassador.db import Model, Numbered, Versioned, same_presence
from ambassador.files import StoredFile
from ambassador.translated import Translated

if TYPE_CHECKING:
    from ambassador.conventions.models.change import Amendment


class Modality(StrEnum):
    FIRM = "firm"
    OPTIONAL = "optional"
    CONDITIONAL = "conditional"


class Unit(StrEnum):
    """What a commitment's quantity counts."""

    DAY = "day"
    DELIVERABLE = "deliverable"
    MEETING = "meeting"
    REPORT = "report"
    ARTICLE = "article"
    EVENT = "event"
    USE = "use"
    PROFILE = "profile"
    PERSON_DAY = "person_day"
    EUR = "eur"
    CONTACT = "contact"


class DueRule(StrEnum):
    DATE = "date"
    TERM = "term"
    DAYS_AFTER_START = "days_after_start"
    YEARLY = "yearly"
    EVENT = "event"
    BEFORE_USE = "before_use"
    PER_USE = "per_use"
    CASE_BY_CASE = "case_by_case"
    BEFORE_ASSIGNMENT = "before_assignment"
    ONGOING = "ongoing"
    UNLIMITED = "unlimited"
    NONE = "none"


class Commitment(Audited, Numbered, Versioned, Model):
    """What one party, or each of them, promised in an article."""

    __tablename__ = "commitment"
    __table_args__ = (
        CheckConstraint("quantity IS NULL OR quantity >= 0", name="quantity_not_negative"),
        CheckConstraint("quantity IS NULL OR unit IS NOT NULL", name="quantity_has_unit"),
        CheckConstraint("(due = 'date') = (due_on IS NOT NULL)", name="due_on_for_date"),
        CheckConstraint("(due = 'days_after_start') = (due_days IS NOT NULL)", name="due_days_for_rule"),
    )

    convention_id: Mapped[int] = mapped_column(ForeignKey("convention.id"), index=True)
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    """None: both parties."""
    position: Mapped[int] = mapped_column(default=0)
    article: Mapped[str] = mapped_column(String(40))
    """The reference as the text writes it: "2.1-2"."""
    article_id: Mapped[int | None] = mapped_column(ForeignKey("article.id"))
    """The article it stands in, where the text's articles are known: two of them may bear the same number."""
    title: Mapped[Translated]
    detail: Mapped[Translated] = mapped_column(default=Translated())
    modality: Mapped[Modality] = mapped_column(default=Modality.FIRM)
    condition: Mapped[Translated] = mapped_column(default=Translated())
    condition_met_on: Mapped[date | None]
    quantity: Mapped[Decimal | None]
    unit: Mapped[Unit | None]
    quantity_note: Mapped[Translated] = mapped_column(default=Translated())
    due: Mapped[DueRule] = mapped_column(default=DueRule.TERM)
    due_on: Mapped[date | None]
    due_days: Mapped[int | None]
    """Calendar days after the start."""
    measure: Mapped[str | None] = mapped_column(String(60))
    """The name of the measure that shows its progress from the work; see `conventions.measures`."""
    amendment_id: Mapped[int | None] = mapped_column(ForeignKey("amendment.id"), index=True)
    """The amendment that adds it; None: the text itself."""
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("commitment.id"))
    """The commitment it takes the place of."""
    valid_from: Mapped[date | None]
    """The day its amendment takes effect; None: since the start, or, with an amendment, only proposed."""
    valid_until: Mapped[date | None]
    """The last day before an amendment altered or ended it."""

    convention: Mapped[Convention] = relationship(back_populates="commitments")
    amendment: Mapped["Amendment | None"] = relationship(back_populates="proposals")
    replaces: Mapped["Commitment | None"] = relationship(remote_side="Commitment.id")
    party: Mapped[Party | None] = relationship()
    in_article: Mapped[Article | None] = relationship()
    contributions: Mapped[list["Contribution"]] = relationship(
        back_populates="commitment", order_by="Contribution.on, Contribution.id", passive_deletes="all"
    )

    def audit_subject(self) -> tuple[str, int]:
        return "Convention", self.convention_id

    def audit_convention_id(self) -> int | None:
        return self.convention_id

    def is_valid_on(self, day: date) -> bool:
        """Whether it stands in the text as amended by that day."""
        if self.amendment_id is not None and self.valid_from is None:
            return False
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )

    def counts_on(self, day: date) -> bool:
        """Whether it binds on a day: the convention has started, and its condition, if it has one, is met."""
        start = self.convention.start
        if start is None or start > day or not self.is_valid_on(day):
            return False
        if self.modality is not Modality.CONDITIONAL:
            return True
        return self.condition_met_on is not None and self.condition_met_on <= day

    def due_day(self, today: date) -> date | None:
        """The day it is due, where its rule names one."""
        match self.due:
            case DueRule.DATE:
                return self.due_on
            case DueRule.TERM:
                return self.convention.last_day(today)
            case DueRule.DAYS_AFTER_START if self.convention.start and self.due_days is not None:
                return self.convention.start + timedelta(days=self.due_days)
            case DueRule.YEARLY:
                years = self.convention.years(today)
                return years[-1][1] if years else None
            case _:
                return None


class ContributionState(StrEnum):
    RECORDED = "recorded"
    CONFIRMED = "confirmed"
    CONTESTED = "contested"
    WITHDRAWN = "withdrawn"
    """Taken back by the party that recorded it; it stays in the list and counts for nothing."""


class Contribution(Audited, Numbered, Versioned, Model):
    """Something a party did for a commitment; the other party confirms or contests it."""

    __tablename__ = "contribution"
    __table_args__ = (
        CheckConstraint("quantity IS NULL OR quantity >= 0", name="quantity_not_negative"),
        same_presence("decided_by_id", "decided_at", name="decided"),
    )

    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitment.id"), index=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    on: Mapped[date]
    """The day it was done."""
    quantity: Mapped[Decimal | None]
    """In the commitment's unit; None where it has none."""
    note: Mapped[str] = mapped_column(Text, default="")
    link: Mapped[str] = mapped_column(String(500), default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    state: Mapped[ContributionState] = mapped_column(default=ContributionState.RECORDED)
    reason: Mapped[str] = mapped_column(Text, default="")
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]

    commitment: Mapped[Commitment] = relationship(back_populates="contributions")
    party: Mapped[Party] = relationship()
    file: Mapped[StoredFile | None] = relationship()
    recorded_by: Mapped[User] = relationship(foreign_keys=[recorded_by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])

    @property
    def can_change(self) -> bool:
        """Whether its party may still correct or withdraw it, and the other confirm it: it is undecided or contested."""
        return self.state in {ContributionState.RECORDED, ContributionState.CONTESTED}

    def audit_subject(self) -> tuple[str, int]:
        return "Convention", self.commitment.convention_id

    def audit_convention_id(self) -> int | None:
        return self.commitment.convention_id
