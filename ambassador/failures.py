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


def words_for(code: int) -> tuple[str, str]:
    """Title and explanation of an error page."""
    match code:
        case 400 | 405:
            return gettext("Cette demande est incomplète"), gettext("Revenez à la page précédente et réessayez.")
        case 403:
            return (
                gettext("Cette page ne vous est pas ouverte"),
                gettext("Votre rôle ne donne pas accès à cette page. Demandez à l’administration du portail."),
            )
        case 404:
            return (
                gettext("Cette page n’existe pas"),
                gettext("L’adresse est peut-être incomplète, ou la page ne vous est pas ouverte."),
            )
        case 413:
            return gettext("C’est trop volumineux"), gettext("Envoyez moins de texte, ou un fichier de 10 Mo au plus.")
        case 429:
            return gettext("Trop d’essais"), gettext("Attendez quelques minutes, puis réessayez.")
        case 503:
            return (
                gettext("Le portail est indisponible un instant"),
                gettext(
                    "Rien n’a été enregistré. Réessayez dans une minute : revenez en arrière, votre texte y est encore."
                ),
            )
        case _:
            return (
                gettext("Quelque chose n’a pas marché"),
                gettext("Rien n’a été enregistré. L’erreur est notée. Réessayez, ou prévenez l’administration."),
            )


def page(code: int, title: str, explanation: str) -> tuple[str, int]:
    return render_template("errors/error.html", code=code, title=title, explanation=explanation), code


def _http_error(error: HTTPException) -> Any:
    code = error.code or 500
    if code < 400:
        return error
    return page(code, *words_for(code))


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
    title, explanation = words_for(code)
    return render_template("errors/error.html", code=code, title=title, explanation=explanation, bare=True), code
