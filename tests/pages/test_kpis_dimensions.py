"""How figures can be broken down, as the operator configures it, and a KPI that asks for it."""

from typing import Any

import pytest
from flask import Flask

from ambassador.accounts.models import Organisation, User
from ambassador.db import db
from ambassador.demo import factories
from ambassador.errors import RuleBroken
from ambassador.kpis.models import Adoption, AdoptionState, Dimension
from ambassador.kpis.services import dimensions as services
from ambassador.kpis.services.dimensions import DimensionValues
from ambassador.permissions import Role
from ambassador.translated import Translated
from tests.client import fields_of
from tests.conftest import World
from tests.pages.test_kpis_chain import post_button
from tests.pages.test_kpis_pages import send

NEW = {"name-fr": "Langue", "is_exclusive": "y", "categories-0-fr": "Français", "categories-1-nl": "Nederlands"}


def names(app: Flask, key: str) -> list[str]:
    with app.app_context():
        row = db.session.query(Dimension).filter_by(key=key).one()
        return [str(category.name) for category in row.categories]


def test_the_usual_ones_are_added_once(app: Flask, browser: Any, world: World) -> None:
    coach = browser(world.coach)
    page = coach.get("/kpis/dimensions")
    assert "Aucune ventilation" in page.text
    page = coach.follow(post_button(coach, page, "Ajouter les habituelles"))
    for words in ("Genre", "Âge", "30–54 ans", "Publics", "Demandeurs d’emploi", "s’excluent", "se recoupent"):
        assert words in page.text, words
    assert "Ajouter les habituelles" not in page.text
    coach.post("/kpis/dimensions/usual", {})
    assert "déjà dans la liste" in coach.get("/kpis/dimensions").text
    assert len(names(app, "age")) == 4


def test_one_is_written_and_changed_and_the_history_tells(app: Flask, browser: Any, world: World) -> None:
    coach = browser(world.coach)
    page = coach.follow(send(coach, coach.get("/kpis/dimensions/new"), NEW, 303))
    assert "Langue" in page.text and names(app, "langue") == ["Français", "Nederlands"]
    address = next(link for link in page.links() if link.endswith("/edit"))
    page = coach.get(address)
    changes = {"categories-0-fr": "", "categories-1-fr": "Néerlandais", "categories-2-fr": "Anglais"}
    page = coach.follow(send(coach, page, changes, 303))
    assert names(app, "langue") == ["Néerlandais", "Anglais"]
    assert "Néerlandais" in coach.get(address).text
    coach.follow(send(coach, coach.get("/kpis/dimensions/new"), NEW, 303))
    assert names(app, "langue-2") == ["Français", "Nederlands"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name-fr": ""}, "au moins une langue"),
        ({"name-fr": "x" * 81}, "80 caractères"),
        ({"categories-1-nl": ""}, "au moins deux catégories"),
        ({"categories-1-nl": "", "categories-1-fr": "Français"}, "le même nom"),
        ({"categories-0-fr": "x" * 201}, "200 caractères"),
        ({"categories-0-fr": "a\x07b"}, "caractère invisible"),
        ({"categories-0-fr": "a\x07b"}, "Catégorie 1 – "),
    ],
)
def test_what_does_not_fit_is_refused_and_kept(
    app: Flask, browser: Any, world: World, changes: dict[str, str], words: str
) -> None:
    coach = browser(world.coach)
    page = send(coach, coach.get("/kpis/dimensions/new"), {**NEW, **changes})
    assert words in page.errors()
    assert fields_of(page.form())["name-fr"] == {**NEW, **changes}["name-fr"]
    with app.app_context():
        assert db.session.query(Dimension).count() == 0


@pytest.mark.parametrize("words", ["🙂 عربي", "<script>alert(1)</script>", "%(name)s"])
def test_any_words_are_kept_as_they_are(browser: Any, world: World, words: str) -> None:
    coach = browser(world.coach)
    page = coach.follow(send(coach, coach.get("/kpis/dimensions/new"), {**NEW, "categories-0-fr": words}, 303))
    assert words in page.text and "<script>alert" not in page.html


def test_two_who_write_the_same_one_see_both(app: Flask, browser: Any, world: World) -> None:
    with app.app_context():
        operator = db.session.get_one(Organisation, world.operator)
        other = factories.user(Role.COACH, operator, "Dominique Coach")
        number = factories.dimension("gender", ["Femmes", "Hommes"]).id
        db.session.commit()
        other_id = other.id
    one, two = browser(world.coach), browser(other_id)
    mine, theirs = one.get(f"/kpis/dimensions/{number}/edit"), two.get(f"/kpis/dimensions/{number}/edit")
    send(two, theirs, {"categories-2-fr": "Autre"}, 303)
    page = send(one, mine, {"categories-2-fr": "Non binaire"})
    assert "Femmes · Hommes · Autre" in page.text and "Femmes · Hommes · Non binaire" in page.text


def test_what_figures_rely_on_stays(session: Any, world: World) -> None:
    coach = session.get_one(User, world.coach)
    gender = factories.dimension("gender", ["Femmes", "Hommes"])
    women, men = gender.categories
    kpi = factories.kpi(session.get_one(Organisation, world.city), dimensions=[gender])
    factories.figure(kpi, "2025-Q3", 4, category_id=women.id)
    only_men = DimensionValues(gender.name, True, ((men.id, Translated(fr="Hommes")), (None, Translated(fr="Autre"))))
    with pytest.raises(RuleBroken) as broken:
        services.change_dimension(gender, only_men, coach)
    assert broken.value.field == "categories" and broken.value.parameters["name"] == "Femmes"
    whole = ((women.id, Translated(fr="Filles et femmes")), (men.id, men.name))
    with pytest.raises(RuleBroken) as broken:
        services.change_dimension(gender, DimensionValues(gender.name, False, whole), coach)
    assert broken.value.field == "is_exclusive"
    services.change_dimension(gender, DimensionValues(gender.name, True, whole), coach)
    assert str(women.name) == "Filles et femmes"


@pytest.mark.parametrize("role", ["coordinator", "staff", "admin", "partner"])
def test_only_the_operators_coaches_configure(session: Any, world: World, role: str) -> None:
    person = session.get_one(User, getattr(world, role))
    with pytest.raises(RuleBroken):
        services.add_usual(person)


def test_a_kpi_asks_for_breakdowns(app: Flask, browser: Any, world: World) -> None:
    with app.app_context():
        gender = factories.dimension("gender", ["Femmes", "Hommes"])
        publics = factories.dimension("publics", ["Jeunes", "Seniors"], is_exclusive=False)
        city = db.session.get_one(Organisation, world.city)
        kpi = factories.kpi(city, state=AdoptionState.DRAFT)
        db.session.commit()
        number, ids = kpi.id, [str(gender.id), str(publics.id)]
    coordinator = browser(world.coordinator)
    page = coordinator.get(f"/kpis/{number}/edit")
    page = coordinator.follow(send(coordinator, page, {"dimension_ids": ids}, 303))
    assert "Gender · Publics (catégories qui se recoupent)" in page.text
    with app.app_context():
        assert len(db.session.get_one(Adoption, number).definition.dimensions) == 2
    page = send(coordinator, coordinator.get(f"/kpis/{number}/edit"), {"dimension_ids": ["999"]})
    assert "Choisissez dans la liste" in page.errors()
    assert "1 KPI ventilé ainsi" in browser(world.coach).get("/kpis/dimensions").text
