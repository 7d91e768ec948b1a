"""A real browser on the demonstration, served on this machine for the time of a file of tests."""

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from ambassador import create_app
from ambassador.accounts.models import User
from ambassador.accounts.passwords import hash_password
from ambassador.db import db
from ambassador.demo.build import PASSWORD, load_demo
from tests.browser.pages import Explorer, Found
from tests.conftest import CHEAP_ARGON2, missing, settings
from tests.everywhere.decisions import ROLES

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
PATIENCE = 15_000
"""Milliseconds before an expectation of the browser fails."""
HARMLESS = ("status of 400", "status of 401", "status of 403", "status of 404", "status of 410")
"""A page that says no is an error for the console; whether it should say so is for the tests to ask."""


def _app(database: Path, folder: Path) -> Flask:
    app = create_app(settings(f"sqlite:///{database}", folder, RAISE_ERRORS=False))
    app.config["CLOCK"].stand_on(DEMO_DAY)
    return app


def _copy(demo_file: Path, folder: Path) -> Path:
    """The demonstration's database in another folder, with the files that its people attached."""
    shutil.copytree(demo_file.parent / "uploads", folder / "uploads", dirs_exist_ok=True)
    shutil.copy(demo_file, folder / "site.db")
    return folder / "site.db"


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration, built once in a worker; each site serves its own copy."""
    folder = tmp_path_factory.mktemp("demo")
    app = _app(folder / "demo.db", folder)
    with app.app_context():
        db.create_all()
        load_demo(DEMO_DAY, is_production=False, password_hash=hash_password(PASSWORD, CHEAP_ARGON2))
        for person in db.session.query(User):
            person.language = "fr"
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return folder / "demo.db"


@pytest.fixture(scope="session")
def explored(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Found]]:
    """The pages of the demonstration that are worth a visit, for each role."""
    folder = tmp_path_factory.mktemp("explored")
    app = _app(_copy(demo_file, folder), folder)
    explorer = Explorer(app)
    found = {role: explorer.pages_of(role) for role in ROLES}
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    return found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        missing("Chromium", "install Debian's chromium, or set CHROMIUM to its path")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


class _Quiet(WSGIRequestHandler):
    def log_request(self, *_: Any) -> None:
        """The tests say what went wrong."""


class Site:
    """A copy of the demonstration on its own port. Everybody reads French at first."""

    def __init__(self, demo_file: Path, folder: Path) -> None:
        self.app = _app(_copy(demo_file, folder), folder)
        self.server = make_server("127.0.0.1", 0, self.app, threaded=True, request_handler=_Quiet)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
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


@pytest.fixture(scope="module")
def site(chromium: Browser, demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One demonstration for a file whose tests do not stand in each other's way."""
    place = Site(demo_file, tmp_path_factory.mktemp("site"))
    yield place
    place.close()


@pytest.fixture
def fresh_site(chromium: Browser, demo_file: Path, tmp_path: Path) -> Iterator[Site]:
    """A demonstration of its own, for a test that changes much."""
    place = Site(demo_file, tmp_path)
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
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))

    def _note(self, message: ConsoleMessage) -> None:
        """Errors, refusals of the security policy, and warnings such as a chart that could not be drawn."""
        if message.type in {"error", "warning"} and not any(words in message.text for words in HARMLESS):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def open(self, path: str) -> Page:
        self.page.goto(self.site.url + path)
        return self.page

    def sign_in(self, role: str) -> "Person":
        self.open("/sign-in")
        self.page.locator("main input[type=email]").fill(f"{role}@demo.example")
        self.page.locator("main input[type=password]").fill(PASSWORD)
        self.page.locator("main form button").click()
        self.page.wait_for_url(f"{self.site.url}/")
        return self


def wait_until(page: Page, expression: str) -> None:
    """Until the expression is true in the page. (Playwright's own way evaluates text there, which the policy forbids.)"""
    end = time.monotonic() + PATIENCE / 1000
    while not page.evaluate(f"Boolean({expression})"):
        assert time.monotonic() < end, f"{page.url}: waited in vain for {expression}"
        page.wait_for_timeout(20)


@pytest.fixture(scope="module")
def meet(chromium: Browser) -> Iterator[Callable[..., Person]]:
    """`meet(site, "coach", viewport=PHONE)`: signed in; without a role, a stranger. For the whole file."""
    contexts = []

    def open_context(site: Site, role: str | None = None, **options: Any) -> Person:
        context = chromium.new_context(**{"viewport": DESK, "locale": "fr-BE", **options})
        contexts.append(context)
        someone = Person(context, site)
        return someone.sign_in(role) if role else someone

    yield open_context
    for context in contexts:
        context.close()


@pytest.fixture
def person(chromium: Browser) -> Iterator[Callable[..., Person]]:
    """As `meet`, for one test; at its end, the browser must have had nothing to complain about."""
    people: list[Person] = []

    def open_context(site: Site, role: str | None = None, **options: Any) -> Person:
        someone = Person(chromium.new_context(**{"viewport": DESK, "locale": "fr-BE", **options}), site)
        people.append(someone)
        return someone.sign_in(role) if role else someone

    yield open_context
    complaints = [complaint for someone in people for complaint in someone.complaints]
    for someone in people:
        someone.context.close()
    assert not complaints, "the browser complained:\n" + "\n".join(complaints)
