"""What the register finds due: signatures to record, ends in sight, commitments to keep. For those it concerns alone."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from ambassador.accounts.models import Organisation, User
from ambassador.conventions import dues, measures
from ambassador.conventions.measures import Measured
from ambassador.conventions.models import Convention, DueRule, Modality
from ambassador.demo import factories
from tests.conftest import World

LAST_DAY = date(2027, 1, 15)


def found(session: Any, person: int, today: date) -> list[str]:
    items = dues.find(session.get_one(User, person), today)
    return [item.message.split("\u00a0")[0].split(" :")[0] for item in items]


def test_a_missing_signature_is_due_from_both_sides(session: Any, world: World) -> None:
    convention = session.get_one(Convention, world.convention)
    convention.parties[1].signed_on = None
    for person in (world.coach, world.coordinator):
        assert found(session, person, date(2026, 3, 10)) == ["Signature à noter"]


def test_staff_partners_and_others_are_asked_nothing(session: Any, world: World) -> None:
    session.get_one(Convention, world.convention).parties[1].signed_on = None
    for person in (world.staff, world.partner, world.admin, world.other_coordinator):
        assert found(session, person, date(2026, 3, 10)) == []


def test_a_coach_is_asked_about_the_structures_they_look_after(session: Any, world: World) -> None:
    parties = [session.get_one(Organisation, number) for number in (world.operator, world.other_city)]
    convention = factories.convention(parties)
    convention.parties[0].signed_on = date(2026, 3, 1)
    assert found(session, world.coach, date(2026, 3, 10)) == []
    assert found(session, world.other_coordinator, date(2026, 3, 10)) == ["Signature à noter"]


def test_an_end_is_in_sight_sixty_days_before(session: Any, world: World) -> None:
    assert found(session, world.coordinator, LAST_DAY - timedelta(days=61)) == []
    assert found(session, world.coordinator, LAST_DAY - timedelta(days=60)) == ["Fin de la convention"]
    assert found(session, world.coordinator, LAST_DAY) == ["Fin de la convention"]
    assert found(session, world.coordinator, LAST_DAY + timedelta(days=1)) == []


def test_a_text_that_waits_for_its_date_asks_for_it(session: Any, world: World) -> None:
    session.get_one(Convention, world.convention).needs_entry_into_force = True
    assert found(session, world.coordinator, date(2026, 3, 10)) == ["Entrée en vigueur à noter"]


def test_commitments_come_thirty_days_ahead_and_stay_while_overdue(session: Any, world: World) -> None:
    convention = session.get_one(Convention, world.convention)
    factories.commitment(convention, due=DueRule.DATE, due_on=date(2026, 6, 1))
    assert found(session, world.coach, date(2026, 5, 1)) == []
    assert found(session, world.coach, date(2026, 5, 2)) == ["Engagement à tenir"]
    assert found(session, world.coach, date(2026, 6, 30)) == ["Engagement à tenir"]


def test_several_of_one_day_are_one_line(session: Any, world: World) -> None:
    convention = session.get_one(Convention, world.convention)
    for _ in range(3):
        factories.commitment(convention, due=DueRule.DATE, due_on=date(2026, 6, 1))
    (item,) = dues.find(session.get_one(User, world.coach), date(2026, 5, 10))
    assert item.parameters["count"] == 3 and item.on == date(2026, 6, 1)


def test_only_what_binds_ones_own_side_is_asked(session: Any, world: World) -> None:
    convention = session.get_one(Convention, world.convention)
    day = {"due": DueRule.DATE, "due_on": date(2026, 3, 20)}
    factories.commitment(convention, party=convention.party_of(world.city), **day)
    assert found(session, world.coach, date(2026, 3, 10)) == []
    assert found(session, world.coordinator, date(2026, 3, 10)) == ["Engagement à tenir"]


def test_optional_and_waiting_ones_are_not_asked(session: Any, world: World) -> None:
    convention = session.get_one(Convention, world.convention)
    day = {"due": DueRule.DATE, "due_on": date(2026, 3, 20)}
    for modality in (Modality.OPTIONAL, Modality.CONDITIONAL):
        factories.commitment(convention, modality=modality, **day)
    assert found(session, world.coordinator, date(2026, 3, 10)) == []


@pytest.fixture
def measured() -> Iterator[dict[str, Decimal]]:
    """A measure whose answer the test sets."""
    answer = {"quantity": Decimal(0)}
    measures.register("tests.done", lambda *_: Measured(answer["quantity"]), "Faits")
    yield answer
    del measures._MEASURES["tests.done"]


def test_what_the_work_shows_to_be_kept_is_no_longer_asked(
    session: Any, world: World, measured: dict[str, Decimal]
) -> None:
    convention = session.get_one(Convention, world.convention)
    day = {"due": DueRule.DATE, "due_on": date(2026, 3, 20)}
    factories.commitment(convention, quantity=Decimal(5), measure="tests.done", **day)
    measured["quantity"] = Decimal("4.75")
    assert found(session, world.coordinator, date(2026, 3, 10)) == ["Engagement à tenir"]
    measured["quantity"] = Decimal(5)
    assert found(session, world.coordinator, date(2026, 3, 10)) == []
