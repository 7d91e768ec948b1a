"""The impact report: what partners read, from figures that others entered and approved."""

from flask import Flask

from ambassador.impact import models

__all__ = ["init", "models"]


def init(app: Flask) -> None:
    from ambassador.impact import services, words
    from ambassador.impact.views import blueprint
    from ambassador.kpis import companions

    app.register_blueprint(blueprint)
    companions.register(services.keep_cells, services.cells_differ, words.PUBLISHED_TOO)
    app.jinja_env.filters["quarter_runs"] = words.runs
