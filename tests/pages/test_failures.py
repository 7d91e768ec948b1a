"""When the database is away, and what every answer carries."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from ambassador import create_app
from ambassador.db import db
from ambassador.demo import factories
from ambassador.permissions import Role
from tests.client import Browser
from tests.conftest import World, settings


@pytest.fixture
def locked(tmp_path: Path) -> Any:
    """A signed-in person on an SQLite database whose write lock somebody else holds."""
    path = tmp_path / "locked.db"
    app = create_app(settings(f"sqlite:///{path}", tmp_path, SQLITE_WAIT=50))
    with app.app_context():
        db.create_all()
        person = factories.user(Role.COACH, factories.organisation("WeTechCare", "operator"))
        db.session.commit()
        session_id = person.get_id()
    browser = Browser(app.test_client())
    with browser.client.session_transaction() as cookie:
        cookie["_user_id"] = session_id
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield browser
    other.close()
    with app.app_context():
        db.engine.dispose()


def test_reading_goes_on_while_somebody_writes(locked: Browser) -> None:
    locked.get("/")


def test_a_locked_database_answers_503_in_plain_words(locked: Browser) -> None:
    page = locked.post("/language", {"language": "nl"}, status=503)
    assert "n’est pas perdu" in page.text


@pytest.fixture
def away(tmp_path: Path) -> Browser:
    """A database server that is not there."""
    address = "postgresql://nobody:nothing@127.0.0.1:1/none"
    return Browser(create_app(settings(address, tmp_path)).test_client())


def test_an_unreachable_database_answers_503_and_healthz_says_so(away: Browser) -> None:
    page = away.get("/sign-in", status=503)
    assert "indisponible" in page.text
    health = away.client.get("/healthz")
    assert health.status_code == 503
    assert health.json == {"status": "unavailable", "database": "unreachable"}


def test_no_secret_stands_in_an_error_page(away: Browser) -> None:
    page = away.get("/sign-in", status=503)
    assert "nothing" not in page.html
    assert "127.0.0.1" not in page.html


def test_healthz_is_well(browser: Any, app: Flask) -> None:
    assert browser().client.get("/healthz").json == {"status": "ok", "database": "ok"}


def test_every_answer_carries_the_security_headers(browser: Any, world: World) -> None:
    for url in ("/sign-in", "/nowhere", "/healthz", "/static/portal.css"):
        headers = browser().client.get(url, buffered=True).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"


def test_a_form_without_token_is_refused_in_plain_words(browser: Any, world: World) -> None:
    person = browser(world.coach)
    response = person.client.post("/language", data={"language": "nl"})
    assert response.status_code == 400
    assert "formulaire n’est plus valable" in response.get_data(as_text=True)


def test_an_unexpected_error_is_a_plain_500(
    app: Flask, browser: Any, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "RAISE_ERRORS", False)
    monkeypatch.setitem(app.view_functions, "home.privacy", _broken)
    page = browser(world.coach).get("/privacy", status=500)
    assert "a rencontré une erreur" in page.text
    assert "secret detail" not in page.html


def _broken() -> str:
    raise RuntimeError("secret detail")


_broken.access = "public"  # type: ignore[attr-defined]
