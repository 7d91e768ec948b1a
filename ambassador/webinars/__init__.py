"""The collective track: webinars, workshops and annual meetings, and who came."""

from flask import Flask

from ambassador.webinars import models

__all__ = ["init", "models"]


def init(app: Flask) -> None:
    from ambassador.webinars.views import blueprint

    app.register_blueprint(blueprint)
