"""Migrations keep the rows that are there, and what points to them, on both databases."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask_migrate import upgrade
from sqlalchemy import JSON, Boolean, Date, DateTime, Integer, MetaData, Table, insert, select

from ambassador import create_app
from ambassador.db import db
from tests.conftest import empty_database, settings

MOMENT = datetime(2026, 1, 1, 9)  # noqa: DTZ001 as the column stores it


@pytest.fixture(params=["sqlite", "postgresql"])
def first_schema(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """A database as the first migration left it."""
    app = create_app(settings(empty_database(request.param, tmp_path, "migrations"), tmp_path))
    with app.app_context():
        upgrade(revision="0001")
        yield
        db.session.remove()
        db.engine.dispose()


def plain_value(column: Any) -> Any:
    match column.type:
        case Boolean():
            return False
        case Integer():
            return 1
        case JSON():
            return {"fr": "x"}
        case DateTime():
            return MOMENT
        case Date():
            return MOMENT.date()
        case _:
            return "x"


def add(connection: Any, tables: dict[str, Table], name: str, **values: Any) -> None:
    needed = {column.name: plain_value(column) for column in tables[name].columns if not column.nullable}
    connection.execute(insert(tables[name]).values({**needed, **values}))


def test_retired_kpis_and_their_figures_outlive_the_versions_of_agreements(first_schema: None) -> None:
    metadata = MetaData()
    metadata.reflect(db.engine)
    with db.engine.begin() as connection:
        tables = metadata.tables
        add(connection, tables, "organisation", id=1, kind="operator", kpi_reviewer="coach")
        for number in (1, 2):
            add(connection, tables, "user", id=number, email=f"{number}@a.example", role="coach", language="fr")
        add(connection, tables, "indicator", id=1)
        rules = {"direction": "up", "over_time": "sum", "over_structures": "none"}
        add(connection, tables, "indicator_version", id=1, kind="number", frequency="quarterly", **rules)
        people = {"proposed_by_id": 2, "proposed_at": MOMENT, "agreed_by_id": 1, "agreed_at": MOMENT}
        add(connection, tables, "adoption", id=1, state="retired", first_month=202601, **people)
        add(connection, tables, "target", id=1, adoption_id=1)
        figure = {"month": 202601, "frequency": "quarterly", "answer": "unavailable", "state": "draft"}
        add(connection, tables, "entry", id=1, adoption_id=1, **figure)
        add(connection, tables, "dimension", id=1)
        add(connection, tables, "category", id=1, dimension_id=1)
    upgrade()
    now = MetaData()
    now.reflect(db.engine, only=["adoption", "target", "entry", "dimension", "category"])
    with db.engine.connect() as connection:
        adoption = connection.execute(select(now.tables["adoption"])).one()
        assert (adoption.state, adoption.reason, adoption.reason_by_id) == ("retired", "–", 1)
        assert connection.execute(select(now.tables["dimension"])).one().version == 1
        for name in ("target", "entry", "category"):
            assert len(connection.execute(select(now.tables[name])).all()) == 1, name
