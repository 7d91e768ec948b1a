"""Rows that the pages of a feature are tested on, in several files each."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from ambassador.accounts.models import Organisation
from ambassador.conventions.models import Convention
from ambassador.db import db
from ambassador.demo import factories
from ambassador.demo.factories.webinars import attendance, participant, webinar
from ambassador.webinars.models import Attendance, Webinar
from tests.conftest import World


@pytest.fixture
def made(app: Flask, world: World) -> Callable[[Callable[[Organisation], Any]], int]:
    """`made(lambda city: …)`: the number of a row made for the city."""

    def make(build: Callable[[Organisation], Any]) -> int:
        with app.app_context():
            row = build(db.session.get_one(Organisation, world.city))
            db.session.commit()
            return int(row.id)

    return make


@pytest.fixture
def follow_up(app: Flask, world: World) -> int:
    """That of the city's convention."""
    with app.app_context():
        row = factories.follow_up(db.session.get_one(Convention, world.convention))
        db.session.commit()
        return row.id


@pytest.fixture
def past_webinar(app: Flask, world: World) -> int:
    """A webinar of last week, with nobody on its list."""
    with app.app_context():
        row = webinar(db.session.get_one(Organisation, world.operator), datetime(2026, 3, 3, 9, tzinfo=UTC))
        db.session.commit()
        return row.id


@pytest.fixture
def seats(app: Flask, past_webinar: int) -> list[int]:
    """Three people on the list of the past webinar."""
    with app.app_context():
        row = db.session.get_one(Webinar, past_webinar)
        made = [
            attendance(row, participant(name, email=f"{name}@a.example".lower())) for name in ("Anna", "Bob", "Carla")
        ]
        db.session.commit()
        return [seat.id for seat in made]


@pytest.fixture
def statuses(app: Flask) -> Callable[[], dict[str, str]]:
    """Reads how each person on a list stands there now."""

    def read() -> dict[str, str]:
        with app.app_context():
            return {row.participant.name: row.status.value for row in db.session.scalars(select(Attendance))}

    return read
