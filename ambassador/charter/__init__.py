"""The inclusion plan of a structure: the City of Brussels calls its own a charter of digital rights."""

from flask import Flask

from ambassador.charter import models

__all__ = ["init", "models"]


def init(app: Flask) -> None:
    from ambassador.charter.views import blueprint

    app.register_blueprint(blueprint)
