"""Share links: made by both parties, opened by strangers, counted without a trace of who, and gone when revoked."""

import hashlib
import logging
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from ambassador.accounts.attempts import GUESS_CAP
from ambassador.accounts.models import SignInAttempt, User
from ambassador.audit import AuditEvent
from ambassador.conventions.models import Approval, ApprovalState, Convention
from ambassador.db import db
from ambassador.demo import factories
from ambassador.impact.models import Edition, ShareLink, ShareView
from ambassador.serving import Place, Server
from tests.client import Browser, Page
from tests.conftest import TODAY, World

Open = Callable[..., Browser]
TOKEN = "t0ken-of-a-test-t0ken-of-a-test-t0ken-of-a-te"
ADDRESS = f"/r/{TOKEN}"


@pytest.fixture
def edition(app: Flask, world: World) -> int:
    with app.app_context():
        coach, coordinator = (db.session.get_one(User, one) for one in (world.coach, world.coordinator))
        made = factories.published_edition(db.session.get_one(Convention, world.convention), coach, coordinator)
        db.session.commit()
        return int(made.id)


@pytest.fixture
def shared(app: Flask, world: World, edition: int) -> Callable[..., int]:
    """The number of a link to the edition, at ADDRESS unless its token is given."""

    def make(token: str = TOKEN, **values: Any) -> int:
        with app.app_context():
            maker = db.session.get_one(User, world.coach)
            found = db.session.get_one(Edition, edition)
            made = factories.share_link(found, maker, token, **values)
            db.session.commit()
            return int(made.id)

    return make


def views(app: Flask) -> dict[date, int]:
    with app.app_context():
        return {row.day: row.count for row in db.session.scalars(select(ShareView))}


def address_in(page: Page) -> str:
    (field,) = page.all("input", id="address")
    return field.get("value", "").removeprefix("http://localhost")


@pytest.mark.parametrize("role", ["coach", "coordinator"])
def test_both_parties_make_a_link_whose_address_is_shown_once(
    app: Flask, browser: Open, world: World, edition: int, role: str
) -> None:
    person = browser(getattr(world, role))
    form = person.get(f"/impact/editions/{edition}/links/new")
    assert form.all("input", id="expires_on")[0].get("value") == "2026-06-08"
    page = person.follow(person.submit(form, {"label": "Conseil communal"}))
    address = address_in(page)
    assert re.fullmatch(r"/r/[\w-]{43}", address)
    assert "Conseil communal" in page.text and "ouvert" in page.text
    again = person.get(f"/impact/editions/{edition}/links")
    assert not again.all("input", id="address") and address not in again.html
    assert "Rapport d’impact" in browser().get(address).text


def test_the_token_is_kept_nowhere(app: Flask, browser: Open, world: World, edition: int) -> None:
    person = browser(world.coach)
    page = person.follow(person.submit(person.get(f"/impact/editions/{edition}/links/new"), {"label": "Presse"}))
    token = address_in(page).removeprefix("/r/")
    with app.app_context():
        link = db.session.scalars(select(ShareLink)).one()
        written = db.session.scalars(select(AuditEvent).where(AuditEvent.model == "ShareLink")).all()
        assert [one.changes["label"] for one in written] == [[None, "Presse"]]
        told = " ".join(str(one.changes) for one in written)
        assert token not in told and link.token_hash not in told and link.token_hash != token


def test_a_link_ends_within_a_year_and_not_in_the_past(browser: Open, world: World, edition: int) -> None:
    person = browser(world.coach)
    form = person.get(f"/impact/editions/{edition}/links/new")
    for day, words in (
        (TODAY - timedelta(days=1), "Choisissez aujourd’hui ou un jour à venir."),
        (TODAY + timedelta(days=366), "Un lien vaut un an au plus."),
    ):
        page = person.submit(form, {"label": "Presse", "expires_on": day.isoformat()}, status=200)
        assert words in page.errors()
        assert page.all("input", id="label")[0].get("value") == "Presse"
    person.submit(form, {"label": "Presse", "expires_on": (TODAY + timedelta(days=365)).isoformat()})


def test_only_a_published_edition_is_shared(app: Flask, browser: Open, world: World, edition: int) -> None:
    with app.app_context():
        approval = db.session.scalars(select(Approval)).one()
        approval.state, approval.decided_at, approval.decided_by = ApprovalState.ASKED, None, None
        db.session.commit()
    browser(world.coach).get(f"/impact/editions/{edition}/links", status=404)


def test_a_stranger_reads_the_edition_in_each_language(browser: Open, shared: Callable[..., int]) -> None:
    shared()
    stranger = browser()
    for language, title in (("fr", "Rapport d’impact"), ("nl", "Impactrapport"), ("en", "Impact report")):
        page = stranger.get(f"{ADDRESS}?language={language}")
        assert page.tree is not None and page.tree.get("lang") == language
        assert title in page.text and "3 webinars" in page.text and "NextGenerationEU" in page.text
    assert stranger.get(ADDRESS, headers={"Accept-Language": "nl"}).text.startswith("Impactrapport")
    assert stranger.get(f"{ADDRESS}?language=de").status == 200


def test_the_page_leads_nowhere_and_leaves_nothing(browser: Open, shared: Callable[..., int]) -> None:
    shared()
    page = browser().get(ADDRESS)
    inside = {link for link in page.links() if not link.startswith(("#", "?"))}
    assert inside - set(downloads(page)) == {"/accessibility", "/privacy"}
    assert not page.all("form")
    headers = page.headers
    assert "noindex" in headers["X-Robots-Tag"] and page.all("meta", name="robots")[0].get("content", "").startswith(
        "noindex"
    )
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "private, no-store"
    assert "Set-Cookie" not in headers


def test_a_revoked_link_says_so(app: Flask, browser: Open, world: World, shared: Callable[..., int]) -> None:
    number = shared()
    browser().get(ADDRESS)
    person = browser(world.coordinator)
    page = person.follow(person.submit(person.get(f"/impact/links/{number}/revoke")))
    assert "Le lien est retiré" in page.text and "par Nadia Coordination" in page.text
    gone = browser().get(ADDRESS, status=410)
    assert "Il a été retiré." in gone.text and "noindex" in gone.headers["X-Robots-Tag"]
    assert "webinars" not in gone.text
    refused = person.submit(person.get(f"/impact/links/{number}/revoke"), status=200)
    assert "Ce lien est déjà retiré." in refused.errors()


def test_a_link_opens_on_its_last_day_and_not_after(app: Flask, browser: Open, shared: Callable[..., int]) -> None:
    shared(expires_on=TODAY)
    browser().get(ADDRESS)
    app.config["CLOCK"].stand_on(TODAY + timedelta(days=1))
    assert "Il valait jusqu’au 10 mars 2026." in browser().get(ADDRESS, status=410).text


def test_an_unknown_address_and_an_unpublished_edition_look_alike(
    app: Flask, browser: Open, shared: Callable[..., int]
) -> None:
    shared()
    unknown = browser().get("/r/nonsense", status=404)
    with app.app_context():
        db.session.scalars(select(Approval)).one().state = ApprovalState.REFUSED
        db.session.commit()
    assert browser().get(ADDRESS, status=404).text == unknown.text
    for odd in ("%00", "é" * 300, "..%2F..", "%ff%fe"):
        assert browser()._open("GET", f"/r/{odd}").status == 404


def test_openings_are_counted_by_day_and_nothing_else_is(
    app: Flask, browser: Open, world: World, edition: int, shared: Callable[..., int]
) -> None:
    shared()
    browser().get(ADDRESS)
    browser().get(ADDRESS)
    app.config["CLOCK"].stand_on(TODAY + timedelta(days=1))
    browser().get(ADDRESS)
    assert views(app) == {TODAY: 2, TODAY + timedelta(days=1): 1}
    browser().client.head(ADDRESS)
    browser().client.get(ADDRESS, headers={"Sec-Purpose": "prefetch;prerender"})
    assert sum(views(app).values()) == 3
    page = browser(world.coach).get(f"/impact/editions/{edition}/links")
    assert "3 ouvertures" in page.text and "10 mars 2026" in page.text
    assert {column.name for column in ShareView.__table__.columns} == {"id", "link_id", "day", "count"}


def test_many_readers_at_once_are_all_counted(app: Flask, shared: Callable[..., int]) -> None:
    shared()
    with ThreadPoolExecutor(6) as pool:
        codes = list(pool.map(lambda _: app.test_client().get(ADDRESS).status_code, range(24)))
    assert codes == [200] * 24 and views(app) == {TODAY: 24}


@contextmanager
def locked(app: Flask) -> Iterator[None]:
    """Nobody else can write."""

    def hurry(connection: Any, *_: Any) -> None:
        connection.execute("PRAGMA busy_timeout=50")

    with app.app_context():
        is_sqlite = db.engine.dialect.name == "sqlite"
        if is_sqlite:
            event.listen(db.engine, "checkout", hurry)
        with db.engine.connect() as other:
            raw = other.connection.cursor()
            raw.execute("BEGIN IMMEDIATE" if is_sqlite else "LOCK TABLE share_view IN EXCLUSIVE MODE")
            try:
                yield
            finally:
                raw.execute("ROLLBACK")
        if is_sqlite:
            event.remove(db.engine, "checkout", hurry)
            db.engine.dispose()


def test_the_page_is_shown_while_nothing_can_be_counted(
    app: Flask, browser: Open, shared: Callable[..., int], caplog: pytest.LogCaptureFixture
) -> None:
    shared()
    stranger = browser()
    with locked(app), caplog.at_level(logging.WARNING):
        assert "Rapport d’impact" in stranger.get(ADDRESS).text
    assert views(app) == {}
    assert "was not counted" in caplog.text and TOKEN not in caplog.text


def test_who_guesses_too_often_waits_and_nobody_else_does(
    app: Flask, browser: Open, shared: Callable[..., int]
) -> None:
    shared()
    here = {"REMOTE_ADDR": "198.51.100.7"}
    guesser = browser()
    for number in range(GUESS_CAP):
        guesser.get(f"/r/guess-{number}", status=404, environ_base=here)
    page = guesser.get(ADDRESS, status=429, environ_base=here)
    assert "Attendez 15 minutes" in page.text and page.headers["Retry-After"] == "900"
    browser().get(ADDRESS, environ_base={"REMOTE_ADDR": "203.0.113.9"})
    app.config["CLOCK"].moment += timedelta(minutes=15)
    guesser.get(ADDRESS, environ_base=here)
    with app.app_context():
        kept = db.session.scalars(select(SignInAttempt)).all()
        assert len(kept) == GUESS_CAP
        assert not any("198.51" in one.address + one.account or "guess-" in one.account for one in kept)


def test_guesses_lock_nobody_out_of_signing_in(app: Flask, browser: Open, world: World) -> None:
    person = browser()
    for number in range(GUESS_CAP):
        person.get(f"/r/guess-{number}", status=404)
    page = person.submit(person.get("/sign-in"), {"email": "a@x.example", "password": "wrong"}, status=200)
    assert "incorrect" in page.errors()


def test_the_server_writes_no_addresses_down(app: Flask) -> None:
    served = Server(app, Place("127.0.0.1", 8000, "127.0.0.1", 2, True), "")
    assert served.cfg.accesslog is None and served.cfg.loglevel == "warning"


def test_a_failure_does_not_write_the_address_down(
    app: Flask, browser: Open, shared: Callable[..., int], caplog: pytest.LogCaptureFixture, monkeypatch: Any
) -> None:
    shared()

    def fail(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("ambassador.impact.views.shared.rendition", fail)
    monkeypatch.setitem(app.config, "RAISE_ERRORS", False)
    page = browser()._open("GET", ADDRESS)
    assert page.status == 500 and page.headers["Referrer-Policy"] == "no-referrer"
    assert "ZeroDivisionError" in caplog.text and TOKEN not in caplog.text


def test_links_are_listed_with_their_state(
    app: Flask, browser: Open, world: World, edition: int, shared: Callable[..., int]
) -> None:
    person = browser(world.coach)
    assert "Aucun lien" in person.get(f"/impact/editions/{edition}/links").text
    shared(label="Ouvert")
    shared("other", label="Fini", expires_on=TODAY - timedelta(days=1), format="pdf")
    page = person.get(f"/impact/editions/{edition}/links")
    headings = ["".join(one.itertext()) for one in page.all("h2")]
    assert headings == ["Fini expiré", "Ouvert ouvert"]
    assert "un PDF" in page.text
    assert len([link for link in page.links() if link.endswith("/revoke")]) == 1


FILES = {"pdf": b"%PDF", "docx": b"PK", "xlsx": b"PK", "csv": b"\xef\xbb\xbf", "json": b"{"}


def downloads(page: Page) -> list[str]:
    return [link for link in page.links() if link.startswith("/r/")]


def test_every_file_is_downloaded_in_each_language_and_not_counted(
    app: Flask, browser: Open, shared: Callable[..., int]
) -> None:
    shared()
    stranger = browser()
    for language in ("fr", "nl", "en"):
        page = stranger.get(f"{ADDRESS}?language={language}")
        assert downloads(page) == [f"{ADDRESS}/{language}.{format}" for format in FILES]
        for address, start in zip(downloads(page), FILES.values(), strict=True):
            answer = stranger.client.get(address)
            assert answer.status_code == 200 and answer.data.startswith(start)
            assert "noindex" in answer.headers["X-Robots-Tag"] and answer.headers["Referrer-Policy"] == "no-referrer"
            assert answer.headers["Cache-Control"] == "private, no-store" and "Set-Cookie" not in answer.headers
            assert TOKEN not in answer.headers["Content-Disposition"]
    assert views(app) == {TODAY: 3}


def test_the_json_is_what_was_frozen(app: Flask, browser: Open, edition: int, shared: Callable[..., int]) -> None:
    shared()
    with app.app_context():
        frozen = db.session.get_one(Edition, edition)
        digest = frozen.content_sha256
    assert hashlib.sha256(browser().client.get(f"{ADDRESS}/fr.json").data).hexdigest() == digest


@pytest.mark.parametrize("format", list(FILES))
def test_a_link_to_one_format_gives_no_other(browser: Open, shared: Callable[..., int], format: str) -> None:
    shared(format=format)
    stranger = browser()
    page = stranger.get(ADDRESS)
    assert downloads(page) == [f"{ADDRESS}/fr.{format}"] and "Rapport d’impact" in page.text
    assert not page.all("figure"), "the page itself is not among what it gives"
    for other in FILES:
        assert stranger._open("GET", f"{ADDRESS}/fr.{other}").status == (200 if other == format else 404)


def test_a_link_to_the_page_gives_no_file(browser: Open, shared: Callable[..., int]) -> None:
    shared(format="web")
    stranger = browser()
    page = stranger.get(ADDRESS)
    assert page.all("figure") and not downloads(page)
    stranger.get(f"{ADDRESS}/fr.pdf", status=404)


def test_no_file_comes_by_a_closed_link_or_a_wrong_name(app: Flask, browser: Open, shared: Callable[..., int]) -> None:
    shared(expires_on=TODAY - timedelta(days=1))
    shared("open")
    stranger = browser()
    stranger.get(f"{ADDRESS}/fr.pdf", status=410)
    for address in ("/r/open/de.pdf", "/r/open/fr.exe", "/r/nonsense/fr.pdf", "/r/open/fr.", "/r/open/fr"):
        assert stranger._open("GET", address).status == 404
