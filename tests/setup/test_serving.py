"""What is checked before the portal listens, each answered by a line that says what to do."""

import socket
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from ambassador import serving
from ambassador.db import db
from ambassador.serving import CannotServe, Place, check_demo_stays_home, check_free, find_place, welcome

HOME = find_place({})
ABROAD = find_place({"HOST": "0.0.0.0"})


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    app = Flask("portal")
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{tmp_path / 'portal.db'}"
    db.init_app(app)
    return app


def has_demo_accounts(monkeypatch: pytest.MonkeyPatch, answer: bool | Exception) -> None:
    def asked() -> bool:
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(serving, "has_demo_accounts", asked)


def test_the_portal_listens_on_this_machine_only_unless_told_otherwise() -> None:
    assert (HOME.url, HOME.bind, HOME.is_loopback) == ("http://127.0.0.1:8000", "127.0.0.1:8000", True)


def test_host_and_port_are_honoured() -> None:
    place = find_place({"HOST": "0.0.0.0", "PORT": "8123"})
    assert (place.bind, place.is_loopback) == ("0.0.0.0:8123", False)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.8.9.10", "127.1", "localhost", "LOCALHOST", "::1", "0:0:0:0:0:0:0:1"]
)
def test_loopback_is_known_by_every_name(host: str) -> None:
    assert find_place({"HOST": host}).is_loopback


@pytest.mark.parametrize("host", ["0.0.0.0", "0", "::", "192.0.2.1", "2001:db8::1", "126.255.255.255", "128.0.0.1"])
def test_everything_else_is_not_loopback(host: str) -> None:
    assert not find_place({"HOST": host}).is_loopback


def test_a_name_is_judged_by_the_address_that_is_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(_name: str, port: int, **_more: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.7", port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    place = find_place({"HOST": "localhost"})
    assert (place.bind, place.is_loopback) == ("192.0.2.7:8000", False)


def test_an_ipv6_address_stands_in_brackets() -> None:
    place = find_place({"HOST": "::1", "PORT": "80"})
    assert (place.url, place.bind) == ("http://[::1]:80", "[::1]:80")


@pytest.mark.parametrize("port", ["eight", "0", "-1", "65536", "80.5", "²"])
def test_a_port_that_is_none_is_told(port: str) -> None:
    with pytest.raises(CannotServe, match=r"^PORT is '.*': give a number from 1 to 65535"):
        find_place({"PORT": port})


@pytest.mark.parametrize("problem", [socket.gaierror(-2, "unknown"), UnicodeError("label too long")])
def test_a_host_that_nobody_knows_is_told(monkeypatch: pytest.MonkeyPatch, problem: Exception) -> None:
    def resolve(*_args: object, **_more: object) -> None:
        raise problem

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(CannotServe, match=r"^HOST is 'portal.example', which this machine does not know"):
        find_place({"HOST": "portal.example"})


def test_a_taken_port_is_told_with_another_one_to_use() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CannotServe, match=rf"^Port {port} is taken .*PORT={port + 1} make run$"):
            check_free(find_place({"PORT": str(port)}))


def test_an_address_of_another_machine_is_told() -> None:
    with pytest.raises(CannotServe, match=r"'192\.0\.2\.1' is not an address of this machine"):
        check_free(find_place({"HOST": "192.0.2.1"}))


def test_demo_accounts_are_served_on_this_machine(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    has_demo_accounts(monkeypatch, True)
    assert check_demo_stays_home(HOME, app)


def test_demo_accounts_are_never_served_to_other_machines(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    has_demo_accounts(monkeypatch, True)
    with pytest.raises(CannotServe, match=r"holds demo accounts.*HOST=127\.0\.0\.1"):
        check_demo_stays_home(ABROAD, app)


def test_a_database_without_demo_accounts_is_served_anywhere(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    has_demo_accounts(monkeypatch, False)
    assert not check_demo_stays_home(ABROAD, app)


def test_a_silent_database_is_served_on_this_machine_only(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its pages say so themselves; but nobody can tell that it holds no demo accounts."""
    has_demo_accounts(monkeypatch, OperationalError("select", {}, Exception("no server")))
    assert not check_demo_stays_home(HOME, app)
    with pytest.raises(CannotServe, match="The database does not answer"):
        check_demo_stays_home(ABROAD, app)


@pytest.mark.parametrize(("is_demo", "lines"), [(False, 1), (True, 7)])
def test_the_greeting_has_the_address_and_the_demo_accounts(is_demo: bool, lines: int) -> None:
    told = welcome(Place("127.0.0.1", 8000, "127.0.0.1", socket.AF_INET, True), is_demo).splitlines()
    assert len(told) == lines
    assert "http://127.0.0.1:8000" in told[0]
    assert ("  coach@demo.example" in told) == is_demo
