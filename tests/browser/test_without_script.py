"""Every page on the smallest phone, without JavaScript, in two languages; the forms work there as anywhere."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Person, Site
from tests.browser.pages import FILES, Found
from tests.everywhere.decisions import ROLES

pytestmark = pytest.mark.slow

SMALLEST = {"viewport": {"width": 320, "height": 640}, "java_script_enabled": False}
LOOK = """() => ({
    lang: document.documentElement.lang,
    width: document.documentElement.scrollWidth,
    heading: document.querySelector('h1').getBoundingClientRect().height,
    text: document.querySelector('main').innerText.trim().length,
    hidden: [...document.querySelectorAll('[hidden]')]
        .filter(one => !one.matches('.chart-plot, [data-chart-start], [data-chart-save]')).map(one => one.outerHTML),
    dead: [...document.querySelectorAll('button[type=button]:not([hidden])')].map(one => one.outerHTML),
})"""


class Walk:
    """Each page; where it shows something new, its language is then switched, which is the next page's language too."""

    def __init__(self, person: Person, pages: list[Found]) -> None:
        self.problems: list[str] = []
        self.page, self.language = person.page, "fr"
        for one in pages:
            person.open(one.path)
            self._look(one.path)
            if one.is_new:
                self._switch(one.path)
                self._look(one.path)

    def _switch(self, path: str) -> None:
        address = self.page.url
        self.language = "nl" if self.language == "fr" else "fr"
        with self.page.expect_navigation():
            self.page.locator(f".languages [value={self.language}]").click()
        self._expect(self.page.url == address, path, f"the language switch leads to {self.page.url}")

    def _look(self, path: str) -> None:
        found, language = self.page.evaluate(LOOK), self.language
        self._expect(found["lang"] == language, path, f"lang is {found['lang']} instead of {language}")
        self._expect(found["width"] <= 320, path, f"{found['width']} px wide in {language}")
        self._expect(found["heading"] > 0 and found["text"] > 20, path, "no content without JavaScript")
        self._expect(not found["hidden"], path, f"only JavaScript could show {found['hidden']}")
        self._expect(not found["dead"], path, f"only JavaScript could make these work: {found['dead']}")

    def _expect(self, is_met: bool, path: str, problem: str) -> None:
        if not is_met:
            self.problems.append(f"{path}: {problem}")


@pytest.fixture(scope="module")
def walk(site: Site, explored: dict[str, list[Found]], meet: Callable[..., Person]) -> Callable[[str], Walk]:
    """The walk of a role, made once."""

    @cache
    def of_role(role: str) -> Walk:
        return Walk(meet(site, role, **SMALLEST), [one for one in explored[role] if one.endpoint not in FILES])

    return of_role


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role_is_whole_on_a_phone_without_javascript(walk: Callable[[str], Walk], role: str) -> None:
    problems = walk(role).problems
    assert not problems, "\n".join(problems)


def test_without_javascript_the_menu_opens_and_leads_on(site: Site, person: Callable[..., Person]) -> None:
    page = person(site, "staff", **SMALLEST).page
    link = page.locator("nav a[href='/kpis/']")
    expect(link).to_be_hidden()
    page.locator(".menu summary").click()
    link.click()
    assert page.url == f"{site.url}/kpis/"
    page.locator(".menu summary").click()
    expect(page.locator("nav a[aria-current=page]")).to_have_attribute("href", "/kpis/")


def test_without_javascript_a_refused_form_says_why_and_keeps_what_was_typed(
    site: Site, person: Callable[..., Person]
) -> None:
    page = person(site, "coach", **SMALLEST).open("/follow-up/1/log")
    words = "أهلا <script>alert(1)</script> 🙂 l’été"
    page.locator("[name=people]").fill(words)
    page.locator("[name=notes]").fill("")
    page.locator("main form[method=post] .primary").last.click()
    expect(page.locator("#error-summary a").first).to_be_visible()
    expect(page.locator("[name=people]")).to_have_value(words)
    page.locator("[name=notes]").fill("Rien à signaler.")
    page.locator("main form[method=post] .primary").last.click()
    expect(page.locator("main .notice.good")).to_be_visible()


def test_a_stranger_signs_in_from_any_page_and_chooses_a_language(site: Site, person: Callable[..., Person]) -> None:
    page: Page = person(site, **SMALLEST).open("/kpis/publications")
    page.locator(".languages [value=nl]").click()
    expect(page.locator("html")).to_have_attribute("lang", "nl")
    page.locator("main input[type=email]").fill("partner@demo.example")
    page.locator("main input[type=password]").fill("not the password")
    page.locator("main form button").click()
    expect(page.locator("main input[type=email]")).to_have_value("partner@demo.example")
    expect(page.locator("[role=alert]")).to_be_visible()


def test_details_open_without_javascript(site: Site, person: Callable[..., Person]) -> None:
    page = person(site, "partner", **SMALLEST).open("/impact/")
    numbers: Any = page.locator(".chart-numbers").first
    expect(numbers.locator("table")).to_be_hidden()
    numbers.locator("summary").click()
    expect(numbers.locator("table")).to_be_visible()
    expect(page.locator(".chart-drawing").first).to_be_visible()
