"""The impact report: what partners read, from figures that others entered and approved."""

from flask import Flask

from ambassador.impact import models

__all__ = ["init", "models"]


def init(app: Flask) -> None:
    from ambassador.impact import words
    from ambassador.impact.views import blueprint

    app.register_blueprint(blueprint)
    app.jinja_env.filters["quarter_runs"] = words.runs
