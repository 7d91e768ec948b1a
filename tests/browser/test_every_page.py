"""Every page template, for each role that sees it: no axe violation in light and dark, no complaint of the browser."""

from collections import defaultdict
from collections.abc import Callable
from functools import cache

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from ambassador.accounts.models import User
from ambassador.accounts.services.invitations import new_link
from ambassador.db import db
from tests.browser.conftest import Person, Site, wait_until
from tests.browser.pages import FILES, Found
from tests.everywhere.decisions import ROLES

pytestmark = pytest.mark.slow

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NO_PAGES = {"static", "home.healthz", "impact.charts", "impact.programme_charts", *FILES}
"""They answer with a file, with a line for machines, or with figures that a script fetches."""
BEFORE_SIGN_IN = {"accounts.sign_in", "accounts.invitation", "shared.page"}
REFUSED = [
    ("coach", "/webinars/new"),
    ("coach", "/follow-up/1/log"),
    ("coach", "/conventions/new"),
    ("coordinator", "/charter/new"),
    ("coordinator", "/kpis/new"),
    ("admin", "/admin/people/new"),
    ("partner", "/me/password"),
]
"""Forms that refuse to be sent empty."""
axe = Axe()


def violations(page: Page, rules: list[str]) -> list[str]:
    found = axe.run(page, options={"runOnly": rules, "resultTypes": ["violations"], "preload": False}).response
    return [f"{one['id']}: {node['html'][:160]}" for one in found["violations"] for node in one["nodes"]]


def dark_violations(page: Page) -> list[str]:
    page.emulate_media(color_scheme="dark")
    found = violations(page, ["color-contrast"])
    page.emulate_media(color_scheme="light")
    return found


def settle(page: Page) -> None:
    """Let the charts' library arrive, where there are charts; where it comes on demand, let the page offer it."""
    if page.locator(".chart-plot").count() and page.locator("script[data-bundle]").count():
        wait_until(page, "globalThis.Plotly || document.querySelector('[data-chart-start]:not([hidden])')")


class Walk:
    """What was found on the pages of one role."""

    def __init__(self, person: Person, paths: list[str], light_only: frozenset[str] = frozenset()) -> None:
        self.problems: dict[str, list[str]] = defaultdict(list)
        for path in paths:
            page = person.open(path)
            settle(page)
            self._note("axe", path, violations(page, WCAG))
            if path not in light_only:
                self._note("dark", path, dark_violations(page))
            self._note("console", path, person.complaints)
            person.complaints = []

    def _note(self, kind: str, path: str, found: list[str]) -> None:
        self.problems[kind] += [f"{path}: {problem}" for problem in found]


@pytest.fixture(scope="module")
def walk(site: Site, explored: dict[str, list[Found]], meet: Callable[..., Person]) -> Callable[[str], Walk]:
    """The walk of a role through its pages, made once."""

    @cache
    def of_role(role: str) -> Walk:
        pages = [one for one in explored[role] if one.endpoint not in NO_PAGES]
        seen_in_the_dark = frozenset(one.path for one in pages if not one.is_new)
        return Walk(meet(site, role), [one.path for one in pages], seen_in_the_dark)

    return of_role


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("kind", ["axe", "dark", "console"])
def test_every_page_of_a_role_is_free_of_problems(walk: Callable[[str], Walk], role: str, kind: str) -> None:
    problems = walk(role).problems[kind]
    assert not problems, "\n".join(problems)


def test_every_endpoint_is_reached_by_links(site: Site, explored: dict[str, list[Found]]) -> None:
    pages = {rule.endpoint for rule in site.app.url_map.iter_rules() if "GET" in (rule.methods or set())}
    seen = {one.endpoint for found in explored.values() for one in found}
    lost = pages - NO_PAGES - BEFORE_SIGN_IN - seen
    assert not lost, f"no link of the demonstration leads to {lost}: give the demonstration what they need"


def test_pages_before_sign_in_and_pages_that_say_no_are_accessible(site: Site, person: Callable[..., Person]) -> None:
    with site.app.app_context():
        invited = db.session.query(User).filter(User.password_hash.is_(None)).first()
        assert invited, "the demonstration has nobody without a password"
        token = new_link(invited, None, site.app.config["CLOCK"]())
        db.session.commit()
    walks = [
        Walk(person(site), ["/sign-in", f"/invitation/{token}", "/invitation/unknown", "/r/unknown"]),
        Walk(person(site), ["/privacy", "/nowhere"]),
        Walk(person(site, "coach"), ["/nowhere", "/admin/", "/conventions/999999"]),
    ]
    problems = [problem for one in walks for found in one.problems.values() for problem in found]
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize(("role", "path"), REFUSED)
def test_a_refused_form_is_accessible_and_takes_the_focus(
    site: Site, person: Callable[..., Person], role: str, path: str
) -> None:
    page = person(site, role).open(path)
    form = page.locator("main form[method=post]")
    form.evaluate("form => form.querySelectorAll('input:not([type=hidden]), textarea').forEach(one => one.value = '')")
    form.locator(".primary").last.click()
    expect(page.locator("#error-summary")).to_be_focused()
    expect(page.locator("[aria-invalid=true]").first).to_be_visible()
    assert not violations(page, WCAG) + dark_violations(page)
    page.locator("#error-summary a").first.click()
    assert page.evaluate("document.activeElement.matches('[aria-invalid=true], [aria-describedby$=-error], .wrong *')")
