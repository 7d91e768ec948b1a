"""What people may type into the forms of the follow-up: refused beside the field, kept, and never done twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from time import sleep
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from ambassador.accounts.models import User
from ambassador.db import db
from ambassador.demo import factories
from ambassador.followup import queries
from ambassador.followup.models import FollowUp, FollowUpSession, Ledger, Task
from tests.client import fields_of
from tests.conftest import TODAY, World

YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def session_number(app: Flask, world: World, follow_up: int) -> int:
    with app.app_context():
        coach = db.session.get_one(User, world.coach)
        row = factories.followup_session(db.session.get_one(FollowUp, follow_up), coach, YESTERDAY, 2, "planned")
        db.session.commit()
        return row.id


def count(app: Flask, model: Any) -> int:
    with app.app_context():
        return int(db.session.scalar(select(func.count()).select_from(model)) or 0)


BAD = [
    ("on", "2026-02-30", "Cette date n’existe pas"),
    ("on", "demain", "Cette date n’existe pas"),
    ("on", "1026-01-01", "entre 2000 et 2099"),
    ("on", "", "obligatoire"),
    ("on", "2026-03-11", "dans le futur"),
    ("quarters", "-1", "Choisissez dans la liste"),
    ("quarters", "1,5", "Choisissez dans la liste"),
    ("quarters", "13", "Choisissez dans la liste"),
    ("quarters", "½", "Choisissez dans la liste"),
    ("mode", "teleport", "Choisissez dans la liste"),
    ("mode", "", "obligatoire"),
    ("people", "x" * 1001, "1000 caractères au plus"),
    ("subjects", "x" * 501, "500 caractères au plus"),
    ("subjects", "deux\nlignes", "une seule ligne"),
    ("notes", "x" * 10_001, "10000 caractères au plus"),
    ("notes", "abc\x00def", "caractère invisible"),
    ("notes", "   ", "Écrivez en une phrase"),
    ("actions", "999999", "Choisissez dans la liste"),
    ("actions", "99999999999999999999", "Choisissez dans la liste"),
    ("actions", "x", "Choisissez dans la liste"),
    ("step_1-title", "x" * 201, "200 caractères au plus"),
    ("step_1-owner_id", "999999", "Choisissez dans la liste"),
    ("step_1-owner_id", "abc", "Choisissez dans la liste"),
    ("step_2-due_on", "31/02/2026", "Cette date n’existe pas"),
    ("step_2-due_on", "2026-03-31", "Écrivez ce qu’il faut faire"),
]


@pytest.mark.parametrize(("name", "value", "words"), BAD)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    app: Flask, browser: Any, world: World, follow_up: int, name: str, value: str, words: str
) -> None:
    coach = browser(world.coach)
    values = {"notes": "Mes notes <b>gardées</b>", "people": "Zoé", "step_3-title": "Rappeler", name: value}
    page = coach.get(f"/follow-up/{follow_up}/log")
    data = {**fields_of(page.form()), **values}
    sent = coach._open("POST", page.url, data=data)
    assert sent.status == 200
    assert words in sent.errors().replace("\u202f", "").replace("\xa0", " "), sent.errors()
    if name != "notes":
        assert "Mes notes <b>gardées</b>" in "".join(sent.all("textarea", name="notes")[0].itertext())
    if name != "people":
        assert sent.all("input", name="people")[0].get("value") == "Zoé"
    assert sent.all("input", name="step_3-title")[0].get("value") == "Rappeler"
    assert count(app, FollowUpSession) == count(app, Task) == 0


@pytest.mark.parametrize(
    "text", ["👩🏽‍🏫 emoji", "שלום עולם", "مرحبا", "<script>alert(1)</script>", "a & b \"c\" 'd'", "{{ 7 * 7 }}"]
)
def test_any_writing_is_kept_as_it_is(app: Flask, browser: Any, world: World, follow_up: int, text: str) -> None:
    coach = browser(world.coach)
    page = coach.get(f"/follow-up/{follow_up}/log")
    coach.submit(page, {"notes": text, "subjects": text, "people": text, "step_1-title": text})
    with app.app_context():
        row = db.session.scalars(select(FollowUpSession)).one()
        assert (row.notes, row.subjects, row.people) == (text, text, text)
        number = row.id
    shown = coach.get(f"/follow-up/sessions/{number}")
    assert text in shown.text and not shown.all("b")
    assert text in coach.get(f"/follow-up/{follow_up}").text


def test_a_form_sent_twice_logs_one_session(app: Flask, browser: Any, world: World, follow_up: int) -> None:
    coach = browser(world.coach)
    page = coach.get(f"/follow-up/{follow_up}/log")
    for _ in range(2):
        coach.submit(page, {"notes": "Une fois.", "step_1-title": "Rappeler"})
    assert (count(app, FollowUpSession), count(app, Task)) == (1, 1)


def test_two_plans_at_the_same_moment_do_not_pass_the_quota_side_by_side(
    app: Flask, browser: Any, world: World, follow_up: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = queries.ledger

    def read_slowly(*args: Any) -> Ledger:
        ledger = read(*args)
        sleep(0.4)  # long enough for the other to read the same days, were it not made to wait
        return ledger

    monkeypatch.setattr(queries, "ledger", read_slowly)
    pages = [
        (coach, coach.get(f"/follow-up/{follow_up}/plan")) for coach in (browser(world.coach), browser(world.coach))
    ]
    together = Barrier(2)

    def send(coach: Any, page: Any) -> int:
        data = {**fields_of(page.form()), "on": "2026-04-01", "quarters": "12"}
        together.wait()
        return int(coach.client.post(page.url, data=data).status_code)

    with ThreadPoolExecutor(2) as pool:
        statuses = sorted(pool.map(lambda pair: send(*pair), pages))
    assert statuses == [200, 303], "one is planned, the other asks why the quota is passed"
    assert count(app, FollowUpSession) == 1


def test_a_stale_edit_shows_both_versions(app: Flask, browser: Any, world: World, session_number: int) -> None:
    coach = browser(world.coach)
    url = f"/follow-up/sessions/{session_number}/edit"
    mine, theirs = coach.get(url), coach.get(url)
    coach.submit(theirs, {"subjects": "Le leur", "quarters": "4"})
    page = coach.submit(mine, {"subjects": "Le mien"}, status=200)
    conflict = page.all("div", id="stale")[0]
    words = " ".join("".join(conflict.itertext()).split())
    assert "SujetsLe mienLe leur" in words and "Durée½ jour1 jour" in words
    coach.submit(page)
    with app.app_context():
        assert db.session.get_one(FollowUpSession, session_number).subjects == "Le mien"


def test_links_changed_by_another_are_noticed(app: Flask, browser: Any, world: World, session_number: int) -> None:
    with app.app_context():
        structure = db.session.get_one(FollowUpSession, session_number).follow_up.structure
        action = factories.action(factories.charter(structure)).id
        db.session.commit()
    coach = browser(world.coach)
    url = f"/follow-up/sessions/{session_number}/edit"
    mine, theirs = coach.get(url), coach.get(url)
    coach.submit(theirs, {"actions": [str(action)]})
    page = coach.submit(mine, {"subjects": "Le mien"}, status=200)
    assert page.all("div", id="stale")


def test_a_session_held_by_another_is_not_held_again(
    app: Flask, browser: Any, world: World, session_number: int
) -> None:
    coach = browser(world.coach)
    url = f"/follow-up/sessions/{session_number}/hold"
    mine, theirs = coach.get(url), coach.get(url)
    coach.submit(theirs, {"notes": "Le leur"})
    page = coach.submit(mine, {"notes": "Le mien"}, status=200)
    assert page.all("div", id="stale")
    page = coach.submit(page, status=200)
    assert "n’est plus planifiée" in page.errors() and "Le mien" in page.text


def test_a_task_button_pressed_late_changes_nothing(app: Flask, browser: Any, world: World, follow_up: int) -> None:
    with app.app_context():
        task = factories.task(db.session.get_one(FollowUp, follow_up)).id
        db.session.commit()
    coach = browser(world.coach)
    page = coach.get(f"/follow-up/{follow_up}")
    coach.post(f"/follow-up/tasks/{task}/done", {"version": "1"})
    sent = coach.submit(page, action=f"/follow-up/tasks/{task}/done")
    assert "vient de modifier" in coach.follow(sent).text
    sent = coach.post(f"/follow-up/tasks/{task}/done", {"version": "2"})
    assert "déjà faite" in coach.follow(sent).text


def test_a_task_is_changed_and_a_stale_change_shows_both(
    app: Flask, browser: Any, world: World, follow_up: int
) -> None:
    coach = browser(world.coach)
    coach.submit(coach.get(f"/follow-up/{follow_up}/tasks/new"), {"title": "Relire", "owner_id": str(world.staff)})
    with app.app_context():
        number = db.session.scalars(select(Task.id)).one()
    url = f"/follow-up/tasks/{number}/edit"
    mine, theirs = coach.get(url), coach.get(url)
    coach.submit(theirs, {"title": "Relire vite"})
    assert coach.submit(mine, {"title": "Relire bien"}, status=200).all("div", id="stale")
    for name, value in (
        ("title", ""),
        ("title", "x" * 201),
        ("owner_id", str(world.other_coordinator)),
        ("due_on", "x"),
    ):
        page = coach.get(url)
        assert coach._open("POST", url, data={**fields_of(page.form()), name: value}).errors()


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501, "a\nb"])
def test_a_cancellation_needs_a_short_reason(
    app: Flask, browser: Any, world: World, session_number: int, reason: str
) -> None:
    coach = browser(world.coach)
    page = coach.get(f"/follow-up/sessions/{session_number}/cancel")
    assert coach.submit(page, {"reason": reason}, status=200).errors()


@pytest.mark.parametrize(
    "path", ["999999", "999999/log", "sessions/999999", "sessions/999999/hold", "99999999999999999999", "x"]
)
def test_unknown_numbers_are_not_found(browser: Any, world: World, path: str) -> None:
    browser(world.coach).get(f"/follow-up/{path}", status=404)
