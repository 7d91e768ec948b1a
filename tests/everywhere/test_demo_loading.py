"""Loading the demonstration: for any day, the same rows for the same day, and only where it belongs."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select, text

from ambassador.accounts.models import User
from ambassador.db import db
from ambassador.demo import factories
from ambassador.demo.build import load_demo
from ambassador.errors import RuleBroken

DAY = date(2026, 11, 21)
PASSWORD_HASH = "not a hash"

DRAWN = {"stored_as", "token_hash"}
"""Columns whose values are drawn by chance."""


def snapshot() -> dict[str, list[tuple[Any, ...]]]:
    """All rows, but for the random name under which an upload lies."""
    return {
        table.name: [
            tuple(row)
            for row in db.session.execute(
                select(*(column for column in table.columns if column.name not in DRAWN)).order_by(
                    *table.primary_key.columns
                )
            )
        ]
        for table in db.metadata.sorted_tables
        if table.name != "audit_event"  # it holds row numbers
    }


@pytest.mark.parametrize("day", [DAY, date(2024, 2, 29), date(2027, 1, 1)])
def test_any_day_has_its_demonstration(session: Any, day: date) -> None:
    assert str(day) in load_demo(day, is_production=False, password_hash=PASSWORD_HASH)


def test_the_same_day_gives_the_same_rows(session: Any) -> None:
    first, second = (_loaded_anew() for _ in range(2))
    assert second == first


def _loaded_anew() -> dict[str, list[tuple[Any, ...]]]:
    """With row numbers from one on: PostgreSQL's go on after a rollback, and some stand inside other columns."""
    db.session.rollback()
    if db.engine.dialect.name == "postgresql":
        names = ", ".join(f'"{table.name}"' for table in db.metadata.sorted_tables)
        with db.engine.begin() as connection:
            connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
    load_demo(DAY, is_production=False, password_hash=PASSWORD_HASH)
    return snapshot()


def test_production_refuses_the_demonstration(session: Any) -> None:
    with pytest.raises(RuleBroken, match="production"):
        load_demo(DAY, is_production=True, password_hash=PASSWORD_HASH)


def test_a_database_with_other_data_refuses_it(session: Any) -> None:
    factories.organisation()
    with pytest.raises(RuleBroken, match="autres données"):
        load_demo(DAY, is_production=False, password_hash=PASSWORD_HASH)


def test_a_second_load_changes_nothing(session: Any) -> None:
    load_demo(DAY, is_production=False, password_hash=PASSWORD_HASH)
    people = db.session.scalar(select(func.count()).select_from(User))
    assert "already" in load_demo(DAY, is_production=False, password_hash=PASSWORD_HASH)
    assert db.session.scalar(select(func.count()).select_from(User)) == people
