"""One figure's whole way in a real browser: entered, returned, entered again, approved, corrected, its period closed and
opened for one person, corrected once more, and published."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Person, Site
from tests.browser.test_three_jobs import QUARTER, Hands, content

pytestmark = pytest.mark.slow


class Desk(Hands):
    """A person at one figure."""

    def __init__(self, person: Person, figure: str = "") -> None:
        super().__init__(person.page)
        self.person, self.figure = person, figure

    def open(self, path: str) -> Page:
        return self.person.open(path)

    def is_told(self, words: str) -> None:
        expect(content(self.page).locator(".notice.good")).to_contain_text(words)

    def push(self, label: str) -> None:
        """A button or link of the figure's page."""
        self.open(self.figure)
        self.follow(content(self.page).locator(".page-head .actions").get_by_text(label, exact=True))

    def says(self, *words: str) -> None:
        self.open(self.figure)
        for one in words:
            expect(content(self.page)).to_contain_text(one)

    def is_not_offered(self, label: str) -> None:
        self.open(self.figure)
        expect(content(self.page).locator(".page-head .actions").get_by_text(label, exact=True)).to_have_count(0)

    def send(self) -> None:
        self.follow(content(self.page).locator("form[method=post] .primary").last)


def enter(staff: Desk, number: str) -> str:
    """The quarter's figure that is missing, by its own page afterwards."""
    staff.open(f"/kpis/entry?period={QUARTER}")
    rows = content(staff.page).locator("fieldset.entry").all()
    row = next(row for row in rows if row.locator("[name$=-numerator]").first.input_value() == "")
    name = row.locator("legend").first.inner_text()
    staff.write(row.locator("[name$=-numerator]").first, number)
    staff.follow(content(staff.page).locator("button[value=submit]"))
    sent = content(staff.page).locator(".rows.kpis li").filter(has_text=name).get_by_role("link", name=name)
    return sent.first.get_attribute("href") or ""


def send_back(coordinator: Desk, reason: str) -> None:
    coordinator.open("/kpis/review")
    card = content(coordinator.page).locator(f".card:has(a[href='{coordinator.figure}'])")
    coordinator.press(card.locator("summary"))
    coordinator.write(card.locator("textarea"), reason)
    coordinator.follow(card.locator("form[action$='/return'] button"))
    coordinator.is_told("renvoyé")


def enter_again(staff: Desk, number: str) -> None:
    staff.says("Compter aussi le mois d’août.", "renvoyé")
    staff.push("Modifier")
    row = content(staff.page).locator(f"fieldset{staff.page.url[staff.page.url.index('#') :]}")
    staff.write(row.locator("[name$=-numerator]").first, number)
    staff.follow(content(staff.page).locator("button[value=submit]"))


def approve(coordinator: Desk) -> None:
    coordinator.push("Valider")
    coordinator.is_told("validé")


def correct(staff: Desk, number: str, reason: str) -> None:
    staff.push("Corriger")
    staff.write(content(staff.page).locator("[name=numerator]"), number)
    staff.write(content(staff.page).locator("[name=reason]"), reason)
    staff.send()
    staff.is_told("L’ancienne valeur reste en vigueur")


def close(coordinator: Desk) -> None:
    coordinator.open("/kpis/periods")
    form = f"form[action='/kpis/periods/{QUARTER}/close']"
    coordinator.press(content(coordinator.page).locator(f"details:has({form}) summary"))
    coordinator.follow(content(coordinator.page).locator(f"{form} button"))
    coordinator.is_told("clôturée")


def unlock(coordinator: Desk, name: str) -> None:
    coordinator.open("/kpis/periods")
    coordinator.follow(content(coordinator.page).locator(f"a[href='/kpis/periods/{QUARTER}/open']"))
    content(coordinator.page).locator("[name=person_id]").select_option(label=name)
    coordinator.write(content(coordinator.page).locator("[name=until]"), "2026-11-30")
    coordinator.write(content(coordinator.page).locator("[name=reason]"), "Le registre est arrivé après la clôture.")
    coordinator.send()
    coordinator.is_told(f"rouverte pour {name}")


def publish(coordinator: Desk, number: str) -> None:
    coordinator.open(f"/kpis/publications/new?period={QUARTER}")
    expect(content(coordinator.page)).to_contain_text(number)
    coordinator.send()
    expect(content(coordinator.page)).to_contain_text(number)


def test_a_figure_is_returned_corrected_unlocked_and_published(fresh_site: Site, person: Callable[..., Person]) -> None:
    staff, coordinator, partner = (Desk(person(fresh_site, role)) for role in ("staff", "coordinator", "partner"))
    name = staff.page.locator("h1").inner_text().removeprefix("Bonjour ").strip()
    staff.figure = coordinator.figure = enter(staff, "790")
    send_back(coordinator, "Compter aussi le mois d’août.")
    enter_again(staff, "812,5")
    approve(coordinator)

    correct(staff, "820", "Une permanence oubliée.")
    coordinator.says("820 heures", "En vigueur jusqu’à la validation", "812,5 heures")
    approve(coordinator)
    close(coordinator)
    staff.is_not_offered("Corriger")
    unlock(coordinator, name)
    correct(staff, "823", "Trois heures de juillet, retrouvées dans le registre.")
    approve(coordinator)

    publish(coordinator, "823 heures")
    partner.open("/impact/")
    partner.follow(content(partner.page).locator(".rows a").filter(has_text="Valbrume").first)
    expect(content(partner.page)).to_contain_text("823")
    staff.says(
        "Compter aussi le mois d’août.",
        "Une permanence oubliée.",
        "Période clôturée",
        f"Période rouverte pour {name}",
        "Publication n° 1",
    )
