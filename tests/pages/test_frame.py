"""The frame of every page: signing in, errors, languages."""

from typing import Any

from tests.conftest import World


def test_a_stranger_is_asked_to_sign_in_and_sees_no_more(browser: Any, world: World) -> None:
    sent = browser().get("/", status=302)
    assert sent.headers["Location"].startswith("/sign-in")


def test_home_greets_each_role(browser: Any, world: World) -> None:
    for person in (world.coach, world.coordinator, world.staff, world.partner, world.admin):
        browser(person).get("/")


def test_an_unknown_address_is_a_plain_404(browser: Any, world: World) -> None:
    page = browser(world.coach).get("/nowhere", status=404)
    assert "n’existe pas" in page.text


def test_an_odd_address_is_a_plain_404_too(browser: Any, world: World) -> None:
    for path in ("/nowhere/%00", "/nowhere/%22%3E%3Cscript%3E", "/nowhere/é?x=%F0%9F%98%80"):
        browser(world.coach).get(path, status=404)
