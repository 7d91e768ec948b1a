"""Real databases, a clock that stands still, a small cast, and a client that reads pages as a person would."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from ambassador import create_app
from ambassador.accounts.models import Organisation, User
from ambassador.audit import Actor, actor
from ambassador.config import read_settings
from ambassador.db import db
from ambassador.demo import factories
from ambassador.permissions import Role
from tests.client import Browser

REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"
POSTGRES = os.environ.get("TEST_POSTGRES_URL", "")
CHEAP_ARGON2 = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}
TODAY = date(2026, 3, 10)


class StandingClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, day: date) -> None:
        self.stand_on(day)

    def stand_on(self, day: date, hour: int = 11) -> None:
        self.moment = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment


def missing(what: str, remedy: str) -> None:
    """Skip what this machine cannot test, or fail where everything is required."""
    message = f"{what} is missing: {remedy}"
    if REQUIRE_ALL:
        pytest.fail(message)
    pytest.skip(message)


def settings(database: str, instance: Path, **more: Any) -> dict[str, Any]:
    return {
        **read_settings(
            {"INSTANCE_PATH": str(instance), "DATABASE_URL": database, "SECRET_KEY": "for tests only " * 3}
        ),
        "TESTING": True,
        "RAISE_ERRORS": True,
        "ARGON2": CHEAP_ARGON2,
        "CLOCK": StandingClock(TODAY),
        **more,
    }


def empty_database(kind: str, folder: Path, purpose: str = "tests") -> str:
    """The address of an empty database of its own for the purpose and this test worker."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    if kind == "sqlite":
        return f"sqlite:///{folder}/{purpose}.db"
    if not POSTGRES:
        missing("PostgreSQL", "install Debian's postgresql and run `make test`, or set TEST_POSTGRES_URL")
    name = f"ambassador_{purpose}_{worker}"
    server = create_engine(make_url(POSTGRES), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    server.dispose()
    return make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def shared_app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One application and database for each kind, per worker."""
    folder = tmp_path_factory.mktemp(request.param)
    app = create_app(settings(empty_database(request.param, folder), folder))
    with app.app_context():
        db.create_all()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def app(shared_app: Flask) -> Iterator[Flask]:
    """The application on an empty database, on TODAY."""
    shared_app.config["CLOCK"].stand_on(TODAY)
    shared_app.extensions.pop("ambassador.is_demo", None)
    yield shared_app
    with shared_app.app_context():
        empty_tables()


def empty_tables() -> None:
    with db.engine.begin() as connection:
        for table in reversed(db.metadata.sorted_tables):
            connection.execute(table.delete())


@pytest.fixture
def session(app: Flask) -> Iterator[Any]:
    """For tests of rules: a session within the application, with nobody acting. No HTTP here."""
    with app.app_context():
        actor.set(Actor(None, app.config["CLOCK"]()))
        yield db.session
        db.session.rollback()


@dataclass(frozen=True)
class World:
    """Numbers of a small cast: an operator, a city with a signed convention, and others who must not see it."""

    operator: int
    city: int
    service: int
    other_city: int
    centre: int
    convention: int
    foreign_convention: int
    coach: int
    coordinator: int
    staff: int
    partner: int
    admin: int
    other_coordinator: int
    centre_coordinator: int


@pytest.fixture
def world(app: Flask) -> World:
    """City and operator have a convention since 15 January 2026; the other city and the regional centre one of their own,
    which the operator's people never see. The coach looks after the city."""
    with app.app_context():
        operator = factories.organisation("WeTechCare", "operator")
        city = factories.organisation("Ville de Valbrume")
        other = factories.organisation("Ville de Clairmont")
        centre = factories.organisation("Centre régional", "authority")
        partner = factories.organisation("Partenaire", "partner")
        service = factories.service(city)
        convention = factories.convention([operator, city], date(2026, 1, 15))
        foreign = factories.convention([other, centre], date(2026, 1, 15), None, None)
        people = {
            "coach": factories.user(Role.COACH, operator, "Camille Coach"),
            "admin": factories.user(Role.ADMIN, operator, "Alix Admin"),
            "coordinator": factories.user(Role.COORDINATOR, city, "Nadia Coordination"),
            "staff": factories.user(Role.STAFF, city, "Sam Service", service=service),
            "partner": factories.user(Role.PARTNER, partner, "Paul Partenaire"),
            "other_coordinator": factories.user(Role.COORDINATOR, other, "Olga Autre"),
            "centre_coordinator": factories.user(Role.COORDINATOR, centre, "Rita Centre"),
        }
        factories.assignment(people["coach"], city, date(2026, 1, 1))
        db.session.commit()
        return World(
            operator=operator.id,
            city=city.id,
            service=service.id,
            other_city=other.id,
            centre=centre.id,
            convention=convention.id,
            foreign_convention=foreign.id,
            **{name: person.id for name, person in people.items()},
        )


@pytest.fixture
def draft(app: Flask, world: World) -> int:
    """The number of a second convention of operator and city, which nobody has signed."""
    with app.app_context():
        made = factories.convention(
            [db.session.get_one(Organisation, number) for number in (world.operator, world.city)]
        )
        db.session.commit()
        return int(made.id)


@pytest.fixture
def browser(app: Flask) -> Callable[..., Browser]:
    """`browser(world.coach)`: that person's browser; `browser()`: a stranger's. Each has its own cookies."""

    def open_browser(user_id: int | None = None) -> Browser:
        client = app.test_client()
        if user_id is not None:
            with app.app_context():
                user = db.session.get_one(User, user_id)
                session_id = user.get_id()
            with client.session_transaction() as cookie:
                cookie["_user_id"] = session_id
                cookie["_fresh"] = True
        return Browser(client)

    return open_browser
