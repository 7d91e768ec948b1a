"""What a person sees when something goes wrong: a plain page in their language that says what to do next."""

from typing import Any

from flask import Flask, current_app, g, render_template
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from ambassador.db import db


def init(app: Flask) -> None:
    app.register_error_handler(CSRFError, _form_expired)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(PoolTimeout, _database_away)
    app.register_error_handler(Exception, _unexpected)


def page(code: int, title: str | None = None, explanation: str | None = None) -> tuple[str, int]:
    """The page for a code; title and explanation where the case says more than its code."""
    return render_template("errors/error.html", code=code, title=title, explanation=explanation), code


def _http_error(error: HTTPException) -> Any:
    code = error.code or 500
    if code < 400:
        return error
    return page(code)


def _form_expired(_error: CSRFError) -> tuple[str, int]:
    return page(
        400,
        gettext("Ce formulaire n’est plus valable"),
        gettext(
            "Votre connexion a changé depuis l’ouverture de la page. Revenez en arrière, copiez votre texte, rechargez la page."
        ),
    )


def _database_away(error: DBAPIError | PoolTimeout) -> tuple[str, int]:
    current_app.logger.error("database away: %s", type(error).__name__)
    db.session.rollback()
    return _bare_page(503)


def _unexpected(error: Exception) -> tuple[str, int]:
    current_app.logger.exception("unexpected error", exc_info=error)
    db.session.rollback()
    if current_app.config.get("RAISE_ERRORS"):
        raise error
    return _bare_page(500)


def _bare_page(code: int) -> tuple[str, int]:
    """A page that asks the database nothing: without account area or navigation."""
    g.is_bare = True
    g._login_user = None  # where Flask-Login keeps the person: none, so that it does not ask the database again
    return page(code)
