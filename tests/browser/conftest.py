"""A real browser on the demonstration, served on this machine for the time of the tests."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from ambassador import create_app
from ambassador.accounts.models import User
from ambassador.accounts.passwords import hash_password
from ambassador.db import db
from ambassador.demo.build import PASSWORD, load_demo
from tests.conftest import CHEAP_ARGON2, REQUIRE_ALL, missing, settings

DEMO_DAY = date(2026, 11, 21)
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
PATIENCE = 10_000
"""Milliseconds before an expectation of the browser fails."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All browser tests run one after the other on one worker: one browser, one server."""
    for item in items:
        if "browser" in Path(item.path).parts:
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        missing("Chromium", "install Debian's chromium, or set CHROMIUM to its path")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


class Site:
    """The demonstration on its own database and port."""

    def __init__(self, folder: Path) -> None:
        self.app: Flask = create_app(settings(f"sqlite:///{folder / 'site.db'}", folder, RAISE_ERRORS=False))
        self.app.config["CLOCK"].stand_on(DEMO_DAY)
        with self.app.app_context():
            db.create_all()
            load_demo(DEMO_DAY, is_production=False, password_hash=hash_password(PASSWORD, CHEAP_ARGON2))
            db.session.commit()
        self.server = make_server("127.0.0.1", 0, self.app, threaded=True)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
        with self.app.app_context():
            db.engine.dispose()

    def speak(self, language: str) -> None:
        """Give every person of the demonstration this language."""
        with self.app.app_context():
            for person in db.session.query(User):
                person.language = language
            db.session.commit()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One demonstration for the tests that only read."""
    place = Site(tmp_path_factory.mktemp("site"))
    yield place
    place.close()


@pytest.fixture
def fresh_site(tmp_path: Path) -> Iterator[Site]:
    """A demonstration of its own, for a test that changes things."""
    place = Site(tmp_path)
    yield place
    place.close()


class Person:
    """Someone of the demonstration in front of their own browser; it remembers what the browser complained about."""

    def __init__(self, context: BrowserContext, site: Site) -> None:
        self.context = context
        self.site = site
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.complaints: list[str] = []
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, message: Any) -> None:
        if message.type == "error" and "status of 40" not in message.text:
            self.complaints.append(message.text)

    def open(self, path: str) -> Page:
        self.page.goto(self.site.url + path)
        return self.page

    def sign_in(self, role: str) -> "Person":
        self.open("/sign-in")
        self.page.get_by_label("e-mail").fill(f"{role}@demo.example")
        self.page.locator("input[type=password]").fill(PASSWORD)
        self.page.locator("main button").first.click()
        self.page.wait_for_url(f"{self.site.url}/")
        return self


@pytest.fixture
def person(chromium: Browser) -> Iterator[Callable[..., Person]]:
    """`person(site, "coach", viewport=PHONE)`: signed in; without a role, a stranger."""
    contexts = []

    def open_context(site: Site, role: str | None = None, **options: Any) -> Person:
        options.setdefault("viewport", DESK)
        options.setdefault("locale", "fr-BE")
        context = chromium.new_context(**options)
        contexts.append(context)
        someone = Person(context, site)
        return someone.sign_in(role) if role else someone

    yield open_context
    for context in contexts:
        context.close()


__all__ = ["DESK", "PHONE", "REQUIRE_ALL", "Person", "Site"]
