"""Indicators (KPIs): what is counted, agreed, entered, approved and published."""

from flask import Flask

from ambassador.kpis import models

__all__ = ["init", "models"]


def init(app: Flask) -> None:
    from ambassador.kpis.views import blueprint

    app.register_blueprint(blueprint)
