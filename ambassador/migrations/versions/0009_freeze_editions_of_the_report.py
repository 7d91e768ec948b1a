"""Freeze editions of the report under a convention, with what people write in them, their testimonials and their share links."""

import sqlalchemy as sa
from alembic import op

import ambassador.db

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # No page has ever written these two.
    op.drop_table("share_link")
    op.drop_table("edition")
    op.create_table(
        "edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("convention_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "scope",
            sa.Enum(
                "both",
                "programme",
                "structure",
                name="editionscope",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("title", ambassador.db.TranslatedText(), nullable=False),
        sa.Column("first_month", sa.Integer(), nullable=False),
        sa.Column("last_month", sa.Integer(), nullable=False),
        sa.Column("prepared_by_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("content_sha256", sa.String(length=64), nullable=True),
        sa.Column("frozen_at", ambassador.db.UtcDateTime(), nullable=True),
        sa.Column("approval_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("first_month <= last_month", name=op.f("ck_edition_span_in_order")),
        sa.CheckConstraint(
            "first_month % 100 IN (1, 4, 7, 10) AND last_month % 100 IN (1, 4, 7, 10)",
            name=op.f("ck_edition_whole_quarters"),
        ),
        sa.CheckConstraint(
            "(content IS NULL) = (content_sha256 IS NULL) AND (content IS NULL) = (frozen_at IS NULL)",
            name=op.f("ck_edition_frozen_whole"),
        ),
        sa.CheckConstraint("approval_id IS NULL OR content IS NOT NULL", name=op.f("ck_edition_approval_of_content")),
        sa.ForeignKeyConstraint(["convention_id"], ["convention.id"], name=op.f("fk_edition_convention_id")),
        sa.ForeignKeyConstraint(["prepared_by_id"], ["user.id"], name=op.f("fk_edition_prepared_by_id")),
        sa.ForeignKeyConstraint(["approval_id"], ["approval.id"], name=op.f("fk_edition_approval_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
        sa.UniqueConstraint("convention_id", "number", name=op.f("uq_edition_convention_id_number")),
        sa.UniqueConstraint("approval_id", name=op.f("uq_edition_approval_id")),
    )
    op.create_table(
        "narrative",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=60), nullable=False),
        sa.Column("words", ambassador.db.TranslatedText(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_narrative_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_narrative")),
        sa.UniqueConstraint("edition_id", "part", name=op.f("uq_narrative_edition_id_part")),
    )
    op.create_table(
        "quote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("testimonial_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_quote_edition_id")),
        sa.ForeignKeyConstraint(["testimonial_id"], ["testimonial.id"], name=op.f("fk_quote_testimonial_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote")),
        sa.UniqueConstraint("edition_id", "testimonial_id", name=op.f("uq_quote_edition_id_testimonial_id")),
    )
    op.create_index(op.f("ix_quote_testimonial_id"), "quote", ["testimonial_id"])
    op.create_table(
        "share_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("format", sa.String(length=10), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", ambassador.db.UtcDateTime(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("revoked_at", ambassador.db.UtcDateTime(), nullable=True),
        sa.Column("revoked_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(revoked_at IS NULL) = (revoked_by_id IS NULL)", name=op.f("ck_share_link_revoked_by_somebody")
        ),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_share_link_edition_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["user.id"], name=op.f("fk_share_link_made_by_id")),
        sa.ForeignKeyConstraint(["revoked_by_id"], ["user.id"], name=op.f("fk_share_link_revoked_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_share_link_token_hash")),
    )
    op.create_index(op.f("ix_share_link_edition_id"), "share_link", ["edition_id"])
    op.create_table(
        "share_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_share_view_count_positive")),
        sa.ForeignKeyConstraint(["link_id"], ["share_link.id"], name=op.f("fk_share_view_link_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share_view")),
        sa.UniqueConstraint("link_id", "day", name=op.f("uq_share_view_link_id_day")),
    )
    op.create_table(
        "funding_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("line", ambassador.db.TranslatedText(), nullable=False),
        sa.Column("emblem", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_funding_notice_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funding_notice")),
        sa.UniqueConstraint("organisation_id", name=op.f("uq_funding_notice_organisation_id")),
    )


def downgrade() -> None:
    for table in ("funding_notice", "share_view", "share_link", "quote", "narrative", "edition"):
        op.drop_table(table)
    op.create_table(
        "edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("title", ambassador.db.TranslatedText(), nullable=False),
        sa.Column("first_month", sa.Integer(), nullable=False),
        sa.Column("last_month", sa.Integer(), nullable=False),
        sa.Column("narrative", ambassador.db.TranslatedText(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "frozen",
                "published",
                name="editionstate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("content", sa.JSON(), nullable=True),
        sa.Column("content_sha256", sa.String(length=64), nullable=True),
        sa.Column("frozen_at", ambassador.db.UtcDateTime(), nullable=True),
        sa.Column("approval_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["approval_id"], ["approval.id"], name=op.f("fk_edition_approval_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_edition_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
    )
    op.create_index(op.f("ix_edition_organisation_id"), "edition", ["organisation_id"])
    op.create_table(
        "share_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("revoked_at", ambassador.db.UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_share_link_edition_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["user.id"], name=op.f("fk_share_link_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_share_link_token_hash")),
    )
    op.create_index(op.f("ix_share_link_edition_id"), "share_link", ["edition_id"])
