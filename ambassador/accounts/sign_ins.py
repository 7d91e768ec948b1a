"""Checking a password at the edge, in three short transactions: the database is not held while argon2 works.

This is the one place that commits before the view does: a try has to be counted even when nothing comes of it.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import current_app, request, session
from flask_login import login_user

from ambassador import clock
from ambassador.accounts import attempts, queries
from ambassador.accounts.models import User
from ambassador.accounts.passwords import hash_password, verify_password
from ambassador.config import SIGN_IN_LIFETIME
from ambassador.db import db

NO_WAIT = timedelta(0)


@dataclass(frozen=True)
class Answer:
    """The person whose password it was, or None; and the wait when the password was not even looked at."""

    user: User | None = None
    wait: timedelta = NO_WAIT

    @property
    def minutes(self) -> int:
        """The wait, in whole minutes begun."""
        return -(-int(self.wait.total_seconds()) // 60)


def check_password(email: str, password: str) -> Answer:
    """Count the try, then verify. On success the caller commits."""
    now = clock.now()
    attempt = attempts.record(email, request.remote_addr or "", secret_key(), now)
    db.session.commit()
    if wait := attempts.wait_for(attempt, now):
        db.session.delete(attempt)
        db.session.commit()
        return Answer(wait=wait)
    user = queries.user_by_email(email)
    stored = user.password_hash if user and user.is_active else None
    db.session.commit()
    is_right = verify_password(stored, password, password_cost())
    if not is_right or user is None or not user.is_active or user.password_hash != stored:
        return Answer()
    attempt.is_success = True
    return Answer(user)


def open_session(user: User) -> None:
    """Sign in on this browser for twelve hours, leaving nothing of who was here before."""
    session.clear()
    login_user(user)
    session.permanent = True
    remember_language(user.language)
    session["signed_in_at"] = int(clock.now().timestamp())


def keep_session(user: User) -> None:
    """Keep this browser signed in after the person's other sign-ins were ended."""
    session["_user_id"] = user.get_id()


def remember_language(language: str) -> None:
    """For the time after signing out on this browser."""
    session["language"] = language


def close_session() -> None:
    """Sign out on this browser; the language stays."""
    language = session.get("language")
    session.clear()
    if language:
        remember_language(language)


def signed_in_person(session_id: str) -> User | None:
    """Who the session cookie names; nobody after twelve hours, however active."""
    since = session.get("signed_in_at")
    if since is not None and clock.now().timestamp() - since > SIGN_IN_LIFETIME.total_seconds():
        return None
    return queries.user_of_session(session_id)


def hashed(password: str) -> str:
    """The hash of a new password, made while no transaction is open. What was not committed is given up."""
    db.session.rollback()
    return hash_password(password, password_cost())


def password_cost() -> dict[str, Any]:
    cost: dict[str, Any] = current_app.config["ARGON2"]
    return cost


def secret_key() -> str:
    return str(current_app.config["SECRET_KEY"])
