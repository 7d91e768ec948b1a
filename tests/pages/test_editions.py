"""Editions: prepared by a coach, read by both parties, approved by the other one, frozen, and read by everybody."""

from collections.abc import Callable

import pytest
from flask import Flask

from ambassador.db import db
from ambassador.impact.models import Edition, EditionState
from tests.client import Browser, Page
from tests.conftest import World
from tests.impact_world import fill

Open = Callable[..., Browser]
TITLE = {"title-fr": "Rapport 2025", "title-nl": "Rapport 2025 in het Nederlands", "title-en": "Report 2025"}
SPAN = {"scope": "both", "first": "2025-Q3", "last": "2025-Q4"}
QUOTE = "Je prends mes rendez-vous seule."


@pytest.fixture(autouse=True)
def filled(app: Flask, world: World) -> None:
    fill(app, world)


def prepare(person: Browser, **values: str) -> str:
    """The address of a new edition."""
    sent = person.submit(person.get("/impact/editions/new"), {**TITLE, **SPAN, **values})
    return str(sent.headers["Location"])


def propose(person: Browser, address: str, status: int = 303) -> Page:
    return person.submit(person.get(f"{address}/propose"), {}, status=status)


def decide(app: Flask, person: Browser, address: str, decision: str = "approved", reason: str = "") -> Page:
    with app.app_context():
        row = db.session.get_one(Edition, int(address.rpartition("/")[2]))
        place = f"/conventions/{row.convention_id}/approvals/{row.approval_id}/decide"
    return person.submit(person.get(place), {"decision": decision, "reason": reason})


def published(app: Flask, browser: Open, world: World, **values: str) -> str:
    coach = browser(world.coach)
    address = prepare(coach, **values)
    propose(coach, address)
    decide(app, browser(world.coordinator), address)
    return address


def state(app: Flask, address: str) -> EditionState:
    with app.app_context():
        return db.session.get_one(Edition, int(address.rpartition("/")[2])).state


def test_a_coach_prepares_the_other_party_approves_and_everybody_reads(app: Flask, browser: Open, world: World) -> None:
    coach, coordinator, partner = browser(world.coach), browser(world.coordinator), browser(world.partner)
    address = prepare(coach)
    page = coach.get(address)
    assert "Aperçu" in page.text and "brouillon" in page.text
    assert "Tous les ambassadeurs" in page.text and "Ville de Valbrume" in page.text
    partner.get(address, status=404)
    assert "Rapport 2025" not in partner.get("/impact/editions").text
    propose(coach, address)
    assert "Communication à approuver" in coordinator.get("/").text
    shown = coordinator.get(address)
    assert "Aperçu" in shown.text and "Décider de la publication" in shown.text
    partner.get(address, status=404)
    decide(app, coordinator, address)
    read = partner.get(address)
    assert "Aperçu" not in read.text and "vérifiée" in read.text
    assert "Rapport 2025" in partner.get("/impact/editions").text
