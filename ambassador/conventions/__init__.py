"""The register of agreements: who promised what to whom, from when to when, and what has come of it."""

from flask import Flask

from ambassador.conventions import models

__all__ = ["init", "models"]


def init(app: Flask) -> None:
    from ambassador.conventions.views import blueprint

    app.register_blueprint(blueprint)
