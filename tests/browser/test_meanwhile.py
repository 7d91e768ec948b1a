"""What happens meanwhile: two people write the same thing, someone clicks twice or goes back, a sign-in ends."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import request
from playwright.sync_api import Dialog, Locator, Page, expect
from sqlalchemy import func, select

from ambassador.accounts.models import User
from ambassador.charter.models import Action, Charter
from ambassador.db import db
from ambassador.followup.models import FollowUp, FollowUpSession
from ambassador.webinars.models import Webinar
from tests.browser.conftest import DESK, Person, Site

pytestmark = pytest.mark.slow

MINE = "Mon texte : l’accès au guichet reste possible."
THEIRS = "L’autre texte : le numérique d’abord."
NO_SCRIPT = {"viewport": DESK, "java_script_enabled": False}


def primary(page: Page) -> Locator:
    return page.locator("main form[method=post] .primary").last


def send(page: Page) -> None:
    with page.expect_navigation():
        primary(page).click()


def ask(site: Site, question: Any) -> Any:
    with site.app.app_context():
        return db.session.execute(question).scalar()


def action_to_edit(site: Site) -> int:
    """An action of the structure of the demonstration's coordinator."""
    structure = select(User.organisation_id).where(User.email == "coordinator@demo.example").scalar_subquery()
    question = select(Action.id).join(Charter).where(Charter.organisation_id == structure).order_by(Action.id).limit(1)
    return int(ask(site, question))


def follow_up_with_room(site: Site) -> int:
    """The follow-up with the fewest sessions: its days are not used up."""
    count = func.count(FollowUpSession.id)
    return int(ask(site, select(FollowUp.id).outerjoin(FollowUpSession).group_by(FollowUp.id).order_by(count).limit(1)))


def sessions_with(site: Site, notes: str) -> int:
    return int(ask(site, select(func.count(FollowUpSession.id)).where(FollowUpSession.notes == notes)))


@pytest.mark.parametrize("options", [{}, NO_SCRIPT], ids=["script", "no script"])
def test_the_second_of_two_sees_both_texts_and_nothing_is_lost(
    site: Site, person: Callable[..., Person], options: dict[str, Any]
) -> None:
    address = f"/charter/actions/{action_to_edit(site)}"
    first, second = (person(site, "coordinator", **options).open(f"{address}/edit") for _ in range(2))
    field = "main form[method=post] textarea[lang=fr], main form[method=post] [name$='-fr']"
    first.locator(field).first.fill(THEIRS)
    second.locator(field).first.fill(MINE)
    send(first)
    expect(first.locator("main .notice.good")).to_be_visible()
    send(second)
    expect(second.locator("#stale")).to_contain_text(MINE)
    expect(second.locator("#stale")).to_contain_text(THEIRS)
    expect(second.locator(field).first).to_have_value(MINE)
    send(second)
    expect(second.locator("main .notice.good")).to_be_visible()
    expect(second.locator("main")).to_contain_text(MINE)
    second.locator("main summary").last.click()
    expect(second.locator(".history")).to_contain_text(THEIRS)


def test_two_browsers_on_one_figure_show_each_other_the_numbers(site: Site, person: Callable[..., Person]) -> None:
    first, second = (person(site, "staff").open("/kpis/entry?period=2026-Q3") for _ in range(2))
    numbers = [page.locator("[name$=-numerator]").first for page in (first, second)]
    comments = [page.locator("[name$=-comment]").first for page in (first, second)]
    for number, comment, (value, words) in zip(numbers, comments, [("6,25", THEIRS), ("7,75", MINE)], strict=True):
        number.fill(value)
        comment.evaluate("field => field.closest('details').open = true")
        comment.fill(words)
    with first.expect_navigation():
        first.locator("button[value=save]").click()
    with second.expect_navigation():
        second.locator("button[value=save]").click()
    warning = second.locator(".entry [role=alert]").first
    for text in ("6,25", "7,75", THEIRS, MINE):
        expect(warning).to_contain_text(text)
    expect(numbers[1]).to_have_value("7,75")
    with second.expect_navigation():
        second.locator("button[value=save]").click()
    expect(numbers[1]).to_have_value("7,75")
    expect(second.locator("main .notice.good")).to_be_visible()


@pytest.fixture
def slow_posts(site: Site) -> Iterator[list[str]]:
    """Each form takes its time to be handled: there is time for a second click. The list tells which forms came."""
    posts: list[str] = []

    def wait() -> None:
        if request.method == "POST":
            posts.append(request.path)
            time.sleep(0.5)

    hooks = site.app.before_request_funcs[None]
    hooks.insert(0, wait)
    yield posts
    hooks.remove(wait)


@pytest.mark.parametrize(("options", "sent"), [({}, 1), (NO_SCRIPT, 2)], ids=["script", "no script"])
def test_a_second_click_while_the_first_is_handled_logs_one_session(
    site: Site, person: Callable[..., Person], slow_posts: list[str], options: dict[str, Any], sent: int
) -> None:
    notes = f"Deux clics, une séance ({sent})."
    address = f"/follow-up/{follow_up_with_room(site)}"
    page = person(site, "coach", **options).open(f"{address}/log")
    page.locator("[name=quarters]").select_option("1")
    page.locator("[name=notes]").fill(notes)
    primary(page).scroll_into_view_if_needed()
    box = primary(page).bounding_box()
    assert box
    slow_posts.clear()
    for _ in range(2):
        page.mouse.click(box["x"] + 9, box["y"] + 9)
        page.wait_for_timeout(150)
    page.wait_for_url(f"**{address}")
    expect(page.locator("main p.notice").first).to_be_visible()
    assert slow_posts == [f"{address}/log"] * sent
    assert sessions_with(site, notes) == 1


def test_going_back_after_sending_finds_the_words_and_sends_nothing(site: Site, person: Callable[..., Person]) -> None:
    title = "Un rendez-vous pour revenir en arrière"
    page = person(site, "coach").open("/webinars/new")
    fill_webinar(page, title)
    send(page)
    expect(page.locator("main .notice.good")).to_be_visible()
    result = page.url
    page.go_back()
    expect(page.locator("[name=title-fr]")).to_have_value(title)
    page.go_forward()
    assert page.url == result
    assert ask(site, select(func.count(Webinar.id)).where(Webinar.title["fr"].as_string() == title)) == 1


def fill_webinar(page: Page, title: str) -> None:
    page.locator("[name=title-fr]").fill(title)
    for name, words in {"start_day": "2026-12-15", "start_time": "10:00", "minutes": "60", "place": "En ligne"}.items():
        page.locator(f"main [name={name}]").fill(words)


def end_sign_ins(site: Site, role: str) -> None:
    """As when the password was changed elsewhere: every sign-in of the person ends."""
    with site.app.app_context():
        person = db.session.query(User).filter_by(email=f"{role}@demo.example").one()
        person.sign_in_counter += 1
        db.session.commit()


@pytest.mark.parametrize("how", ["ended elsewhere", "cookies gone"])
def test_words_typed_while_the_sign_in_ended_are_given_back(
    site: Site, person: Callable[..., Person], how: str
) -> None:
    someone = person(site, "coach")
    page = someone.open("/webinars/new")
    title = f"Un titre écrit trop tard ({how})"
    fill_webinar(page, title)
    if how == "ended elsewhere":
        end_sign_ins(site, "coach")
    else:
        someone.context.clear_cookies()
    send(page)
    expect(page.locator("main .kept").filter(has_text=title)).to_be_visible()
    page.locator("main a.button").click()
    expect(page.locator("main input[type=email]")).to_be_visible()


def test_leaving_a_form_with_unsent_words_asks_first(site: Site, person: Callable[..., Person]) -> None:
    page = person(site, "coach").open("/webinars/new")
    page.locator("[name=title-fr]").press_sequentially("Un titre")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.locator("nav a[href='/webinars/']").click()
    expect(page.locator("[name=title-fr]")).to_have_value("Un titre")
    assert asked == ["beforeunload"]
    page.remove_listener("dialog", stay)
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("nav a[href='/webinars/']").click()
    page.wait_for_url(f"{site.url}/webinars/")
