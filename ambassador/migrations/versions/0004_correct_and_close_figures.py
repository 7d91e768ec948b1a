"""Let approved figures be corrected beside what is in force, second looks be asked, and periods close and open again."""

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

import ambassador.db

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

FREQUENCIES = ("monthly", "quarterly", "half_yearly", "yearly", "school_year")
KINDS = ("entered", "changed", "submitted", "approved", "returned", "corrected", "commented")
NEW_KINDS = (*KINDS, "withdrawn", "second_look", "answered")


def _one_of(column: str, values: Iterable[str]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


NEW_ENTRY_CHECKS = {
    "correction_of_approved": "correction IS NULL OR state = 'approved'",
    "correction_has_person": "(correction IS NULL) = (corrected_by_id IS NULL)",
    "correctionstate": _one_of("correction", ("submitted", "returned")),
}
DAYS_OPEN = "kpi_days_open BETWEEN 0 AND 3660"
REASON = "kind NOT IN ('returned', 'corrected') OR reason <> ''"
NEW_REASON = "kind IN ('entered', 'changed', 'submitted', 'approved', 'withdrawn') OR reason <> ''"


def upgrade() -> None:
    with op.batch_alter_table("organisation") as batch_op:
        batch_op.add_column(sa.Column("kpi_days_open", sa.Integer(), nullable=True))
        batch_op.create_check_constraint(op.f("ck_organisation_kpi_days_open_in_bounds"), DAYS_OPEN)

    with op.batch_alter_table("entry") as batch_op:
        batch_op.add_column(sa.Column("correction", sa.String(24), nullable=True))
        batch_op.add_column(sa.Column("corrected_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("second_look_by_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_entry_corrected_by_id"), "user", ["corrected_by_id"], ["id"])
        batch_op.create_foreign_key(op.f("fk_entry_second_look_by_id"), "user", ["second_look_by_id"], ["id"])
        for name, condition in NEW_ENTRY_CHECKS.items():
            batch_op.create_check_constraint(op.f(f"ck_entry_{name}"), condition)

    _tell({"eventkind": _one_of("kind", NEW_KINDS), "reason_given": NEW_REASON})

    op.create_table(
        "period_opening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "frequency",
            sa.Enum(*FREQUENCIES, name="frequency", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened_at", ambassador.db.UtcDateTime(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", ambassador.db.UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_period_opening_reason_given")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["user.id"], name=op.f("fk_period_opening_opened_by_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_period_opening_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["user.id"], name=op.f("fk_period_opening_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_period_opening")),
    )
    op.create_index(op.f("ix_period_opening_person_id"), "period_opening", ["person_id"])
    op.create_index(op.f("ix_period_opening_period"), "period_opening", ["organisation_id", "frequency", "month"])
    _move_openings()
    with op.batch_alter_table("period_lock") as batch_op:
        batch_op.drop_constraint(op.f("fk_period_lock_open_for_id"), type_="foreignkey")
        batch_op.drop_column("open_for_id")
        batch_op.drop_column("open_until")
        batch_op.drop_column("reason")


def _move_openings() -> None:
    """Each opening that a lock held becomes a row of its own."""
    op.execute(
        "INSERT INTO period_opening "
        "(organisation_id, frequency, month, person_id, until, reason, opened_at, opened_by_id, version) "
        "SELECT organisation_id, frequency, month, open_for_id, open_until, "
        "CASE WHEN reason = '' THEN '–' ELSE reason END, closed_at, coalesce(closed_by_id, open_for_id), 1 "
        "FROM period_lock WHERE open_for_id IS NOT NULL AND open_until IS NOT NULL"
    )


def _tell(checks: dict[str, str]) -> None:
    """Give the events of figures these checks in place of those they have."""
    with op.batch_alter_table("entry_event") as batch_op:
        for name, condition in checks.items():
            batch_op.drop_constraint(op.f(f"ck_entry_event_{name}"), type_="check")
            batch_op.create_check_constraint(op.f(f"ck_entry_event_{name}"), condition)


def downgrade() -> None:
    with op.batch_alter_table("period_lock") as batch_op:
        batch_op.add_column(sa.Column("open_for_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("open_until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("reason", sa.Text(), nullable=False, server_default=""))
        batch_op.create_foreign_key(op.f("fk_period_lock_open_for_id"), "user", ["open_for_id"], ["id"])
    op.drop_table("period_opening")

    op.execute("DELETE FROM entry_event WHERE kind IN ('withdrawn', 'second_look', 'answered')")
    _tell({"eventkind": _one_of("kind", KINDS), "reason_given": REASON})

    with op.batch_alter_table("entry") as batch_op:
        for name in NEW_ENTRY_CHECKS:
            batch_op.drop_constraint(op.f(f"ck_entry_{name}"), type_="check")
        batch_op.drop_constraint(op.f("fk_entry_second_look_by_id"), type_="foreignkey")
        batch_op.drop_constraint(op.f("fk_entry_corrected_by_id"), type_="foreignkey")
        batch_op.drop_column("second_look_by_id")
        batch_op.drop_column("corrected_by_id")
        batch_op.drop_column("correction")

    with op.batch_alter_table("organisation") as batch_op:
        batch_op.drop_constraint(op.f("ck_organisation_kpi_days_open_in_bounds"), type_="check")
        batch_op.drop_column("kpi_days_open")
