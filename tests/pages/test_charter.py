"""Pages of the charter as a coordinator, staff and a coach use them, and what may be typed into its forms."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from ambassador.accounts.models import Organisation, Service, User
from ambassador.charter.models import Acceptance, Action, ActionStatus, Axis, Charter
from ambassador.db import db
from ambassador.demo import factories
from tests.client import fields_of
from tests.conftest import TODAY, World


@pytest.fixture
def charter(app: Flask, world: World) -> int:
    """The city's: one axis, an action of the staff's service in it, and one without axis or service."""
    with app.app_context():
        row = factories.charter(db.session.get_one(Organisation, world.city), "Charte de Valbrume")
        service = db.session.get_one(Service, world.service)
        factories.action(row, "A01", axis=factories.axis(row), service=service, status=ActionStatus.IN_PROGRESS)
        factories.action(row, "A02", "Étendre le wifi", to_confirm=True, source="PRESS")
        db.session.commit()
        return row.id


def action_number(app: Flask, code: str) -> int:
    with app.app_context():
        return int(db.session.scalars(select(Action.id).where(Action.code == code)).one())


def count(app: Flask, model: Any) -> int:
    with app.app_context():
        return int(db.session.scalar(select(func.count()).select_from(model)) or 0)


def test_a_coordinator_makes_a_charter_and_lands_on_it(app: Flask, browser: Any, world: World) -> None:
    coordinator = browser(world.coordinator)
    assert "/charter/new" in coordinator.get("/charter/").links()
    page = coordinator.get("/charter/new")
    coordinator.submit(page, {"title-fr": "Plan d’inclusion", "horizon": "2 030"})
    sent = coordinator.get("/charter/", status=302)
    page = coordinator.follow(sent)
    assert "Plan d’inclusion" in page.text and "2030" in page.text
    again = coordinator.submit(coordinator.get("/charter/new"), {"title-fr": "Un autre"}, status=200)
    assert "déjà une charte" in again.errors()


def test_a_coach_chooses_among_structures(app: Flask, browser: Any, world: World, charter: int) -> None:
    page = browser(world.coach).get("/charter/")
    assert f"/charter/{charter}" in page.links() and "liste à compléter" in page.text
    assert "Clairmont" not in page.text


def test_what_is_unknown_says_so(app: Flask, browser: Any, world: World, charter: int) -> None:
    page = browser(world.coach).get(f"/charter/{charter}")
    headings = ["".join(heading.itertext()) for heading in page.all("h2")]
    assert headings.index("1. Inclusion") < headings.index("Axe inconnu")
    for words in ("service inconnu", "à confirmer", "source : PRESS", "état inconnu"):
        assert words in page.text.replace("\xa0", " "), words


def test_known_actions_are_not_all_until_the_structure_says_so(
    app: Flask, browser: Any, world: World, charter: int
) -> None:
    coordinator = browser(world.coordinator)
    url = f"/charter/{charter}"
    page = coordinator.get(url)
    assert "2 actions sont connues." in page.text and "il peut y en avoir d’autres" in page.text
    page = coordinator.follow(coordinator.submit(page, action=f"{url}/complete"))
    assert "La liste compte 2 actions. Nadia Coordination l’a confirmée comme complète le 10 mars 2026." in page.text
    page = coordinator.follow(coordinator.submit(page, action=f"{url}/incomplete"))
    assert "il peut y en avoir d’autres" in page.text
    assert "Confirmer" not in browser(world.staff).get(url).text


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("axis=unknown", ["A02"]),
        ("status=in_progress", ["A01"]),
        ("service=unknown", ["A02"]),
        ("status=done", []),
        ("status=nonsense&axis=99999999999999999999&service=%00", ["A01", "A02"]),
        ("axis=&status=&service=", ["A01", "A02"]),
        ("status=in_progress&status=paused&x=1", ["A01"]),
    ],
)
def test_filters(app: Flask, browser: Any, world: World, charter: int, query: str, codes: list[str]) -> None:
    page = browser(world.coach).get(f"/charter/{charter}?{query}")
    found = ["".join(link.itertext())[:3] for link in page.all("a") if "/actions/" in link.get("href", "")]
    assert [code for code in found if code in {"A01", "A02"}] == codes


def test_staff_note_the_status_of_their_services_actions(app: Flask, browser: Any, world: World, charter: int) -> None:
    staff = browser(world.staff)
    own, other = action_number(app, "A01"), action_number(app, "A02")
    page = staff.get(f"/charter/actions/{own}/notes/new")
    shown = staff.follow(staff.submit(page, {"status": "done", "note": "Tout le personnel est formé."}))
    assert "Tout le personnel est formé." in shown.text and "terminée" in shown.text
    page = staff.get(f"/charter/actions/{own}/notes/new")
    staff.submit(page, {"status": "paused", "on": "01/02/2026", "note": "Plus tôt."})
    with app.app_context():
        assert db.session.get_one(Action, own).status is ActionStatus.DONE
    assert f"/charter/actions/{other}/notes/new" not in staff.get(f"/charter/actions/{other}").links()
    staff.get(f"/charter/actions/{other}/notes/new", status=404)
    staff.get(f"/charter/actions/{own}/edit", status=403)


def test_advice_is_accepted_by_the_structure(app: Flask, browser: Any, world: World, charter: int) -> None:
    coach, coordinator = browser(world.coach), browser(world.coordinator)
    page = coach.get(f"/charter/{charter}/actions/advise")
    assert fields_of(page.form())["code"] == "A03"
    page = coach.follow(coach.submit(page, {"title-fr": "Ouvrir le samedi", "why": "Les familles le demandent."}))
    assert "Les familles le demandent." in page.text and "Accepter" not in page.text
    number = action_number(app, "A03")
    home = coordinator.get(f"/charter/actions/{number}")
    page = coordinator.follow(coordinator.submit(home, action=f"/charter/actions/{number}/accept"))
    assert "elle fait partie de la charte" in page.text
    assert "3 actions sont connues." in coordinator.get(f"/charter/{charter}").text
    late = coordinator.submit(home, action=f"/charter/actions/{number}/accept")
    with app.app_context():
        assert db.session.get_one(Action, number).decided_by_id == world.coordinator
    assert late.status == 303


def test_advice_is_refused_with_a_reason_that_the_coach_reads(
    app: Flask, browser: Any, world: World, charter: int
) -> None:
    with app.app_context():
        row = db.session.get_one(Charter, charter)
        number = factories.action(row, acceptance=Acceptance.PROPOSED).id
        db.session.commit()
    coordinator = browser(world.coordinator)
    page = coordinator.get(f"/charter/actions/{number}/refuse")
    assert "obligatoire" in coordinator.submit(page, {"reason": " "}, status=200).errors()
    coordinator.submit(page, {"reason": "Trop cher pour nous."})
    assert "Trop cher pour nous." in browser(world.coach).get(f"/charter/actions/{number}").text
    assert "2 actions sont connues." in coordinator.get(f"/charter/{charter}").text
    page = coordinator.get(f"/charter/actions/{number}/refuse")
    assert "déjà répondu" in coordinator.submit(page, {"reason": "Encore."}, status=200).errors()


def test_axes_and_actions_are_edited(app: Flask, browser: Any, world: World, charter: int) -> None:
    coordinator = browser(world.coordinator)
    page = coordinator.get(f"/charter/{charter}/axes/new")
    assert fields_of(page.form())["position"] == "2"
    assert "porte déjà ce numéro" in coordinator.submit(page, {"position": "1", "title-fr": "X"}, status=200).errors()
    coordinator.submit(page, {"title-fr": "Vie privée", "title-nl": "Privacy"})
    with app.app_context():
        axis = db.session.scalars(select(Axis.id).where(Axis.position == 2)).one()
    coordinator.submit(coordinator.get(f"/charter/axes/{axis}/edit"), {"title-en": "Privacy"})
    number = action_number(app, "A02")
    page = coordinator.get(f"/charter/actions/{number}/edit")
    assert "déjà ce code" in coordinator.submit(page, {"code": "A01"}, status=200).errors()
    page = coordinator.get(f"/charter/actions/{number}/edit")
    coordinator.submit(page, {"axis_id": str(axis), "service_id": str(world.service), "to_confirm": None})
    page = coordinator.get(f"/charter/{charter}")
    assert "2. Vie privée" in page.text and "Axe inconnu" not in [h.text for h in page.all("h2")]


def test_a_new_action_starts_its_story(app: Flask, browser: Any, world: World, charter: int) -> None:
    coordinator = browser(world.coordinator)
    page = coordinator.get(f"/charter/{charter}/actions/new")
    for _ in range(2):
        sent = coordinator.submit(page, {"title-fr": "Prêter du matériel", "status": "paused"})
    assert "en pause" in coordinator.follow(sent).text and count(app, Action) == 3


BAD = [
    ("code", "", "obligatoire"),
    ("code", "x" * 21, "20 caractères au plus"),
    ("code", "A\x07", "caractère invisible"),
    ("title-fr", "x" * 201, "200 caractères au plus"),
    ("title-nl", "a\x00", "caractère invisible"),
    ("axis_id", "999999", "Choisissez dans la liste"),
    ("axis_id", "x", "Choisissez dans la liste"),
    ("service_id", "99999999999999999999", "Choisissez dans la liste"),
    ("horizon", "1999", "entre 2000 et 2100"),
    ("horizon", "2101", "entre 2000 et 2100"),
    ("horizon", "2030,5", "nombre entier"),
    ("horizon", "-5", "entre 2000 et 2100"),
    ("horizon", "bientôt", "Écrivez un nombre"),
    ("page", "x" * 21, "20 caractères au plus"),
    ("source", "x" * 201, "200 caractères au plus"),
    ("status", "finished", "Choisissez dans la liste"),
]


@pytest.mark.parametrize(("name", "value", "words"), BAD)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    app: Flask, browser: Any, world: World, charter: int, name: str, value: str, words: str
) -> None:
    coordinator = browser(world.coordinator)
    page = coordinator.get(f"/charter/{charter}/actions/new")
    values = {"title-fr": "Prêter", "title-en": "<script>", "source": "שלום 👩🏽", "page": "p. 3", name: value}
    sent = coordinator._open("POST", page.url, data={**fields_of(page.form()), **values})
    assert sent.status == 200 and words in sent.errors().replace("\u202f", ""), sent.errors()
    for other in {"title-en", "source", "page"} - {name}:
        assert sent.all("input", name=other)[0].get("value") == values[other]
    assert count(app, Action) == 2


def test_a_title_in_one_language_is_enough_and_none_is_too_few(browser: Any, world: World, charter: int) -> None:
    coordinator = browser(world.coordinator)
    page = coordinator.submit(coordinator.get(f"/charter/{charter}/actions/new"), status=200)
    assert "au moins une langue" in page.errors()
    coordinator.submit(page, {"title-nl": "Materiaal uitlenen"})


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"on": (TODAY + timedelta(days=1)).isoformat()}, "dans le futur"),
        ({"on": "2026-02-30"}, "n’existe pas"),
        ({"status": ""}, "obligatoire"),
        ({"note": "x" * 2001}, "2000 caractères au plus"),
    ],
)
def test_a_note_that_is_wrong_is_refused(
    app: Flask, browser: Any, world: World, charter: int, values: dict[str, str], words: str
) -> None:
    staff = browser(world.staff)
    page = staff.get(f"/charter/actions/{action_number(app, 'A01')}/notes/new")
    sent = staff._open("POST", page.url, data={**fields_of(page.form()), **values})
    assert sent.status == 200 and words in sent.errors().replace("\u202f", "")


def test_stale_edits_show_both_versions(app: Flask, browser: Any, world: World, charter: int) -> None:
    coordinator = browser(world.coordinator)
    with app.app_context():
        axis = db.session.scalars(select(Axis.id)).one()
    for url in (
        f"/charter/{charter}/edit",
        f"/charter/axes/{axis}/edit",
        f"/charter/actions/{action_number(app, 'A01')}/edit",
    ):
        mine, theirs = coordinator.get(url), coordinator.get(url)
        coordinator.submit(theirs, {"title-fr": "Le leur"})
        page = coordinator.submit(mine, {"title-fr": "Le mien"}, status=200)
        words = "".join(page.all("div", id="stale")[0].itertext())
        assert "Le mien" in words and "Le leur" in words
        coordinator.submit(page)


def test_changes_are_told_on_the_page(app: Flask, browser: Any, world: World, charter: int) -> None:
    coordinator = browser(world.coordinator)
    number = action_number(app, "A02")
    with app.app_context():
        axis = str(db.session.scalars(select(Axis.id)).one())
    coordinator.submit(coordinator.get(f"/charter/actions/{number}/edit"), {"page": "p. 48", "axis_id": axis})
    text = coordinator.get(f"/charter/actions/{number}").text
    assert "Nadia Coordination" in text and "p. 48" in text and "axe" in text


def test_a_text_in_another_language_is_marked(app: Flask, browser: Any, world: World, charter: int) -> None:
    with app.app_context():
        db.session.get_one(User, world.staff).language = "nl"
        db.session.commit()
    page = browser(world.staff).get(f"/charter/{charter}")
    heading = page.all("h1")[0]
    assert page.tree.get("lang") == "nl" and heading[0].get("lang") == "fr"


def test_a_long_charter_stays_within_its_budget(app: Flask, browser: Any, world: World, charter: int) -> None:
    with app.app_context():
        row, user = db.session.get_one(Charter, charter), db.session.get_one(User, world.coordinator)
        for _ in range(50):
            axis = factories.axis(row)
            action = factories.action(row, axis=axis, service=factories.service(row.organisation))
            factories.action_note(action, TODAY, ActionStatus.DONE, written_by=user)
        number = action.id
        db.session.commit()
    for person in (world.coach, world.coordinator):
        for url in ("/charter/", f"/charter/{charter}", f"/charter/actions/{number}"):
            if url != "/charter/" or person == world.coach:
                browser(person).get(url)
    browser(world.coordinator).get(f"/charter/{charter}/actions/new")


@pytest.mark.parametrize("path", ["999999", "actions/999999", "axes/999999/edit", "99999999999999999999", "x"])
def test_unknown_numbers_are_not_found(browser: Any, world: World, path: str) -> None:
    browser(world.coordinator).get(f"/charter/{path}", status=404)
