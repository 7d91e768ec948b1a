"""What partners read of a quarter beside its KPIs."""

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from ambassador.db import Model, Numbered
from ambassador.kpis.models import Publication


class PublishedCells(Numbered, Model):
    """What partners read of a quarter beside its KPIs, decided when it was published and kept with the publication."""

    __tablename__ = "published_cells"

    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"), unique=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    basis: Mapped[dict[str, Any] | None] = mapped_column(JSON, deferred=True)
    """What the next publication of the quarter is decided against: the true counts, and how much was told of them."""

    publication: Mapped[Publication] = relationship()
