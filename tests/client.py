"""A browser for tests: every page it fetches is checked, whichever test fetches it.

Checked: valid HTML, `lang`, one h1, labelled inputs, unique ids, no inline style or script, a query budget.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient
from html5lib.constants import E as HTML_ERRORS
from sqlalchemy import Engine, event

from tests.everywhere.budgets import budget_of

_UNLABELLED = {"hidden", "submit", "button", "image", "reset"}


@dataclass
class Page:
    """A fetched page: status, address, text, and its parsed tree."""

    status: int
    url: str
    html: str
    headers: Any
    tree: Element | None = field(default=None, repr=False)

    @property
    def text(self) -> str:
        """What a person reads, with single spaces."""
        assert self.tree is not None, "not an HTML page"
        return " ".join("".join(self.tree.itertext()).split())

    def all(self, tag: str, **attributes: str) -> list[Element]:
        assert self.tree is not None, "not an HTML page"
        return [
            element
            for element in self.tree.iter(tag)
            if all(element.get(name.rstrip("_")) == value for name, value in attributes.items())
        ]

    def links(self) -> list[str]:
        return [element.get("href", "") for element in self.all("a")]

    def form(self, action: str | None = None) -> Element:
        """The form that goes to `action`, else the only one in the page's content."""
        forms = self.all("form", method="post")
        if action is not None:
            found = [form for form in forms if (form.get("action") or self.url) == action]
        else:
            frame = {"/language", "/sign-out"}
            found = [form for form in forms if form.get("action") not in frame]
        assert len(found) == 1, f"{len(found)} forms for {action or 'the content'} on {self.url}"
        return found[0]

    def errors(self) -> str:
        """The text of the error summary, or ''."""
        return " ".join(" ".join("".join(element.itertext()).split()) for element in self.all("div", role="alert"))


def fields_of(form: Element) -> dict[str, Any]:
    """What the browser would send if nothing were touched."""
    values: dict[str, Any] = {}

    def add(name: str, value: str) -> None:
        values[name] = [*_as_list(values[name]), value] if name in values else value

    for element in form.iter():
        name, kind = element.get("name"), element.get("type", "text")
        if not name or element.get("disabled") is not None:
            continue
        if element.tag == "textarea":
            add(name, "".join(element.itertext()).removeprefix("\n"))
        elif element.tag == "select":
            options = list(element.iter("option"))
            chosen = [option for option in options if option.get("selected") is not None]
            for option in chosen or ([] if element.get("multiple") is not None else options[:1]):
                add(name, option.get("value", "".join(option.itertext())))
        elif element.tag == "input" and kind in {"checkbox", "radio"}:
            if element.get("checked") is not None:
                add(name, element.get("value", "on"))
        elif element.tag == "input" and kind not in {"submit", "button", "file"}:
            add(name, element.get("value", ""))
    return values


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


class Browser:
    """One person's browser."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, url: str, status: int = 200, **kwargs: Any) -> Page:
        """Fetch a page without following redirects; `status` is what is expected."""
        with counted_queries() as count:
            page = self._open("GET", url, **kwargs)
        assert page.status == status, f"GET {url}: {page.status} instead of {status}"
        if page.status == 200:
            endpoint = self._endpoint(url)
            budget = budget_of(endpoint)
            assert len(count) <= budget, (
                f"{endpoint} asks the database {len(count)} times, its budget is {budget}; load rows together "
                f"(selectinload), or raise its line in tests/everywhere/budgets.py:\n" + "\n".join(count)
            )
        return page

    def post(self, url: str, data: dict[str, Any] | None = None, status: int = 303) -> Page:
        """Send what is given, with a CSRF token but nothing else added."""
        page = self._open("POST", url, data={"csrf_token": self.csrf_token(), **(data or {})})
        assert page.status == status, f"POST {url}: {page.status} instead of {status}"
        return page

    def csrf_token(self) -> str:
        return str(fields_of(self._open("GET", "/privacy").form("/language"))["csrf_token"])

    def submit(
        self, page: Page, values: dict[str, Any] | None = None, action: str | None = None, status: int = 303
    ) -> Page:
        """Send a form of the page as a browser does: what it holds, changed by `values` (None leaves a field out)."""
        form = page.form(action)
        known = fields_of(form)
        for name in values or {}:
            names = {element.get("name") for element in form.iter()}
            assert name in names, (
                f"no field {name!r} in the form on {page.url}; there are {sorted(filter(None, names))}"
            )
        data = {name: value for name, value in {**known, **(values or {})}.items() if value is not None}
        sent = self._open("POST", form.get("action") or page.url, data=data)
        assert sent.status == status, f"{page.url}: {sent.status} instead of {status}: {sent.tree and sent.errors()}"
        return sent

    def follow(self, page: Page) -> Page:
        """Go where a redirect leads."""
        assert 300 <= page.status < 400, f"{page.url} is no redirect"
        return self.get(page.headers["Location"])

    def _open(self, method: str, url: str, **kwargs: Any) -> Page:
        response = self.client.open(url, method=method, **kwargs)
        is_html = response.mimetype == "text/html" and response.status_code not in range(300, 400)
        html = response.get_data(as_text=True) if not response.is_streamed or is_html else ""
        page = Page(response.status_code, url, html, response.headers)
        if is_html:
            page.tree = parse(html, url)
            check(page)
        return page

    def _endpoint(self, url: str) -> str:
        adapter = self.client.application.url_map.bind("localhost")
        return str(adapter.match(url.partition("#")[0].partition("?")[0])[0])


def parse(html: str, url: str) -> Element:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(html)
    lines = html.splitlines()
    problems = [
        f"line {line}: {HTML_ERRORS.get(code, code) % details}: {lines[line - 1].strip()[:160] if line <= len(lines) else ''}"
        for (line, _), code, details in parser.errors
    ]
    assert not problems, f"{url} is not valid HTML:\n" + "\n".join(problems)
    root: Element = tree
    return root


def check(page: Page) -> None:
    """What every page must keep."""
    assert page.tree is not None
    where = page.url
    assert page.tree.get("lang") in {"fr", "nl", "en"}, f"{where}: no language on <html>"
    headings = page.all("h1")
    assert len(headings) == 1, f"{where}: {len(headings)} h1, one is needed"
    title = "".join(page.all("title")[0].itertext()).strip()
    assert title and not title.startswith("·"), f"{where}: the page has no title"
    ids = [element.get("id") for element in page.tree.iter() if element.get("id")]
    doubles = {value for value in ids if ids.count(value) > 1}
    assert not doubles, f"{where}: ids used twice: {doubles}"
    for element in page.tree.iter():
        assert element.get("style") is None, f"{where}: inline style on <{element.tag}>"
        handlers = [name for name in element.attrib if isinstance(name, str) and name.startswith("on")]
        assert not handlers, f"{where}: inline script on <{element.tag}>"
    for script in page.all("script"):
        assert script.get("src") or script.get("type") == "application/json", f"{where}: inline script"
    _check_labels(page, set(ids))


def _check_labels(page: Page, ids: set[str | None]) -> None:
    assert page.tree is not None
    labelled = {label.get("for") for label in page.all("label")}
    wrapped = {element for label in page.all("label") for element in label.iter()}
    for element in page.tree.iter():
        if element.tag not in {"input", "select", "textarea"} or element.get("type") in _UNLABELLED:
            continue
        named = element.get("id") in labelled or element in wrapped or element.get("aria-label")
        by = (element.get("aria-labelledby") or "").split()
        assert named or (by and set(by) <= ids), f"{page.url}: <{element.tag} name={element.get('name')}> has no label"
    for element in page.tree.iter():
        for reference in (element.get("aria-describedby") or "").split():
            assert reference in ids, f"{page.url}: aria-describedby names {reference}, which is not there"


@contextmanager
def counted_queries() -> Iterator[list[str]]:
    """The statements that are sent to any database meanwhile."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT", "PRAGMA")):
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)
