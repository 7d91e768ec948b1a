"""Pasting a list of people: preview, confirmation, and what cannot be."""

from typing import Any

import pytest
from flask import Flask

from ambassador.db import db
from ambassador.webinars.models import Attendance, AttendanceStatus
from tests.client import fields_of
from tests.conftest import World

S = AttendanceStatus


TEXT = "\ufeffNom\tE-mail\tStructure\tStatut\nAnna\tanna@a.example\tValbrume\tx\nBob\t\t<b>A</b>\texcusé\n\tdora@\t\t"


def test_pasted_lines_are_shown_first_and_saved_when_confirmed(
    browser: Any, world: World, past_webinar: int, statuses: Any
) -> None:
    coach = browser(world.coach)
    page = coach.submit(coach.get(f"/webinars/{past_webinar}/attendance/paste"), {"text": TEXT}, status=200)
    assert "2 lignes seront enregistrées." in page.text and "1 ligne a une erreur" in page.text
    assert "nouvelle personne" in page.text and "<b>A</b>" in page.text
    assert statuses() == {}
    assert fields_of(page.form())["text"].endswith("\tdora@\t\t"), "the pasted text is kept to the last tab"
    page = coach.follow(submit_step(coach, page, "confirm"))
    assert "2 lignes sont enregistrées." in page.text
    assert statuses() == {"Anna": "present", "Bob": "excused"}


def submit_step(coach: Any, page: Any, step: str, status: int = 303, **values: str) -> Any:
    """Press one of the two buttons of the form."""
    data = {**fields_of(page.form()), **values, "step": step}
    return coach.post(page.url, data, status)


def test_confirming_twice_or_pasting_again_changes_nothing(
    browser: Any, world: World, past_webinar: int, statuses: Any
) -> None:
    coach = browser(world.coach)
    page = coach.submit(
        coach.get(f"/webinars/{past_webinar}/attendance/paste"), {"text": "Anna;a@a.example;;x"}, status=200
    )
    submit_step(coach, page, "confirm")
    submit_step(coach, page, "confirm")
    again = coach.submit(
        coach.get(f"/webinars/{past_webinar}/attendance/paste"), {"text": "Anna;a@a.example;;x"}, status=200
    )
    assert "Aucune ligne ne change la liste" in again.text
    assert statuses() == {"Anna": "present"}


def test_a_text_changed_after_the_preview_is_shown_again_first(
    browser: Any, world: World, past_webinar: int, statuses: Any
) -> None:
    coach = browser(world.coach)
    page = coach.submit(coach.get(f"/webinars/{past_webinar}/attendance/paste"), {"text": "Anna;;;x"}, status=200)
    page = submit_step(coach, page, "confirm", 200, text="Anna;;;x\nBob;;;x")
    assert "a changé depuis la vérification" in page.errors() and "2 lignes seront" in page.text
    assert statuses() == {}
    submit_step(coach, page, "confirm")
    assert statuses() == {"Anna": "present", "Bob": "present"}


def test_a_list_changed_meanwhile_stops_the_confirmation(
    browser: Any, world: World, past_webinar: int, seats: list[int], statuses: Any, app: Flask
) -> None:
    coach = browser(world.coach)
    text = "Anna;anna@a.example;;x\nDora;;;x"
    page = coach.submit(coach.get(f"/webinars/{past_webinar}/attendance/paste"), {"text": text}, status=200)
    with app.app_context():
        db.session.get_one(Attendance, seats[0]).status = S.EXCUSED
        db.session.commit()
    page = submit_step(coach, page, "confirm", 200)
    assert "était excusé" in page.text and statuses()["Anna"] == "excused" and "Dora" not in statuses()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "obligatoire"),
        ("\n \n", "obligatoire"),
        (";;\n;", "au moins une ligne"),
        ("Anna\x00", "caractère invisible"),
        ("\n".join(f"P{line}" for line in range(501)), "500 lignes au plus"),
        ("x" * 100_001, "caractères au plus"),
    ],
)
def test_a_paste_that_cannot_be_is_refused_and_kept(
    browser: Any, world: World, past_webinar: int, text: str, said: str
) -> None:
    coach = browser(world.coach)
    page = coach.submit(coach.get(f"/webinars/{past_webinar}/attendance/paste"), {"text": text}, status=200)
    assert said in page.errors()
    if text.strip() and "\x00" not in text:
        assert fields_of(page.form())["text"].strip() == text.strip()


@pytest.mark.parametrize(
    "text", ["🙂;;\u202eabc;x", "'; DROP TABLE--;;;", '"jamais fermé;a\nb', "<script>alert(1)</script>"]
)
def test_odd_lines_are_shown_as_they_are(browser: Any, world: World, past_webinar: int, text: str) -> None:
    coach = browser(world.coach)
    page = coach.submit(coach.get(f"/webinars/{past_webinar}/attendance/paste"), {"text": text}, status=200)
    assert "<script>alert" not in page.html
    submit_step(coach, page, "confirm")
    coach.get(f"/webinars/{past_webinar}")
