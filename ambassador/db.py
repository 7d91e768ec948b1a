"""The engine, the base of all models, exact column types and SQLite's settings.

The same code serves SQLite and PostgreSQL. Nothing here commits.
"""

import enum
from contextvars import ContextVar
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    Engine,
    Enum,
    MetaData,
    event,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, registry
from sqlalchemy.types import JSON, TypeDecorator

from ambassador.translated import Translated

SCALE = 10_000
"""Stored integers per unit: decimals of at most four places."""
LARGEST = Decimal(10**9)
"""The size no entered number may pass."""

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

is_writing: ContextVar[bool] = ContextVar("is_writing", default=False)
"""True while a request may change rows: SQLite then takes its write lock at the start, where it can wait for it."""


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal of at most four places and 10⁹ in size, stored as a scaled integer, never a float."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        scaled = Decimal(value) * SCALE
        if scaled != scaled.to_integral_value() or abs(value) > LARGEST:
            raise ValueError(f"{value} has more than four decimals or is beyond {LARGEST}")
        return int(scaled)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else plain(Decimal(value) / SCALE)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC; naive ones are refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class TranslatedText(TypeDecorator[Translated]):
    """A `Translated` stored as JSON, languages without text left out."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Translated | None, dialect: Dialect) -> dict[str, str] | None:
        return None if value is None else value.texts()

    def process_result_value(self, value: dict[str, str] | None, dialect: Dialect) -> Translated | None:
        return None if value is None else Translated(**value)


def plain(value: Decimal) -> Decimal:
    """The same number without trailing zeros or exponent: 5.00 → 5, 1E+2 → 100."""
    stripped = value.normalize()
    return stripped.quantize(Decimal(1)) if stripped == stripped.to_integral_value() else stripped


NAME_LENGTH = 200
TEXT_LENGTH = 10_000


class DeclaredModel(DeclarativeBase):
    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={
            Decimal: ExactDecimal(),
            datetime: UtcDateTime(),
            Translated: TranslatedText(),
            enum.StrEnum: Enum(
                enum.StrEnum,
                native_enum=False,
                create_constraint=True,
                length=24,
                values_callable=lambda members: [member.value for member in members],
            ),
        },
    )


db = SQLAlchemy(model_class=DeclaredModel)

if TYPE_CHECKING:

    class Model(DeclaredModel):
        __abstract__ = True

        def __init__(self, **values: Any) -> None: ...

else:
    Model = db.Model


class Numbered:
    """A row with a number of its own."""

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-10)


class Versioned:
    """A row that two people can edit: the database refuses the second of two writes that began from the same version."""

    version: Mapped[int] = mapped_column(default=1, sort_order=90)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


def same_presence(*columns: str, name: str) -> CheckConstraint:
    """All of the columns have a value, or none has: who and when belong together."""
    first, *rest = columns
    return CheckConstraint(" AND ".join(f"({first} IS NULL) = ({other} IS NULL)" for other in rest), name=name)


def use_sqlite_well(engine: Engine, wait: int) -> None:
    """WAL, foreign keys, a wait of at most `wait` milliseconds for the lock, and transactions that SQLAlchemy begins itself."""

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute(f"PRAGMA busy_timeout={wait}")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing.get() else "BEGIN")
