"""How migrations run: with the application's own engine and models, on SQLite and PostgreSQL alike.

SQLite changes a table by making it anew, which its foreign keys would refuse while other rows point to it: they rest
during the migrations, and are all checked before the commit.
"""

from alembic import context
from flask import current_app
from sqlalchemy import Connection

migrate = current_app.extensions["migrate"]


def keep_foreign_keys(connection: Connection, are_on: bool) -> None:
    """Outside any transaction: within one SQLite passes over it."""
    if connection.dialect.name == "sqlite":
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.cursor().execute(f"PRAGMA foreign_keys={'ON' if are_on else 'OFF'}")


def check_foreign_keys(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all() if connection.dialect.name == "sqlite" else []
    if broken:
        raise RuntimeError(f"rows point to nothing after the migration: {broken[:5]}")


with migrate.db.engine.connect() as connection:
    keep_foreign_keys(connection, are_on=False)
    context.configure(
        connection=connection,
        target_metadata=migrate.db.metadatas[None],
        **migrate.configure_args,
    )
    with context.begin_transaction():
        context.run_migrations()
        check_foreign_keys(connection)
    keep_foreign_keys(connection, are_on=True)
