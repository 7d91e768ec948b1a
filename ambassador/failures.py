"""What a person sees when something goes wrong: a plain page in their language that says what to do next."""

from typing import Any

from flask import Flask, current_app, g, make_response, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from ambassador.db import db
from ambassador.fields import visible

PUT_BY_THE_PAGE = frozenset(
    {"csrf_token", "once", "version", "draft", "seen", "from", "next", "language", "do", "step", "keep", "drop"}
)
"""Names of form fields that hold nothing a person typed."""


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


def unsent_words() -> list[str]:
    """What was typed into the form of this request, in its order; never a password."""
    typed = [
        visible(text).strip()
        for name, text in request.form.items(multi=True)
        if name.rpartition("-")[2] not in PUT_BY_THE_PAGE and "password" not in name
    ]
    return [text for text in typed if text]


def signed_out(words: list[str], sign_in: str) -> Response:
    """The sign-in ended while a form was open: going back would lead to the sign-in page, so the words are given back here."""
    response = make_response(render_template("errors/error.html", code=401, words=words, sign_in=sign_in), 401)
    response.headers["WWW-Authenticate"] = "Session"
    return response


def _form_expired(_error: CSRFError) -> tuple[str, int]:
    title = gettext("Ce formulaire n’est plus valable")
    explanation = gettext("Votre connexion a changé depuis l’ouverture de la page.")
    words = unsent_words()
    return render_template("errors/error.html", code=400, title=title, explanation=explanation, words=words), 400


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
