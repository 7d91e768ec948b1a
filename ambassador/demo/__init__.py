"""The demonstration: one believable year of made-up people and figures around a given day, and the real facts as drafts."""

from flask import Flask, current_app

from ambassador import cli
from ambassador.accounts.passwords import hash_password


def init(_app: Flask) -> None:
    """The command `flask --app app demo load` is added by this module being imported."""


@cli.demo.command("load")
def load() -> None:
    """Build the demonstration in an empty database."""
    from ambassador.demo.build import PASSWORD, load_demo

    hashed = hash_password(PASSWORD, current_app.config["ARGON2"])
    cli.as_system(lambda today: load_demo(today, bool(current_app.config["IS_PRODUCTION"]), hashed))
