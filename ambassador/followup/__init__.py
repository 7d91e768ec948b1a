"""The individual follow-up: the days promised to a structure, the sessions they were spent in, and what came of them."""

from flask import Flask

from ambassador.followup import models

__all__ = ["init", "models"]


def init(app: Flask) -> None:
    from ambassador.followup.views import blueprint

    app.register_blueprint(blueprint)
