"""Drafts of sessions: kept while typing, given back after a crash, seen by nobody else, gone when sent."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from ambassador.accounts.models import User
from ambassador.audit import AuditEvent
from ambassador.db import db
from ambassador.demo import factories
from ambassador.followup.models import Draft, FollowUp, FollowUpSession
from ambassador.permissions import Role
from tests.client import Page, fields_of
from tests.conftest import TODAY, World

JSON = {"Accept": "application/json"}


@pytest.fixture
def planned(app: Flask, world: World, follow_up: int) -> int:
    with app.app_context():
        coach = db.session.get_one(User, world.coach)
        yesterday = TODAY - timedelta(days=1)
        row = factories.followup_session(db.session.get_one(FollowUp, follow_up), coach, yesterday, 2, "planned")
        db.session.commit()
        return row.id


def session_form(page: Page) -> Any:
    return next(form for form in page.all("form", method="post") if any(one.tag == "textarea" for one in form.iter()))


def typed(page: Page, **values: Any) -> dict[str, Any]:
    return {**fields_of(session_form(page)), **{name.replace("__", "-"): value for name, value in values.items()}}


def keep(person: Any, page: Page, **values: Any) -> Any:
    """What the script sends every few seconds."""
    return person.client.post(page.url, data={**typed(page, **values), "keep": "1"}, headers=JSON)


def notes_of(page: Page) -> str:
    return "".join(page.all("textarea", name="notes")[0].itertext()).removeprefix("\n")


def drafts(app: Flask) -> int:
    with app.app_context():
        return int(db.session.scalar(select(func.count()).select_from(Draft)) or 0)


@pytest.mark.parametrize("form", ["log", "plan", "hold", "edit", "duplicate"])
def test_a_draft_comes_back_and_is_gone_once_sent(
    app: Flask, browser: Any, world: World, follow_up: int, planned: int, form: str
) -> None:
    coach = browser(world.coach)
    url = f"/follow-up/{follow_up}/{form}" if form in {"log", "plan"} else f"/follow-up/sessions/{planned}/{form}"
    page = coach.get(url)
    kept = keep(coach, page, notes="Les <b>premiers</b> mots", step_2__title="Rappeler", on="31/02/2026", quarters="7")
    assert kept.status_code == 200 and "11:00" not in kept.json["message"] and "12:00" in kept.json["message"]
    coach = browser(world.coach)
    page = coach.get(url)
    assert "Voici votre brouillon du 10 mars 2026 à 12:00" in page.text
    assert notes_of(page) == "Les <b>premiers</b> mots"
    assert page.all("input", name="step_2-title")[0].get("value") == "Rappeler"
    assert page.all("input", name="on")[0].get("value") == "31/02/2026", "wrong things are kept too"
    assert fields_of(session_form(page))["quarters"] == "7"
    coach._open("POST", url, data=typed(page, on="2026-03-09", notes="Fini"))
    assert drafts(app) == 0
    assert "Voici votre brouillon" not in coach.get(url).text


def test_without_a_script_a_button_keeps_the_draft(app: Flask, browser: Any, world: World, follow_up: int) -> None:
    coach = browser(world.coach)
    url = f"/follow-up/{follow_up}/log"
    page = coach.get(url)
    assert page.all("button", name="keep")
    sent = coach._open("POST", url, data=typed(page, notes="À finir") | {"keep": "1"})
    page = coach.follow(sent)
    assert "Le brouillon est gardé." in page.text and notes_of(page) == "À finir"
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(FollowUpSession)) == 0
    sent = coach._open("POST", url, data=typed(page, notes="Fini"))
    assert sent.status == 303 and drafts(app) == 0


def test_a_draft_can_be_thrown_away(app: Flask, browser: Any, world: World, follow_up: int) -> None:
    coach = browser(world.coach)
    url = f"/follow-up/{follow_up}/log"
    keep(coach, coach.get(url), notes="Non")
    page = coach.get(url)
    button = next(form for form in page.all("form", method="post") if "drop" in fields_of(form))
    page = coach.follow(coach._open("POST", url, data=fields_of(button)))
    assert "Le brouillon est jeté." in page.text and notes_of(page) == "" and drafts(app) == 0


def test_keeping_never_ends_the_forms_token(app: Flask, browser: Any, world: World, follow_up: int) -> None:
    coach = browser(world.coach)
    page = coach.get(f"/follow-up/{follow_up}/log")
    for words in ("U", "Un", "Un a"):
        assert keep(coach, page, notes=words).status_code == 200, "the same tab goes on"
    sent = coach._open("POST", page.url, data=typed(page, notes="Un appel"))
    assert sent.status == 303
    late = keep(coach, page, notes="Un appe")
    assert late.status_code == 303 and drafts(app) == 0, "what arrives after the form was sent is not kept"
    with app.app_context():
        assert db.session.scalars(select(FollowUpSession.notes)).all() == ["Un appel"]


def test_a_refused_form_keeps_its_draft(app: Flask, browser: Any, world: World, follow_up: int) -> None:
    coach = browser(world.coach)
    page = coach.get(f"/follow-up/{follow_up}/log")
    keep(coach, page, notes="Un appel")
    refused = coach._open("POST", page.url, data=typed(page, notes="Un appel", on=""))
    assert refused.status == 200 and drafts(app) == 1
    assert keep(coach, refused, notes="Un appel de plus").status_code == 200
    coach._open("POST", page.url, data=typed(refused, on="2026-03-09"))
    assert drafts(app) == 0


def test_two_tabs_never_overwrite_each_other_unseen(app: Flask, browser: Any, world: World, follow_up: int) -> None:
    coach = browser(world.coach)
    url = f"/follow-up/{follow_up}/log"
    one, two = coach.get(url), coach.get(url)
    assert keep(coach, one, notes="Le premier").status_code == 200
    refused = keep(coach, two, notes="Le second")
    assert refused.status_code == 409 and "autre onglet" in refused.json["message"]
    page = coach._open("POST", url, data=typed(two, notes="Le second") | {"keep": "1"})
    assert page.status == 200 and notes_of(page) == "Le second"
    assert "Le premier" in page.text, "both can be read"
    sent = coach._open("POST", url, data=typed(page) | {"keep": "1"})
    assert notes_of(coach.follow(sent)) == "Le second", "keeping again is a choice"
    assert keep(coach, one, notes="Encore").status_code == 409


def test_sending_one_tab_leaves_the_draft_of_the_other(app: Flask, browser: Any, world: World, follow_up: int) -> None:
    coach = browser(world.coach)
    url = f"/follow-up/{follow_up}/log"
    one, two = coach.get(url), coach.get(url)
    keep(coach, one, notes="Le premier")
    assert coach._open("POST", url, data=typed(two, notes="Le second")).status == 303
    assert notes_of(coach.get(url)) == "Le premier"


def test_nobody_else_sees_a_draft_and_the_audit_does_not_know_it(
    app: Flask, browser: Any, world: World, planned: int
) -> None:
    with app.app_context():
        coach = db.session.get_one(User, world.coach)
        colleague = factories.user(Role.COACH, coach.organisation, "Dominique Tiers").id
        db.session.commit()
        before = db.session.scalar(select(func.count()).select_from(AuditEvent))
    url = f"/follow-up/sessions/{planned}/hold"
    page = browser(world.coach).get(url)
    keep(browser(world.coach), page, notes="Entre nous")
    assert "Entre nous" not in browser(colleague).get(url).html
    for person in (world.coordinator, world.admin, colleague):
        assert "Entre nous" not in browser(person).get(f"/follow-up/sessions/{planned}").html
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(AuditEvent)) == before


def test_a_draft_older_than_a_change_shows_both(app: Flask, browser: Any, world: World, planned: int) -> None:
    coach = browser(world.coach)
    url = f"/follow-up/sessions/{planned}/edit"
    keep(coach, coach.get(url), subjects="Mon sujet")
    with app.app_context():
        db.session.get_one(FollowUpSession, planned).subjects = "Leur sujet"
        db.session.commit()
    page = coach.get(url)
    sent = coach._open("POST", url, data=typed(page))
    conflict = "".join(sent.all("div", id="stale")[0].itertext())
    assert "Mon sujet" in conflict and "Leur sujet" in conflict


def test_old_drafts_are_forgotten(app: Flask, browser: Any, world: World, follow_up: int) -> None:
    coach = browser(world.coach)
    keep(coach, coach.get(f"/follow-up/{follow_up}/log"), notes="Oublié")
    app.config["CLOCK"].stand_on(TODAY + timedelta(days=31))
    keep(coach, coach.get(f"/follow-up/{follow_up}/plan"), notes="Neuf")
    with app.app_context():
        assert db.session.scalars(select(Draft.form)).all() == [f"plan/{follow_up}"]


@pytest.mark.parametrize("text", ["👩🏽‍🏫", "שלום", "abc\x00def", "x" * 10_001, "<script>alert(1)</script>"])
def test_anything_typed_is_kept_as_it_is(app: Flask, browser: Any, world: World, follow_up: int, text: str) -> None:
    coach = browser(world.coach)
    url = f"/follow-up/{follow_up}/log"
    assert keep(coach, coach.get(url), subjects="Sujet", notes=text).status_code == 200
    page = coach.get(url)
    assert page.all("input", name="subjects")[0].get("value") == "Sujet"


def test_what_is_too_long_or_no_draft_at_all_is_answered_politely(
    app: Flask, browser: Any, world: World, follow_up: int
) -> None:
    coach = browser(world.coach)
    page = coach.get(f"/follow-up/{follow_up}/log")
    assert keep(coach, page, notes="x" * 100_001).status_code == 409
    assert keep(coach, page, draft="nonsense", once="?", notes="x").status_code == 409
    many = {f"f{number}": "x" for number in range(500)} | {"A b": "x", "y" * 41: "x"}
    assert keep(coach, page, **many).status_code == 200
    with app.app_context():
        assert len(db.session.scalars(select(Draft)).one().content) == 60
    forged = coach.client.post(page.url, data={"keep": "1", "notes": "x"}, headers=JSON)
    assert forged.status_code == 400, "no CSRF token"
