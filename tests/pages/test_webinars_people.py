"""Pages of attendance: lists, statuses, people."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from ambassador.accounts.models import Organisation
from ambassador.db import db
from ambassador.demo.factories.webinars import attendance, crowd, participant, webinar
from ambassador.webinars.models import Attendance, AttendanceStatus, Webinar, WebinarState
from tests.client import fields_of
from tests.conftest import World

S = AttendanceStatus


def test_one_person_is_added_once(browser: Any, world: World, past_webinar: int, statuses: Any) -> None:
    coach = browser(world.coach)
    address = f"/webinars/{past_webinar}/attendance/add"
    typed = {"name": "Anna", "email": "Anna@a.example", "organisation_text": "Ville de Valbrume", "status": "present"}
    assert "Anna est sur la liste" in coach.follow(coach.submit(coach.get(address), typed)).text
    assert "déjà sur la liste" in coach.submit(coach.get(address), typed, status=200).errors()
    assert statuses() == {"Anna": "present"}


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("name", "", "obligatoire"),
        ("name", "x" * 201, "200 caractères"),
        ("name", "anna@a.example", "adresse e-mail"),
        ("name", "\u200b\u200d", "lisible"),
        ("email", "anna@", "faute"),
        ("email", "a b@a.example", "faute"),
        ("email", "é@a.example", "faute"),
        ("organisation_text", "x" * 201, "200 caractères"),
        ("status", "late", "liste"),
    ],
)
def test_a_person_that_cannot_be_is_refused_beside_the_field(
    browser: Any, world: World, past_webinar: int, field: str, text: str, said: str
) -> None:
    coach = browser(world.coach)
    page = coach.get(f"/webinars/{past_webinar}/attendance/add")
    page = coach.submit(page, {"name": "Anna", "status": "present", field: text}, status=200)
    assert said in page.errors()
    if field != "status" and text:
        assert fields_of(page.form())[field] == text


def mark(seat: int, status: str) -> dict[str, str]:
    return {f"status-{seat}": status}


def test_statuses_of_a_page_are_saved_together(
    browser: Any, world: World, past_webinar: int, seats: list[int], statuses: Any
) -> None:
    coach = browser(world.coach)
    page = coach.get(f"/webinars/{past_webinar}/attendance")
    sent = coach.submit(page, {**mark(seats[0], "absent"), "rest": "present"})
    assert "3 statuts sont enregistrés" in coach.follow(sent).text
    assert statuses() == {"Anna": "absent", "Bob": "present", "Carla": "present"}
    assert "Rien n’a changé" in coach.follow(coach.submit(coach.get(f"/webinars/{past_webinar}/attendance"))).text


def test_two_people_noting_at_once_lose_nothing(
    browser: Any, world: World, past_webinar: int, seats: list[int], statuses: Any
) -> None:
    one, two = browser(world.coach), browser(world.coach)
    late = two.get(f"/webinars/{past_webinar}/attendance")
    one.submit(
        one.get(f"/webinars/{past_webinar}/attendance"), {**mark(seats[0], "excused"), **mark(seats[1], "absent")}
    )
    page = two.submit(late, {**mark(seats[0], "present"), **mark(seats[2], "present")}, status=200)
    assert "Anna" in page.errors() and "Bob" not in page.errors()
    assert statuses() == {"Anna": "excused", "Bob": "absent", "Carla": "registered"}
    kept = fields_of(page.form())
    assert (kept[f"status-{seats[0]}"], kept[f"status-{seats[2]}"]) == ("present", "present")
    two.submit(page)
    assert statuses() == {"Anna": "present", "Bob": "absent", "Carla": "present"}


def test_a_page_that_says_nothing_of_others_spares_them(
    browser: Any, world: World, past_webinar: int, seats: list[int], statuses: Any
) -> None:
    one, two = browser(world.coach), browser(world.coach)
    late = two.get(f"/webinars/{past_webinar}/attendance")
    one.submit(one.get(f"/webinars/{past_webinar}/attendance"), mark(seats[0], "excused"))
    two.submit(late, mark(seats[1], "present"))
    assert statuses() == {"Anna": "excused", "Bob": "present", "Carla": "registered"}


@pytest.mark.parametrize(
    "sent", [{"status": "late"}, {"status": ""}, {"was": "late"}, {"was": None}, {"status": "x" * 5000}]
)
def test_statuses_that_are_none_change_nothing(
    browser: Any, world: World, past_webinar: int, seats: list[int], statuses: Any, sent: dict[str, str | None]
) -> None:
    coach = browser(world.coach)
    page = coach.get(f"/webinars/{past_webinar}/attendance")
    page = coach.submit(page, {f"{name}-{seats[0]}": value for name, value in sent.items()}, status=200)
    assert "dans la liste" in page.errors()
    assert set(statuses().values()) == {"registered"}


def test_lines_that_are_not_on_this_list_are_not_touched(
    browser: Any, world: World, past_webinar: int, seats: list[int], app: Flask, statuses: Any
) -> None:
    with app.app_context():
        other = webinar(db.session.get_one(Organisation, world.operator))
        foreign = attendance(other, participant("Zoé"))
        db.session.commit()
        line = foreign.id
    coach = browser(world.coach)
    data = {
        **mark(line, "present"),
        f"was-{line}": "registered",
        "status-abc": "present",
        f"status-{'9' * 30}": "present",
    }
    page = coach.post(f"/webinars/{past_webinar}/attendance", data, 200)
    assert "retirée de la liste" in page.errors()
    assert statuses()["Zoé"] == "registered"


def test_before_the_start_only_registered_and_excused_can_be_noted(
    browser: Any, world: World, app: Flask, statuses: Any
) -> None:
    with app.app_context():
        row = webinar(db.session.get_one(Organisation, world.operator))
        seat = attendance(row, participant("Anna")).id
        db.session.commit()
        coming = row.id
    coach = browser(world.coach)
    page = coach.get(f"/webinars/{coming}/attendance")
    assert {element.get("value") for element in page.all("input", type="radio")} == {"registered", "excused"}
    sent = coach.post(page.url, {**fields_of(page.form()), **mark(seat, "present")}, 200)
    assert "pas encore commencé" in sent.errors() and statuses() == {"Anna": "registered"}
    coach.submit(page, mark(seat, "excused"))
    assert statuses() == {"Anna": "excused"}


def test_somebody_is_taken_off_the_list(
    browser: Any, world: World, past_webinar: int, seats: list[int], statuses: Any
) -> None:
    coach = browser(world.coach)
    page = coach.get(f"/webinars/{past_webinar}/attendance/{seats[0]}/remove")
    assert "Anna" in page.text
    assert "n’est plus sur la liste" in coach.follow(coach.submit(page)).text
    assert set(statuses()) == {"Bob", "Carla"}
    coach.get(f"/webinars/{past_webinar}/attendance/{seats[0]}/remove", status=404)


def test_a_person_is_corrected_then_forgotten(
    browser: Any, world: World, past_webinar: int, seats: list[int], app: Flask
) -> None:
    with app.app_context():
        person = db.session.get_one(Attendance, seats[0]).participant_id
    coach = browser(world.coach)
    address = f"/webinars/people/{person}"
    taken = coach.submit(coach.get(address), {"email": "bob@a.example"}, status=200)
    assert "Une autre personne" in taken.errors()
    assert "Anna Corrigée" in coach.follow(coach.submit(coach.get(address), {"name": "Anna Corrigée"})).text
    page = coach.get(f"{address}/forget")
    coach.follow(coach.submit(page))
    for place in (f"/webinars/{past_webinar}", f"/webinars/{past_webinar}/attendance", address):
        shown = coach.get(place)
        assert "Personne oubliée" in shown.text and "Anna" not in shown.html and "anna@" not in shown.html, place
    assert "3 inscrits" in coach.get(f"/webinars/{past_webinar}").text.replace("\xa0", " ")
    assert "déjà été oubliée" in coach.submit(coach.get(f"{address}/forget"), status=200).errors()


def test_a_status_is_told_on_the_persons_page_and_does_not_bury_the_webinars_story(
    browser: Any, world: World, past_webinar: int, seats: list[int], app: Flask
) -> None:
    coach = browser(world.coach)
    coach.submit(coach.get(f"/webinars/{past_webinar}/attendance"), mark(seats[0], "excused"))
    with app.app_context():
        person = db.session.get_one(Attendance, seats[0]).participant_id
    story = coach.get(f"/webinars/people/{person}").text
    assert "Camille Coach" in story and "inscrit → excusé" in story and "Former sans jargon" in story
    assert "Présence" not in coach.get(f"/webinars/{past_webinar}").text.partition("Historique")[2]


def test_a_rate_is_told_once_somebody_was_noted(
    browser: Any, world: World, past_webinar: int, seats: list[int]
) -> None:
    coach = browser(world.coach)
    assert "%" not in coach.get(f"/webinars/{past_webinar}").text and "%" not in coach.get("/webinars/").text
    coach.submit(coach.get(f"/webinars/{past_webinar}/attendance"), mark(seats[0], "present"))
    page = coach.get(f"/webinars/{past_webinar}")
    assert "3 inscrits, 1 présent (33 %)" in page.text.replace("\xa0", " ")
    assert "La présence de 2 personnes n’est pas encore notée" in page.text


def test_two_people_correcting_one_person_see_both_versions(
    browser: Any, world: World, seats: list[int], app: Flask
) -> None:
    with app.app_context():
        person = db.session.get_one(Attendance, seats[0]).participant_id
    one, two = browser(world.coach), browser(world.coach)
    late = two.get(f"/webinars/people/{person}")
    one.submit(one.get(late.url), {"name": "Anna Première"})
    page = two.submit(late, {"name": "Anna Seconde"}, status=200)
    assert "Anna Première" in page.text and "Anna Seconde" in page.html


def test_a_cancelled_webinars_list_is_closed(
    browser: Any, world: World, past_webinar: int, seats: list[int], app: Flask
) -> None:
    with app.app_context():
        row = db.session.get_one(Webinar, past_webinar)
        row.state, row.cancel_reason = WebinarState.CANCELLED, "Malade"
        db.session.commit()
    coach = browser(world.coach)
    assert "ne change plus" in coach.get(f"/webinars/{past_webinar}/attendance").text
    shown = coach.submit(coach.get(f"/webinars/{past_webinar}/attendance/paste"), {"text": "Dora"}, status=200)
    assert "annulé" in coach.post(shown.url, {**fields_of(shown.form()), "step": "confirm"}, 200).errors()
    added = coach.submit(coach.get(f"/webinars/{past_webinar}/attendance/add"), {"name": "Dora"}, status=200)
    assert "annulé" in added.errors()


def test_ten_thousand_people_make_no_long_page(browser: Any, world: World, past_webinar: int, app: Flask) -> None:
    with app.app_context():
        crowd(db.session.get_one(Webinar, past_webinar), 10_000, S.REGISTERED)
        db.session.commit()
        assert db.session.scalar(select(func.count(Attendance.id))) == 10_000
    coach = browser(world.coach)
    for address in (f"/webinars/{past_webinar}", f"/webinars/{past_webinar}/attendance?page=200", "/webinars/"):
        page = coach.get(address)
        assert "10 000 inscrits" in page.text.replace("\u202f", " ").replace("\xa0", " ")
        assert len(page.html) < 100_000
    assert "Page 200 sur 200" in coach.get(f"/webinars/{past_webinar}/attendance?page=200").text
    assert "Personne 00042" in coach.get(f"/webinars/{past_webinar}?q=00042&status=registered").text
    for nonsense in ("?q=%00&status=x&page=x", "?q=%25_\\&page=9999999", f"?q={'x ' * 900}"):
        coach.get(f"/webinars/{past_webinar}/attendance{nonsense}")
