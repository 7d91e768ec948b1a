"""The register's blueprint, and what an address names: a convention, a day."""

from contextlib import suppress
from datetime import date, datetime

from flask import Blueprint

from ambassador.access import get_or_404, viewer
from ambassador.conventions import queries
from ambassador.conventions.models import Convention
from ambassador.fields import EARLIEST, LATEST

blueprint = Blueprint("conventions", __name__, url_prefix="/conventions")


def convention_or_404(number: int, with_contributions: bool = False) -> Convention:
    return get_or_404(queries.convention(number, viewer(), with_contributions))


def asked_day(text: str, today: date) -> date | None:
    """The other day a person wants to look at; None for today, and for what is no day."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        with suppress(ValueError):
            day = datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a day has no time zone
            return day if EARLIEST <= day <= LATEST and day != today else None
    return None
