"""Migrations lead from nothing to what the models say, and back, on both databases."""

from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import CheckConstraint, inspect

from ambassador import create_app
from ambassador.db import db
from tests.conftest import empty_database, settings


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    app = create_app(settings(empty_database(request.param, tmp_path, "migrations"), tmp_path))
    with app.app_context():
        upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()


def test_the_migrated_schema_is_the_models(migrated: Any) -> None:
    with db.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), db.metadata)
    assert differences == [], "make a migration: flask --app app db migrate -m '…'"


def test_the_migrated_checks_are_the_models(migrated: Any) -> None:
    """Alembic does not compare CHECK constraints, so their names are compared here."""
    found = inspect(db.engine)
    for table in db.metadata.sorted_tables:
        names = {str(check.name) for check in table.constraints if isinstance(check, CheckConstraint)}
        assert {str(check["name"]) for check in found.get_check_constraints(table.name)} == names, table.name


def test_migrations_go_back_to_nothing(migrated: Any) -> None:
    downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
