"""What the report itself owns: published cells, frozen editions, testimonials with their consent, and share links."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from ambassador.audit import Audited
from ambassador.db import Model, Numbered, Versioned
from ambassador.kpis.models import Publication
from ambassador.translated import Translated


class EditionState(StrEnum):
    DRAFT = "draft"
    FROZEN = "frozen"
    PUBLISHED = "published"


class Edition(Audited, Numbered, Versioned, Model):
    """A report as it was on a day: its figures, definitions and words, under one SHA-256."""

    __tablename__ = "edition"
    audit_hidden = frozenset({"content"})

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    title: Mapped[Translated]
    first_month: Mapped[int]
    last_month: Mapped[int]
    narrative: Mapped[Translated] = mapped_column(default=Translated())
    state: Mapped[EditionState] = mapped_column(default=EditionState.DRAFT)
    content: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    content_sha256: Mapped[str | None] = mapped_column(String(64))
    frozen_at: Mapped[datetime | None]
    approval_id: Mapped[int | None] = mapped_column(ForeignKey("approval.id"))


class ConsentScope(StrEnum):
    INTERNAL = "internal"
    REPORT = "report"
    PUBLIC = "public"


class Testimonial(Audited, Numbered, Versioned, Model):
    """A quote, its speaker as they wish to be named, and the consent that can be withdrawn at any time."""

    __tablename__ = "testimonial"
    audit_hidden = frozenset({"quote", "speaker"})

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    quote: Mapped[str] = mapped_column(Text)
    speaker: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(2))
    scope: Mapped[ConsentScope]
    consented_on: Mapped[date]
    proof: Mapped[str] = mapped_column(Text, default="")
    expires_on: Mapped[date | None]
    withdrawn_on: Mapped[date | None]


class ShareLink(Audited, Numbered, Versioned, Model):
    """A link to an edition for people without an account. Only the token's hash is kept."""

    __tablename__ = "share_link"
    audit_hidden = frozenset({"token_hash"})

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    expires_on: Mapped[date]
    revoked_at: Mapped[datetime | None]

    edition: Mapped[Edition] = relationship()


class PublishedCells(Numbered, Model):
    """What partners read of a quarter beside its KPIs, decided when it was published and kept with the publication."""

    __tablename__ = "published_cells"

    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"), unique=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    basis: Mapped[dict[str, Any] | None] = mapped_column(JSON, deferred=True)
    """What the next publication of the quarter is decided against: the true counts, and how much was told of them."""

    publication: Mapped[Publication] = relationship()
