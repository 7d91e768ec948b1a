"""Start, last day and state are computed: by the Civil Code's way of counting, from the signatures and terms."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ambassador.accounts.models import Organisation
from ambassador.conventions.models import (
    Commitment,
    Convention,
    ConventionState,
    DueRule,
    Modality,
    Party,
    Terms,
)
from ambassador.db import db
from ambassador.demo import factories
from tests.conftest import World

State = ConventionState


def made(*signed_on: date | None, months: int | None = 12, **values: Any) -> Convention:
    """A convention that is in no database."""
    return Convention(
        parties=[Party(signed_on=day) for day in signed_on], terms=[Terms(length_months=months)], **values
    )


@pytest.mark.parametrize(
    ("signed_on", "months", "last_day"),
    [
        (date(2025, 1, 15), 12, date(2026, 1, 15)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 1, 31), 3, date(2025, 4, 30)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2025, 12, 31), 6, date(2026, 6, 30)),
    ],
)
def test_the_term_counts_from_the_following_day(signed_on: date, months: int, last_day: date) -> None:
    convention = made(signed_on, signed_on, months=months, needs_entry_into_force=False)
    assert convention.last_day(signed_on) == last_day
    assert convention.state(last_day) is State.IN_FORCE
    assert convention.state(last_day + timedelta(days=1)) is State.ENDED


def test_the_last_signature_decides() -> None:
    convention = made(date(2025, 1, 15), date(2025, 3, 2), needs_entry_into_force=False)
    assert convention.start == date(2025, 3, 2)
    assert convention.last_day(date(2025, 3, 2)) == date(2026, 3, 2)


def test_a_signature_counts_from_its_own_day() -> None:
    convention = made(date(2025, 1, 15), date(2025, 3, 2), needs_entry_into_force=False)
    assert convention.state(date(2025, 1, 14)) is State.DRAFT
    assert convention.state(date(2025, 1, 15)) is State.PARTLY_SIGNED
    assert convention.state(date(2025, 3, 2)) is State.IN_FORCE


def test_while_one_has_not_signed_nothing_starts() -> None:
    convention = made(date(2025, 1, 15), None, needs_entry_into_force=False)
    assert convention.start is None and convention.last_day(date(2026, 1, 1)) is None
    assert convention.state(date(2026, 1, 1)) is State.PARTLY_SIGNED


def test_an_unlimited_convention_has_no_last_day() -> None:
    convention = made(date(2025, 1, 15), date(2025, 1, 15), months=None, needs_entry_into_force=False)
    assert convention.last_day(date(2050, 1, 1)) is None
    assert convention.state(date(2050, 1, 1)) is State.IN_FORCE


def test_a_text_with_a_date_of_its_own_waits_for_it() -> None:
    convention = made(date(2025, 1, 15), date(2025, 1, 15), needs_entry_into_force=True, entry_into_force=None)
    assert convention.start is None and convention.state(date(2025, 6, 1)) is State.SIGNED
    convention.entry_into_force = date(2025, 7, 1)
    assert convention.state(date(2025, 6, 30)) is State.SIGNED
    assert convention.state(date(2025, 7, 1)) is State.IN_FORCE
    assert convention.last_day(date(2025, 7, 1)) == date(2026, 7, 1)


def test_later_terms_hold_from_their_day() -> None:
    convention = made(date(2025, 1, 15), date(2025, 1, 15), needs_entry_into_force=False)
    convention.terms.append(Terms(length_months=24, effective_from=date(2025, 6, 1)))
    assert convention.last_day(date(2025, 5, 31)) == date(2026, 1, 15)
    assert convention.last_day(date(2025, 6, 1)) == date(2027, 1, 15)
    assert convention.first_terms.length_months == 12


@settings(deadline=None)  # the first convention of a run also sets up the mappers
@given(st.dates(date(2001, 1, 1), date(2060, 12, 31)), st.integers(1, 120), st.integers(0, 4000))
def test_the_years_of_a_convention_follow_each_other_and_stay_within_it(start: date, months: int, later: int) -> None:
    convention = made(start, start, months=months, needs_entry_into_force=False)
    today = start + timedelta(days=later)
    years, last_day = convention.years(today), convention.last_day(today)
    assert last_day is not None and years[0][0] == start
    for (_, last), (first, _) in pairwise(years):
        assert first == last + timedelta(days=1)
    assert all(first <= last <= last_day for first, last in years)
    assert years[-1][1] >= min(today, last_day)


Due = Callable[..., "date | None"]


@pytest.fixture
def due() -> Due:
    def due_day(today: date, signed_on: date | None = date(2025, 1, 31), **values: Any) -> date | None:
        convention = made(signed_on, signed_on, needs_entry_into_force=False)
        return Commitment(convention=convention, **values).due_day(today)

    return due_day


def test_each_rule_names_its_day(due: Due) -> None:
    today = date(2025, 5, 1)
    assert due(today, due=DueRule.TERM) == date(2026, 1, 31)
    assert due(today, due=DueRule.DATE, due_on=date(2025, 9, 1)) == date(2025, 9, 1)
    assert due(today, due=DueRule.DAYS_AFTER_START, due_days=15) == date(2025, 2, 15)
    assert due(today, due=DueRule.YEARLY) == date(2026, 1, 31)
    rules = set(DueRule) - {DueRule.TERM, DueRule.DATE, DueRule.DAYS_AFTER_START, DueRule.YEARLY}
    assert {due(today, due=rule) for rule in rules} == {None}


def test_a_draft_has_days_only_where_the_text_gives_one(due: Due) -> None:
    today = date(2025, 5, 1)
    for rule in (DueRule.TERM, DueRule.YEARLY):
        assert due(today, None, due=rule) is None
    assert due(today, None, due=DueRule.DAYS_AFTER_START, due_days=15) is None
    assert due(today, None, due=DueRule.DATE, due_on=date(2025, 9, 1)) == date(2025, 9, 1)


def test_a_conditional_commitment_binds_once_its_condition_is_met() -> None:
    convention = made(date(2025, 1, 15), date(2025, 1, 15), needs_entry_into_force=False)
    commitment = Commitment(convention=convention, modality=Modality.CONDITIONAL)
    assert not commitment.counts_on(date(2025, 6, 1))
    commitment.condition_met_on = date(2025, 5, 1)
    assert commitment.counts_on(date(2025, 6, 1)) and not commitment.counts_on(date(2025, 4, 30))


def test_the_version_rises_with_a_party_or_a_term(session: Any, world: World) -> None:
    convention = session.get_one(Convention, world.convention)
    before = convention.version
    convention.parties[0].signed_on = date(2026, 1, 10)
    convention.touch()
    session.flush()
    session.refresh(convention)
    assert convention.version == before + 1


@pytest.mark.parametrize(
    "values",
    [
        {"decided_on": date(2025, 2, 1), "signed_on": date(2025, 1, 31)},
    ],
)
def test_the_database_itself_refuses_what_cannot_be(session: Any, world: World, values: dict[str, Any]) -> None:
    from sqlalchemy.exc import IntegrityError

    party = session.get_one(Convention, world.convention).parties[0]
    for name, value in values.items():
        setattr(party, name, value)
    with pytest.raises(IntegrityError):
        session.flush()


def test_an_organisation_is_a_party_once(session: Any, world: World) -> None:
    from sqlalchemy.exc import IntegrityError

    organisation = session.get_one(Organisation, world.city)
    with pytest.raises(IntegrityError):
        factories.convention([organisation, organisation])
    assert db.session is session
