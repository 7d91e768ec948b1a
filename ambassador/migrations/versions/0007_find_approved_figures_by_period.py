"""Find approved figures by period without reading their rows."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

APPROVED_WHOLE = sa.text("state = 'approved' AND category_id IS NULL")


def upgrade() -> None:
    op.create_index(
        "ix_entry_approved_whole",
        "entry",
        [
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
        ],
        sqlite_where=APPROVED_WHOLE,
        postgresql_where=APPROVED_WHOLE,
    )


def downgrade() -> None:
    op.drop_index("ix_entry_approved_whole", table_name="entry")
