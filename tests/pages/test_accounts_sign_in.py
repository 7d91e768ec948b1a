"""Signing in and out, seen from the browser."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from ambassador import create_app
from ambassador.accounts import passwords, sign_ins
from ambassador.accounts.models import SignInAttempt, User
from ambassador.config import read_settings
from ambassador.db import db
from tests.client import Browser, Page, fields_of
from tests.conftest import CHEAP_ARGON2, World, settings

PASSWORD = "trois chats bleus"
WRONG = "Adresse e-mail ou mot de passe incorrect."


@pytest.fixture
def email(app: Flask, world: World) -> str:
    """The coordinator's address, with PASSWORD as password."""
    with app.app_context():
        person = db.session.get_one(User, world.coordinator)
        person.password_hash = passwords.hash_password(PASSWORD, CHEAP_ARGON2)
        db.session.commit()
        return person.email


def sign_in(browser: Browser, email: str, password: str = PASSWORD, url: str = "/sign-in", status: int = 303) -> Page:
    page = browser.get(url)
    return browser.submit(page, {"email": email, "password": password}, status=status)


def test_signing_in_opens_home_and_signing_out_closes_it(browser: Any, world: World, email: str) -> None:
    person = browser()
    assert sign_in(person, f" {email.upper()} ").headers["Location"] == "/"
    home = person.get("/me")
    assert "Nadia Coordination" in home.text
    out = person.follow(person.submit(home, action="/sign-out"))
    assert "Vous avez quitté le portail." in out.text
    person.get("/me", status=302)


def test_a_signed_in_person_has_nothing_to_do_at_the_door(browser: Any, world: World) -> None:
    assert browser(world.coach).get("/sign-in", status=303).headers["Location"] == "/"


def test_every_kind_of_failure_looks_the_same_and_verifies_one_hash(
    app: Flask, browser: Any, world: World, email: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        closed = db.session.get_one(User, world.staff)
        closed.password_hash = passwords.hash_password(PASSWORD, CHEAP_ARGON2)
        closed.deactivated_at = app.config["CLOCK"]()
        deactivated, invited = closed.email, db.session.get_one(User, world.partner).email
        db.session.commit()
    verified = _count_verifications(monkeypatch)
    pages = []
    for who, password in (
        (email, "not the password"),
        ("nobody@x.example", PASSWORD),
        (invited, PASSWORD),
        (deactivated, PASSWORD),
    ):
        verified.clear()
        page = sign_in(browser(), who, password, status=200)
        assert len(verified) == 1, who
        assert WRONG in page.errors()
        assert page.form().find(".//input[@name='email']").get("value") == who  # type: ignore[union-attr]
        pages.append(" ".join(page.html.replace(who, "").split()))
    for page in pages[1:]:
        assert _without_tokens(page) == _without_tokens(pages[0])


def _count_verifications(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each argon2 verification from now on, whichever way it is reached."""
    verified: list[str] = []
    hasher = passwords._hasher(passwords._key(CHEAP_ARGON2))
    verify = type(hasher).verify

    def count(self: Any, stored: str, password: str) -> bool:
        verified.append(stored)
        return bool(verify(self, stored, password))

    passwords.verify_password(None, "warm up", CHEAP_ARGON2)
    monkeypatch.setattr(type(hasher), "verify", count)
    return verified


def _without_tokens(html: str) -> str:
    return " ".join(part for part in html.split() if not part.startswith("value="))


def test_the_database_is_not_held_while_argon2_works(
    app: Flask, browser: Any, world: World, email: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def look(stored: str | None, password: str, cost: Any) -> bool:
        seen.append(db.session().in_transaction())
        return passwords.verify_password(stored, password, cost)

    monkeypatch.setattr(sign_ins, "verify_password", look)
    sign_in(browser(), email)
    assert seen == [False]


def test_a_try_is_counted_before_it_is_verified(
    app: Flask, browser: Any, world: World, email: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = []

    def look(stored: str | None, password: str, cost: Any) -> bool:
        with db.engine.connect() as another:
            counted.append(another.execute(select(SignInAttempt.is_success)).scalars().all())
        return passwords.verify_password(stored, password, cost)

    monkeypatch.setattr(sign_ins, "verify_password", look)
    sign_in(browser(), email)
    assert counted == [[False]]
    with app.app_context():
        assert db.session.scalars(select(SignInAttempt.is_success)).all() == [True]


def test_after_five_failures_the_wait_is_shown_and_the_right_password_waits_too(
    app: Flask, browser: Any, world: World, email: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        sign_in(browser(), email, "not the password", status=200)
    verified = _count_verifications(monkeypatch)
    page = sign_in(browser(), email, status=429)
    assert "Attendez 1 minute, puis réessayez." in page.errors()
    assert page.headers["Retry-After"] == "60"
    assert verified == [], "a try that waits is not even verified"
    values = fields_of(page.form())
    assert (values["email"], values["password"]) == (email, "")
    app.config["CLOCK"].moment += timedelta(minutes=1)
    sign_in(browser(), email)


def test_many_tries_at_the_same_moment_verify_no_more_than_five(
    app: Flask, browser: Any, world: World, email: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified = _count_verifications(monkeypatch)
    people = [browser() for _ in range(12)]
    forms = [(person, fields_of(person.get("/sign-in").form())) for person in people]

    def guess(given: Any) -> int:
        person, fields = given
        return int(person._open("POST", "/sign-in", data={**fields, "email": email, "password": "a guess"}).status)

    with ThreadPoolExecutor(6) as pool:
        statuses = list(pool.map(guess, forms))
    assert len(verified) == statuses.count(200) <= 5
    assert set(statuses) <= {200, 429}


def test_signing_in_does_not_count_as_a_failure(browser: Any, world: World, email: str) -> None:
    for _ in range(8):
        sign_in(browser(), email)


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/conventions/?a=1", "/conventions/?a=1"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("\\\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/sign-out", "/"),
        ("", "/"),
    ],
)
def test_next_leads_within_the_portal_only(browser: Any, world: World, email: str, wanted: str, reached: str) -> None:
    client = browser()
    page = client._open("GET", "/sign-in", query_string={"next": wanted})
    sent = client._open(
        "POST",
        "/sign-in",
        query_string={"next": wanted},
        data={**fields_of(page.form()), "email": email, "password": PASSWORD},
    )
    assert sent.headers["Location"] == reached


def test_a_stranger_comes_back_to_the_page_that_was_asked_for(browser: Any, world: World, email: str) -> None:
    person = browser()
    door = person.follow(person.get("/kpis/", status=302))
    sent = person.submit(door, {"email": email, "password": PASSWORD})
    assert sent.headers["Location"] == "/kpis/"


def test_the_session_is_new_after_signing_in_but_the_language_stays(
    app: Flask, browser: Any, world: World, email: str
) -> None:
    with app.app_context():
        db.session.get_one(User, world.coordinator).language = "nl"
        db.session.commit()
    person = browser()
    with person.client.session_transaction() as cookie:
        cookie["planted"] = "by someone else"
    before = person.csrf_token()
    sign_in(person, email)
    home = person.get("/me")
    assert home.tree.get("lang") == "nl"
    with person.client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie["_user_id"] and cookie.permanent
    assert person.csrf_token() != before
    assert person.follow(person.submit(home, action="/sign-out")).tree.get("lang") == "nl"


def test_a_sign_in_ends_after_twelve_hours_however_active(app: Flask, browser: Any, world: World, email: str) -> None:
    person = browser()
    sign_in(person, email)
    for hours in (5, 6):
        app.config["CLOCK"].moment += timedelta(hours=hours)
        person.get("/me")
    app.config["CLOCK"].moment += timedelta(hours=1, seconds=1)
    person.get("/me", status=302)


def test_cookies_are_closed_to_scripts_and_other_sites(
    app: Flask, browser: Any, world: World, email: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cookie = sign_in(browser(), email).headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Secure" not in cookie
    production = read_settings({"AMBASSADOR_ENV": "production", "INSTANCE_PATH": str(tmp_path), "SECRET_KEY": "k" * 40})
    for name in ("SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE"):
        monkeypatch.setitem(app.config, name, production[name])
    cookie = browser().client.get("/privacy").headers["Set-Cookie"]
    assert cookie.startswith("__Host-ambassador=")
    assert all(flag in cookie for flag in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/")) and "Domain" not in cookie


def test_a_form_without_its_token_is_refused_in_plain_words(browser: Any, world: World, email: str) -> None:
    for person, url in ((browser(), "/sign-in"), (browser(world.coach), "/me"), (browser(world.coach), "/sign-out")):
        page = person._open("POST", url, data={"email": email, "password": PASSWORD})
        assert page.status == 400
        assert "Ce formulaire n’est plus valable" in page.text


@pytest.mark.parametrize("proxies", [0, 1])
def test_a_forwarded_address_counts_only_behind_a_trusted_proxy(
    app: Flask, world: World, tmp_path: Path, proxies: int
) -> None:
    """The portal as configured for that many proxies, on the same database."""
    database = app.config["SQLALCHEMY_DATABASE_URI"]
    another = create_app(settings(database, tmp_path, TRUSTED_PROXIES=proxies))
    for number in (1, 2):
        client = another.test_client()
        token = fields_of(Browser(client).get("/sign-in").form())["csrf_token"]
        client.post(
            "/sign-in",
            data={"csrf_token": token, "email": "a@x.example", "password": "wrong"},
            headers={"X-Forwarded-For": f"203.0.113.{number}"},
        )
    with another.app_context():
        addresses = set(db.session.scalars(select(SignInAttempt.address)))
        db.session.remove()
        db.engine.dispose()
    assert len(addresses) == (2 if proxies else 1)


def test_what_is_typed_into_the_door_is_answered_in_words(browser: Any, world: World) -> None:
    for typed, said in (
        ("", "Ce champ est obligatoire."),
        ("   ", "Ce champ est obligatoire."),
        ("a" * 201, "200 caractères au plus."),
        ("a\x00b", "caractère invisible"),
        ("🌻@x.example", WRONG),
        ("\u202etest@x.example", WRONG),
        ("<script>alert(1)</script>", WRONG),
        ("' OR 1=1 --", WRONG),
    ):
        page = sign_in(browser(), typed, status=200)
        assert said in page.errors(), typed
        assert "<script>alert" not in page.html
    long = sign_in(browser(), "a@x.example", "x" * 201, status=200)
    assert "200 caractères au plus." in long.errors()
