"""Let a draft of a figure be emptied: its row and story stay, and it is missing again."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ANSWERS = ("value", "unavailable", "not_applicable")
KINDS = (
    "entered",
    "changed",
    "submitted",
    "approved",
    "returned",
    "corrected",
    "commented",
    "withdrawn",
    "second_look",
    "answered",
)
SILENT = ("entered", "changed", "submitted", "approved", "withdrawn")
MISSING = "answer IS NOT NULL OR (state = 'draft' AND numerator IS NULL)"


def _kinds(kinds: tuple[str, ...], silent: tuple[str, ...]) -> None:
    with op.batch_alter_table("entry_event") as batch_op:
        for name, condition in {
            "eventkind": f"kind IN {kinds}",
            "reason_given": f"kind IN {silent} OR reason <> ''",
        }.items():
            batch_op.drop_constraint(op.f(f"ck_entry_event_{name}"), type_="check")
            batch_op.create_check_constraint(op.f(f"ck_entry_event_{name}"), condition)


def upgrade() -> None:
    _kinds((*KINDS, "emptied"), (*SILENT, "emptied"))
    with op.batch_alter_table("entry") as batch_op:
        batch_op.alter_column("answer", existing_type=sa.String(24), nullable=True)
        batch_op.create_check_constraint(op.f("ck_entry_missing_is_draft"), MISSING)


def downgrade() -> None:
    op.execute("DELETE FROM entry_event WHERE entry_id IN (SELECT id FROM entry WHERE answer IS NULL)")
    op.execute("DELETE FROM entry WHERE answer IS NULL")
    op.execute("UPDATE entry_event SET kind = 'changed' WHERE kind = 'emptied'")
    with op.batch_alter_table("entry") as batch_op:
        batch_op.drop_constraint(op.f("ck_entry_missing_is_draft"), type_="check")
        batch_op.alter_column("answer", existing_type=sa.String(24), nullable=False)
    _kinds(KINDS, SILENT)
