"""The command that compares the uploads with the database."""

import click
from flask import current_app
from flask.cli import AppGroup

from ambassador.files import storage

files = AppGroup("files", help="Uploaded files.")


@files.command("check")
def check() -> None:
    """List missing, altered and orphaned files; exit code 1 if there is any."""
    found = storage.check(storage.folder_in(current_app.config["INSTANCE_PATH"]))
    for row in found.missing:
        click.echo(f"missing   file {row.id} ({row.stored_as}), uploaded {row.uploaded_at:%Y-%m-%d}")
    for row in found.altered:
        click.echo(f"altered   file {row.id} ({row.stored_as}), uploaded {row.uploaded_at:%Y-%m-%d}")
    for name in found.orphans:
        click.echo(f"orphaned  {name}")
    click.echo(f"{found.checked} files checked.")
    if not found.is_clean:
        raise SystemExit(1)
