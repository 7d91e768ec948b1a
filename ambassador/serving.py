"""Serving: what must be true before the door opens, then gunicorn.

What would keep the portal shut, or open a demo to strangers, is told in one line that says what to do.
"""

import errno
import os
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from sqlalchemy.exc import SQLAlchemyError

from ambassador.accounts.queries import has_demo_accounts
from ambassador.db import db
from ambassador.demo.build import PASSWORD
from ambassador.permissions import Role

WORKERS = 2
THREADS = 4
SECONDS_TO_FINISH = 10
SECONDS_PER_REQUEST = 60


class CannotServe(Exception):  # noqa: N818 - it names what happened
    """Why nothing is served; the message says what to do."""


@dataclass(frozen=True)
class Place:
    """Where the portal listens: the name that was asked for, and the numeric address it stands for."""

    name: str
    port: int
    address: str
    family: socket.AddressFamily
    is_loopback: bool

    @property
    def bind(self) -> str:
        return f"{self._bracketed(self.address)}:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self._bracketed(self.name)}:{self.port}"

    @staticmethod
    def _bracketed(host: str) -> str:
        return f"[{host}]" if ":" in host else host


def find_place(environment: Mapping[str, str]) -> Place:
    """The place that HOST and PORT name, 127.0.0.1:8000 by default. Raises CannotServe."""
    name = environment.get("HOST") or "127.0.0.1"
    text = environment.get("PORT") or "8000"
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise CannotServe(f"PORT is '{text}': give a number from 1 to 65535, as in PORT=8001 make run")
    try:
        found = socket.getaddrinfo(name, int(text), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise CannotServe(f"HOST is '{name}', which this machine does not know: try HOST=127.0.0.1 make run") from None
    family, *_rest, (address, *_port) = min(found, key=lambda one: one[0] != socket.AF_INET)  # IPv4 first
    address = str(address)
    return Place(name, int(text), address, family, ip_address(address.partition("%")[0]).is_loopback)


def check_free(place: Place) -> None:
    """Raise CannotServe where nothing can listen."""
    with socket.socket(place.family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((place.address, place.port))
        except OSError as problem:
            raise CannotServe(_why(problem, place)) from None


def _why(problem: OSError, place: Place) -> str:
    if problem.errno == errno.EADDRINUSE:
        other = place.port + 1 if place.port < 65535 else 8000
        return f"Port {place.port} is taken by another program. Use another one: PORT={other} make run"
    if problem.errno == errno.EACCES:
        return f"Port {place.port} is for administrators only. Use one from 1024 up: PORT=8000 make run"
    if problem.errno == errno.EADDRNOTAVAIL:
        return f"'{place.name}' is not an address of this machine. Try HOST=127.0.0.1 make run"
    return f"Nothing can listen on {place.bind}: {problem.strerror}"


def check_demo_stays_home(place: Place, app: Flask) -> bool:
    """Whether the database holds demo accounts, whose password is public. Raises CannotServe where others could use it."""
    try:
        with app.app_context():
            is_demo = has_demo_accounts()
            db.engine.dispose()  # no connection may be shared by the workers
    except SQLAlchemyError:
        if place.is_loopback:
            return False
        raise CannotServe(
            "The database does not answer, so nobody knows whether it holds demo accounts. "
            "Start it, or run: flask --app app db upgrade"
        ) from None
    if is_demo and not place.is_loopback:
        raise CannotServe(
            f"This database holds demo accounts, whose password is public, and '{place.name}' can be reached from other "
            "machines. Serve it with HOST=127.0.0.1, or use a database of your own: DATABASE_URL=…"
        )
    return is_demo


def welcome(place: Place, is_demo: bool) -> str:
    lines = [f"The portal is at {place.url} (Ctrl-C stops it)"]
    if is_demo:
        lines += [f"Demo accounts, all with the password {PASSWORD}:"]
        lines += [f"  {role}@demo.example" for role in Role]
    return "\n".join(lines)


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn with our settings and no others: no file, no environment variable, no control socket."""

    def __init__(self, app: Flask, place: Place, greeting: str) -> None:
        self.app = app
        self.place = place
        self.greeting = greeting
        super().__init__()

    def load_config(self) -> None:
        settings: dict[str, Any] = {
            "bind": self.place.bind,
            "worker_class": "gthread",
            "workers": WORKERS,
            "threads": THREADS,
            "timeout": SECONDS_PER_REQUEST,
            "graceful_timeout": SECONDS_TO_FINISH,
            "loglevel": "warning",
            "accesslog": None,  # an address can hold the secret of an invitation
            "forwarded_allow_ips": "",  # TRUSTED_PROXIES alone decides
            "control_socket_disable": True,
            "when_ready": lambda _arbiter: print(self.greeting, flush=True),
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self.app


def serve(app: Flask, environment: Mapping[str, str] = os.environ) -> int:
    """Serve until told to stop; the exit status."""
    try:
        place = find_place(environment)
        check_free(place)
        is_demo = check_demo_stays_home(place, app)
    except CannotServe as problem:
        print(problem, file=sys.stderr)
        return 1
    Server(app, place, welcome(place, is_demo)).run()
    return 0


def main() -> int:
    """Tell whether the place is free, before anything is made ready for it: `python -m ambassador.serving`."""
    try:
        check_free(find_place(os.environ))
    except CannotServe as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
