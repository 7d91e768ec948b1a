"""The report of the demonstration: light, valid in every chart, and safe to show to a partner."""

import gzip
import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

import plotly.graph_objects as go
import pytest
from flask import Flask, g
from sqlalchemy import select

from ambassador.accounts.models import Organisation, User
from ambassador.charter.models import Acceptance, Action
from ambassador.db import db
from ambassador.demo.build import load_demo
from ambassador.impact.figure_links import HEADLINES, TOTAL, WHOLE
from ambassador.impact.origins import Asked, explain
from ambassador.impact.origins.every import EVERY
from ambassador.impact.queries.track import track
from ambassador.impact.span import Span
from ambassador.impact.suppression import SMALLEST_SHOWN
from ambassador.impact.views.report import programme_report, structure_report
from ambassador.kpis.models import Publication
from ambassador.periods import Period
from ambassador.webinars.models import Participant
from ambassador.webinars.queries import collective_track
from tests.client import Browser, Page
from tests.conftest import empty_tables
from tests.impact_world import drawn_apart
from tests.pages.test_impact_origins import made, read, rounded

DAY = date(2026, 11, 21)
YEAR = Span(Period.parse("2025-Q4"), Period.parse("2026-Q3"))
MOST_BYTES, MOST_REQUESTS = 40_000, 6


@pytest.fixture(scope="module")
def demo(shared_app: Flask) -> Iterator[dict[str, int]]:
    """The numbers of its organisations, by key; built once for the tests that read it."""
    clock = shared_app.config["CLOCK"]
    clock.stand_on(DAY)
    shared_app.extensions.pop("ambassador.is_demo", None)
    with shared_app.app_context():
        load_demo(DAY, is_production=False, password_hash="not a hash")
        db.session.commit()
        numbers = {row.key: row.id for row in db.session.scalars(select(Organisation)) if row.key}
    yield numbers
    shared_app.extensions.pop("ambassador.is_demo", None)
    with shared_app.app_context():
        db.session.rollback()
        empty_tables()


@pytest.fixture
def person(shared_app: Flask, demo: dict[str, int]) -> Any:
    def sign_in(name: str) -> Browser:
        shared_app.config["CLOCK"].stand_on(DAY)
        client = shared_app.test_client()
        with shared_app.app_context():
            user = db.session.scalars(select(User).where(User.email == f"{name}@demo.example")).one()
            session_id = user.get_id()
        with client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = session_id, True
        return Browser(client)

    return sign_in


def seen_structures(browser: Browser) -> list[str]:
    return sorted({link for link in browser.get("/impact/").links() if re.fullmatch(r"/impact/\d+", link)})


def fetch(browser: Browser, url: str) -> bytes:
    with browser.client.get(url) as response:
        assert response.status_code == 200
        return bytes(response.get_data())


def test_the_report_is_light_enough_for_a_slow_line(person: Any) -> None:
    for name in ("coach", "coordinator", "partner"):
        browser = person(name)
        for url in ("/impact/", *seen_structures(browser)):
            page = browser.get(url)
            assets = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.html))
            sent = [page.html.encode(), *(fetch(browser, asset) for asset in assets)]
            weight = sum(len(gzip.compress(one, 6)) for one in sent)
            assert len(sent) <= MOST_REQUESTS, (url, sorted(assets))
            assert weight <= MOST_BYTES, (name, url, weight)


def test_every_chart_is_one_that_plotly_accepts(person: Any) -> None:
    found = 0
    for name in ("coach", "coordinator", "partner"):
        browser = person(name)
        pages = [browser.get(url) for url in ("/impact/", *seen_structures(browser))]
        assert all(len(page.all("figure")) >= 6 for page in pages)
        for page in pages:
            drawn = drawn_apart(browser, page)
            with_drawing = [
                one for one in page.all("figure") if any(part.get("class") == "chart-drawing" for part in one.iter())
            ]
            assert set(drawn) == {one.get("id") for one in with_drawing}
            for figure in drawn.values():
                go.Figure(figure)
                found += 1
    assert found > 40


def test_a_partner_meets_no_person_no_draft_and_no_closed_door(shared_app: Flask, person: Any) -> None:
    partner = person("partner")
    pages = [partner.get(url + "?from=2024-Q1&to=2026-Q4") for url in ("/impact/", *seen_structures(partner))]
    assert len(pages) > 1
    with shared_app.app_context():
        reader = db.session.scalars(select(User).where(User.email == "partner@demo.example")).one()
        names = set(db.session.scalars(select(User.name).where(User.id != reader.id)))
        names |= {name for name in db.session.scalars(select(Participant.name)) if "exemple" not in name}
        proposed = db.session.scalars(select(Action).where(Action.acceptance != Acceptance.ACCEPTED))
        drafts = {text for action in proposed for text in action.title.texts().values()}
    for page in pages:
        assert not [name for name in names if name in page.html]
        assert "Participant·e" not in page.html
        assert not [title for title in drafts if title in page.text]
        assert not [
            link for link in page.links() if re.match(r"/(webinars|follow-up|charter|kpis|conventions|admin)/", link)
        ]


def attendance(page: Page) -> Iterator[list[str]]:
    (figure,) = [one for one in page.all("figure") if one.get("id") == "attendance"]
    for row in figure.iter("tr"):
        cells = ["".join(cell.itertext()).strip() for cell in row.iter("td")]
        if cells:
            yield cells


@pytest.mark.parametrize(
    "span", ["", "?from=2025-Q3&to=2026-Q3", "?from=2026-Q1&to=2026-Q1", "?from=2026-Q2&to=2026-Q2"]
)
def test_a_partner_sees_no_small_count_of_people_whatever_the_span(person: Any, span: str) -> None:
    partner = person("partner")
    shown = 0
    for url in ("/impact/", *seen_structures(partner)):
        for registered, present in attendance(partner.get(url + span)):
            counts = [int(text) for text in (registered, present) if text.isdigit()]
            if registered.isdigit() and present.isdigit():
                counts.append(int(registered) - int(present))
            if registered != "0":
                assert all(count >= SMALLEST_SHOWN for count in counts), (url, registered, present)
                shown += len(counts)
    assert shown


def test_a_partner_sees_each_month_the_same_in_every_span(person: Any) -> None:
    """What is hidden in one span is hidden in all: nothing can be subtracted. A long span may tell quarters instead."""
    partner = person("partner")

    def months(page: Page) -> dict[str, tuple[str, ...]]:
        (figure,) = [one for one in page.all("figure") if one.get("id") == "attendance"]
        names = [cell.text or "" for cell in figure.iter("th") if cell.get("scope") == "row"]
        return dict(zip(names, map(tuple, attendance(page)), strict=True))

    for url in ("/impact/", *seen_structures(partner)):
        whole = months(partner.get(url + "?from=2025-Q3&to=2026-Q3"))
        for quarter in ("2025-Q4", "2026-Q1", "2026-Q2"):
            part = months(partner.get(f"{url}?from={quarter}&to={quarter}"))
            assert {name: cells for name, cells in part.items() if name in whole}.items() <= whole.items()


def test_the_track_agrees_with_the_collective_tracks_own_count(shared_app: Flask, demo: dict[str, int]) -> None:
    with shared_app.app_context():
        ours = track(demo["wetechcare"], YEAR)
        theirs = collective_track(demo["wetechcare"], YEAR.first_day, YEAR.last_day)
        months = {row.month for row in theirs}
        assert set(ours) == months
        for month in months:
            rows = [row for row in theirs if row.month == month]
            assert ours[month].held == {row.theme: row.held for row in rows}
            everybody = ours[month].of(None)
            assert everybody.registered == sum(row.turnout.registered for row in rows)
            assert everybody.present == sum(row.turnout.present for row in rows)


def test_partners_find_only_what_was_published(shared_app: Flask, demo: dict[str, int], person: Any) -> None:
    with shared_app.app_context():
        published = set(db.session.scalars(select(Publication.organisation_id)))
    partner = person("partner")
    for key, number in demo.items():
        if number not in published or key == "wetechcare":
            partner.get(f"/impact/{number}", status=404)


@pytest.mark.parametrize("name", ["coach", "partner"])
def test_every_figure_of_the_report_is_what_its_rows_make(shared_app: Flask, person: Any, name: str) -> None:
    """Each report is made once, and each of its numbers asked for its rows; `test_impact_origins` opens their pages."""
    opened = 0
    for url in ("/impact/", *seen_structures(person(name))):
        with shared_app.test_request_context(url):
            g._login_user = db.session.scalars(select(User).where(User.email == f"{name}@demo.example")).one()
            g.language = "fr"
            number = url.removeprefix("/impact/")
            report = structure_report(int(number))[0] if number else programme_report()[0]
            for chart, series, key, value in numbers_of(report):
                origin = explain(EVERY, chart, Asked(report, chart, series, key))
                rows = [[Fraction(one) for one in source.numbers] for source in origin.sources]
                found = made(origin.formula, rows) if rows else Fraction()
                exact = found if origin.places is None else rounded(found, origin.places)
                assert exact == value, f"{url}: {chart}/{series}/{key} is {value}, its rows make {exact}"
                opened += 1
    assert opened > 100


def numbers_of(report: Any) -> Iterator[tuple[str, str, str, Fraction]]:
    """Every number that is shown, by the keys of its chart, series and place."""
    for headline in report.headlines:
        if headline.is_known:
            yield HEADLINES, headline.key, WHOLE, read(headline.value)
    for chart in report.charts:
        for place, key in enumerate(chart.keys):
            for series in chart.series:
                if (value := series.values[place]) is not None:
                    yield chart.id, series.key, key, Fraction(value)
            if chart.total and (total := chart.sum_at(place)) is not None:
                yield chart.id, TOTAL, key, Fraction(total)
