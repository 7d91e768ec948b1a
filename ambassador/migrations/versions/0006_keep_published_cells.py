"""Keep what partners read of a quarter with its publication."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "published_cells",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("basis", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["publication_id"], ["publication.id"], name=op.f("fk_published_cells_publication_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_cells")),
        sa.UniqueConstraint("publication_id", name=op.f("uq_published_cells_publication_id")),
    )


def downgrade() -> None:
    op.drop_table("published_cells")
