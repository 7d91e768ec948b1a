"""Files are sent to those who see what they belong to, and do nothing in the browser."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask

from ambassador.accounts.models import User
from ambassador.conventions.models import Convention
from ambassador.db import db
from ambassador.demo.factories.files import PAGE, stored_file, upload
from ambassador.files import StoredFile, storage
from tests.client import Browser
from tests.conftest import World

Open = Callable[..., Browser]
NOW = datetime(2026, 3, 10, 11, tzinfo=UTC)


@pytest.fixture
def kept(app: Flask, world: World) -> Callable[..., int]:
    def keep_file(name: str = "Preuve d’été.pdf", content: bytes = PAGE, is_beneath: bool = True) -> int:
        with app.app_context():
            sent = upload(storage.folder_in(app.config["INSTANCE_PATH"]), name, content)
            convention = db.session.get_one(Convention, world.convention) if is_beneath else None
            row = stored_file(sent, db.session.get_one(User, world.coach), NOW, convention)
            db.session.commit()
            return int(row.id)

    return keep_file


def test_a_file_comes_as_a_download_that_can_do_nothing(browser: Open, world: World, kept: Callable[..., int]) -> None:
    response = browser(world.coordinator).client.get(f"/files/{kept()}")
    assert response.status_code == 200 and response.data == PAGE
    headers = response.headers
    assert headers["Content-Type"] == "application/pdf" and headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Disposition"].startswith("attachment;") and "Preuve%20d" in headers["Content-Disposition"]
    assert headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "private" in headers["Cache-Control"] and headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_pictures_and_pdf_open_in_place_where_asked_and_nothing_else(
    browser: Open, world: World, kept: Callable[..., int]
) -> None:
    coach = browser(world.coach).client
    for name, content, way in (("a.pdf", PAGE, "inline"), ("a.png", b"\x89PNG\r\n\x1a\n", "inline"),
                               ("a.html", b"<script>alert(1)</script>", "attachment")):  # fmt: skip
        response = coach.get(f"/files/{kept(name, content)}?view=1")
        assert response.headers["Content-Disposition"].startswith(way), name
        assert response.headers["Content-Security-Policy"].startswith("sandbox;")
        assert "text/html" not in response.headers["Content-Type"]


def test_only_those_who_see_the_convention_get_its_file(browser: Open, world: World, kept: Callable[..., int]) -> None:
    number = kept()
    for person in (world.coach, world.coordinator, world.staff, world.admin):
        assert browser(person).client.get(f"/files/{number}").status_code == 200
    for person in (world.other_coordinator, world.centre_coordinator):
        browser(person).get(f"/files/{number}", status=404)
    browser(world.partner).get(f"/files/{number}", status=403)
    assert browser().client.get(f"/files/{number}").status_code == 302


def test_a_file_beneath_no_convention_stays_with_its_organisation(
    browser: Open, world: World, kept: Callable[..., int]
) -> None:
    number = kept(is_beneath=False)
    assert browser(world.admin).client.get(f"/files/{number}").status_code == 200
    browser(world.coordinator).get(f"/files/{number}", status=404)


def test_a_file_altered_or_gone_is_not_found(app: Flask, browser: Open, world: World, kept: Callable[..., int]) -> None:
    number = kept()
    with app.app_context():
        row = db.session.get_one(StoredFile, number)
        path = storage.path_of(row, storage.folder_in(app.config["INSTANCE_PATH"]))
    path.write_bytes(PAGE + b"%")
    browser(world.coach).get(f"/files/{number}", status=404)
    path.unlink()
    browser(world.coach).get(f"/files/{number}", status=404)
    for path in ("999999", "x", "99999999999999999999"):
        browser(world.coach).get(f"/files/{path}", status=404)
