"""What the bench measures on: the demonstration and a full page of webinars, in an SQLite database of its own."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path

from sqlalchemy import select

from ambassador import create_app
from ambassador.accounts.models import Organisation, User
from ambassador.db import db
from ambassador.demo import factories
from ambassador.demo.build import build_demo
from tests.conftest import settings

TODAY = date(2026, 11, 21)
ROWS = 50
STARTS_WITHIN = 20


def build(folder: Path) -> dict[str, str]:
    """Fill the database; the session cookie of each demo account, by role."""
    app = create_app(settings(f"sqlite:///{folder}/bench.db", folder))
    with app.app_context():
        db.create_all()
        build_demo(TODAY, "")
        operator = db.session.scalars(select(Organisation).where(Organisation.key == "wetechcare")).one()
        start = datetime(TODAY.year + 1, 1, 5, 9, tzinfo=UTC)
        for number in range(ROWS):
            factories.webinar(operator, starts_at=start + timedelta(days=number))
        db.session.commit()
        people = {
            user.email.partition("@")[0]: user.get_id()
            for user in db.session.scalars(select(User).where(User.email.like("%@demo.example")))
        }
        db.engine.dispose()
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    assert serializer is not None
    name = app.config["SESSION_COOKIE_NAME"]
    moment = int(time.time())
    return {
        role: f"{name}={serializer.dumps({'_user_id': session_id, '_fresh': True, 'signed_in_at': moment})}"
        for role, session_id in people.items()
    }


@contextmanager
def served(folder: Path) -> Iterator[int]:
    """The production server on a free port, stopped at the end by its own process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "tests.bench.server", str(folder), str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            wait_for(port)
            yield port
        finally:
            server.terminate()


def wait_for(port: int) -> None:
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the bench's server did not start")
