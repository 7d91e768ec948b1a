"""What people type when they plan a webinar: odd, wrong, twice."""

from typing import Any

import pytest
from flask import Flask

from ambassador.db import db
from ambassador.webinars.models import Webinar
from tests.conftest import World

TYPED = {
    "title-fr": "Mesurer l’impact",
    "kind": "workshop",
    "theme": "impact",
    "start_day": "20/03/2026",
    "start_time": "14h30",
    "minutes": "90",
    "place": "Maison communale, salle 2",
    "link": "https://salle.example/impact",
    "capacity": "40",
}


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("title-fr", "", "au moins une langue"),
        ("title-fr", "é" * 201, "200 caractères"),
        ("title-fr", "Atelier\x07", "caractère invisible"),
        ("kind", "party", "liste"),
        ("theme", "", "obligatoire"),
        ("start_day", "31/02/2026", "n’existe pas"),
        ("start_day", "1999-12-31", "entre 2000 et 2099"),
        ("start_time", "25:00", "n’existe pas"),
        ("start_time", "midi", "n’existe pas"),
        ("start_time", "", "obligatoire"),
        ("minutes", "-5", "entre 1 et 1440"),
        ("minutes", "12,5", "entier"),
        ("minutes", "une heure", "nombre"),
        ("minutes", "9" * 40, "trop grand"),
        ("capacity", "0", "entre 1 et"),
        ("place", "a\nb", "une seule ligne"),
        ("place", "x" * 201, "200 caractères"),
        ("link", "javascript:alert(1)", "adresse complète"),
        ("link", "salle.example", "adresse complète"),
        ("link", "https://", "adresse complète"),
        ("link", "https://[::1", "adresse complète"),
        ("link", "https://a.example:99999", "adresse complète"),
        ("link", "https://a.example/" + "x" * 500, "500 caractères"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_kept(
    browser: Any, world: World, app: Flask, field: str, text: str, said: str
) -> None:
    coach = browser(world.coach)
    page = coach.submit(coach.get("/webinars/new"), {**TYPED, field: text}, status=200)
    assert said in page.errors()
    kept = {element.get("name"): element for element in page.form().iter() if element.get("name")}
    if field not in {"kind", "theme"} and text:
        assert kept[field].get("value") == text.replace("\x07", "")
    assert kept["title-fr" if field != "title-fr" else "place"].get("value")
    with app.app_context():
        assert db.session.query(Webinar).count() == 0


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "🙂 Atelier", "\u202eשלום", 'O’Neill & "fils"', "{{ 7*7 }}"]
)
def test_odd_titles_are_shown_as_they_are(browser: Any, world: World, text: str) -> None:
    coach = browser(world.coach)
    page = coach.follow(coach.submit(coach.get("/webinars/new"), {**TYPED, "title-fr": text}))
    assert text in page.text
    assert "<script>alert" not in page.html
    assert text in coach.get("/webinars/").text


def test_a_place_or_a_link_is_asked_for(browser: Any, world: World) -> None:
    coach = browser(world.coach)
    page = coach.submit(coach.get("/webinars/new"), {**TYPED, "place": " ", "link": ""}, status=200)
    assert "Lieu : Indiquez un lieu ou un lien" in page.errors().replace("\xa0", " ")


def test_the_hour_left_out_in_march_is_refused_and_kept(browser: Any, world: World) -> None:
    coach = browser(world.coach)
    page = coach.submit(
        coach.get("/webinars/new"), {**TYPED, "start_day": "2026-03-29", "start_time": "02:30"}, status=200
    )
    assert "n’existe pas ce jour-là" in page.errors()
    assert [element.get("value") for element in page.all("input", name="start_time")] == ["02:30"]
    page = coach.submit(coach.get("/webinars/new"), {**TYPED, "start_day": "2026-10-25", "start_time": "02:30"})
    assert "de 02:30 à" in coach.follow(page).text


def test_sending_twice_plans_once(browser: Any, world: World, app: Flask) -> None:
    coach = browser(world.coach)
    page = coach.get("/webinars/new")
    first, second = coach.submit(page, TYPED), coach.submit(page, TYPED)
    assert first.headers["Location"] == second.headers["Location"]
    with app.app_context():
        assert db.session.query(Webinar).count() == 1
