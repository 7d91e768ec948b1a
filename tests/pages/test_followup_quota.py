"""Why the quota is passed: asked where it can matter, refused beside the field, and never lost."""

from typing import Any

import pytest
from flask import Flask

from ambassador.accounts.models import User
from ambassador.db import db
from ambassador.demo import factories
from ambassador.followup.models import FollowUp, FollowUpSession
from tests.client import Page
from tests.conftest import TODAY, World

Make = Any


@pytest.fixture
def spend(app: Flask, world: World, follow_up: int) -> Make:
    """Adds a session of so many quarter days of the 20, and returns its number."""

    def add(quarters: int, state: str = "held", **values: Any) -> int:
        with app.app_context():
            row = db.session.get_one(FollowUp, follow_up)
            coach = db.session.get_one(User, world.coach)
            made = factories.followup_session(row, coach, TODAY, quarters, state, **values)
            db.session.commit()
            return made.id

    return add


def asks(page: Page) -> bool:
    return bool(page.all("textarea", name="overrun_reason"))


@pytest.mark.parametrize(
    ("spent", "length", "is_asked"),
    [(0, 2, False), (14, 2, False), (15, 2, True), (18, 2, True), (0, 12, True), (6, 6, False), (10, 6, True)],
)
def test_a_new_session_asks_once_a_day_or_the_length_of_the_last_one_may_not_do(
    browser: Any, world: World, follow_up: int, spend: Make, spent: int, length: int, is_asked: bool
) -> None:
    if spent:
        spend(spent)
    spend(length)
    assert asks(browser(world.coach).get(f"/follow-up/{follow_up}/log")) is is_asked


@pytest.mark.parametrize(("others", "is_asked"), [(14, False), (16, False), (17, True), (20, True)])
def test_the_days_of_the_session_itself_are_not_spent_in_its_own_form(
    browser: Any, world: World, spend: Make, others: int, is_asked: bool
) -> None:
    """The planned session takes four of the twenty."""
    spend(others)
    planned = spend(4, "planned")
    coach = browser(world.coach)
    assert asks(coach.get(f"/follow-up/sessions/{planned}/hold")) is is_asked
    assert asks(coach.get(f"/follow-up/sessions/{planned}/edit")) is is_asked


def test_it_is_asked_when_the_service_misses_it_and_nothing_typed_is_lost(
    browser: Any, world: World, follow_up: int, spend: Make
) -> None:
    spend(14)
    spend(2)
    coach = browser(world.coach)
    page = coach.get(f"/follow-up/{follow_up}/log")
    assert not asks(page)
    sent = coach.submit(page, {"quarters": "6", "notes": "Deux sites 🙂 <b>"}, status=200)
    assert "5½" in sent.errors() and "quota de 5" in sent.errors()
    assert sent.all("textarea", name="overrun_reason")[0].get("aria-invalid") == "true"
    assert "Deux sites 🙂 <b>" in (sent.all("textarea", name="notes")[0].text or "")
    sent = coach.submit(sent, {"overrun_reason": "Un service de plus.", "on": "pas une date"}, status=200)
    assert sent.all("textarea", name="overrun_reason")[0].text.strip() == "Un service de plus."  # type: ignore[union-attr]
    coach.submit(sent, {"on": TODAY.isoformat()})
    assert "dépassé de ½ jour" in coach.get(f"/follow-up/{follow_up}").text


def test_a_reason_that_was_given_stays_on_the_form(app: Flask, browser: Any, world: World, spend: Make) -> None:
    number = spend(2, overrun_reason="Urgence de mars.")
    coach = browser(world.coach)
    page = coach.get(f"/follow-up/sessions/{number}/edit")
    assert asks(page), "far from the quota by now, but the words are there"
    coach.submit(page, {"subjects": "Autre"})
    with app.app_context():
        assert db.session.get_one(FollowUpSession, number).overrun_reason == "Urgence de mars."


def test_a_kept_draft_gives_the_reason_back(browser: Any, world: World, follow_up: int, spend: Make) -> None:
    spend(19)
    coach = browser(world.coach)
    page = coach.get(f"/follow-up/{follow_up}/log")
    coach.submit(page, {"overrun_reason": "Un site de plus.", "keep": "1"})
    again = coach.get(f"/follow-up/{follow_up}/log")
    assert again.all("textarea", name="overrun_reason")[0].text.strip() == "Un site de plus."  # type: ignore[union-attr]
