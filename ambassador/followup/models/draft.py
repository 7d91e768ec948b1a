"""Drafts: what a person is typing into a form and has not sent. Nobody else sees them, and the audit does not know them."""

from datetime import datetime
from secrets import token_hex

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import JSON

from ambassador.db import Model


def _new_stamp(_old: str | None) -> str:
    return token_hex(8)


class Draft(Model):
    """The words of one person for one form. A tab that writes names the stamp it knows: two tabs never overwrite each
    other unseen, and the database refuses the second of two writes at the same moment."""

    __tablename__ = "draft"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    form: Mapped[str] = mapped_column(String(60), primary_key=True)
    """The form and the row it is about: "log/12", "hold/34"."""
    content: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    """Field → what was typed, as a browser sends it."""
    kept_at: Mapped[datetime] = mapped_column(index=True)
    once: Mapped[str] = mapped_column(String(32), default="")
    """The once-token of the form that wrote it: the same tab knows its own draft."""
    stamp: Mapped[str] = mapped_column(String(16))

    __mapper_args__ = {"version_id_col": stamp, "version_id_generator": _new_stamp}  # noqa: RUF012
