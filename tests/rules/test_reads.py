"""A read that several parts of a page need is made once, and never tells what has changed since."""

from collections.abc import Collection
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, update

from ambassador.accounts.models import Assignment, User
from ambassador.accounts.queries import assigned_organisation_ids
from ambassador.db import db
from ambassador.demo import factories
from ambassador.reads import once, once_each
from tests.client import counted_queries
from tests.conftest import TODAY, World


@once
def names(prefix: str) -> list[str]:
    return list(db.session.scalars(select(User.name).where(User.name.startswith(prefix)).order_by(User.name)))


@once_each
def people(numbers: Collection[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for number, name in db.session.execute(select(User.organisation_id, User.name).order_by(User.name)):
        if number in numbers:
            found.setdefault(number, []).append(name)
    return found


def test_the_same_read_is_made_once_for_each_argument(session: Any, world: World) -> None:
    with counted_queries() as statements:
        assert names("N") == names("N") == ["Nadia Coordination"]
        assert names(prefix="S") == ["Sam Service"]
    assert len(statements) == 2


def test_a_read_for_several_rows_asks_for_those_it_does_not_know(session: Any, world: World) -> None:
    with counted_queries() as statements:
        assert people([world.city])[world.city] == ["Nadia Coordination", "Sam Service"]
        assert list(people([world.city, 0]).values()) == [["Nadia Coordination", "Sam Service"], []]
        assert people([0, world.city])[0] == []
        assert people([]) == {}
    assert len(statements) == 2


@pytest.mark.parametrize("way", ["flush", "pending", "statement", "commit", "rollback"])
def test_whatever_is_written_makes_it_read_again(session: Any, world: World, way: str) -> None:
    assert names("Sam") == ["Sam Service"]
    person = session.get_one(User, world.staff)
    match way:
        case "flush":
            person.name = "Samir"
            session.flush()
        case "pending":
            person.name = "Samir"
        case "statement":
            session.execute(update(User).where(User.id == world.staff).values(name="Samir"))
        case "commit":
            person.name = "Samir"
            session.commit()
        case "rollback":
            person.name = "Samir"
            assert names("Sam") == ["Samir"]
            session.rollback()
    assert names("Sam") == (["Sam Service"] if way == "rollback" else ["Samir"])


def test_a_point_to_return_to_forgets_what_was_read_since(session: Any, world: World) -> None:
    point = session.begin_nested()
    session.get_one(User, world.staff).name = "Samir"
    assert names("Sam") == ["Samir"]
    point.rollback()
    assert names("Sam") == ["Sam Service"]


def test_another_session_reads_for_itself(session: Any, world: World, app: Any) -> None:
    assert names("Sam") == ["Sam Service"]
    with app.app_context(), counted_queries() as statements:
        assert names("Sam") == ["Sam Service"]
    assert len(statements) == 1


def test_an_assignment_that_ends_takes_the_structure_away_at_once(session: Any, world: World) -> None:
    coach = session.get_one(User, world.coach)
    assert assigned_organisation_ids(coach, TODAY) == {world.city}
    row = session.scalars(select(Assignment).where(Assignment.coach_id == coach.id)).one()
    row.until = date(2026, 3, 9)
    assert assigned_organisation_ids(coach, TODAY) == frozenset()
    factories.assignment(coach, coach.organisation, TODAY)
    assert assigned_organisation_ids(coach, TODAY) == {world.operator}
