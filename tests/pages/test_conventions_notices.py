"""Notices, ends and corrections, by use and misuse."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask

from ambassador.conventions.models import Convention, Notice
from ambassador.db import db
from tests.client import Browser, Page
from tests.conftest import World
from tests.pages.test_conventions_forms import error_beside, typed

Open = Callable[..., Browser]
FORMAL = {"kind": "formal_notice", "sent_on": "31/01/2026", "reference": "R 01 002 BE"}
EARLY = {"kind": "early_end", "sent_on": "2026-03-01", "received_on": "2026-03-03", "reference": "R 7"}
ENDED = date(2027, 1, 16)


@pytest.fixture
def place(app: Flask, world: World) -> str:
    """A convention whose text has both delays."""
    with app.app_context():
        convention = db.session.get_one(Convention, world.convention)
        convention.formal_notice_months, convention.early_end_months = 1, 3
        db.session.commit()
    return f"/conventions/{world.convention}"


def given(person: Browser, place: str, values: dict[str, str]) -> Page:
    return person.follow(person.submit(person.get(f"{place}/notices/new"), values))


def stand_on(app: Flask, day: date) -> None:
    clock: Any = app.config["CLOCK"]
    clock.stand_on(day)


def test_another_day_does_not_know_what_became_of_a_letter_later(browser: Open, world: World, place: str) -> None:
    coach = browser(world.coach)
    given(coach, place, EARLY)
    then = coach.get(f"{place}?on=2026-03-02").text
    assert "Pas encore reçu" in then and "3 juin 2026" not in then
    given(coach, place, FORMAL)
    letter = given(coach, place, FORMAL | {"reference": "R 8"})
    coach.submit(coach.get(f"{letter.url}/terminated"), {"day": "2026-03-09"})
    then = coach.get(f"{place}?on=2026-03-08").text
    assert "La résiliation a suivi" not in then and "9 mars 2026" not in then
    assert "La résiliation a suivi" in coach.get(f"{place}?on=2026-03-09").text


def test_a_formal_notice_can_end_the_convention_only_by_its_party(
    app: Flask, browser: Open, world: World, place: str
) -> None:
    coach, coordinator = browser(world.coach), browser(world.coordinator)
    shown = given(coach, place, FORMAL)
    assert "Le délai est passé depuis le 28 février 2026" in shown.text
    assert f"{shown.url}/terminated" in shown.links()
    theirs = coordinator.get(shown.url)
    assert not [link for link in theirs.links() if link.startswith(f"{shown.url}/")]
    refused = coordinator.submit(coordinator.get(f"{shown.url}/terminated"), {"day": "2026-03-09"}, status=200)
    assert "(ou plus) possible" in refused.errors()
    page = coach.get(f"{shown.url}/terminated")
    early = coach.submit(page, {"day": "2026-02-27"}, status=200)
    assert "à partir du 28 février 2026" in error_beside(early, "day")
    coach.submit(early, {"day": "2026-03-09"})
    after = coach.get(place)
    assert "Elle a été résiliée après une mise en demeure. Son dernier jour était le 9 mars 2026" in after.text
    assert "terminée" in after.text and f"{place}/edit" not in after.links()
    assert "en vigueur" in coach.get(f"{place}?on=2026-03-09").text


def test_a_breach_is_remedied(browser: Open, world: World, place: str) -> None:
    coach = browser(world.coach)
    shown = given(coach, place, FORMAL)
    done = coach.follow(
        coach.submit(coach.get(f"{shown.url}/remedied"), {"day": "2026-03-02", "note": "Rapport remis"})
    )
    assert "Remédié le 2 mars 2026" in done.text and "Rapport remis" in done.text
    assert f"{shown.url}/terminated" not in done.links()


def test_an_early_end_is_taken_back_by_both(browser: Open, world: World, place: str) -> None:
    coach, coordinator = browser(world.coach), browser(world.coordinator)
    shown = given(coordinator, place, EARLY)
    assert "la convention prend fin le 3 juin 2026" in shown.text
    assert "Elle court jusqu’au 3 juin 2026 inclus" in coach.get(place).text
    stale = coach.get(shown.url)
    asked = coordinator.follow(coordinator.submit(shown, action=f"{shown.url}/take-back"))
    assert "demande à le retirer" in asked.text and "Demander de le retirer" not in asked.text
    assert "vient de modifier" in coach.follow(coach.submit(stale, action=f"{shown.url}/take-back")).text
    agreed = coach.follow(coach.submit(coach.get(shown.url), action=f"{shown.url}/take-back"))
    assert "Retiré le 10 mars 2026, de l’accord des deux parties" in agreed.text
    assert "Elle court jusqu’au 15 janvier 2027 inclus" in coach.get(place).text


def test_a_suspension_is_noted_and_lifted(browser: Open, world: World, place: str) -> None:
    coordinator = browser(world.coordinator)
    values = {"kind": "suspension", "party_id": "", "sent_on": "2026-03-02", "reference": "Arrêté 12"}
    shown = given(coordinator, place, values)
    page = coordinator.get(place)
    assert "suspendue" in page.text and "ne produit pas d’effet depuis le 2 mars 2026" in page.text
    coordinator.submit(coordinator.get(f"{shown.url}/lifted"), {"day": "2026-03-08"})
    assert "ne produit pas d’effet" not in coordinator.get(place).text
    assert "suspendue" in coordinator.get("/conventions/?state=suspended").text


def test_an_annulment_ends_it_from_its_day(browser: Open, world: World, place: str) -> None:
    coach = browser(world.coach)
    given(coach, place, {"kind": "annulment", "party_id": "", "sent_on": "2026-03-02", "reference": "Arrêté 12"})
    assert "Une autorité a annulé la décision" in coach.get(place).text
    assert "en vigueur" in coach.get(f"{place}?on=2026-03-01").text


@pytest.mark.parametrize(
    ("name", "written", "words"),
    [
        ("kind", "termination", "Choisissez dans la liste"),
        ("kind", "<script>", "Choisissez dans la liste"),
        ("party_id", "", "Choisissez votre partie"),
        ("party_id", "424242", "Choisissez dans la liste"),
        ("sent_on", "", "obligatoire"),
        ("sent_on", "2026-03-11", "dans le futur"),
        ("sent_on", "2026-01-14", "précède le début"),
        ("sent_on", "31/02/2026", "n’existe pas"),
        ("received_on", "2026-02-01", "préavis de fin anticipée"),
        ("reference", "", "obligatoire"),
        ("reference", "x" * 201, "200 caractères au plus"),
        ("reason", "deux\x07mots", "caractère invisible"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    browser: Open, world: World, place: str, name: str, written: str, words: str
) -> None:
    coach = browser(world.coach)
    sent = {**FORMAL, "reason": "🤝 \u202eاتفاقية\u202c <script>", name: written}
    shown = coach.submit(coach.get(f"{place}/notices/new"), sent, status=200)
    assert words in error_beside(shown, name).replace("\u00a0", " ")
    if name != "reason":
        assert typed(shown, "reason") == "🤝 \u202eاتفاقية\u202c <script>", "nothing else is lost"


def test_where_the_text_has_no_delay_the_form_asks_for_the_day(browser: Open, world: World) -> None:
    coach = browser(world.coach)
    place = f"/conventions/{world.convention}"
    refused = coach.submit(coach.get(f"{place}/notices/new"), EARLY, status=200)
    assert "donnez la date où il finit" in error_beside(refused, "expires_on")
    shown = coach.follow(coach.submit(refused, {"expires_on": "30/06/2026"}))
    assert "prend fin le 30 juin 2026" in shown.text


def test_the_receipt_asks_for_the_day_too(browser: Open, world: World) -> None:
    coach = browser(world.coach)
    shown = given(coach, f"/conventions/{world.convention}", {**EARLY, "received_on": ""})
    assert "le délai ne court pas" in shown.text
    page = coach.get(f"{shown.url}/received")
    done = coach.follow(coach.submit(page, {"day": "2026-03-04", "expires_on": "2026-05-31"}))
    assert "Reçu le 4 mars 2026" in done.text and "31 mai 2026" in done.text


def test_a_stale_step_is_told_and_a_double_one_is_one(app: Flask, browser: Open, world: World, place: str) -> None:
    coach = browser(world.coach)
    shown = given(coach, place, FORMAL)
    first, second = coach.get(f"{shown.url}/remedied"), coach.get(f"{shown.url}/remedied")
    assert len({coach.submit(first).headers["Location"] for _ in range(2)}) == 1
    stale = coach.submit(second, status=200)
    assert "vient d’y noter autre chose" in stale.errors()
    page = coach.get(f"{place}/notices/new")
    assert len({coach.submit(page, FORMAL).headers["Location"] for _ in range(2)}) == 1
    with app.app_context():
        assert db.session.query(Notice).count() == 2


def test_unknown_numbers_and_steps_are_not_found(browser: Open, world: World, place: str) -> None:
    coach = browser(world.coach)
    shown = given(coach, place, FORMAL)
    for path in (f"{place}/notices/999999", f"{shown.url}/forgotten", f"{place}/notices/999999/remedied"):
        coach.get(path, status=404)


def test_after_the_end_only_a_correction_opens_it(app: Flask, browser: Open, world: World, place: str) -> None:
    coach = browser(world.coach)
    forms = {path: coach.get(f"{place}/{path}") for path in ("edit", "commitments/new", "articles/new", "notices/new")}
    stand_on(app, ENDED)
    values = {
        "edit": {"source": "Autre"},
        "commitments/new": {"title-fr": "Plus", "article": "1"},
        "articles/new": {"number": "9"},
        "notices/new": {**EARLY, "sent_on": "2027-01-10", "received_on": "2027-01-11"},
    }
    for path, page in forms.items():
        assert "Cette convention a pris fin" in coach.submit(page, values[path], status=200).errors(), path
    ended = coach.get(place)
    assert "elle se lit, elle ne se modifie plus" in ended.text
    assert not [link for link in ended.links() if link.endswith(("/edit", "/new"))]
    assert "/correct" not in "".join(browser(world.staff).get(place).links())
    refused = coach.submit(coach.get(f"{place}/correct"), {"reason": "  "}, status=200)
    assert "obligatoire" in error_beside(refused, "reason")
    opened = coach.follow(coach.submit(refused, {"reason": "Date de signature fausse"}))
    assert "Une correction est ouverte" in opened.text and "Date de signature fausse" in opened.text
    done = coach.follow(coach.submit(coach.get(f"{place}/edit"), {"source": "Décision 12"}))
    assert "Décision 12" in done.text and "correction après la fin" in done.text.lower()
    closed = coach.follow(coach.submit(coach.get(place), action=f"{place}/correct/close"))
    assert "elle ne se modifie plus" in closed.text and f"{place}/edit" not in closed.links()


def test_a_running_convention_needs_no_correction(browser: Open, world: World, place: str) -> None:
    coach = browser(world.coach)
    refused = coach.submit(coach.get(f"{place}/correct"), {"reason": "Pour voir"}, status=200)
    assert "n’a pas pris fin" in refused.errors()
