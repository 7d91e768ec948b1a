"""The portal of a digital-inclusion ambassador programme. `create_app` is the only list of its features."""

from collections.abc import Mapping
from pathlib import Path

from flask import Flask
from flask_compress import Compress
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from ambassador import (
    access,
    accounts,
    audit,
    charter,
    cli,
    config,
    conventions,
    demo,
    failures,
    files,
    followup,
    fragments,
    home,
    i18n,
    impact,
    kpis,
    responses,
    submissions,
    webinars,
)
from ambassador.db import db as database
from ambassador.db import use_sqlite_well

__all__ = ["audit", "create_app"]

FEATURES = (accounts, conventions, webinars, charter, followup, kpis, impact, home, demo)


def create_app(settings: Mapping[str, object] | None = None) -> Flask:
    """The application, configured from the environment, then by `settings`. Raises SettingsError."""
    app = Flask(
        "ambassador",
        template_folder=str(config.ROOT / "templates"),
        static_folder=str(config.ROOT / "static"),
        instance_path=str(config.ROOT / "instance"),
        root_path=str(config.ROOT / "ambassador"),
    )
    app.config.update(config.from_environment() if settings is None else settings)
    app.instance_path = str(app.config["INSTANCE_PATH"])
    Path(app.instance_path).mkdir(parents=True, exist_ok=True)
    app.jinja_options["autoescape"] = True
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if proxies := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]
    database.init_app(app)
    with app.app_context():
        if database.engine.dialect.name == "sqlite":
            use_sqlite_well(database.engine, app.config["SQLITE_WAIT"])
    Migrate(app, database, directory=str(config.ROOT / "ambassador" / "migrations"), render_as_batch=True)
    Compress(app)
    accounts.init_sign_in(app)
    for part in (i18n, failures, responses, fragments):
        part.init(app)
    CSRFProtect(app)
    for part in (submissions, access, cli, files):
        part.init(app)
    for feature in FEATURES:
        feature.init(app)
    return app
