"""Attach any number of files to amendments and to approvals; the one file of an amendment becomes the first."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "amendment_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("amendment_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("is_after_signature", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["amendment_id"], ["amendment.id"], name=op.f("fk_amendment_file_amendment_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_amendment_file_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendment_file")),
        sa.UniqueConstraint("amendment_id", "file_id", name=op.f("uq_amendment_file_amendment_id_file_id")),
    )
    op.create_index(op.f("ix_amendment_file_file_id"), "amendment_file", ["file_id"])
    op.create_table(
        "approval_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("approval_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["approval_id"], ["approval.id"], name=op.f("fk_approval_file_approval_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_approval_file_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_file")),
        sa.UniqueConstraint("approval_id", "file_id", name=op.f("uq_approval_file_approval_id_file_id")),
    )
    op.create_index(op.f("ix_approval_file_file_id"), "approval_file", ["file_id"])
    op.execute(
        "INSERT INTO amendment_file (amendment_id, file_id, is_after_signature) "
        "SELECT id, file_id, false FROM amendment WHERE file_id IS NOT NULL"
    )
    with op.batch_alter_table("amendment") as batch_op:
        batch_op.drop_constraint(op.f("fk_amendment_file_id"), type_="foreignkey")
        batch_op.drop_column("file_id")


def downgrade() -> None:
    with op.batch_alter_table("amendment") as batch_op:
        batch_op.add_column(sa.Column("file_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_amendment_file_id"), "stored_file", ["file_id"], ["id"])
    op.execute(
        "UPDATE amendment SET file_id = "
        "(SELECT min(file_id) FROM amendment_file WHERE amendment_file.amendment_id = amendment.id)"
    )
    op.drop_table("approval_file")
    op.drop_table("amendment_file")
