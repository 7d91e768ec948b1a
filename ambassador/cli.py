"""The flask commands. A command commits once, at its end."""

from collections.abc import Callable
from datetime import date

import click
from flask import Flask

from ambassador import clock
from ambassador.audit import Actor, actor
from ambassador.db import db
from ambassador.errors import RuleBroken

demo = click.Group("demo", help="The demonstration: made-up people and figures.")


def init(app: Flask) -> None:
    app.cli.add_command(demo)


def as_system(change: Callable[[date], str]) -> None:
    """Run a change as the system, commit, and say what was done."""
    actor.set(Actor(None, clock.now()))
    try:
        message = change(clock.today())
    except RuleBroken as broken:
        raise click.ClickException(broken.message % broken.parameters) from None
    db.session.commit()
    click.echo(message)
