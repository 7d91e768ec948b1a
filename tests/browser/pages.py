"""Which pages a role can reach from Home: one for each endpoint, and more where a page shows parts not seen before.

Found without a browser, by following links; the browser then visits them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException

from ambassador.accounts.models import User
from ambassador.db import db

ENOUGH, ENOUGH_FORMS = 8, 2
"""Pages of one endpoint in a row that show a role nothing new; from then on, more and more are skipped between two.
Forms of one endpoint are much alike."""
FILES = {
    "conventions.register_pdf",
    "conventions.register_workbook",
    "files.show",
    "followup.diagnosis_pdf",
    "impact.chart_csv",
    "impact.edition_file",
    "impact.programme_chart_csv",
    "kpis.offline_csv",
    "kpis.offline_workbook",
    "kpis.set_pdf",
    "kpis.set_workbook",
    "shared.file",
    "webinars.calendar",
}
"""Endpoints that answer with a file."""
STRUCTURE = {"h2", "h3", "h4", "table", "form", "fieldset", "details", "dl", "ol", "ul", "figure", "nav", "section"}
"""Elements that make the build of a page; whether they stand right is asked for each endpoint."""
BESIDE = {"coordinator": ["/charter/new"]}
"""Pages to which no link of the demonstration leads: its structures have a charter."""


@dataclass(frozen=True)
class Found:
    """`is_new`: the page shows what no page found before shows."""

    endpoint: str
    path: str
    is_new: bool


class _Reader(HTMLParser):
    """The links of a page, the kinds of its parts (elements with their classes), and what of them a visit must look at:
    each class and kind of field once in the portal, each element of structure once for the endpoint."""

    def __init__(self, endpoint: str) -> None:
        super().__init__()
        self.endpoint = endpoint
        self.links: list[str] = []
        self.parts: set[str] = set()
        self.looks: set[str] = set()
        self.is_in_main = False
        self.is_in_drawing = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        if tag == "a" and has.get("href"):
            self.links.append(str(has["href"]))
        self.is_in_main = self.is_in_main or tag == "main"
        self.is_in_drawing = self.is_in_drawing or tag == "svg"
        if self.is_in_main and not self.is_in_drawing:
            classes = ".".join(sorted((has.get("class") or "").split()))
            self.parts.add(f"{tag}.{classes}[{has.get('type') or ''}{' open' if 'open' in has else ''}]")
            self.looks.update(classes.split("."), [f"{tag} {has.get('type')}"])
            if tag in STRUCTURE:
                self.looks.add(f"{self.endpoint}: {tag}")

    def handle_endtag(self, tag: str) -> None:
        self.is_in_main = self.is_in_main and tag != "main"
        self.is_in_drawing = self.is_in_drawing and tag != "svg"


@dataclass
class Explorer:
    """Goes through the site as one role after the other, and remembers the parts that were shown."""

    app: Flask
    parts: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    looks: set[str] = field(default_factory=set)

    def pages_of(self, role: str) -> list[Found]:
        """For each endpoint one page, and the fewest more that together show all that was not yet shown to any role."""
        seen: dict[str, dict[str, set[str]]] = defaultdict(dict)
        for endpoint, path, looks in self._walk(role):
            seen[endpoint][path] = looks
        found = []
        for endpoint, pages in seen.items():
            for count in range(len(pages)):
                path = max(pages, key=lambda path: len(pages[path] - self.looks))
                is_new = bool(pages[path] - self.looks)
                if count and not is_new:
                    break
                found.append(Found(endpoint, path, is_new))
                self.looks |= pages[path]
        return found

    def _walk(self, role: str) -> Iterator[tuple[str, str, set[str]]]:
        """Endpoint, address and looks of each page looked at. A link that leads nowhere is an error."""
        client = self.app.test_client()
        with self.app.app_context():
            user_id = db.session.query(User).filter_by(email=f"{role}@demo.example").one().get_id()
        with client.session_transaction() as cookie:
            cookie.update(_user_id=user_id, _fresh=True)
        paths = ["/", *BESIDE.get(role, [])]
        known = set(paths)
        to_skip, in_vain = defaultdict[str, int](int), defaultdict[str, int](int)
        for path in paths:  # grows on the way
            endpoint = self._endpoint(path)
            if to_skip[endpoint]:
                to_skip[endpoint] -= 1
                continue
            response = client.get(path)
            assert response.status_code in {200, 302}, f"a link of {role} to {path} leads to {response.status}"
            reader = _Reader(endpoint)
            if response.mimetype == "text/html":
                reader.feed(response.get_data(as_text=True))
            parts = reader.parts
            for link in reader.links:
                target = urlsplit(urljoin(f"http://here{path}", link))._replace(fragment="")
                if target.netloc != "here":
                    continue
                address = target._replace(scheme="", netloc="").geturl()
                parts.add(f"link to {self._endpoint(address)}")
                if address not in known:
                    known.add(address)
                    paths.append(address)
            in_vain[endpoint] = 0 if parts - self.parts[endpoint] else in_vain[endpoint] + 1
            enough = ENOUGH_FORMS if "textarea None" in reader.looks or "input text" in reader.looks else ENOUGH
            to_skip[endpoint] = 2 ** max(0, in_vain[endpoint] - enough) - 1
            self.parts[endpoint] |= parts
            yield endpoint, path, reader.looks

    def _endpoint(self, path: str) -> str:
        try:
            return str(self.app.url_map.bind("here").match(urlsplit(path).path, method="GET")[0])
        except HTTPException as error:
            raise AssertionError(f"a link leads to {path}, which is no page") from error
