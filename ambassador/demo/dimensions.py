"""The usual ways to break figures down, from their data file."""

from typing import Any

from ambassador.db import db
from ambassador.demo.material import text
from ambassador.kpis.models import Category, Dimension

Dimensions = dict[str, Dimension]


def load_dimensions(data: dict[str, Any]) -> Dimensions:
    """By their key; each with its categories in the order of the file."""
    found = {row["key"]: _dimension(row) for row in data["dimension"]}
    db.session.add_all(found.values())
    db.session.flush()
    return found


def _dimension(data: dict[str, Any]) -> Dimension:
    return Dimension(
        key=data["key"],
        name=text(data["name"]),
        is_exclusive=data["is_exclusive"],
        categories=[
            Category(position=position, name=text(name)) for position, name in enumerate(data["categories"], 1)
        ],
    )
