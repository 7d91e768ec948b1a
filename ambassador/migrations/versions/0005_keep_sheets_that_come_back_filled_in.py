"""Keep entry sheets that come back filled in, between their preview and its confirmation."""

import sqlalchemy as sa
from alembic import op

import ambassador.db

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "received_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("received_at", ambassador.db.UtcDateTime(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_received_sheet_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_sheet")),
    )
    op.create_index(op.f("ix_received_sheet_received_at"), "received_sheet", ["received_at"])
    op.create_index(op.f("ix_received_sheet_user_id"), "received_sheet", ["user_id"])


def downgrade() -> None:
    op.drop_table("received_sheet")
