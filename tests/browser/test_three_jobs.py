"""The three jobs: a coach logs a session, a structure enters, approves and publishes a figure, a partner sees it.

Once on a phone without JavaScript, once with the keyboard alone.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE, Person, Site

pytestmark = pytest.mark.slow

QUARTER = "2026-Q3"
"""The last quarter that is over on the day of the demonstration; it is not published."""
FIGURE = "812,5"
ON_PAPER = {"viewport": PHONE, "java_script_enabled": False}
TABS = 250
"""More stops than any page has."""
PARTS = {"": Fraction(0), "¼": Fraction(1, 4), "½": Fraction(1, 2), "¾": Fraction(3, 4)}

FOCUS = """target => {
    const focused = document.activeElement, style = getComputedStyle(focused);
    const box = focused.getBoundingClientRect();
    return {
        isThere: focused === target,
        isVisible: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
        isInView: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
        isPage: focused === document.body,
        name: focused.outerHTML.slice(0, 120),
    };
}"""


def days(text: str) -> Fraction:
    """ "2¼" as a number."""
    whole, part = re.fullmatch(r"(\d*)([¼½¾]?)", text.strip()).groups()  # type: ignore[union-attr]
    return Fraction(int(whole or 0)) + PARTS[part]


def ledger(figure: Locator) -> dict[str, Fraction]:
    """Held, planned, free, and over where there is any, as the blocks of days say; and they must add up."""
    numbers = [days(text) for text in figure.locator("figcaption li strong").all_inner_texts()]
    held, planned, free, *over, quota = numbers
    assert held + planned + free == quota + sum(over)
    return {"held": held, "planned": planned, "free": free, "over": sum(over, Fraction(0))}


class Hands:
    """How a person uses a page: by touch here, by keyboard below."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def follow(self, target: Locator) -> None:
        with self.page.expect_navigation():
            self.press(target)

    def press(self, target: Locator) -> None:
        target.click()

    def write(self, target: Locator, text: str) -> None:
        target.fill(text)


class Keyboard(Hands):
    """Tab, Enter, Space and letters. At each stop on the way, the focus must be seen."""

    def go_to(self, target: Locator) -> None:
        handle = target.element_handle()
        for _ in range(TABS):
            self.page.keyboard.press("Tab")
            found = self.page.evaluate(FOCUS, handle)
            if found["isPage"]:
                continue  # past the last stop, and on to the first
            assert found["isVisible"], f"{self.page.url}: no visible focus on {found['name']}"
            assert found["isInView"], f"{self.page.url}: the focus is out of sight on {found['name']}"
            if found["isThere"]:
                return
        raise AssertionError(f"{self.page.url}: Tab never comes to {target}")

    def press(self, target: Locator) -> None:
        self.go_to(target)
        self.page.keyboard.press("Enter")

    def write(self, target: Locator, text: str) -> None:
        self.go_to(target)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)


@contextmanager
def at_most(person: Person, pages: int) -> Iterator[None]:
    """The job is done within this many pages."""
    opened: list[str] = []

    def note(request: Any) -> None:
        if request.is_navigation_request() and request.redirected_from is None:
            opened.append(request.url)

    person.page.on("request", note)
    yield
    person.page.remove_listener("request", note)
    assert len(opened) <= pages, f"{len(opened)} pages for one job: {opened}"


def content(page: Page) -> Locator:
    return page.locator("main")


def log_a_session(coach: Person, hands: Hands) -> None:
    """From Home, where a structure has days left: only the notes are to be written."""
    page = coach.page
    card = content(page).locator(".card").filter(has=page.locator("figure.days")).filter(has_not=page.locator(".over"))
    before = ledger(card.first.locator("figure.days"))
    with at_most(coach, pages=2):
        hands.follow(card.first.locator("a.button"))
        duration = Fraction(int(content(page).locator("[name=quarters]").input_value()), 4)
        assert 0 < duration <= before["free"], "what is prefilled must fit into the days that are left"
        hands.write(content(page).locator("[name=notes]"), "Relu la charte avec l’équipe : trois actions à préciser.")
        hands.follow(content(page).locator("form[method=post] .primary").last)
    expect(content(page).locator(".notice.good")).to_be_visible()
    after = ledger(content(page).locator("figure.days"))
    assert after == {**before, "held": before["held"] + duration, "free": before["free"] - duration}
    links = content(page).locator("a[href*='/follow-up/sessions/']")
    newest = max(
        re.findall(r"/sessions/(\d+)", " ".join(link.get_attribute("href") or "" for link in links.all())), key=int
    )
    coach.open(f"/follow-up/sessions/{newest}")
    expect(content(page)).to_contain_text("trois actions à préciser")


def hold_the_planned_session(coach: Person, hands: Hands) -> None:
    """From what is due on Home: the session was planned, so its days turn from planned to held."""
    page = coach.page
    with at_most(coach, pages=2):
        hands.follow(content(page).locator(".due a[href*='/sessions/']").first)
        duration = Fraction(int(content(page).locator("[name=quarters]").input_value()), 4)
        hands.write(content(page).locator("[name=notes]"), "Tenue comme prévu : les lignes directrices sont relues.")
        hands.follow(content(page).locator("form[method=post] .primary").first)
    assert ledger(content(page).locator("figure.days"))["held"] >= duration
    expect(content(page).locator(".notice.good")).to_be_visible()


def enter_a_figure(staff: Person, hands: Hands) -> str:
    """The quarter's missing figure, with a decimal comma; all rows are then sent for approval. Its name is returned."""
    page = staff.page
    hands.follow(content(page).locator(f".due a[href*='{QUARTER}']").first)
    rows = content(page).locator("fieldset.entry")
    empty = [row for row in rows.all() if row.locator("[name$=-numerator]").input_value() == ""]
    assert len(empty) == 1, "the demonstration has one figure of the quarter that is still to be entered"
    name = empty[0].locator("legend").first.inner_text()
    hands.write(empty[0].locator("[name$=-numerator]"), FIGURE)
    hands.follow(content(page).locator("button[value=submit]"))
    expect(content(page).locator(".notice.good")).to_be_visible()
    expect(content(page).locator("fieldset.entry")).to_have_count(0)
    row = content(page).locator(".rows.kpis li").filter(has_text=name)
    expect(row).to_contain_text(FIGURE)
    return name


def approve_and_publish(coordinator: Person, hands: Hands, name: str) -> None:
    page = coordinator.page
    hands.follow(content(page).locator(".due a[href*='/kpis/review']").first)
    card = content(page).locator(".review .card").filter(has=page.get_by_role("heading", name=name, exact=True))
    expect(card).to_contain_text(FIGURE)
    hands.follow(card.locator("form[action$='/approve'] button"))
    expect(content(page).locator(".notice.good")).to_be_visible()
    expect(card).to_have_count(0)
    hands.follow(content(page).locator(".back a"))
    hands.follow(content(page).locator("a[href^='/kpis/publications']").first)
    hands.follow(content(page).locator(".actions a[href='/kpis/publications/new']").first)
    expect(content(page).locator("table").first).to_contain_text(name)
    hands.follow(content(page).locator("form[method=post] .primary"))
    expect(content(page).locator(".notice.good")).to_be_visible()
    expect(content(page)).to_contain_text(FIGURE)


def chart_of(page: Page, name: str) -> Locator:
    """The chart of one KPI alone, by its title."""
    return page.locator("figure.chart").filter(has=page.locator("figcaption", has_text=re.compile(rf"^\s*{name}")))


def find_in_a_chart(partner: Person, hands: Hands, name: str) -> None:
    """The drawing and the table beneath it both say the figure."""
    page = partner.page
    hands.follow(page.locator("main a[href='/impact/']").first)
    hands.follow(page.locator("#structures ~ .rows a, section .rows a").filter(has_text="Valbrume").first)
    chart = chart_of(page, name)
    expect(chart.locator("figcaption")).to_contain_text(FIGURE)
    expect(chart.locator("svg.chart-drawing desc")).to_contain_text(FIGURE)
    hands.press(chart.locator(".chart-numbers summary"))
    expect(chart.locator("table td").filter(has_text=FIGURE).first).to_be_visible()


def sees_nothing_yet(partner: Person, name: str) -> None:
    partner.open("/impact/")
    partner.page.locator("main .rows a").filter(has_text="Valbrume").first.click()
    expect(chart_of(partner.page, name)).to_have_count(1)
    assert FIGURE not in partner.page.locator("main").inner_text()
    partner.open("/")


def test_the_three_jobs_on_a_phone_without_javascript(fresh_site: Site, person: Callable[..., Person]) -> None:
    coach, staff, coordinator, partner = (
        person(fresh_site, role, **ON_PAPER) for role in ("coach", "staff", "coordinator", "partner")
    )
    log_a_session(coach, Hands(coach.page))
    name = enter_a_figure(staff, Hands(staff.page))
    sees_nothing_yet(partner, name)
    approve_and_publish(coordinator, Hands(coordinator.page), name)
    find_in_a_chart(partner, Hands(partner.page), name)


def test_the_three_jobs_with_the_keyboard_alone(fresh_site: Site, person: Callable[..., Person]) -> None:
    coach, staff, coordinator, partner = (
        person(fresh_site, role) for role in ("coach", "staff", "coordinator", "partner")
    )
    hold_the_planned_session(coach, Keyboard(coach.page))
    name = enter_a_figure(staff, Keyboard(staff.page))
    approve_and_publish(coordinator, Keyboard(coordinator.page), name)
    find_in_a_chart(partner, Keyboard(partner.page), name)


def test_signing_in_and_out_with_the_keyboard_alone(site: Site, person: Callable[..., Person]) -> None:
    stranger = person(site)
    page, keyboard = stranger.open("/"), Keyboard(stranger.page)
    keyboard.write(page.locator("main input[type=email]"), "partner@demo.example")
    keyboard.write(page.locator("main input[type=password]"), "ambassador-demo")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url == f"{site.url}/"
    keyboard.press(page.locator(".skip"))
    expect(page.locator("main")).to_be_focused()
    stranger.open("/")
    keyboard.follow(page.locator("form[action='/sign-out'] button"))
    expect(page.locator("main input[type=email]")).to_be_visible()


def test_the_languages_and_the_menu_with_the_keyboard_on_a_phone(site: Site, person: Callable[..., Person]) -> None:
    coach = person(site, "coach", viewport=PHONE)
    keyboard = Keyboard(coach.page)
    keyboard.follow(coach.page.locator(".languages [value=en]"))
    expect(coach.page.locator("html")).to_have_attribute("lang", "en")
    keyboard.press(coach.page.locator(".menu summary"))
    keyboard.follow(coach.page.locator("nav a[href='/webinars/']"))
    assert coach.page.url == f"{site.url}/webinars/"
    keyboard.follow(coach.page.locator(".languages [value=fr]"))
