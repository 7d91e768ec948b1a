"""Indicators and the versions of their definition, and the ways figures can be broken down."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, ForeignKey, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ambassador.accounts.models import Organisation
from ambassador.audit import Audited
from ambassador.db import Model, Numbered, Versioned
from ambassador.periods import Frequency
from ambassador.translated import Translated


class IndicatorKind(StrEnum):
    NUMBER = "number"
    RATIO = "ratio"
    """Numerator ÷ denominator, shown in per cent."""
    MEAN = "mean"
    """A mean with the count it is weighted by."""
    MILESTONE = "milestone"
    """Reached (1) or not (0)."""


class Direction(StrEnum):
    UP = "up"
    DOWN = "down"


class OverTime(StrEnum):
    """How the figures of several periods make one."""

    SUM = "sum"
    LATEST = "latest"
    RATIO_OF_SUMS = "ratio_of_sums"
    RATIO_OF_LATEST = "ratio_of_latest"
    WEIGHTED_MEAN = "weighted_mean"


class OverStructures(StrEnum):
    """How the figures of several structures make one."""

    SUM = "sum"
    RATIO_OF_SUMS = "ratio_of_sums"
    WEIGHTED_MEAN = "weighted_mean"
    NONE = "none"


class Indicator(Audited, Numbered, Versioned, Model):
    """What is counted, by whatever structure adopts it, or for the operator's whole programme."""

    __tablename__ = "indicator"
    operator_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    """Set for a programme indicator."""
    is_example: Mapped[bool] = mapped_column(default=False)
    """Our own example, to be validated with the structure."""
    measure: Mapped[str | None] = mapped_column(String(60))
    """Set where the figure is computed from the register rather than entered."""

    operator: Mapped[Organisation | None] = relationship()
    versions: Mapped[list["IndicatorVersion"]] = relationship(
        back_populates="indicator", order_by="IndicatorVersion.number", cascade="all, delete-orphan"
    )


version_dimension = Table(
    "version_dimension",
    Model.metadata,
    Column("version_id", ForeignKey("indicator_version.id"), primary_key=True),
    Column("dimension_id", ForeignKey("dimension.id"), primary_key=True),
)


class IndicatorVersion(Audited, Numbered, Versioned, Model):
    """A definition as it stood when figures were entered under it."""

    __tablename__ = "indicator_version"
    __table_args__ = (
        UniqueConstraint("indicator_id", "number"),
        CheckConstraint("hard_min IS NULL OR hard_max IS NULL OR hard_min <= hard_max", name="hard_bounds"),
        CheckConstraint(
            "plausible_min IS NULL OR plausible_max IS NULL OR plausible_min <= plausible_max", name="plausible_range"
        ),
    )

    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"), index=True)
    number: Mapped[int] = mapped_column(default=1)
    name: Mapped[Translated]
    definition: Mapped[Translated] = mapped_column(default=Translated())
    unit: Mapped[Translated]
    kind: Mapped[IndicatorKind]
    direction: Mapped[Direction] = mapped_column(default=Direction.UP)
    frequency: Mapped[Frequency]
    over_time: Mapped[OverTime]
    over_structures: Mapped[OverStructures] = mapped_column(default=OverStructures.NONE)
    numerator_label: Mapped[Translated] = mapped_column(default=Translated())
    denominator_label: Mapped[Translated] = mapped_column(default=Translated())
    weight_label: Mapped[Translated] = mapped_column(default=Translated())
    counts_people: Mapped[bool] = mapped_column(default=False)
    """Its counts are of persons: small ones are not shown to partners."""
    hard_min: Mapped[Decimal | None]
    hard_max: Mapped[Decimal | None]
    plausible_min: Mapped[Decimal | None]
    plausible_max: Mapped[Decimal | None]
    made_at: Mapped[datetime]

    indicator: Mapped[Indicator] = relationship(back_populates="versions")
    dimensions: Mapped[list["Dimension"]] = relationship(secondary=version_dimension, order_by="Dimension.id")

    def audit_subject(self) -> tuple[str, int]:
        return "Indicator", self.indicator_id


class Dimension(Audited, Numbered, Versioned, Model):
    """A way to break figures down: gender, age, publics."""

    __tablename__ = "dimension"
    audit_hidden = frozenset({"edits"})

    key: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[Translated]
    is_exclusive: Mapped[bool]
    """Categories exclude each other and sum to the total; publics overlap and do not."""
    edits: Mapped[int] = mapped_column(default=1)
    """Raised when its categories are written anew, so that its version tells of that too."""

    categories: Mapped[list["Category"]] = relationship(
        back_populates="dimension", order_by="Category.position", cascade="all, delete-orphan"
    )


class Category(Audited, Numbered, Model):
    __tablename__ = "category"
    __table_args__ = (UniqueConstraint("dimension_id", "position"),)

    dimension_id: Mapped[int] = mapped_column(ForeignKey("dimension.id"))
    position: Mapped[int]
    name: Mapped[Translated]

    dimension: Mapped[Dimension] = relationship(back_populates="categories")

    def audit_subject(self) -> tuple[str, int]:
        return "Dimension", self.dimension_id
