"""The follow-up in a real browser: a session logged by keyboard alone, a draft after a crash, a diagnosis on one sheet."""

import io
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from ambassador.db import db
from ambassador.followup.models import Draft, FollowUp, FollowUpSession, SessionState
from tests.browser.conftest import Person, Site

WORDS = "Nous avons relu les chiffres ensemble."
Meet = Callable[..., Person]


def planned(site: Site) -> tuple[int, int]:
    """A follow-up of the demonstration, and a session planned in it for yesterday."""
    with site.app.app_context():
        session = db.session.query(FollowUpSession).filter_by(state=SessionState.PLANNED).order_by("id").first()
        assert session is not None
        session.on = session.follow_up.convention.start
        db.session.commit()
        return session.follow_up_id, session.id


def state_of(site: Site, number: int) -> tuple[str, str]:
    with site.app.app_context():
        session = db.session.get_one(FollowUpSession, number)
        return session.state, session.notes


def type_notes(page: Page) -> None:
    page.locator("textarea[name=notes]").focus()
    page.keyboard.type(WORDS)


def test_a_session_held_as_planned_needs_only_the_notes_and_the_keyboard(fresh_site: Site, person: Meet) -> None:
    _, number = planned(fresh_site)
    page = person(fresh_site, "coach").open(f"/follow-up/sessions/{number}/hold")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "notes":
            break
    page.keyboard.type(WORDS)
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('form .button.primary')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/follow-up/*")
    assert state_of(fresh_site, number) == ("held", WORDS)


def test_a_draft_survives_a_closed_browser_and_is_gone_once_sent(fresh_site: Site, person: Meet) -> None:
    follow_up, _ = planned(fresh_site)
    first = person(fresh_site, "coach")
    page = first.open(f"/follow-up/{follow_up}/log")
    type_notes(page)
    expect(page.get_by_text("Brouillon gardé à")).to_be_visible()
    page.close(run_before_unload=False)
    page = person(fresh_site, "coach").open(f"/follow-up/{follow_up}/log")
    expect(page.get_by_text("Voici votre brouillon")).to_be_visible()
    expect(page.locator("textarea[name=notes]")).to_have_value(WORDS)
    page.get_by_role("button", name="Noter la séance").click()
    page.wait_for_url(f"**/follow-up/{follow_up}")
    page.goto(f"{fresh_site.url}/follow-up/{follow_up}/log")
    expect(page.get_by_text("Voici votre brouillon")).to_have_count(0)


def test_without_a_script_the_button_keeps_the_draft(fresh_site: Site, person: Meet) -> None:
    follow_up, _ = planned(fresh_site)
    page = person(fresh_site, "coach", java_script_enabled=False).open(f"/follow-up/{follow_up}/log")
    page.locator("textarea[name=notes]").fill(WORDS)
    page.get_by_role("button", name="Garder le brouillon").click()
    expect(page.get_by_text("Voici votre brouillon")).to_be_visible()
    expect(page.locator("textarea[name=notes]")).to_have_value(WORDS)


def test_a_second_tab_is_told_and_overwrites_nothing(fresh_site: Site, person: Meet) -> None:
    follow_up, _ = planned(fresh_site)
    coach = person(fresh_site, "coach")
    one, two = coach.page, coach.context.new_page()
    for page in (one, two):
        page.goto(f"{fresh_site.url}/follow-up/{follow_up}/log")
    type_notes(one)
    expect(one.get_by_text("Brouillon gardé à")).to_be_visible()
    type_notes(two)
    expect(two.get_by_role("alert")).to_contain_text("autre onglet")
    with fresh_site.app.app_context():
        assert [draft.content["notes"] for draft in db.session.query(Draft)] == [[WORDS]]


def test_the_diagnosis_prints_on_one_sheet(fresh_site: Site, person: Meet) -> None:
    with fresh_site.app.app_context():
        numbers = [row.id for row in db.session.query(FollowUp)]
    coach: Any = person(fresh_site, "coach")
    for number in numbers:
        page = coach.open(f"/follow-up/{number}/diagnosis")
        assert len(PdfReader(io.BytesIO(page.pdf(format="A4"))).pages) == 1
