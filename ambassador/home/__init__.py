"""Home: what is due from the person, and where things stand. Also the pages that everyone needs."""

from flask import Flask

from ambassador.home import navigation


def init(app: Flask) -> None:
    from ambassador.home.views import blueprint

    app.register_blueprint(blueprint)
    navigation.init(app)
