"""What partners read stands as it was published, whatever is corrected, until the quarter is published again."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from flask import Flask
from sqlalchemy import delete, select

from ambassador.accounts.models import Organisation, User
from ambassador.charter.models import Action, ActionStatus
from ambassador.db import db
from ambassador.demo import factories
from ambassador.demo.factories.charter import action_note
from ambassador.followup.models import FollowUp
from ambassador.impact.models import PublishedCells
from ambassador.kpis.models import Publication
from ambassador.kpis.queries.publications import preview
from ambassador.kpis.services.publications import publish_quarter
from ambassador.periods import Period
from ambassador.webinars.models import Webinar
from tests.client import Browser, Page, counted_queries
from tests.conftest import TODAY, World
from tests.impact_world import attend, crowd, fill, webinar
from tests.pages.test_impact import headline, plain, rows, titles

QUARTER = Period.parse("2025-Q4")
NOW = datetime(2026, 3, 10, 11, tzinfo=UTC)
SPAN = "?from=2025-Q4&to=2025-Q4"
Open = Callable[[int], Browser]


@pytest.fixture
def filled(app: Flask, world: World) -> World:
    fill(app, world)
    return world


def publish(app: Flask, world: World, *, operator: bool = False) -> None:
    with app.app_context():
        by = db.session.get_one(User, world.coach if operator else world.coordinator)
        publish_quarter(by.organisation, QUARTER, by, NOW, TODAY)
        db.session.commit()


def add_people(app: Flask, world: World, count: int, present: int) -> None:
    """To November's webinar, from outside the structures."""
    with app.app_context():
        held = db.session.scalars(
            select(Webinar).where(Webinar.starts_at >= datetime(2025, 11, 1, tzinfo=UTC)).order_by(Webinar.starts_at)
        ).first()
        assert held is not None
        crowd(held, None, count, present)
        db.session.commit()


def work_on(app: Flask, world: World) -> None:
    """A day of follow-up that had been forgotten, an action that was further, another webinar."""
    with app.app_context():
        follow_up = db.session.scalars(select(FollowUp)).one()
        factories.followup_session(follow_up, db.session.get_one(User, world.coach), date(2025, 12, 9), 4)
        action = db.session.scalars(select(Action).where(Action.code == "A03")).one()
        action_note(action, date(2025, 12, 1), ActionStatus.DONE, "Fini")
        webinar(db.session.get_one(Organisation, world.operator), date(2025, 12, 15))
        db.session.commit()


def told(page: Page) -> dict[str, str]:
    """Everything the page draws, without the day of the last publication, which coverage names."""
    figures = (one for one in page.all("figure") if one.get("id") != "coverage")
    return {one.get("id", ""): plain(" ".join(one.itertext())) for one in figures}


@pytest.mark.parametrize("address", ["/impact/", "/impact/{city}"])
def test_what_is_corrected_reaches_partners_by_a_new_publication_alone(
    app: Flask, filled: World, browser: Open, address: str
) -> None:
    url = address.format(city=filled.city) + SPAN
    before, inside_before = told(browser(filled.partner).get(url)), told(browser(filled.coach).get(url))
    work_on(app, filled)
    add_people(app, filled, 10, 5)
    assert told(browser(filled.partner).get(url)) == before
    inside = told(browser(filled.coach).get(url))
    assert inside["webinars-held"] != inside_before["webinars-held"]
    assert inside["days"] != inside_before["days"]

    publish(app, filled)
    publish(app, filled, operator=True)
    after = told(browser(filled.partner).get(url))
    assert {name for name in after if after[name] != before[name]} >= {"webinars-held", "days"}
    assert titles(browser(filled.partner).get(url))["webinars-held"].startswith("4 webinaires")


def test_a_structures_publication_shows_its_days_and_actions_and_the_operators_its_people(
    app: Flask, filled: World, browser: Open
) -> None:
    url = f"/impact/{filled.city}{SPAN}"
    work_on(app, filled)
    publish(app, filled)
    page = browser(filled.partner).get(url)
    assert titles(page)["days"].startswith("Jours de suivi utilisés : 2¼ sur 5 prévus")
    assert headline(page, "Actions en cours") == "Actions en cours ou terminées 3 Sur 3 actions, dont 2 terminées."
    assert titles(page)["webinars-held"].startswith("3 webinaires")
    publish(app, filled, operator=True)
    assert titles(browser(filled.partner).get(url))["webinars-held"].startswith("4 webinaires")


def test_a_number_that_changes_by_few_people_is_hidden(app: Flask, filled: World, browser: Open) -> None:
    """43 and then 45 would say that two had been forgotten."""
    partner = browser(filled.partner)
    assert rows(partner.get(f"/impact/{SPAN}"), "attendance")[1]["T4 2025"] == ["43", "33"]
    add_people(app, filled, 2, 1)
    publish(app, filled, operator=True)
    page = partner.get(f"/impact/{SPAN}")
    assert titles(page)["attendance"].startswith("Le taux de présence est masqué")
    assert not {"43", "33", "45", "34"} & set(plain(page.text).split())
    add_people(app, filled, 10, 5)
    publish(app, filled, operator=True)
    assert rows(partner.get(f"/impact/{SPAN}"), "attendance")[1]["T4 2025"] == ["55", "39"]


def test_a_correction_beside_the_figures_is_reason_enough_to_publish_again(
    app: Flask, filled: World, browser: Open
) -> None:
    coach = browser(filled.coach)
    address = f"/kpis/publications/new?period={QUARTER.code}"
    page = coach.get(address)
    assert "Rien n’a changé depuis" in page.text
    assert "les webinaires et les présences de ce trimestre sont publiés" in plain(page.text)
    add_people(app, filled, 10, 5)
    assert "la publication n° 2 remplacera la précédente" in plain(coach.get(address).text)
    coordinator = browser(filled.coordinator)
    assert "les jours de suivi de ce trimestre sont publiés" in plain(coordinator.get(address).text)
    assert "Rien n’a changé depuis" in coordinator.get(address).text


@pytest.mark.parametrize("address", ["/impact/", "/impact/{city}"])
def test_a_quarter_published_without_cells_says_so_and_can_be_published_again(
    app: Flask, filled: World, browser: Open, address: str
) -> None:
    url = address.format(city=filled.city) + SPAN
    before = told(browser(filled.partner).get(url))
    with app.app_context():
        db.session.execute(delete(PublishedCells))
        db.session.commit()
    page = browser(filled.partner).get(url)
    assert "pas encore publié sous cette forme" in page.text
    assert headline(page, "Webinaires tenus") == (
        "Webinaires tenus – Pas encore publié sous cette forme pour ces trimestres."
    )
    assert "120" in page.text or address == "/impact/", "the KPIs are published as before"
    publish(app, filled)
    publish(app, filled, operator=True)
    assert told(browser(filled.partner).get(url)) == before


@pytest.mark.parametrize("address", ["/impact/", "/impact/{city}"])
def test_a_partners_page_asks_nothing_of_the_entries(app: Flask, filled: World, browser: Open, address: str) -> None:
    """So its cost does not grow with them."""
    partner, url = browser(filled.partner), address.format(city=filled.city)
    partner.get(url)
    with counted_queries() as asked:
        partner.client.get(url)
    entries = {"attendance", "participant", "webinar", "follow_up_session", "follow_up", "action_note", "entry"}
    for statement in asked:
        words = statement.replace("\n", " ").split()
        tables = {after for word, after in pairwise(words) if word in ("FROM", "JOIN")}
        assert not tables & entries, statement
    assert len(asked) <= 10
    with app.app_context():
        operator = db.session.get_one(Organisation, filled.operator)
        for day in range(1, 25):
            attend(webinar(operator, date(2025, 11, day)), None, 3, 2)
        db.session.commit()
    with counted_queries() as again:
        partner.client.get(url)
    assert len(again) == len(asked)


def test_structures_people_read_others_from_the_same_cells(app: Flask, filled: World, browser: Open) -> None:
    work_on(app, filled)
    url = f"/impact/{SPAN}"
    partner = told(browser(filled.partner).get(url))
    for person in (filled.coordinator, filled.staff, filled.other_coordinator):
        assert told(browser(person).get(url)) == partner


def test_publishing_the_same_twice_keeps_one_answer(app: Flask, filled: World) -> None:
    with app.app_context():
        for number in (filled.city, filled.operator):
            organisation = db.session.get_one(Organisation, number)
            assert preview(organisation, QUARTER, TODAY).is_unchanged
        assert len(list(db.session.scalars(select(PublishedCells)))) == db.session.query(Publication).count() == 2
