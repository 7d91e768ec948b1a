"""`make bench`: speed as ratios against a floor measured in the same run, and the weight of the impact page.

Nothing here fails for being slow: machines are noisy. It prints what it measured beside what was asked.
"""

import gzip
import re
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import brotli
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from ambassador import create_app
from ambassador.access import requires
from ambassador.accounts.models import Organisation, User
from ambassador.db import db
from ambassador.demo import factories
from ambassador.demo.build import build_demo
from ambassador.permissions import Permission
from tests.conftest import CHEAP_ARGON2, settings

ROUNDS = 9
CALLS = 40
TODAY = date(2026, 11, 21)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(settings(f"sqlite:///{folder}/bench.db", Path(folder), ARGON2=CHEAP_ARGON2))
        app.config["CLOCK"].stand_on(TODAY)
        app.add_url_rule("/floor", "floor", requires(Permission.ACCOUNT_USE)(lambda: "ok"))
        with app.app_context():
            db.create_all()
            build_demo(TODAY, "")
            add_webinars(50)
            db.session.commit()
            coach = db.session.scalars(select(User).where(User.email == "coach@demo.example")).one().get_id()
            partner = db.session.scalars(select(User).where(User.email == "partner@demo.example")).one().get_id()
        measure_lists(app, coach)
        weigh_impact(app, partner)
        with app.app_context():
            db.engine.dispose()


def add_webinars(count: int) -> None:
    """So many upcoming events that the first page of the list is full."""
    operator = db.session.scalars(select(Organisation).where(Organisation.key == "wetechcare")).one()
    start = datetime(TODAY.year + 1, 1, 5, 9, tzinfo=UTC)
    for number in range(count):
        factories.webinar(operator, starts_at=start + timedelta(days=number))


def measure_lists(app: Flask, person: str) -> None:
    client = signed_in(app, person)
    floor = median_of(lambda: client.get("/floor"))
    print("Signed-in pages, as multiples of a bare Flask route with the same sign-in (asked: at most 5)\n")
    print(f"  {'page':<34}{'ratio':>7}")
    for url in ("/webinars/", "/conventions/", "/follow-up/", "/kpis/", "/"):
        print(f"  {url:<34}{median_of(lambda url=url: client.get(url)) / floor:>7.1f}")  # type: ignore[misc]


def weigh_impact(app: Flask, person: str) -> None:
    client = signed_in(app, person)
    page = client.get("/impact/").get_data()
    assets = sorted(set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page.decode())))
    parts = {"/impact/": page}
    for url in assets:
        if "/vendor/" not in url:
            with client.get(url) as response:
                parts[url.partition("?")[0]] = response.get_data()
    print("\nThe impact page as a partner opens it, before Plotly (asked: at most 40 kB in at most 6 requests)\n")
    print(f"  {'part':<34}{'raw':>9}{'gzip':>9}{'brotli':>9}")
    for name, content in parts.items():
        print(f"  {name:<34}{len(content):>9}{len(gzip.compress(content)):>9}{len(brotli.compress(content)):>9}")
    total = sum(len(gzip.compress(content)) for content in parts.values())
    print(f"  {len(parts)} requests, {total / 1000:.1f} kB with gzip")


def signed_in(app: Flask, session_id: str) -> FlaskClient:
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = session_id
    return client


def median_of(call: Callable[[], object]) -> float:
    """Seconds for one call: the median of several rounds, after a warm-up."""
    for _ in range(5):
        call()
    rounds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for _ in range(CALLS):
            call()
        rounds.append((time.perf_counter() - start) / CALLS)
    return statistics.median(rounds)


if __name__ == "__main__":
    main()
