"""Agree on versions of KPIs: what each version writes, why one was sent back or retired, funding, versions of dimensions."""

import sqlalchemy as sa
from alembic import op

import ambassador.db

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

CHECKS = (
    ("reason_by_and_at", "(reason_by_id IS NULL) = (reason_at IS NULL)"),
    ("reason_has_date", "(reason = '') = (reason_at IS NULL)"),
    ("retired_has_reason", "state <> 'retired' OR reason <> ''"),
    ("funding", "funded_from IS NULL OR funded_until IS NULL OR funded_from <= funded_until"),
)


def upgrade() -> None:
    op.create_table(
        "adoption_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("adoption_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "proposed",
                "agreed",
                "dropped",
                name="versionstate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("definition_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("returned", sa.Text(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("written_at", ambassador.db.UtcDateTime(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("proposed_at", ambassador.db.UtcDateTime(), nullable=True),
        sa.Column("agreed_by_id", sa.Integer(), nullable=True),
        sa.Column("agreed_at", ambassador.db.UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'agreed') = (agreed_at IS NOT NULL)", name=op.f("ck_adoption_version_agreed_has_date")
        ),
        sa.CheckConstraint(
            "(state = 'agreed') = (definition_id IS NOT NULL)", name=op.f("ck_adoption_version_agreed_has_definition")
        ),
        sa.CheckConstraint("number = 1 OR reason <> ''", name=op.f("ck_adoption_version_change_has_reason")),
        sa.CheckConstraint(
            "state <> 'proposed' OR proposed_at IS NOT NULL", name=op.f("ck_adoption_version_proposed_has_date")
        ),
        sa.CheckConstraint("(agreed_by_id IS NULL) = (agreed_at IS NULL)", name=op.f("ck_adoption_version_agreed")),
        sa.CheckConstraint(
            "(proposed_by_id IS NULL) = (proposed_at IS NULL)", name=op.f("ck_adoption_version_proposed")
        ),
        sa.CheckConstraint(
            "agreed_by_id IS NULL OR agreed_by_id <> proposed_by_id", name=op.f("ck_adoption_version_agreed_by_another")
        ),
        sa.ForeignKeyConstraint(["adoption_id"], ["adoption.id"], name=op.f("fk_adoption_version_adoption_id")),
        sa.ForeignKeyConstraint(["agreed_by_id"], ["user.id"], name=op.f("fk_adoption_version_agreed_by_id")),
        sa.ForeignKeyConstraint(
            ["definition_id"], ["indicator_version.id"], name=op.f("fk_adoption_version_definition_id")
        ),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["user.id"], name=op.f("fk_adoption_version_proposed_by_id")),
        sa.ForeignKeyConstraint(["written_by_id"], ["user.id"], name=op.f("fk_adoption_version_written_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoption_version")),
        sa.UniqueConstraint("adoption_id", "number", name=op.f("uq_adoption_version_adoption_id_number")),
    )
    with op.batch_alter_table("adoption_version", schema=None) as batch_op:
        batch_op.create_index(
            "uq_adoption_version_pending",
            ["adoption_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('draft', 'proposed')"),
            postgresql_where=sa.text("state IN ('draft', 'proposed')"),
        )

    with op.batch_alter_table("adoption") as batch_op:
        batch_op.add_column(sa.Column("reason", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("reason_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("reason_at", ambassador.db.UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("funded_from", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("funded_until", sa.Date(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_adoption_reason_by_id"), "user", ["reason_by_id"], ["id"])
    op.execute(
        "UPDATE adoption SET reason = '–', reason_by_id = agreed_by_id, reason_at = agreed_at WHERE state = 'retired'"
    )
    with op.batch_alter_table("adoption") as batch_op:
        batch_op.alter_column("reason", server_default=None, existing_type=sa.Text(), existing_nullable=False)
        for name, condition in CHECKS:
            batch_op.create_check_constraint(batch_op.f(f"ck_adoption_{name}"), condition)

    with op.batch_alter_table("dimension") as batch_op:
        batch_op.add_column(sa.Column("edits", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("dimension") as batch_op:
        batch_op.alter_column("edits", server_default=None, existing_type=sa.Integer(), existing_nullable=False)
        batch_op.alter_column("version", server_default=None, existing_type=sa.Integer(), existing_nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("dimension", schema=None) as batch_op:
        batch_op.drop_column("version")
        batch_op.drop_column("edits")

    with op.batch_alter_table("adoption", schema=None) as batch_op:
        for name, _ in CHECKS:
            batch_op.drop_constraint(batch_op.f(f"ck_adoption_{name}"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_adoption_reason_by_id"), type_="foreignkey")
        batch_op.drop_column("funded_until")
        batch_op.drop_column("funded_from")
        batch_op.drop_column("reason_at")
        batch_op.drop_column("reason_by_id")
        batch_op.drop_column("reason")

    with op.batch_alter_table("adoption_version", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_adoption_version_pending",
            sqlite_where=sa.text("state IN ('draft', 'proposed')"),
            postgresql_where=sa.text("state IN ('draft', 'proposed')"),
        )

    op.drop_table("adoption_version")
