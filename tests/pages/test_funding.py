"""The funding notice: set for a programme, shown at the foot of its reports."""

from collections.abc import Callable

import pytest
from flask import Flask

from ambassador.accounts.models import Organisation
from ambassador.db import db
from ambassador.demo import factories
from tests.client import Browser
from tests.conftest import World
from tests.impact_world import fill

Open = Callable[..., Browser]


@pytest.mark.parametrize("role", ["coach", "admin"])
def test_the_official_wording_is_offered_and_then_shown(app: Flask, browser: Open, world: World, role: str) -> None:
    fill(app, world)
    person = browser(getattr(world, role))
    assert "NextGenerationEU" not in person.get("/impact/").text
    form = person.get("/impact/funding")
    offered = [form.all("input", id=f"line-{code}")[0].get("value") for code in ("fr", "nl", "en")]
    assert offered == [
        "Financé par l’Union européenne – NextGenerationEU",
        "Gefinancierd door de Europese Unie – NextGenerationEU",
        "Funded by the European Union – NextGenerationEU",
    ]
    page = person.follow(person.submit(form, action="/impact/funding"))
    assert "mention" in page.text and "→" in page.text
    for address in ("/impact/", f"/impact/{world.city}"):
        for reader in (world.coach, world.coordinator, world.partner):
            page = browser(reader).get(address)
            assert 'role="img" aria-label="Emblème de l’Union européenne"' in page.html
            assert offered[0] in page.text
    assert "NextGenerationEU" not in person.get("/privacy").text, "reports alone show it"


def test_it_can_be_changed_taken_away_and_shown_without_the_emblem(app: Flask, browser: Open, world: World) -> None:
    fill(app, world)
    with app.app_context():
        factories.funding_notice(db.session.get_one(Organisation, world.operator))
        db.session.commit()
    person = browser(world.coach)
    form, late = person.get("/impact/funding"), person.get("/impact/funding")
    person.submit(form, {"line-fr": "Avec le soutien de la Région", "emblem": None}, action="/impact/funding")
    page = person.get("/impact/")
    assert "Avec le soutien de la Région" in page.text and "Emblème de l’Union" not in page.html
    assert "Financé par l’Union" in person.get("/impact/funding").text, "its history tells what it was"
    stale = person.submit(late, {"line-fr": "Autre chose"}, action="/impact/funding", status=200)
    assert "Avec le soutien de la Région" in stale.errors() and "Autre chose" in stale.errors()
    person.follow(person.submit(person.get("/impact/funding"), action="/impact/funding/remove"))
    assert "Avec le soutien de la Région" not in person.get("/impact/").text
    assert "Aucune mention" in person.get("/impact/funding").text


def test_the_line_is_needed_in_each_language(browser: Open, world: World) -> None:
    person = browser(world.coach)
    page = person.submit(person.get("/impact/funding"), {"line-nl": " "}, action="/impact/funding", status=200)
    assert "trois langues" in page.errors()
