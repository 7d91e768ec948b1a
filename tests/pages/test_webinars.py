"""Pages of webinars: list, page, planning, and what became of them."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from ambassador.accounts.models import Organisation, User
from ambassador.db import db
from ambassador.demo.factories.webinars import attendance, participant, webinar
from ambassador.translated import Translated
from ambassador.webinars.models import AttendanceStatus, Theme, Webinar, WebinarState
from tests.conftest import World

BEFORE = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
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
Make = Callable[..., int]


@pytest.fixture
def make(app: Flask, world: World) -> Make:
    """Makes a webinar of the operator and returns its number."""

    def make_webinar(**values: Any) -> int:
        with app.app_context():
            row = webinar(db.session.get_one(Organisation, world.operator), **values)
            db.session.commit()
            return row.id

    return make_webinar


@pytest.fixture
def stored(app: Flask) -> Callable[[int], Webinar]:
    def read(number: int) -> Webinar:
        with app.app_context():
            row = db.session.get_one(Webinar, number)
            db.session.expunge(row)
            return row

    return read


def test_a_coach_plans_a_webinar(browser: Any, world: World, stored: Any) -> None:
    coach = browser(world.coach)
    sent = coach.submit(coach.get("/webinars/new"), TYPED)
    page = coach.follow(sent)
    for words in (
        "Mesurer l’impact",
        "vendredi 20 mars 2026",
        "de 14:30 à 16:00",
        "Maison communale",
        "40",
        "planifié",
    ):
        assert words in page.text
    row = stored(int(sent.headers["Location"].rsplit("/", 1)[1]))
    assert row.starts_at == datetime(2026, 3, 20, 13, 30, tzinfo=UTC)
    assert (row.operator_id, row.theme, row.minutes) == (world.operator, Theme.IMPACT, 90)


def test_the_second_of_two_editors_sees_both_versions(browser: Any, world: World, make: Make, stored: Any) -> None:
    number = make()
    one, two = browser(world.coach), browser(world.coach)
    late = two.get(f"/webinars/{number}/edit")
    one.submit(one.get(f"/webinars/{number}/edit"), {"title-fr": "Premier titre", "place": "Salle 1"})
    page = two.submit(late, {"title-fr": "Second titre"}, status=200)
    assert "Premier titre" in page.text and "Second titre" in page.html
    assert stored(number).title.fr == "Premier titre"
    two.submit(page)
    assert (stored(number).title.fr, stored(number).place) == ("Second titre", "")


def test_a_duplicate_takes_everything_but_the_day_and_the_people(
    browser: Any, world: World, make: Make, stored: Any
) -> None:
    number = make(title=Translated(fr="Former", nl="Opleiden"), capacity=12, state=WebinarState.HELD, starts_at=BEFORE)
    coach = browser(world.coach)
    page = coach.get(f"/webinars/{number}/duplicate")
    assert page.all("input", name="start_day")[0].get("value") == ""
    sent = coach.submit(page, {"start_day": "2026-04-02"})
    copy = stored(int(sent.headers["Location"].rsplit("/", 1)[1]))
    assert copy.id != number
    assert (copy.title.nl, copy.capacity, copy.state) == ("Opleiden", 12, WebinarState.PLANNED)
    assert copy.starts_at == datetime(2026, 4, 2, 8, 0, tzinfo=UTC)  # ten o'clock, in summer time


def test_cancelling_asks_for_a_reason_and_can_be_taken_back(
    browser: Any, world: World, make: Make, stored: Any
) -> None:
    number = make()
    coach = browser(world.coach)
    page = coach.get(f"/webinars/{number}/cancel")
    assert "obligatoire" in coach.submit(page, {"reason": "  "}, status=200).errors()
    page = coach.follow(coach.submit(page, {"reason": "La formatrice est malade."}))
    assert "La formatrice est malade." in page.text and "annulé" in page.text
    assert f"/webinars/{number}/edit" not in page.links()
    coach.submit(coach.get(f"/webinars/{number}/reopen"))
    assert stored(number).is_planned
    assert "La formatrice est malade." in coach.get(f"/webinars/{number}").text  # in the history


def test_a_webinar_is_marked_as_held_once_it_has_started(browser: Any, world: World, make: Make, stored: Any) -> None:
    coming, begun = make(), make(starts_at=BEFORE)
    coach = browser(world.coach)
    assert f"/webinars/{coming}/hold" not in coach.get(f"/webinars/{coming}").html
    coach.post(f"/webinars/{coming}/hold", {"version": 1})
    assert "pas encore commencé" in coach.get(f"/webinars/{coming}").text
    page = coach.get(f"/webinars/{begun}")
    assert "Marquez-le comme tenu" in page.text
    assert coach.submit(page, action=f"/webinars/{begun}/hold").headers["Location"] == f"/webinars/{begun}/attendance"
    coach.submit(page, action=f"/webinars/{begun}/hold")  # a second press of the same button
    assert stored(begun).is_held
    coach.post(f"/webinars/{begun}/hold", {"version": 2})
    assert "déjà marqué comme tenu" in coach.get(f"/webinars/{begun}").text


def test_a_decision_on_what_has_changed_is_asked_again(browser: Any, world: World, make: Make, stored: Any) -> None:
    number = make(starts_at=BEFORE)
    coach = browser(world.coach)
    late, shown = coach.get(f"/webinars/{number}/cancel"), coach.get(f"/webinars/{number}")
    coach.submit(coach.get(f"/webinars/{number}/edit"), {"minutes": "75"})
    page = coach.submit(late, {"reason": "Trop peu d’inscrits"}, status=200)
    assert "entre-temps" in page.errors() and "Trop peu d’inscrits" in page.html
    coach.submit(shown, action=f"/webinars/{number}/hold")
    assert "entre-temps" in coach.get(f"/webinars/{number}").text
    assert stored(number).is_planned
    coach.submit(page)
    assert stored(number).is_cancelled
    assert "déjà annulé" in coach.submit(page, {"once": "0" * 32, "version": "3"}, status=200).errors()


def test_the_list_filters_and_answers_nonsense_politely(browser: Any, world: World, make: Make) -> None:
    make(title=Translated(fr="Parler d’impact"), theme=Theme.IMPACT)
    make(title=Translated(nl="Samen leren"), starts_at=BEFORE, state=WebinarState.HELD)
    coach = browser(world.coach)
    page = coach.get("/webinars/")
    assert "Aujourd’hui et plus tard" in page.text and "Passés" in page.text
    assert [element.get("lang") for element in page.all("span") if element.get("lang") == "nl"]
    assert "Samen leren" not in coach.get("/webinars/?theme=impact&state=planned&year=2026&q=PARLER&kind=webinar").text
    assert "ne correspond" in coach.get("/webinars/?q=introuvable").text
    for nonsense in (
        "?kind=x&theme=1&state=&year=abc&page=-1",
        "?year=0",
        "?year=99999999999999999999",
        "?page=999999999999",
        "?q=%00%25%27%22%3Cscript%3E&q=b",
        f"?q={'x' * 3000}",
        "?endpoint=a&_external=1&_anchor=b",
    ):
        coach.get(f"/webinars/{nonsense}")


def test_fifty_to_a_page(browser: Any, world: World, app: Flask) -> None:
    with app.app_context():
        operator = db.session.get_one(Organisation, world.operator)
        for _ in range(51):
            attendance(webinar(operator), participant())
        db.session.commit()
    coach = browser(world.coach)
    page = coach.get("/webinars/?theme=training")
    assert "Page 1 sur 2" in page.text and "/webinars/?theme=training&page=2" in page.links()
    assert "Page 2 sur 2" in coach.get("/webinars/?theme=training&page=2").text


def test_an_empty_list_offers_the_next_step_to_who_may_take_it(browser: Any, world: World) -> None:
    for person, offered in ((world.coach, True), (world.coordinator, False), (world.other_coordinator, False)):
        page = browser(person).get("/webinars/")
        assert "Aucun webinaire pour l’instant" in page.text
        assert ("/webinars/new" in page.links()) is offered


def test_structures_see_the_page_the_counts_and_their_own_people(
    browser: Any, world: World, app: Flask, make: Make
) -> None:
    number = make(starts_at=BEFORE, state=WebinarState.HELD)
    with app.app_context():
        row = db.session.get_one(Webinar, number)
        for name, organisation in (("De la ville", world.city), ("D’ailleurs", world.other_city)):
            person = participant(
                name, db.session.get_one(Organisation, organisation), email=f"{organisation}@a.example"
            )
            attendance(row, person, AttendanceStatus.PRESENT)
        db.session.commit()
    for person in (world.coordinator, world.staff):
        page = browser(person).get(f"/webinars/{number}")
        assert "2 inscrits, 2 présents (100 %), 2 organisations" in page.text.replace("\xa0", " ")
        assert "De la ville" in page.text and "D’ailleurs" not in page.text and "@a.example" not in page.text
        assert not [link for link in page.links() if link.startswith(f"/webinars/{number}/") and "calendar" not in link]
        assert "D’ailleurs" not in browser(person).get(f"/webinars/{number}?q=ailleurs").text
    assert "D’ailleurs" not in browser(world.admin).get(f"/webinars/{number}").text
    assert "D’ailleurs" in browser(world.coach).get(f"/webinars/{number}").text


def test_more_people_than_places_is_a_warning(browser: Any, world: World, app: Flask, make: Make) -> None:
    number = make(capacity=1)
    with app.app_context():
        row = db.session.get_one(Webinar, number)
        for name in ("A", "B"):
            attendance(row, participant(name))
        db.session.commit()
    assert "2 inscrits pour 1 place." in browser(world.coach).get(f"/webinars/{number}").text


def test_unknown_webinars_and_people_are_not_found(browser: Any, world: World) -> None:
    coach = browser(world.coach)
    for address in ("404", "404/edit", "404/cancel", "404/attendance", "404/attendance/paste", "people/404", "9" * 30):
        coach.get(f"/webinars/{address}", status=404)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_pages_render_in_every_language(browser: Any, world: World, app: Flask, make: Make, language: str) -> None:
    number = make(title=Translated(nl="Samen leren"))
    with app.app_context():
        db.session.get_one(User, world.coach).language = language
        db.session.commit()
    coach = browser(world.coach)
    for address in ("", "new", f"{number}", f"{number}/edit", f"{number}/attendance/paste"):
        assert coach.get(f"/webinars/{address}").tree.get("lang") == language


def test_a_calendar_takes_the_entry(browser: Any, world: World, make: Make) -> None:
    number = make(title=Translated(fr="Former, sans jargon ; ensemble " + "é" * 80))
    page = browser(world.coordinator).get(f"/webinars/{number}/calendar.ics")
    assert page.headers["Content-Type"] == "text/calendar; charset=utf-8"
    text = browser(world.coordinator).client.get(f"/webinars/{number}/calendar.ics").get_data()
    assert b"DTSTART:20260320T090000Z\r\n" in text and b"DTEND:20260320T100000Z\r\n" in text
    assert max(len(line) for line in text.split(b"\r\n")) <= 75
    unfolded = text.decode().replace("\r\n ", "")
    assert "SUMMARY:Former\\, sans jargon \\; ensemble " + "é" * 80 + "\r\n" in unfolded
