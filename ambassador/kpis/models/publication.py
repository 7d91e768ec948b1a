"""What partners may see: the figures of a quarter as they were when it was published."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ambassador.accounts.models import Organisation, User
from ambassador.audit import Audited
from ambassador.db import Model, Numbered
from ambassador.kpis.models.adoption import Adoption
from ambassador.kpis.models.entry import Answer
from ambassador.periods import Frequency, Period


class Publication(Audited, Numbered, Model):
    """A structure's quarter, or the operator's for its programme; a later number replaces an earlier one."""

    __tablename__ = "publication"
    __table_args__ = (
        UniqueConstraint("organisation_id", "month", "number"),
        CheckConstraint("month % 100 IN (1, 4, 7, 10)", name="month_starts_quarter"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    month: Mapped[int]
    """The quarter's first month (202601)."""
    number: Mapped[int] = mapped_column(default=1)
    published_at: Mapped[datetime]
    published_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    note: Mapped[str] = mapped_column(Text, default="")

    organisation: Mapped[Organisation] = relationship()
    published_by: Mapped[User] = relationship()
    figures: Mapped[list["PublishedFigure"]] = relationship(back_populates="publication", cascade="all, delete-orphan")

    @property
    def quarter(self) -> Period:
        return Period(self.month, Frequency.QUARTERLY)


class PublishedFigure(Numbered, Model):
    """An approved figure as published. A suppressed one keeps no number."""

    __tablename__ = "published_figure"
    __table_args__ = (
        CheckConstraint(
            "NOT is_suppressed OR (numerator IS NULL AND denominator IS NULL AND weight IS NULL)",
            name="suppressed_has_no_number",
        ),
        Index("ix_published_figure_adoption", "adoption_id", "month"),
    )

    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"), index=True)
    adoption_id: Mapped[int] = mapped_column(ForeignKey("adoption.id"))
    frequency: Mapped[Frequency]
    month: Mapped[int]
    answer: Mapped[Answer]
    numerator: Mapped[Decimal | None]
    denominator: Mapped[Decimal | None]
    weight: Mapped[Decimal | None]
    is_suppressed: Mapped[bool] = mapped_column(default=False)

    publication: Mapped[Publication] = relationship(back_populates="figures")
    adoption: Mapped[Adoption] = relationship()
