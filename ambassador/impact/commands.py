"""The command that recomputes the SHA-256 of every published edition."""

import click
from flask.cli import AppGroup

from ambassador.impact.queries.editions import published

editions = AppGroup("editions", help="Published editions of the report.")


@editions.command("verify")
def verify() -> None:
    """Recompute each edition's SHA-256 and compare it with the one approved; exit code 1 if one differs."""
    rows = published()
    for row in rows:
        state = "ok" if row.is_intact else "ALTERED"
        click.echo(
            f"{state:8}edition {row.id} (convention {row.convention_id}, number {row.number}) {row.content_sha256}"
        )
    click.echo(f"{len(rows)} editions verified.")
    if not all(row.is_intact for row in rows):
        raise SystemExit(1)
