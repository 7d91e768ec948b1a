"""Who sees which conventions, and which structures beneath them."""

from typing import Any

import pytest

from ambassador.accounts.models import User
from ambassador.conventions import queries
from tests.conftest import World


def person(session: Any, number: int) -> User:
    return session.get_one(User, number)


@pytest.mark.parametrize("who", ["coach", "admin", "coordinator", "staff"])
def test_the_parties_people_see_their_convention_and_no_other(session: Any, world: World, who: str) -> None:
    viewer = person(session, getattr(world, who))
    assert [row.id for row in queries.conventions(viewer)] == [world.convention]
    assert queries.seen_ids(viewer) == {world.convention}
    assert queries.convention(world.foreign_convention, viewer) is None


def test_the_operators_people_do_not_see_that_city_and_centre_have_a_convention(session: Any, world: World) -> None:
    viewer = person(session, world.coach)
    assert [row.id for row in queries.structures(viewer)] == [world.city]
    assert queries.structure(world.other_city, viewer) is None
    assert queries.structure(world.centre, viewer) is None
    assert queries.structure(world.operator, viewer) is None


def test_a_structures_people_see_their_own_structure(session: Any, world: World) -> None:
    for who in (world.coordinator, world.staff):
        assert [row.id for row in queries.structures(person(session, who))] == [world.city]
    assert [row.id for row in queries.structures(person(session, world.centre_coordinator))] == [world.centre]


def test_a_partner_sees_no_structure(session: Any, world: World) -> None:
    viewer = person(session, world.partner)
    assert queries.structures(viewer) == [] and queries.conventions(viewer) == []
