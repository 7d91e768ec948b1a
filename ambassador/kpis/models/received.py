"""Entry sheets that came back filled in, kept between their preview and its confirmation."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import JSON

from ambassador.db import Model, Numbered


class ReceivedSheet(Numbered, Model):
    """What one person's file said. It never changes, only its person sees it, and it is forgotten after some days."""

    __tablename__ = "received_sheet"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    received_at: Mapped[datetime] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(String(200))
    """As the person's own file was called."""
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The places of its columns, and its rows (`services.exchange`)."""
