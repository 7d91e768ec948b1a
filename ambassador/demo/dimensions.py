"""The usual ways to break figures down, from their data file."""

from typing import Any

from ambassador.db import db
from ambassador.kpis.models import Dimension
from ambassador.kpis.services.dimensions import dimension_of

Dimensions = dict[str, Dimension]


def load_dimensions(data: dict[str, Any]) -> Dimensions:
    """By their key; each with its categories in the order of the file."""
    found = {row["key"]: dimension_of(row) for row in data["dimension"]}
    db.session.add_all(found.values())
    db.session.flush()
    return found
