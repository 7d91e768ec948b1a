"""Every page template, for each role that sees it: no axe violation, no complaint of the browser, no sideways scroll."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import DESK, PHONE, Person, Site
from tests.everywhere.decisions import ROLES

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
UNREACHABLE = {"static", "home.healthz", "accounts.sign_in", "accounts.invitation"}
"""Endpoints that are no page behind a sign-in."""
seen_by_anyone: set[str] = set()


def crawl(person: Person, visit: Callable[[str], None]) -> set[str]:
    """Follow the links from Home, one page for each endpoint, as a person with all the time in the world."""
    adapter = person.site.app.url_map.bind("localhost")
    waiting, known = ["/"], set()
    while waiting:
        path = waiting.pop(0)
        endpoint = _endpoint(adapter, path)
        if endpoint is None or endpoint in known:
            continue
        known.add(endpoint)
        response = person.page.request.get(person.site.url + path)
        if "text/html" not in response.headers.get("content-type", ""):
            continue
        person.open(path)
        visit(path)
        links = person.page.eval_on_selector_all("a[href^='/']", "all => all.map(a => a.getAttribute('href'))")
        waiting += [link for link in links if _endpoint(adapter, link) not in known]
    return known


def _endpoint(adapter: Any, link: str) -> str | None:
    try:
        return str(adapter.match(urlsplit(link).path, method="GET")[0])
    except Exception:  # a link to a POST address or to nowhere is another test's matter
        return None


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role_is_accessible(site: Site, person: Any, role: str) -> None:
    someone = person(site, role, viewport=DESK)
    axe, problems = Axe(), []

    def visit(path: str) -> None:
        found = axe.run(someone.page, options=WCAG)
        problems.extend(
            f"{path}: {one['id']}: {node['html'][:140]}"
            for one in found.response["violations"]
            for node in one["nodes"]
        )

    seen_by_anyone.update(crawl(someone, visit))
    assert not problems, "\n".join(problems)
    assert not someone.complaints, "\n".join(someone.complaints)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["fr", "nl"])
def test_no_page_scrolls_sideways_on_a_phone_in_the_dark(site: Site, person: Any, language: str) -> None:
    site.speak(language)
    problems = []
    for role in ("coach", "partner"):
        someone = person(site, role, viewport={**PHONE, "width": 320}, color_scheme="dark")

        def visit(path: str, page: Any = someone.page) -> None:
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > 320:
                problems.append(f"{path} ({language}): {width} px wide")

        crawl(someone, visit)
    site.speak("fr")
    assert not problems, "\n".join(problems)


@pytest.mark.slow
def test_contrast_holds_in_the_dark(site: Site, person: Any) -> None:
    someone = person(site, "coach", viewport=DESK, color_scheme="dark")
    axe, problems = Axe(), []

    def visit(path: str) -> None:
        found = axe.run(someone.page, options={"runOnly": ["color-contrast"]})
        problems.extend(
            f"{path}: {node['html'][:140]}" for one in found.response["violations"] for node in one["nodes"]
        )

    crawl(someone, visit)
    assert not problems, "\n".join(problems)


@pytest.mark.slow
def test_all_pages_were_seen(site: Site) -> None:
    pages = {rule.endpoint for rule in site.app.url_map.iter_rules() if "GET" in (rule.methods or set())}
    assert pages - UNREACHABLE - seen_by_anyone == set(), "no link leads to these pages in the demonstration"
