"""A KPI's code is its structure's own: two structures may use the same one."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("adoption", sa.Column("code", sa.String(40), nullable=True))
    op.execute("UPDATE adoption SET code = (SELECT code FROM indicator WHERE indicator.id = adoption.indicator_id)")
    with op.batch_alter_table("adoption") as batch_op:
        batch_op.alter_column("code", existing_type=sa.String(40), nullable=False)
        batch_op.create_unique_constraint(op.f("uq_adoption_organisation_id_code"), ["organisation_id", "code"])
    with op.batch_alter_table("indicator") as batch_op:
        batch_op.drop_constraint(op.f("uq_indicator_code"), type_="unique")
        batch_op.drop_column("code")


def downgrade() -> None:
    # Of codes that several indicators have now, each but the first gets its number behind it.
    op.add_column("indicator", sa.Column("code", sa.String(40), nullable=True))
    first = "(SELECT MIN(id) FROM adoption WHERE adoption.indicator_id = indicator.id)"
    op.execute(f"UPDATE indicator SET code = (SELECT code FROM adoption WHERE adoption.id = {first})")
    op.execute("UPDATE indicator SET code = 'KPI' WHERE code IS NULL")
    twice = "SELECT 1 FROM indicator AS other WHERE other.code = indicator.code AND other.id < indicator.id"
    op.execute(f"UPDATE indicator SET code = substr(code, 1, 29) || '-' || id WHERE EXISTS ({twice})")
    with op.batch_alter_table("indicator") as batch_op:
        batch_op.alter_column("code", existing_type=sa.String(40), nullable=False)
        batch_op.create_unique_constraint(op.f("uq_indicator_code"), ["code"])
    with op.batch_alter_table("adoption") as batch_op:
        batch_op.drop_constraint(op.f("uq_adoption_organisation_id_code"), type_="unique")
        batch_op.drop_column("code")
