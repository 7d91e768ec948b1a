"""Ten KPIs entered with the keyboard alone, and the same screen without JavaScript.

From one number to the next: Enter, one key for each field. By Tab alone: four stops for each KPI, none of them a trap.
"""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from ambassador.accounts.models import Organisation, User
from ambassador.db import db
from ambassador.demo import factories
from ambassador.kpis.models import Dimension, IndicatorKind
from tests.browser.conftest import PHONE, Person, Site
from tests.browser.test_every_page import WCAG, dark_violations, violations

pytestmark = pytest.mark.slow

STOPS = 4
"""From a number to the next KPI's by Tab: answer and comment, save the row, the definition, the number."""
NUMBERS: list[tuple[IndicatorKind, list[str]]] = [
    *[(IndicatorKind.NUMBER, [str(number)]) for number in (12, 240, 7)],
    (IndicatorKind.RATIO, ["588", "1 248"]),
    (IndicatorKind.NUMBER, ["1 250,5"]),
    (IndicatorKind.MEAN, ["7,25", "166"]),
    (IndicatorKind.MILESTONE, ["a"]),
    (IndicatorKind.RATIO, ["9", "21"]),
    (IndicatorKind.NUMBER, ["0"]),
]
"""What is typed into nine KPIs; the tenth has categories."""


@pytest.fixture
def clerk(fresh_site: Site, person: Callable[..., Person]) -> Callable[..., Page]:
    """Someone of the made-up city who enters ten KPIs of their own, in front of the last quarter's screen."""

    def sit_down(**options: Any) -> Page:
        with fresh_site.app.app_context():
            staff = db.session.scalars(select(User).where(User.email == "staff@demo.example")).one()
            city = db.session.get_one(Organisation, staff.organisation_id)
            someone = factories.user("staff", city, "Charlie Clavier", email="clavier@demo.example", language="fr")
            someone.password_hash = staff.password_hash
            gender = db.session.scalars(select(Dimension).where(Dimension.key == "gender")).one()
            kinds = [kind for kind, _ in NUMBERS] + [IndicatorKind.NUMBER]
            for number, kind in enumerate(kinds):
                dimensions = [gender] if number == len(NUMBERS) else []
                factories.kpi(
                    city, f"Z{number:02d}", kind, owner_id=someone.id, first_month=202607, dimensions=dimensions
                )
            db.session.commit()
        page = person(fresh_site, "clavier", **options).open("/kpis/entry?period=2026-Q3")
        expect(page.locator("fieldset.entry")).to_have_count(len(NUMBERS) + 1)
        return page

    return sit_down


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()"))


def tab_to(page: Page, target: Locator, most: int) -> int:
    handle = target.element_handle()
    for count in range(1, most + 1):
        page.keyboard.press("Tab")
        if page.evaluate("target => document.activeElement === target", handle):
            return count
    raise AssertionError(f"{most} stops by Tab, and the focus is on {focused(page)}")


def test_ten_kpis_are_entered_with_the_keyboard_alone(clerk: Callable[..., Page]) -> None:
    page = clerk()
    rows = page.locator("fieldset.entry")
    tab_to(page, rows.first.locator("[name$=-numerator]"), most=40)
    keys = 0
    for number, (_kind, typed) in enumerate(NUMBERS):
        for text in typed:
            expect(rows.nth(number).locator(":focus")).to_have_count(1)
            page.keyboard.type(text)
            page.keyboard.press("Enter")
            keys += len(text) + 1
    assert keys == sum(len(text) + 1 for _, typed in NUMBERS for text in typed), "nothing but the numbers and Enter"
    expect(rows.nth(3).locator("output")).to_have_text("47,1 %")
    expect(rows.nth(5).locator("output")).to_contain_text("7,25")
    last = rows.nth(len(NUMBERS))
    page.keyboard.type("30")
    tab_to(page, last.locator("summary", has_text="Ventilation"), most=STOPS)
    page.keyboard.press("Enter")
    tab_to(page, last.locator("[name$=_numerator]").first, most=1)
    page.keyboard.type("18")
    page.keyboard.press("Enter")
    page.keyboard.type("13")
    expect(last.locator("output")).to_have_text("1 de trop")
    page.keyboard.press("Backspace")
    page.keyboard.type("0")
    expect(last.locator("output")).to_have_text("2")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert focused(page) == "do", "after the last number comes the button that sends"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".notice.good")).to_contain_text("10")
    expect(page.locator(".rows.kpis li")).to_have_count(10)


def test_tab_leads_from_number_to_number_in_few_stops_and_an_answer_without_number_is_at_hand(
    clerk: Callable[..., Page],
) -> None:
    page = clerk()
    rows = page.locator("fieldset.entry")
    tab_to(page, rows.first.locator("[name$=-numerator]"), most=40)
    page.keyboard.type("12")
    tab_to(page, rows.nth(1).locator("[name$=-numerator]"), most=STOPS)
    tab_to(page, rows.nth(1).locator("summary", has_text="Réponse"), most=1)
    page.keyboard.press("Enter")
    tab_to(page, rows.nth(1).locator("select[name$=-answer]"), most=1)
    page.keyboard.type("ind")
    tab_to(page, rows.nth(1).locator("textarea"), most=1)
    page.keyboard.type("Registre en panne.")
    tab_to(page, rows.nth(1).locator("button[value^='submit:']"), most=3)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".notice.good")).to_contain_text("Chiffres envoyés pour validation")
    expect(rows.first.locator("[name$=-numerator]")).to_have_value("12")
    expect(page.locator(".rows.kpis li")).to_have_count(1)


def test_a_number_far_from_the_last_opens_the_comment_while_it_is_typed(
    site: Site, person: Callable[..., Person]
) -> None:
    page = person(site, "staff").open("/kpis/entry?period=2026-Q3")
    row = page.locator("fieldset.entry").filter(has_text="701")
    row.locator("[name$=-numerator]").fill("1 500")
    expect(row.locator(".ask")).to_contain_text("commentaire")
    expect(row.locator("textarea")).to_be_visible()
    row.locator("textarea").fill("Deux espaces de plus.")
    expect(row.locator(".ask")).to_be_empty()


def test_one_row_is_saved_and_its_result_shown_without_javascript(clerk: Callable[..., Page]) -> None:
    page = clerk(viewport=PHONE, java_script_enabled=False)
    row = page.locator("fieldset.entry").nth(3)
    row.locator("[name$=-numerator]").fill("588")
    row.locator("[name$=-denominator]").fill("1 248")
    row.locator("button[value^='save:']").click()
    expect(page.locator(".notice.good")).to_contain_text("1")
    expect(row.locator("output")).to_have_text("47,1 %")
    last = page.locator("fieldset.entry").last
    last.locator("[name$=-numerator]").fill("30")
    last.locator("summary", has_text="Ventilation").click()
    last.locator("[name$=_numerator]").first.fill("31")
    last.locator("[name$=-numerator]").press("Enter")
    expect(page.locator("#error-summary")).to_contain_text("plus que le total")
    last.locator("[name$=_numerator]").first.fill("18")
    page.locator("button[value=save]").click()
    expect(last).to_contain_text("Non précisé : 12")


@pytest.mark.parametrize("width", [320, 1280])
def test_the_screen_with_everything_open_and_a_row_to_mend_is_accessible(
    site: Site, person: Callable[..., Person], width: int
) -> None:
    page = person(site, "staff", viewport={"width": width, "height": 800}).open("/kpis/entry?period=2026-Q3")
    page.locator("[name$=_numerator]").first.fill("1 000")
    page.locator("[name$=-comment]").first.evaluate("field => field.closest('details').open = true")
    page.locator("button[value=save]").click()
    expect(page.locator("#error-summary")).to_be_focused()
    page.locator("fieldset.entry details").evaluate_all("all => all.forEach(one => one.open = true)")
    assert not violations(page, WCAG) + dark_violations(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = page.locator("main :is(a, button, input, select, summary):visible").evaluate_all(
        "all => all.filter(one => one.tabIndex >= 0 && one.getBoundingClientRect().height < 24).map(one => one.outerHTML)"
    )
    assert not small, small
