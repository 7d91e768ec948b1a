"""Figures entered for a period, the story of each, and what is in hand.

Zero, unavailable, not applicable and missing are four things: a missing figure has no row, or an emptied draft without answer.
"""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    event,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from ambassador.accounts.models import User
from ambassador.audit import Audited
from ambassador.db import Model, Numbered, Versioned, same_presence
from ambassador.files.models import StoredFile
from ambassador.kpis.models.adoption import Adoption
from ambassador.kpis.models.indicator import Category, IndicatorVersion
from ambassador.periods import Frequency, Period


class Answer(StrEnum):
    VALUE = "value"
    UNAVAILABLE = "unavailable"
    NOT_APPLICABLE = "not_applicable"


class EntryState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"


class CorrectionState(StrEnum):
    """Where a correction of an approved figure stands."""

    SUBMITTED = "submitted"
    RETURNED = "returned"


_APPROVED_WHOLE = text("state = 'approved' AND category_id IS NULL")
"""What figures over time are made of: the index holds all that adding them up needs, these two columns too, so that
the rows themselves are not read (`queries.overview`)."""


class Entry(Audited, Numbered, Versioned, Model):
    """One figure: of an adoption, for a period, for the whole or for one category of a breakdown."""

    __tablename__ = "entry"
    __table_args__ = (
        ForeignKeyConstraint(
            ["adoption_id", "indicator_id", "organisation_id"],
            ["adoption.id", "adoption.indicator_id", "adoption.organisation_id"],
            name="fk_entry_adoption_whole",
        ),
        CheckConstraint("(answer = 'value') = (numerator IS NOT NULL)", name="value_has_number"),
        CheckConstraint("answer IS NOT NULL OR (state = 'draft' AND numerator IS NULL)", name="missing_is_draft"),
        CheckConstraint("answer = 'value' OR (denominator IS NULL AND weight IS NULL)", name="no_number_without_value"),
        CheckConstraint("denominator IS NULL OR denominator > 0", name="denominator_positive"),
        CheckConstraint("weight IS NULL OR weight >= 0", name="weight_not_negative"),
        CheckConstraint("(state = 'approved') = (approved_at IS NOT NULL)", name="approved_has_date"),
        same_presence("approved_by_id", "approved_at", name="approved"),
        CheckConstraint("approved_by_id IS NULL OR approved_by_id <> edited_by_id", name="approved_by_another"),
        CheckConstraint("correction IS NULL OR state = 'approved'", name="correction_of_approved"),
        same_presence("correction", "corrected_by_id", name="correction_has_person"),
        Index(
            "uq_entry_whole",
            "adoption_id",
            "month",
            "frequency",
            unique=True,
            sqlite_where=text("category_id IS NULL"),
            postgresql_where=text("category_id IS NULL"),
        ),
        Index(
            "uq_entry_category",
            "adoption_id",
            "month",
            "frequency",
            "category_id",
            unique=True,
            sqlite_where=text("category_id IS NOT NULL"),
            postgresql_where=text("category_id IS NOT NULL"),
        ),
        Index("ix_entry_indicator_month", "indicator_id", "month", "state"),
        Index(
            "ix_entry_approved_whole",
            "indicator_id",
            "frequency",
            "month",
            "state",
            "category_id",
            "organisation_id",
            "answer",
            "numerator",
            "denominator",
            "weight",
            sqlite_where=_APPROVED_WHOLE,
            postgresql_where=_APPROVED_WHOLE,
        ),
        Index("ix_entry_indicator_organisation_month", "indicator_id", "organisation_id", "month", "state"),
    )

    adoption_id: Mapped[int]
    indicator_id: Mapped[int]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    definition_id: Mapped[int] = mapped_column(ForeignKey("indicator_version.id"))
    frequency: Mapped[Frequency]
    month: Mapped[int]
    """The first month of its period (202601)."""
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    answer: Mapped[Answer | None] = mapped_column(default=Answer.VALUE)
    """None in a draft that was emptied: the figure is missing again, and its story stays."""
    numerator: Mapped[Decimal | None]
    """The number; of a ratio its numerator; of a mean the mean; of a milestone 1 or 0."""
    denominator: Mapped[Decimal | None]
    weight: Mapped[Decimal | None]
    comment: Mapped[str] = mapped_column(Text, default="")
    evidence: Mapped[str] = mapped_column(String(500), default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    state: Mapped[EntryState] = mapped_column(default=EntryState.DRAFT)
    edited_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    """Whose edit was the last: they never approve it."""
    edited_at: Mapped[datetime]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    approved_at: Mapped[datetime | None]
    correction: Mapped[CorrectionState | None]
    """A correction of this approved figure is in hand. Its numbers are in the story alone; those
    above stay in force until it is approved."""
    corrected_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """Whose correction is in hand: they never approve it."""
    second_look_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """Who asked for a second look that nobody has answered yet."""

    adoption: Mapped[Adoption] = relationship(
        viewonly=True, primaryjoin="Entry.adoption_id == Adoption.id", foreign_keys="Entry.adoption_id"
    )
    definition: Mapped[IndicatorVersion] = relationship()
    category: Mapped[Category | None] = relationship()
    file: Mapped[StoredFile | None] = relationship()
    parts: Mapped[list["Entry"]] = relationship(
        viewonly=True,
        primaryjoin="and_(Entry.adoption_id == remote(foreign(Entry.adoption_id)), "
        "Entry.month == remote(foreign(Entry.month)), Entry.frequency == remote(foreign(Entry.frequency)), "
        "remote(Entry.category_id).is_not(None))",
        order_by="remote(Entry.category_id)",
    )
    """Of a whole figure: its categories. They are written, told and settled with it (`services.breakdowns`)."""
    edited_by: Mapped[User] = relationship(foreign_keys=[edited_by_id])
    approved_by: Mapped[User | None] = relationship(foreign_keys=[approved_by_id])
    corrected_by: Mapped[User | None] = relationship(foreign_keys=[corrected_by_id])
    second_look_by: Mapped[User | None] = relationship(foreign_keys=[second_look_by_id])
    events: Mapped[list["EntryEvent"]] = relationship(back_populates="entry", order_by="EntryEvent.id")

    @property
    def period(self) -> Period:
        return Period(self.month, self.frequency)

    @property
    def is_missing(self) -> bool:
        return self.answer is None

    @property
    def is_waiting(self) -> bool:
        """The figure, or a correction of it, waits for approval."""
        return self.state is EntryState.SUBMITTED or self.correction is CorrectionState.SUBMITTED

    @property
    def last_editor_id(self) -> int:
        """Who wrote what waits for approval."""
        return self.corrected_by_id or self.edited_by_id


class EventKind(StrEnum):
    ENTERED = "entered"
    CHANGED = "changed"
    EMPTIED = "emptied"
    """A draft that says nothing any more."""
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"
    CORRECTED = "corrected"
    COMMENTED = "commented"
    WITHDRAWN = "withdrawn"
    """Taken back by who sent it; of a correction: given up."""
    SECOND_LOOK = "second_look"
    ANSWERED = "answered"


class EntryEvent(Numbered, Model):
    """One step in the story of a figure. Rows are added, never changed."""

    __tablename__ = "entry_event"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('entered', 'changed', 'submitted', 'approved', 'withdrawn', 'emptied') OR reason <> ''",
            name="reason_given",
        ),
    )

    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    kind: Mapped[EventKind]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text, default="")

    entry: Mapped[Entry] = relationship(back_populates="events")
    by: Mapped[User] = relationship()


@event.listens_for(EntryEvent, "before_update")
@event.listens_for(EntryEvent, "before_delete")
def _refuse(*_: Any) -> None:
    raise RuntimeError("the story of a figure is added to, never changed")
