"""The demonstration shows a commitment in every state, and contributions that add up exactly."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from ambassador.conventions.models import Contribution, ContributionState, Convention
from ambassador.conventions.standing import CommitmentState, standing
from ambassador.conventions.work import work_for
from ambassador.db import db
from ambassador.demo.build import load_demo
from tests.conftest import empty_tables

DAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def conventions(shared_app: Flask) -> Iterator[list[Convention]]:
    with shared_app.app_context():
        load_demo(DAY, is_production=False, password_hash="not a hash")
        yield list(db.session.scalars(select(Convention)))
        db.session.rollback()
        empty_tables()


def test_every_state_of_a_commitment_and_of_a_contribution_is_there(conventions: list[Convention]) -> None:
    states = {standing(row, DAY).state for convention in conventions for row in convention.commitments_on(DAY)}
    assert states == set(CommitmentState)
    assert set(db.session.scalars(select(Contribution.state).distinct())) == set(ContributionState)


def test_person_days_add_up_exactly_and_apart(conventions: list[Convention]) -> None:
    (convention,) = [row for row in conventions if row.key == "valbrume-crn"]
    (row,) = [row for row in convention.commitments if row.quantity == 700]
    work = work_for(row, DAY)
    assert (work.done, work.recorded.quantity, work.contested.quantity) == (
        Decimal("303.25"),
        Decimal("39.75"),
        Decimal(18),
    )
    assert [work_for(row, date(2026, 6, day)).done for day in (1, 2)] == [0, Decimal("42.5")], "once it was confirmed"


def test_nothing_was_contributed_to_the_real_conventions(conventions: list[Convention]) -> None:
    for convention in conventions:
        if convention.key in {"wetechcare", "wepulse"}:
            assert not any(row.contributions for row in convention.commitments)
            assert {standing(row, DAY).state for row in convention.commitments} == {CommitmentState.WAITING}
