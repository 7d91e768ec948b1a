"""A form sent is handled once: one commit, just before the redirect, and a second sending gets the first's answer.

Each form carries a token. `finish` stores it with the address of the result in the same transaction as the change;
a repeated sending is answered from there. Two writes at the same moment are told apart by the database: the loser is
run again from the start, and then finds the token, or the newer version of the row.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, current_app, flash, g, redirect, request
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy import String, delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from ambassador import clock
from ambassador.audit import Actor, actor
from ambassador.db import Model, db, is_writing
from ambassador.errors import N_, RuleBroken

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
KEPT = timedelta(days=2)
TOKEN_LENGTH = 32


class Submission(Model):
    """A form that was handled: its token, by whom, and where the person was sent."""

    __tablename__ = "submission"

    token: Mapped[str] = mapped_column(String(TOKEN_LENGTH), primary_key=True)
    user_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """0 for a stranger. Part of the key: nobody's token stands in another person's way."""
    at: Mapped[datetime] = mapped_column(index=True)
    location: Mapped[str] = mapped_column(String(500))


def init(app: Flask) -> None:
    app.before_request(_open_transaction)
    app.before_request(_answer_repeated)
    app.teardown_request(_close_transaction)
    app.register_error_handler(StaleDataError, _run_again)
    app.register_error_handler(IntegrityError, _run_again)
    app.jinja_env.globals["once_token"] = new_token


def new_token() -> str:
    return secrets.token_hex(TOKEN_LENGTH // 2)


def finish(location: str, message: str, category: str = "success") -> Response:
    """Commit what the view did, say so, and go to `location`."""
    token = _token()
    if token:
        db.session.add(Submission(token=token, user_id=_user_id(), at=clock.now(), location=location))
    db.session.commit()
    flash(message, category)
    return redirect(location, 303)


def press(row: Any, change: Callable[[], Any], location: str, message: str) -> Response:
    """What a button alone does: the change, unless a rule refuses it or the row is no longer the one that was shown.

    The button carries the row's version: `post_button(…, hidden={"version": row.version})`.
    """
    try:
        if request.form.get("version") != str(row.version):
            raise RuleBroken(
                N_(
                    "Quelqu’un d’autre vient de modifier ceci. "
                    "Votre changement n’a pas été enregistré : regardez, puis réessayez."
                )
            )
        change()
    except RuleBroken as broken:
        db.session.rollback()
        flash(gettext(broken.message, **broken.parameters), "error")
        return redirect(location, 303)
    return finish(location, message)


def forget_old(now: datetime) -> None:
    """Drop tokens that no browser will send again."""
    db.session.execute(delete(Submission).where(Submission.at < now - KEPT))


def _token() -> str:
    token = request.form.get("once", "")
    return token if len(token) == TOKEN_LENGTH and token.isascii() and token.isalnum() else ""


def _user_id() -> int:
    return int(current_user.id) if current_user.is_authenticated else 0


def _open_transaction() -> None:
    is_writing.set(request.method not in SAFE_METHODS)
    user_id = int(current_user.id) if current_user.is_authenticated else None
    actor.set(Actor(user_id, clock.now()))


def _close_transaction(_error: BaseException | None) -> None:
    is_writing.set(False)
    actor.set(None)


def _answer_repeated() -> Response | None:
    token = _token() if request.method == "POST" else ""
    earlier = db.session.get(Submission, (token, _user_id())) if token else None
    if earlier is None:
        return None
    # A browser that is sent away twice never reads the first answer, and so not its message either.
    flash(gettext("Ce formulaire était déjà arrivé : il est enregistré une seule fois."), "info")
    return redirect(earlier.location, 303)


def _run_again(error: Exception) -> Any:
    """Two writes met: undo this one and run the same request again, once, on the newer state."""
    db.session.rollback()
    if request.method in SAFE_METHODS or g.get("is_second_run"):
        current_app.logger.error("refused twice: %s", type(error).__name__)
        raise error
    g.is_second_run = True
    db.session.expire_all()
    return current_app.full_dispatch_request()
