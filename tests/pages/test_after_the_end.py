"""After its end a convention is read: its pages, its reports, any day of it. A correction opens it, with a reason, for a day."""

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader

from ambassador.accounts.models import User
from ambassador.conventions.models import Convention
from ambassador.db import db
from ambassador.demo import factories
from ambassador.demo.factories import changes
from ambassador.demo.factories.conventions import contribution
from ambassador.followup.models import FollowUp, FollowUpSession, Need
from tests.client import Browser
from tests.conftest import World
from tests.impact_world import fill

Open = Callable[..., Browser]
LAST_DAY, AFTER, NEXT_DAY = date(2026, 6, 1), date(2026, 6, 2), date(2026, 6, 3)
YEAR = "?from=2025-Q3&to=2025-Q4"
READERS = ("coach", "coordinator", "staff")


@pytest.fixture
def ended(app: Flask, world: World) -> World:
    """Signed on 1 June 2025 for a year; the clock stands on the day after its last."""
    fill(app, world)
    with app.app_context():
        convention = db.session.get_one(Convention, world.convention)
        coach = db.session.get_one(User, world.coach)
        row = factories.commitment(convention, quantity=Decimal(5), measure="followup.days_held")
        contribution(row, coach, date(2025, 9, 1))
        changes.approval(convention, coach)
        changes.contact(convention, coach)
        follow_up = db.session.query(FollowUp).one()
        session = db.session.query(FollowUpSession).filter_by(state="held").order_by("on").first()
        factories.need(follow_up, session=session)
        db.session.commit()
    clock: Any = app.config["CLOCK"]
    clock.stand_on(AFTER)
    return world


def numbers(app: Flask) -> tuple[int, int, int]:
    """Of the follow-up, its first held session, its need."""
    with app.app_context():
        held = db.session.query(FollowUpSession).filter_by(state="held").order_by("on").first()
        assert held is not None
        return held.follow_up_id, held.id, db.session.query(Need).one().id


def test_its_pages_are_read_by_its_parties_people_alone(app: Flask, browser: Open, ended: World) -> None:
    place = f"/conventions/{ended.convention}"
    follow_up, session, _need = numbers(app)
    for name in READERS:
        reader = browser(getattr(ended, name))
        shown = reader.get(place)
        assert "terminée" in shown.text and "son dernier jour était le 1er juin 2026" in shown.text
        assert not [link for link in shown.links() if link.endswith(("/edit", "/new"))]
        reader.get(f"/follow-up/sessions/{session}")
        reader.get(f"/follow-up/{follow_up}/deliverables")
        assert reader.get(f"/follow-up/{follow_up}").all("figure", **{"class": "days"})
    browser(ended.other_coordinator).get(place, status=404)
    browser(ended.other_coordinator).get(f"/follow-up/{follow_up}", status=404)


def test_any_day_of_it_is_shown_as_it_was(browser: Open, ended: World) -> None:
    coach = browser(ended.coach)
    place = f"/conventions/{ended.convention}"
    for day, words in (
        ("2025-05-31", "brouillon"),
        ("2025-06-01", "en vigueur"),
        ("2026-06-01", "en vigueur"),
        ("2026-06-03", "terminée"),
    ):
        page = coach.get(f"{place}?on={day}")
        assert "Vous voyez la convention telle" in page.text and words in page.text, day


def test_its_register_is_exported(browser: Open, ended: World) -> None:
    for name in READERS:
        reader = browser(getattr(ended, name)).client
        sent = reader.get(f"/conventions/{ended.convention}/register.pdf")
        assert sent.status_code == 200 and "1er juin 2026" in PdfReader(io.BytesIO(sent.data)).pages[0].extract_text()
        assert reader.get(f"/conventions/{ended.convention}/register.xlsx").status_code == 200


def test_its_diagnosis_is_printed(app: Flask, browser: Open, ended: World) -> None:
    follow_up, _session, _need = numbers(app)
    for name in READERS:
        reader = browser(getattr(ended, name))
        assert "Guichets" in reader.get(f"/follow-up/{follow_up}/diagnosis").text
        sent = reader.client.get(f"/follow-up/{follow_up}/diagnosis.pdf")
        assert sent.status_code == 200 and sent.mimetype == "application/pdf"
        assert "Guichets" in PdfReader(io.BytesIO(sent.data)).pages[0].extract_text()


def test_the_impact_report_still_tells_its_year(app: Flask, browser: Open, ended: World) -> None:
    """The same words as on its last day, to those inside and to partners."""
    clock: Any = app.config["CLOCK"]
    path = f"/impact/{ended.city}{YEAR}"
    for name in (*READERS, "partner"):
        reader = browser(getattr(ended, name))
        clock.stand_on(LAST_DAY)
        before = [figure.get("id") for figure in reader.get(path).all("figure")]
        clock.stand_on(AFTER)
        after = reader.get(path)
        assert before and [figure.get("id") for figure in after.all("figure")] == before, name
    assert "webinaires" in after.text


def test_a_correction_opens_a_session_and_a_need_and_closes_them_again(app: Flask, browser: Open, ended: World) -> None:
    coach = browser(ended.coach)
    _follow_up, session, need = numbers(app)
    place, words = f"/conventions/{ended.convention}", "La salle était à l’étage."
    pages = [coach.get(f"/follow-up/sessions/{session}/edit"), coach.get(f"/follow-up/needs/{need}/edit")]
    values = [{"notes": words}, {"observed": words}]
    for page, typed in zip(pages, values, strict=True):
        assert "ouvrez d’abord une correction" in coach.submit(page, typed, status=200).errors()
    no_reason = coach.submit(coach.get(f"{place}/correct"), {"reason": "  "}, status=200)
    assert no_reason.errors()
    opened = coach.follow(coach.submit(coach.get(f"{place}/correct"), {"reason": "Notes d’une séance"}))
    assert "Une correction est ouverte" in opened.text and "Notes d’une séance" in opened.text
    for page, typed in zip(pages, values, strict=True):
        coach.submit(coach.get(page.url), typed)
    with app.app_context():
        assert db.session.get_one(FollowUpSession, session).notes == words
        assert db.session.get_one(Need, need).observed == words
    coach.submit(coach.get(place), action=f"{place}/correct/close")
    for page, typed in zip(pages, values, strict=True):
        again = {name: f"{text} Encore." for name, text in typed.items()}
        assert "ouvrez d’abord une correction" in coach.submit(coach.get(page.url), again, status=200).errors()
    history = browser(ended.coordinator).get(place).text
    assert "Notes d’une séance" in history and "Camille Coach" in history


def test_a_correction_that_nobody_closed_ends_with_its_day(app: Flask, browser: Open, ended: World) -> None:
    coach = browser(ended.coach)
    _follow_up, session, _need = numbers(app)
    place, clock = f"/conventions/{ended.convention}", app.config["CLOCK"]
    coach.submit(coach.get(f"{place}/correct"), {"reason": "Notes d’une séance"})
    page = coach.get(f"/follow-up/sessions/{session}/edit")
    clock.stand_on(NEXT_DAY)
    assert "ouvrez d’abord une correction" in coach.submit(page, {"notes": "Trop tard."}, status=200).errors()
    assert f"{place}/correct" in coach.get(place).links()
