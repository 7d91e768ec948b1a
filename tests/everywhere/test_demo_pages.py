"""The pages people open every day, on the demonstration's rows: each passes the checks of every page, its query budget above
all. Small test data would hide a read that is made again for each row."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from ambassador.accounts.models import User
from ambassador.db import db
from ambassador.demo.build import load_demo
from tests.client import Browser, Page, counted_queries
from tests.conftest import TODAY, empty_tables
from tests.everywhere.budgets import budget_of
from tests.everywhere.test_demo import DAY

ROLES = ("coach", "coordinator", "staff", "partner", "admin")


@pytest.fixture(scope="module")
def browsers(shared_app: Flask) -> Iterator[dict[str, Browser]]:
    """The browsers of the five people who can sign in to the demonstration, on its day."""
    shared_app.config["CLOCK"].stand_on(DAY)
    shared_app.extensions.pop("ambassador.is_demo", None)
    with shared_app.app_context():
        load_demo(DAY, is_production=False, password_hash="not a hash")
        db.session.commit()
        people = db.session.scalars(select(User).where(User.password_hash.is_not(None)))
        sessions = {person.email.partition("@")[0]: person.get_id() for person in people}
    Browser(shared_app.test_client()).get("/privacy")  # the first page of all asks whether this is a demonstration
    yield {role: _signed_in(shared_app, sessions[role]) for role in ROLES}
    shared_app.config["CLOCK"].stand_on(TODAY)
    shared_app.extensions.pop("ambassador.is_demo", None)
    with shared_app.app_context():
        empty_tables()


def _signed_in(app: Flask, session_id: str) -> Browser:
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = session_id, True
    return Browser(client)


@pytest.mark.parametrize("role", ROLES)
def test_home_the_navigation_and_what_home_leads_to_stay_within_their_budgets(
    browsers: dict[str, Browser], role: str
) -> None:
    browser = browsers[role]
    home = browser.get("/")
    for url in _pages_from(home):
        _visit(browser, url)


def _pages_from(home: Page) -> list[str]:
    """Every page of the portal that Home's navigation and content lead to, each once."""
    links = [link for region in (home.all("nav"), home.all("main")) for element in region for link in element.iter("a")]
    addresses = [urlsplit(link.get("href", ""))._replace(fragment="").geturl() for link in links]
    return sorted({address for address in addresses if address.startswith("/")})


def _visit(browser: Browser, url: str) -> None:
    """The page, or the one it sends to."""
    page = browser._open("GET", url)
    if 300 <= page.status < 400:
        url = page.headers["Location"]
    browser.get(url)


def test_the_table_tells_what_home_needs(browsers: dict[str, Browser]) -> None:
    """A budget far above it would hide the next read that is made twice."""
    counts = []
    for role in ROLES:
        with counted_queries() as statements:
            browsers[role]._open("GET", "/")
        counts.append(len(statements))
    assert max(counts) == budget_of("home.index"), "write the larger number into tests/everywhere/budgets.py"
