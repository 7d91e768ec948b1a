"""What the work shows of a commitment: within its window, from the day it counts."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ambassador.accounts.models import Organisation
from ambassador.conventions import measures
from ambassador.conventions.measures import Measured, Window
from ambassador.conventions.models import Commitment, DueRule, Modality
from ambassador.demo import factories
from tests.conftest import World

NAME = "tests.done"


@pytest.fixture
def asked() -> Iterator[list[Window | None]]:
    """A measure that always finds two; the list holds the windows it was asked for."""
    windows: list[Window | None] = []

    def two(_commitment: Commitment, window: Window | None, _on: date) -> Measured:
        windows.append(window)
        return Measured(Decimal(2))

    measures.register(NAME, two, "Faits")
    yield windows
    del measures._MEASURES[NAME]


def commitment(session: Any, world: World, signed_on: date | None = date(2025, 1, 15), **values: Any) -> Commitment:
    parties = [session.get_one(Organisation, number) for number in (world.operator, world.city)]
    return factories.commitment(factories.convention(parties, signed_on, 24), measure=NAME, **values)


def test_progress_is_measured_from_the_start_to_today(session: Any, world: World, asked: list[Any]) -> None:
    found = measures.progress(commitment(session, world, quantity=Decimal(5)), date(2026, 3, 10))
    assert found and found.measured.quantity == 2 and found.target == 5 and not found.is_reached
    assert asked == [(date(2025, 1, 15), date(2026, 3, 10))]


def test_after_the_end_nothing_more_counts(session: Any, world: World, asked: list[Any]) -> None:
    measures.progress(commitment(session, world), date(2027, 6, 1))
    assert asked == [(date(2025, 1, 15), date(2027, 1, 15))]


def test_a_yearly_commitment_counts_in_the_conventions_own_year(session: Any, world: World, asked: list[Any]) -> None:
    yearly = commitment(session, world, due=DueRule.YEARLY, quantity=Decimal(1))
    found = measures.progress(yearly, date(2026, 3, 10))
    assert found and found.is_reached
    assert asked == [(date(2026, 1, 16), date(2027, 1, 15))]


def test_a_draft_shows_no_progress(session: Any, world: World, asked: list[Any]) -> None:
    assert measures.progress(commitment(session, world, None), date(2026, 3, 10)) is None and asked == []


def test_before_the_start_there_is_no_progress(session: Any, world: World, asked: list[Any]) -> None:
    assert measures.progress(commitment(session, world), date(2025, 1, 14)) is None


def test_a_condition_that_is_not_met_counts_for_nothing(session: Any, world: World, asked: list[Any]) -> None:
    waiting = commitment(session, world, modality=Modality.CONDITIONAL)
    assert measures.progress(waiting, date(2026, 3, 10)) is None
    waiting.condition_met_on = date(2026, 3, 10)
    assert measures.progress(waiting, date(2026, 3, 9)) is None
    assert measures.progress(waiting, date(2026, 3, 10)) is not None


def test_a_measure_that_nobody_registered_shows_nothing(session: Any, world: World) -> None:
    unknown = commitment(session, world)
    assert measures.progress(unknown, date(2026, 3, 10)) is None
