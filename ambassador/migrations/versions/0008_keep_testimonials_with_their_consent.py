"""Keep testimonials with the proof of their consent, and erase what tells of the person once withdrawn."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

IS_LINK = "(proof LIKE 'http://%' OR proof LIKE 'https://%') AND length(proof) <= 500"


def upgrade() -> None:
    # What was written before without a page of its own: never shown, and withdrawn by nobody known.
    op.execute("DELETE FROM testimonial WHERE withdrawn_on IS NOT NULL OR quote = '' OR speaker = ''")
    op.execute("UPDATE testimonial SET language = 'fr' WHERE language NOT IN ('fr', 'nl', 'en')")
    op.execute("UPDATE testimonial SET expires_on = consented_on WHERE expires_on < consented_on")
    op.execute(f"UPDATE testimonial SET proof = '' WHERE NOT ({IS_LINK})")
    with op.batch_alter_table("testimonial") as batch_op:
        batch_op.alter_column(
            "proof", new_column_name="link", existing_type=sa.Text(), type_=sa.String(500), existing_nullable=False
        )
        batch_op.add_column(sa.Column("file_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("withdrawn_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("withdrawal_reason", sa.Text(), nullable=False, server_default=""))
        batch_op.create_index(op.f("ix_testimonial_file_id"), ["file_id"])
        batch_op.create_foreign_key(op.f("fk_testimonial_file_id"), "stored_file", ["file_id"], ["id"])
        batch_op.create_foreign_key(op.f("fk_testimonial_withdrawn_by_id"), "user", ["withdrawn_by_id"], ["id"])
    with op.batch_alter_table("testimonial") as batch_op:
        batch_op.alter_column(
            "withdrawal_reason", server_default=None, existing_type=sa.Text(), existing_nullable=False
        )
        batch_op.create_check_constraint(op.f("ck_testimonial_language_known"), "language IN ('fr', 'nl', 'en')")
        batch_op.create_check_constraint(
            op.f("ck_testimonial_expires_after_consent"), "expires_on IS NULL OR expires_on >= consented_on"
        )
        batch_op.create_check_constraint(
            op.f("ck_testimonial_withdrawn_tells_nothing"),
            "(withdrawn_on IS NULL AND quote <> '' AND speaker <> '') OR "
            "(withdrawn_on IS NOT NULL AND quote = '' AND speaker = '' AND link = '' AND file_id IS NULL)",
        )
        batch_op.create_check_constraint(
            op.f("ck_testimonial_withdrawn_by_somebody"), "(withdrawn_on IS NULL) = (withdrawn_by_id IS NULL)"
        )


def downgrade() -> None:
    with op.batch_alter_table("testimonial") as batch_op:
        for name in ("language_known", "expires_after_consent", "withdrawn_tells_nothing", "withdrawn_by_somebody"):
            batch_op.drop_constraint(op.f(f"ck_testimonial_{name}"), type_="check")
        batch_op.drop_constraint(op.f("fk_testimonial_file_id"), type_="foreignkey")
        batch_op.drop_constraint(op.f("fk_testimonial_withdrawn_by_id"), type_="foreignkey")
        batch_op.drop_index(op.f("ix_testimonial_file_id"))
        batch_op.drop_column("withdrawal_reason")
        batch_op.drop_column("withdrawn_by_id")
        batch_op.drop_column("file_id")
        batch_op.alter_column(
            "link", new_column_name="proof", existing_type=sa.String(500), type_=sa.Text(), existing_nullable=False
        )
