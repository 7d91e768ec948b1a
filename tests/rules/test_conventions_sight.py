"""Who sees which conventions, and which structures beneath them."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from ambassador.accounts.models import Organisation, User
from ambassador.conventions import queries
from ambassador.conventions.models import Convention
from ambassador.demo import factories
from tests.conftest import TODAY, World


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


def draft(session: Any, *organisations: int) -> Convention:
    return factories.convention([session.get_one(Organisation, number) for number in organisations])


def bound(session: Any, viewer: User) -> set[int]:
    return set(session.scalars(select(Organisation.id).where(Organisation.id.in_(queries.bound_to(viewer)))))


def test_a_draft_is_seen_by_those_it_names_and_opens_nothing_else(session: Any, world: World) -> None:
    made = draft(session, world.operator, world.other_city)
    coach, other = person(session, world.coach), person(session, world.other_coordinator)
    assert made.id in queries.seen_ids(coach) and made.id in queries.seen_ids(other)
    assert [row.id for row in queries.structures(coach)] == [world.city]
    assert bound(session, other) == {world.centre}


@pytest.mark.parametrize("signer", [0, 1])
def test_the_signature_of_one_side_alone_opens_nothing(session: Any, world: World, signer: int) -> None:
    made = draft(session, world.operator, world.other_city)
    made.parties[signer].signed_on = TODAY
    session.flush()
    assert bound(session, person(session, world.coach)) == {world.city}
    assert bound(session, person(session, world.other_coordinator)) == {world.centre}
    made.parties[1 - signer].signed_on = TODAY
    session.flush()
    assert bound(session, person(session, world.coach)) == {world.city, world.other_city}
    assert bound(session, person(session, world.other_coordinator)) == {world.centre, world.operator}


def test_an_assignment_by_an_administrator_ties_both_sides_until_it_has_an_end(session: Any, world: World) -> None:
    coach, admin = person(session, world.coach), person(session, world.admin)
    other = person(session, world.other_coordinator)
    tie = factories.assignment(coach, session.get_one(Organisation, world.other_city), TODAY)
    for viewer in (coach, admin):
        assert bound(session, viewer) == {world.city, world.other_city}, "all of the operator's people"
    assert bound(session, other) == {world.centre, world.operator}
    tie.until = TODAY + timedelta(days=30)
    session.flush()
    assert bound(session, coach) == {world.city}
    assert bound(session, other) == {world.centre}


def test_what_a_convention_opened_stays_readable_after_its_end(session: Any, world: World) -> None:
    ended = factories.convention(
        [session.get_one(Organisation, number) for number in (world.operator, world.other_city)], date(2024, 1, 15)
    )
    assert ended.last_day(TODAY) == date(2025, 1, 15)
    assert bound(session, person(session, world.coach)) == {world.city, world.other_city}
