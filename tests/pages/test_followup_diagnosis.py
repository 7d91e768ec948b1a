"""The diagnosis: needs gathered in sessions, ranked by hand, on one sheet to print and as PDF."""

import io
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from ambassador.accounts.models import User
from ambassador.db import db
from ambassador.demo import factories
from ambassador.followup.models import FollowUp, FollowUpSession, Need, NeedState
from tests.client import fields_of
from tests.conftest import TODAY, World


@pytest.fixture
def needs(app: Flask, follow_up: int) -> list[int]:
    """Three as grave in this order, then a light one and a solved one."""
    with app.app_context():
        row = db.session.get_one(FollowUp, follow_up)
        action = factories.action(factories.charter(row.structure))
        made = [
            factories.need(row, "Guichets", 3, 1, actions=[action]),
            factories.need(row, "Site internet", 3, 2),
            factories.need(row, "Espaces numériques", 3, 3),
            factories.need(row, "Accueil", 1, 1),
            factories.need(row, "Formation", 4, 1, state=NeedState.SOLVED),
        ]
        db.session.commit()
        return [one.id for one in made]


def areas(page: Any) -> list[str]:
    return ["".join(heading.itertext()) for heading in page.all("h2") if "Résolus" not in "".join(heading.itertext())]


def all_needs(app: Flask) -> list[Need]:
    with app.app_context():
        return list(db.session.scalars(select(Need).order_by(Need.id)))


def test_needs_found_in_a_session_enter_the_diagnosis(app: Flask, browser: Any, world: World, follow_up: int) -> None:
    coach = browser(world.coach)
    page = coach.get(f"/follow-up/{follow_up}/log")
    values = {"notes": "Vu.", "need_2-area": "Guichets", "need_2-observed": "Longues files", "need_2-severity": "4"}
    for _ in range(2):
        coach.submit(page, values)
    (need,) = all_needs(app)
    assert (need.area, need.severity, need.state, need.rank) == ("Guichets", 4, NeedState.OBSERVED, 1)
    session = coach.get(f"/follow-up/sessions/{need.session_id}")
    assert "Longues files" in session.text
    page = coach.get(f"/follow-up/sessions/{need.session_id}/needs/new")
    coach.submit(page, {"area": "Accueil", "observed": "Peu de temps", "severity": "4"})
    assert [one.rank for one in all_needs(app)] == [1, 2]
    assert areas(browser(world.staff).get(f"/follow-up/{follow_up}/diagnosis")) == ["Guichets", "Accueil"]


def test_a_row_of_a_need_is_whole_or_empty(browser: Any, world: World, follow_up: int) -> None:
    coach = browser(world.coach)
    for values in ({"need_1-area": "Guichets"}, {"need_1-observed": "Files"}, {"need_1-area": "x" * 201}):
        sent = coach.submit(coach.get(f"/follow-up/{follow_up}/log"), {"notes": "Vu.", **values}, status=200)
        assert sent.errors()
    data = {**fields_of(coach.get(f"/follow-up/{follow_up}/log").form()), "notes": "Vu.", "need_1-severity": "9"}
    assert "Choisissez" in coach._open("POST", f"/follow-up/{follow_up}/log", data=data).errors()


def test_needs_are_ranked_by_severity_then_by_hand(
    app: Flask, browser: Any, world: World, follow_up: int, needs: list[int]
) -> None:
    coach = browser(world.coach)
    url = f"/follow-up/{follow_up}/diagnosis"
    page = coach.get(url)
    assert areas(page) == ["Guichets", "Site internet", "Espaces numériques", "Accueil"]
    assert "Formation" in page.text and "résolu" in page.text
    page = coach.follow(coach.submit(page, action=f"/follow-up/needs/{needs[2]}/up"))
    assert areas(page) == ["Guichets", "Espaces numériques", "Site internet", "Accueil"]
    page = coach.follow(coach.submit(page, action=f"/follow-up/needs/{needs[0]}/down"))
    assert areas(page)[:3] == ["Espaces numériques", "Guichets", "Site internet"]
    buttons = {form.get("action") for form in page.all("form", method="post")}
    assert f"/follow-up/needs/{needs[2]}/up" not in buttons and f"/follow-up/needs/{needs[3]}/down" not in buttons
    refused = coach.post(f"/follow-up/needs/{needs[3]}/down", {"version": "1"})
    assert "déjà le dernier" in coach.follow(refused).text
    refused = coach.post(f"/follow-up/needs/{needs[0]}/up", {"version": "1"})
    assert "vient de modifier" in coach.follow(refused).text, "a page that is no longer true"


def test_a_need_is_completed_and_two_edits_are_both_shown(
    app: Flask, browser: Any, world: World, follow_up: int, needs: list[int]
) -> None:
    coach = browser(world.coach)
    url = f"/follow-up/needs/{needs[1]}/edit"
    mine, theirs = coach.get(url), coach.get(url)
    assert "Écrivez la solution" in coach.submit(theirs, {"state": "solution_proposed"}, status=200).errors()
    coach.submit(theirs, {"state": "solution_proposed", "solution": "Une fiche", "severity": "4", "concerned": "Tous"})
    page = coach.submit(mine, {"observed": "Autre"}, status=200)
    assert page.all("div", id="stale")
    page = coach.get(f"/follow-up/{follow_up}/diagnosis")
    assert areas(page)[0] == "Site internet" and "Une fiche" in page.text and "Qui est concerné : Tous" in page.text
    assert "gravité" in coach.get(url).text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("area", ""),
        ("area", "x" * 201),
        ("area", "deux\nlignes"),
        ("observed", "   "),
        ("observed", "x" * 2001),
        ("observed", "abc\x00"),
        ("severity", "0"),
        ("severity", "2,5"),
        ("severity", "-1"),
        ("concerned", "x" * 501),
        ("solution", "x" * 2001),
        ("state", "perdu"),
        ("actions", "99999"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    app: Flask, browser: Any, world: World, follow_up: int, name: str, value: str
) -> None:
    coach = browser(world.coach)
    page = coach.get(f"/follow-up/{follow_up}/needs/new")
    typed = {**fields_of(page.form()), "area": "Zoé <b>", "observed": "Files", "solution": "Fiche 👩🏽‍🏫", name: value}
    sent = coach._open("POST", page.url, data=typed)
    assert sent.status == 200 and sent.errors()
    if name != "area":
        assert sent.all("input", name="area")[0].get("value") == "Zoé <b>"
    assert not all_needs(app)


def test_linked_actions_lead_to_their_needs(app: Flask, browser: Any, world: World, needs: list[int]) -> None:
    action = next(link for link in browser(world.coach).get(_diagnosis(app)).links() if "/charter/actions/" in link)
    assert "Guichets" in browser(world.coach).get(action).text


def _diagnosis(app: Flask) -> str:
    with app.app_context():
        return f"/follow-up/{db.session.scalars(select(FollowUp.id)).one()}/diagnosis"


def pdf(person: Any, follow_up: int) -> PdfReader:
    response = person.client.get(f"/follow-up/{follow_up}/diagnosis.pdf")
    assert response.mimetype == "application/pdf" and response.headers["X-Content-Type-Options"] == "nosniff"
    return PdfReader(io.BytesIO(response.get_data()))


@pytest.mark.parametrize(("language", "words"), [("fr", "gravité importante"), ("nl", "2026"), ("en", "2026")])
def test_the_pdf_is_one_tagged_page_in_the_readers_language(
    app: Flask, browser: Any, world: World, follow_up: int, needs: list[int], language: str, words: str
) -> None:
    with app.app_context():
        db.session.get_one(User, world.coordinator).language = language
        db.session.commit()
    read = pdf(browser(world.coordinator), follow_up)
    root = read.trailer["/Root"]
    assert root["/Lang"].startswith(language) and root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root
    assert b"pdfuaid" in root["/Metadata"].get_data(), "it says that it keeps PDF/UA-1"
    assert read.metadata is not None and "Valbrume" in str(read.metadata.title)
    text = " ".join(read.pages[0].extract_text().split())
    assert len(read.pages) == 1 and words in text
    assert text.index("Guichets") < text.index("Site internet") < text.index("Accueil") < text.index("Formation")


def test_what_people_typed_is_never_mark_up_in_the_pdf(app: Flask, browser: Any, world: World, follow_up: int) -> None:
    odd = '#emph[x] $x^2$ = Titre \\ "*gras*" @ref <label> // 👩🏽‍🏫 中 שלום ễ'
    with app.app_context():
        factories.need(db.session.get_one(FollowUp, follow_up), odd, observed=odd, solution=odd, concerned="-")
        db.session.commit()
    text = pdf(browser(world.coach), follow_up).pages[0].extract_text()
    assert "#emph[x] $x^2$ = Titre" in text.replace("\n", " ") and "*gras*" in text and "□" in text


@pytest.mark.parametrize("count", [0, 12, 60])
def test_however_many_needs_it_stays_one_page(
    app: Flask, browser: Any, world: World, follow_up: int, count: int
) -> None:
    with app.app_context():
        row = db.session.get_one(FollowUp, follow_up)
        for number in range(count):
            factories.need(row, f"Domaine {number}", observed="Une longue observation. " * 12, rank=number + 1)
        db.session.commit()
    read = pdf(browser(world.coach), follow_up)
    assert len(read.pages) == 1
    assert ("autres besoins sont dans le portail" in read.pages[0].extract_text().replace("\n", " ")) == (count > 12)


def test_after_the_end_the_diagnosis_is_only_read(
    app: Flask, browser: Any, world: World, follow_up: int, needs: list[int]
) -> None:
    app.config["CLOCK"].stand_on(TODAY + timedelta(days=400))
    coach = browser(world.coach)
    page = coach.get(f"/follow-up/{follow_up}/diagnosis")
    assert not [link for link in page.links() if "/needs/" in link]
    assert not [one for one in page.all("form", method="post") if "/needs/" in (one.get("action") or "")]
    form = coach.get(f"/follow-up/{follow_up}/needs/new")
    assert "s’est terminée" in coach.submit(form, {"area": "Tard", "observed": "Tard"}, status=200).errors()
    with app.app_context():
        assert not db.session.scalars(select(FollowUpSession)).all()
