"""Amendments by use and misuse, and the register as of any day."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask

from ambassador.conventions.models import Amendment, Commitment, Convention
from ambassador.db import db
from ambassador.demo import factories
from ambassador.followup.models import FollowUp
from ambassador.translated import Translated
from tests.client import Browser, Page
from tests.conftest import World
from tests.pages.test_conventions_forms import error_beside, typed

Open = Callable[..., Browser]
SEVEN = {
    "subject-fr": "Sept jours de suivi",
    "effective_from": "15/02/2026",
    "changes_quota": "y",
    "quota_days": "5½",
}


@pytest.fixture
def kept(app: Flask, world: World) -> int:
    with app.app_context():
        row = factories.commitment(db.session.get_one(Convention, world.convention), title=Translated(fr="Prêter"))
        db.session.add(FollowUp(convention_id=world.convention))
        db.session.commit()
        return int(row.id)


def added(person: Browser, world: World, **more: str) -> Page:
    page = person.get(f"/conventions/{world.convention}/amendments/new")
    return person.follow(person.submit(page, {**SEVEN, **more}))


def sign(person: Browser, shown: Page, signed_on: str = "2026-03-01") -> Page:
    page = person.get(f"{shown.url}/sign")
    names = [element.get("name") or "" for element in page.all("input")]
    values = {name: "2026-02-20" for name in names if name.startswith("decided_")}
    values |= {name: signed_on for name in names if name.startswith("signed_")}
    return person.follow(person.submit(page, values))


def test_an_amendment_lives_from_proposal_to_effect(browser: Open, world: World, kept: int) -> None:
    coach, coordinator = browser(world.coach), browser(world.coordinator)
    shown = added(coach, world)
    assert "à signer" in shown.text and "rien ne change avant la signature" in shown.text
    coach.submit(shown, action=f"{shown.url}/commitments/{kept}/end")
    page = coordinator.get(f"{shown.url}/commitments/new")
    coordinator.submit(page, {"title-fr": "Donner deux ordinateurs", "article": "2bis"})
    place = f"/conventions/{world.convention}"
    before = coach.get(place)
    assert "Donner deux" not in "".join("".join(part.itertext()) for part in before.all("h4"))
    assert "Prêter" in before.text and "5 jours" in before.text
    signed = sign(coordinator, coach.get(shown.url))
    assert "Prend effet le 1er mars 2026" in signed.text and f"{shown.url}/edit" not in signed.links()
    after = coach.get(place)
    assert ["".join(heading.itertext()) for heading in after.all("h4")] == ["Donner deux ordinateurs"]
    assert "5½ jours" in after.text and "Sept jours de suivi" in after.text
    assert "5½" in coach.get("/follow-up/").text


def test_the_register_is_shown_as_of_any_day(browser: Open, world: World, kept: int) -> None:
    coach = browser(world.coach)
    shown = added(coach, world)
    coach.submit(shown, action=f"{shown.url}/commitments/{kept}/end")
    sign(coach, shown)
    place = f"/conventions/{world.convention}"
    for day, words in (
        ("2026-02-28", ("28 février 2026", "Prêter", "5 jours", "en vigueur")),
        ("2026-03-01", ("1er mars 2026", "5½ jours", "Aucun engagement")),
        ("2026-01-14", ("14 janvier 2026", "brouillon", "Aucune partie n’a encore signé", "pas encore signée")),
        ("2027-01-16", ("terminée", "son dernier jour était le 15 janvier 2027")),
        ("28/02/2026", ("28 février 2026", "Prêter")),
    ):
        page = coach.get(f"{place}?on={day}")
        assert "Vous voyez la convention telle qu’elle valait" in page.text and place in page.links()
        for word in words:
            assert word in page.text, (day, word)
        assert f"{place}/edit" not in page.links() and f"{place}/amendments/new" not in page.links()
    assert "Avenant 1" not in coach.get(f"{place}?on=2026-02-28").text


@pytest.mark.parametrize(
    "day", ["", "hier", "2026-02-30", "0001-01-01", "9999-12-31", "2026-03-10", "%00", "2026-3-1x"]
)
def test_a_day_that_is_none_shows_today(browser: Open, world: World, day: str) -> None:
    page = browser(world.staff).get(f"/conventions/{world.convention}?on={day}")
    assert "Vous voyez la convention telle" not in page.text and "Aujourd’hui" in page.text


def test_others_do_not_see_another_day_either(browser: Open, world: World) -> None:
    browser(world.other_coordinator).get(f"/conventions/{world.convention}?on=2026-02-01", status=404)


@pytest.mark.parametrize(
    ("name", "written", "words"),
    [
        ("number", "", "obligatoire"),
        ("number", "x" * 41, "40 caractères au plus"),
        ("subject-fr", "x" * 201, "200 caractères au plus"),
        ("subject-nl", "x" * 201, "200 caractères au plus"),
        ("text", "x" * 10_001, "10000 caractères au plus"),
        ("text", "deux\x07mots", "caractère invisible"),
        ("effective_from", "", "obligatoire"),
        ("effective_from", "2026-02-30", "n’existe pas"),
        ("effective_from", "2026-01-14", "avant le début"),
        ("effective_from", "2027-01-16", "prend fin le 15 janvier 2027"),
        ("quota_days", "5,3", "quarts de jour"),
        ("quota_days", "-1", "entre 0 et 100"),
        ("length_months", "0", "entre 1 et 1200"),
        ("length_months", "1,5", "sans décimales"),
        ("length_months", "24", "Cochez"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    browser: Open, world: World, name: str, written: str, words: str
) -> None:
    coach = browser(world.coach)
    page = coach.get(f"/conventions/{world.convention}/amendments/new")
    shown = coach.submit(page, {**SEVEN, "subject-en": "🤝 \u202eاتفاقية\u202c <script>", name: written}, status=200)
    assert words in error_beside(shown, name).replace("\u00a0", " ")
    assert typed(shown, "subject-en") == "🤝 \u202eاتفاقية\u202c <script>", "nothing else is lost"


def test_signatures_are_refused_beside_the_party(browser: Open, world: World) -> None:
    coach = browser(world.coach)
    shown = added(coach, world)
    page = coach.get(f"{shown.url}/sign")
    name = next(element.get("name") or "" for element in page.all("input") if "signed_" in (element.get("name") or ""))
    for written, beside, words in (
        ("2026-03-11", name, "dans le futur"),
        ("2026-03-01", name.replace("signed", "decided"), "organe compétent"),
        ("hier", name, "n’existe pas"),
    ):
        refused = coach.submit(coach.get(f"{shown.url}/sign"), {name: written}, status=200)
        assert words in error_beside(refused, beside)


def test_stale_edits_show_both_and_lose_nothing(app: Flask, browser: Open, world: World) -> None:
    coach, coordinator = browser(world.coach), browser(world.coordinator)
    shown = added(coach, world)
    for path, name, values in (
        ("edit", "subject-fr", ("De la coach", "De la Ville")),
        ("sign", None, ("2026-02-20", "2026-02-21")),
    ):
        first, second = coach.get(f"{shown.url}/{path}"), coordinator.get(f"{shown.url}/{path}")
        field = name or next(e.get("name") for e in first.all("input") if "decided_" in (e.get("name") or ""))
        coach.submit(first, {field: values[0]})
        stale = coordinator.submit(second, {field: values[1]}, status=200)
        assert "Quelqu’un a modifié cette page" in stale.text and typed(stale, str(field)) == values[1]
        coordinator.submit(stale)


def test_a_form_posted_twice_makes_one(app: Flask, browser: Open, world: World) -> None:
    coach = browser(world.coach)
    page = coach.get(f"/conventions/{world.convention}/amendments/new")
    assert len({coach.submit(page, SEVEN).headers["Location"] for _ in range(2)}) == 1
    with app.app_context():
        assert db.session.query(Amendment).count() == 1


def test_a_commitment_is_altered_and_left_alone_again(app: Flask, browser: Open, world: World, kept: int) -> None:
    coach = browser(world.coach)
    shown = added(coach, world)
    page = coach.get(f"{shown.url}/commitments/{kept}")
    assert typed(page, "title-fr") == "Prêter"
    shown = coach.follow(coach.submit(page, {"title-fr": "Prêter plus"}))
    assert "Prêter, remplacé par" in shown.text
    with app.app_context():
        proposal = db.session.query(Commitment).filter_by(replaces_id=kept).one().id
    coach.submit(coach.get(f"{shown.url}/commitments/{proposal}"), {"article": ""}, status=200)
    twice = shown.form(f"{shown.url}/commitments/{proposal}/drop")
    assert twice is not None
    coach.submit(shown, action=f"{shown.url}/commitments/{proposal}/drop")
    assert "Ni la durée" not in coach.get(shown.url).text and "Prêter plus" not in coach.get(shown.url).text


def test_buttons_of_a_stale_page_change_nothing(app: Flask, browser: Open, world: World, kept: int) -> None:
    coach, coordinator = browser(world.coach), browser(world.coordinator)
    shown = added(coach, world)
    sign(coordinator, shown)
    refused = coach.follow(coach.submit(shown, action=f"{shown.url}/commitments/{kept}/end"))
    assert "vient de modifier" in refused.text
    with app.app_context():
        assert db.session.get_one(Commitment, kept).valid_until is None


def test_an_unsigned_one_is_deleted(browser: Open, world: World) -> None:
    coach = browser(world.coach)
    shown = added(coach, world)
    assert f"{shown.url}/delete" in coach.get(f"{shown.url}/edit").links()
    done = coach.follow(coach.submit(coach.get(f"{shown.url}/delete")))
    assert "L’avenant est supprimé." in done.text
    coach.get(shown.url, status=404)


def test_amendments_are_told_in_the_history_and_in_every_language(app: Flask, browser: Open, world: World) -> None:
    from ambassador.accounts.models import User

    shown = sign(browser(world.coach), added(browser(world.coach), world))
    assert "prend effet le" in browser(world.coach).get(f"/conventions/{world.convention}").text
    for language in ("nl", "en"):
        with app.app_context():
            db.session.get_one(User, world.staff).language = language
            db.session.commit()
        page = browser(world.staff).get(shown.url)
        assert "Sept jours de suivi" in page.text and f"{shown.url}/sign" not in page.links()


def test_unknown_numbers_are_not_found(app: Flask, browser: Open, world: World, kept: int) -> None:
    coach = browser(world.coach)
    shown = added(coach, world)
    place = f"/conventions/{world.convention}/amendments"
    for path in (f"{place}/999999", f"{place}/999999/sign", f"{shown.url}/commitments/999999", f"{place}/x"):
        coach.get(path, status=404)
    with app.app_context():
        foreign = factories.commitment(db.session.get_one(Convention, world.foreign_convention)).id
        db.session.commit()
    coach.get(f"{shown.url}/commitments/{foreign}", status=404)


def test_after_the_end_no_amendment_is_written(app: Flask, browser: Open, world: World) -> None:
    coach = browser(world.coach)
    page = coach.get(f"/conventions/{world.convention}/amendments/new")
    stand: Any = app.config["CLOCK"]
    stand.stand_on(date(2027, 1, 16))
    refused = coach.submit(page, SEVEN, status=200)
    assert "Cette convention a pris fin" in refused.errors()
    shown = coach.get(f"/conventions/{world.convention}")
    assert not [link for link in shown.links() if link.endswith(("/edit", "/new"))]
