"""Every form of the portal, found from the URL map, meets bad input: never a 500, and nothing a person typed is lost."""

from typing import Any
from xml.etree.ElementTree import Element

from flask import Flask

from ambassador.submissions import new_token
from tests.client import Browser, Page, fields_of
from tests.conftest import World
from tests.everywhere.decisions import ROLES, Decision
from tests.everywhere.test_access import DECISIONS, make_rows

PAYLOADS = {
    "much too long": "x" * 20_000,
    "empty": "",
    "emoji": "😀👩🏽‍💻",
    "right to left": "שלום \u202eabc",
    "control characters": "a\x00b\x07c",
    "mark-up": "<script>alert('1')</script>\"'>",
    "negative": "-1",
    "huge": "9" * 40,
    "comma": "1,5",
    "impossible date": "31/02/2026",
    "not a choice": "../../etc/passwd",
    "a format": "%(name)s {0} %s",
}
TYPED = {"text", "email", "url", "tel", "search", "number", "date", "time", "password", None}
FRAME = {"/language", "/sign-out"}


def test_no_form_breaks(app: Flask, browser: Any, world: World) -> None:
    rows = make_rows(app, world)
    for rule in app.url_map.iter_rules():
        decision = DECISIONS.get(rule.endpoint)
        if decision is None or not {"GET", "POST"} <= (rule.methods or set()):
            continue
        arguments = decision.arguments(rows)
        url = str(app.url_map.bind("localhost").build(rule.endpoint, arguments))
        person = browser() if decision.is_public else browser(getattr(world, _role(decision)))
        page = person._open("GET", url)
        if page.status == 200:
            _send_everywhere(person, page)


def _role(decision: Decision) -> str:
    return next(role for role in ROLES if role in decision.allowed.split())


def _send_everywhere(person: Browser, page: Page) -> None:
    """Each form of the page with each payload, as if it were the first time."""
    for form in page.all("form", method="post"):
        action = form.get("action") or page.url
        names = _typed_names(form)
        if action in FRAME or not names:
            continue
        for kind, payload in PAYLOADS.items():
            data = {**fields_of(form), **dict.fromkeys(names, payload), "once": new_token()}
            sent = person._open("POST", action, data=data)
            assert sent.status < 500, f"{page.url}, {kind}: {sent.status}"
            if sent.status == 200:
                _assert_kept(page.url, form, sent, payload)


def _typed_names(form: Element) -> list[str]:
    return [
        str(element.get("name"))
        for element in form.iter()
        if element.get("name")
        and (element.tag == "textarea" or (element.tag == "input" and element.get("type") in TYPED))
    ]


def _assert_kept(url: str, before: Element, sent: Page, payload: str) -> None:
    """A refused form comes back with its text, but for passwords and what no page can show."""
    if not payload.strip() or "\x00" in payload:
        return
    areas = {str(element.get("name")) for element in before.iter("textarea")}
    forms = [form for form in sent.all("form", method="post") if areas and areas <= set(fields_of(form))]
    if not forms:
        return
    kept = fields_of(forms[0])
    for name in areas:
        values = kept[name] if isinstance(kept[name], list) else [kept[name]]
        assert payload.strip() in [str(value).strip() for value in values], f"{url}: what was typed in {name} is lost"


def test_unknown_and_impossible_numbers_are_not_found(app: Flask, browser: Any, world: World) -> None:
    for rule in app.url_map.iter_rules():
        decision = DECISIONS.get(rule.endpoint)
        if decision is None or not decision.rows or "GET" not in (rule.methods or set()):
            continue
        person = browser(getattr(world, _role(decision)))
        for number in (0, 2**31 - 1, 2**70):
            arguments = {**decision.words, **dict.fromkeys(decision.rows, number)}
            try:
                url = str(app.url_map.bind("localhost").build(rule.endpoint, arguments))
            except Exception:  # an address that the rule itself refuses to write
                continue
            assert person._open("GET", url).status == 404, url


def test_nonsense_in_the_query_breaks_no_page(app: Flask, browser: Any, world: World) -> None:
    rows = make_rows(app, world)
    names = (
        "page year state kind theme structure period from to on words status role axis service organisation next person"
    )
    for rule in app.url_map.iter_rules():
        decision = DECISIONS.get(rule.endpoint)
        if decision is None or "GET" not in (rule.methods or set()) or decision.is_public:
            continue
        arguments = decision.arguments(rows)
        url = str(app.url_map.bind("localhost").build(rule.endpoint, arguments))
        person = browser(getattr(world, _role(decision)))
        for nonsense in ("-1", "9" * 30, "%00<script>", "2026-13"):
            query = "&".join(f"{name}={nonsense}" for name in names.split())
            assert person._open("GET", f"{url}?{query}").status < 500, f"{url}?{query}"
