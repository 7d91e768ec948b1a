"""The register's blueprint, and the convention an address names."""

from flask import Blueprint

from ambassador.access import get_or_404, viewer
from ambassador.conventions import queries
from ambassador.conventions.models import Convention

blueprint = Blueprint("conventions", __name__, url_prefix="/conventions")


def convention_or_404(number: int) -> Convention:
    return get_or_404(queries.convention(number, viewer()))
