"""Which pages a role can reach from Home: one for each endpoint, and more where a page shows parts not seen before.

Found without a browser, by following links; the browser then visits them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from werkzeug.exceptions import HTTPException

from ambassador.accounts.models import User
from ambassador.db import db
from tests.browser.conftest import Site

ENOUGH = 8
"""Pages of one endpoint in a row that show a role nothing new, before the others are left aside."""
BESIDE = {"coordinator": ["/charter/new"]}
"""Pages to which no link of the demonstration leads: its structures have a charter."""


@dataclass(frozen=True)
class Found:
    endpoint: str
    path: str


class _Reader(HTMLParser):
    """The links of a page, and the kinds of parts of its content: elements with their classes."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.parts: set[str] = set()
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

    def handle_endtag(self, tag: str) -> None:
        self.is_in_main = self.is_in_main and tag != "main"
        self.is_in_drawing = self.is_in_drawing and tag != "svg"


@dataclass
class Explorer:
    """Goes through the site as one role after the other, and remembers the parts that were shown."""

    site: Site
    parts: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def pages_of(self, role: str) -> list[Found]:
        """For each endpoint the fewest pages that together show all its parts not yet shown to another role."""
        seen: dict[str, dict[str, set[str]]] = defaultdict(dict)
        for endpoint, path, parts in self._walk(role):
            seen[endpoint][path] = parts
        found = []
        for endpoint, pages in seen.items():
            shown, is_first = self.parts[endpoint], True
            while True:
                path = max(pages, key=lambda path: len(pages[path] - shown))
                if not pages[path] - shown and not is_first:
                    break
                found.append(Found(endpoint, path))
                shown, is_first = shown | pages[path], False
            self.parts[endpoint] = shown
        return found

    def _walk(self, role: str) -> Iterator[tuple[str, str, set[str]]]:
        """Endpoint, address and parts of each page looked at. A link that leads nowhere is an error."""
        client = self.site.app.test_client()
        with self.site.app.app_context():
            user_id = db.session.query(User).filter_by(email=f"{role}@demo.example").one().get_id()
        with client.session_transaction() as cookie:
            cookie.update(_user_id=user_id, _fresh=True)
        paths = ["/", *BESIDE.get(role, [])]
        known, shown, in_vain = set(paths), defaultdict[str, set[str]](set), defaultdict[str, int](int)
        for path in paths:  # grows on the way
            endpoint = self._endpoint(path)
            if in_vain[endpoint] >= ENOUGH:
                continue
            response = client.get(path)
            assert response.status_code in {200, 302}, f"a link of {role} to {path} leads to {response.status}"
            reader = _Reader()
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
            in_vain[endpoint] = 0 if parts - shown[endpoint] else in_vain[endpoint] + 1
            shown[endpoint] |= parts
            yield endpoint, path, parts

    def _endpoint(self, path: str) -> str:
        try:
            return str(self.site.app.url_map.bind("here").match(urlsplit(path).path, method="GET")[0])
        except HTTPException as error:
            raise AssertionError(f"a link leads to {path}, which is no page") from error
