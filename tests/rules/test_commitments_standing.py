"""Where a commitment stands on any day: every due rule, every state, and the ends of months."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ambassador.conventions import measures
from ambassador.conventions.measures import Measured
from ambassador.conventions.models import (
    Commitment,
    Contribution,
    ContributionState,
    Convention,
    DueRule,
    Modality,
    Party,
    Terms,
    Unit,
)
from ambassador.conventions.standing import CommitmentState, Reason, is_at_risk, standing
from ambassador.conventions.work import Sum, Work, work_for
from ambassador.translated import Translated

S = CommitmentState
START, LAST = date(2025, 1, 31), date(2026, 1, 31)
"""Signed on 31 January for a year: it runs to 31 January."""
DAY = timedelta(days=1)
WITHOUT_DAY = (DueRule.EVENT, DueRule.BEFORE_USE, DueRule.PER_USE, DueRule.CASE_BY_CASE, DueRule.BEFORE_ASSIGNMENT,
               DueRule.ONGOING)  # fmt: skip


def made(signed_on: date | None = START, months: int | None = 12, **values: Any) -> Commitment:
    """A commitment of a convention that is in no database."""
    convention = Convention(
        parties=[Party(signed_on=signed_on) for _ in range(2)],
        terms=[Terms(length_months=months, is_suspended=False)],
        needs_entry_into_force=False,
    )
    values = {"modality": Modality.FIRM, "due": DueRule.TERM, **values}
    if values.get("quantity") is not None:
        values["quantity"] = Decimal(values["quantity"])
        values.setdefault("unit", Unit.PERSON_DAY)
    return Commitment(convention=convention, **values)


def done(
    commitment: Commitment, on: date, quantity: str | None = "1", state: str = "confirmed", decided: date | None = None
) -> Commitment:
    commitment.contributions.append(
        Contribution(
            on=on,
            quantity=Decimal(quantity) if quantity and commitment.unit else None,
            state=ContributionState(state),
            decided_at=datetime.combine(decided or on, datetime.min.time(), UTC) if state != "recorded" else None,
        )
    )
    return commitment


def state(commitment: Commitment, on: date) -> CommitmentState:
    return standing(commitment, on).state


def reason(commitment: Commitment, on: date) -> Reason:
    return standing(commitment, on).reason


def test_before_the_start_everything_waits() -> None:
    for rule in DueRule:
        waiting = made(due=rule, due_on=START, due_days=0)
        assert state(waiting, START - DAY) is S.WAITING
    assert reason(made(None), date(2030, 1, 1)) is Reason.NOT_STARTED


def test_by_the_last_day_with_a_quantity() -> None:
    row = made(quantity=10)
    assert state(row, START) is S.ON_TRACK
    assert state(row, LAST) is S.AT_RISK
    assert state(row, LAST + DAY) is S.OVERDUE
    done(row, date(2025, 6, 1), "9.9999")
    assert state(row, LAST + DAY) is S.OVERDUE
    done(row, LAST, "0.0001")
    assert state(row, LAST) is S.KEPT and state(row, LAST + DAY) is S.KEPT
    assert state(row, LAST - DAY) is not S.KEPT, "what was done on the last day was not done the day before"


@pytest.mark.parametrize(
    ("signed_on", "months", "last"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 12, 31), 6, date(2026, 6, 30)),
    ],
)
def test_the_last_day_still_counts_and_the_day_after_is_late(signed_on: date, months: int, last: date) -> None:
    row = made(signed_on, months, quantity=1)
    assert state(row, last) is S.AT_RISK
    assert state(row, last + DAY) is S.OVERDUE
    assert standing(row, last).due_on == last


def test_by_the_last_day_without_a_quantity_it_goes_on_until_then() -> None:
    row = done(made(), date(2025, 3, 1), None)
    assert state(row, LAST) is S.ON_TRACK and state(row, LAST + DAY) is S.KEPT
    assert state(made(), LAST + DAY) is S.OVERDUE


def test_the_last_day_of_an_unlimited_convention_never_comes() -> None:
    assert state(made(months=None, quantity=1), date(2060, 1, 1)) is S.ON_TRACK


@pytest.mark.parametrize("day", [date(2025, 9, 30), date(2025, 1, 31), date(2025, 2, 28)])
def test_at_a_date(day: date) -> None:
    row = made(due=DueRule.DATE, due_on=day)
    assert state(row, day) is (S.AT_RISK if day > START else S.ON_TRACK)
    assert state(row, day + DAY) is S.OVERDUE
    assert state(done(row, day, None), day) is S.KEPT, "done once, it is kept"


def test_what_is_done_late_is_kept_from_then_on() -> None:
    row = done(made(due=DueRule.DATE, due_on=date(2025, 6, 30)), date(2025, 7, 15), None)
    assert state(row, date(2025, 7, 14)) is S.OVERDUE and state(row, date(2025, 7, 15)) is S.KEPT


@pytest.mark.parametrize(
    ("signed_on", "days", "due"),
    [
        (date(2025, 1, 31), 15, date(2025, 2, 15)),
        (date(2024, 2, 14), 15, date(2024, 2, 29)),
        (date(2025, 2, 14), 15, date(2025, 3, 1)),
        (date(2025, 1, 31), 0, date(2025, 1, 31)),
    ],
)
def test_calendar_days_after_the_start(signed_on: date, days: int, due: date) -> None:
    row = made(signed_on, None, due=DueRule.DAYS_AFTER_START, due_days=days)
    assert standing(row, signed_on).due_on == due
    assert state(row, due) is (S.AT_RISK if days else S.ON_TRACK)
    assert state(row, due + DAY) is S.OVERDUE
    assert state(done(row, due, None), due + DAY) is S.KEPT


def test_days_count_from_the_entry_into_force_where_the_text_has_one() -> None:
    row = made(date(2025, 1, 15), None, due=DueRule.DAYS_AFTER_START, due_days=15)
    row.convention.needs_entry_into_force = True
    assert state(row, date(2025, 6, 1)) is S.WAITING
    row.convention.entry_into_force = date(2025, 5, 31)
    assert state(row, date(2025, 6, 15)) is S.AT_RISK and state(row, date(2025, 6, 16)) is S.OVERDUE


def test_every_year_is_a_year_of_the_convention() -> None:
    row = made(date(2024, 2, 29), 24, due=DueRule.YEARLY, quantity=1, unit=Unit.MEETING)
    first_year, second_year = date(2025, 2, 28), date(2026, 2, 28)
    assert state(row, date(2024, 3, 1)) is S.ON_TRACK
    assert state(row, first_year) is S.AT_RISK
    missed = standing(row, first_year + DAY)
    assert (missed.state, missed.reason, missed.year) == (S.OVERDUE, Reason.YEAR_MISSED, 1)
    done(row, first_year)
    assert state(row, first_year) is S.KEPT
    assert state(row, first_year + DAY) is S.ON_TRACK, "the next year asks for its own"
    assert standing(row, first_year + DAY).due_on == second_year
    assert state(row, second_year + DAY) is S.OVERDUE
    done(row, second_year)
    assert state(row, second_year + DAY) is S.KEPT


def test_an_optional_yearly_one_is_never_late() -> None:
    row = made(START, 24, due=DueRule.YEARLY, modality=Modality.OPTIONAL)
    assert state(row, LAST + DAY) is S.ON_TRACK
    assert state(row, date(2027, 2, 1)) is S.LAPSED
    assert state(done(row, date(2026, 5, 1), None), date(2027, 2, 1)) is S.KEPT


@pytest.mark.parametrize("rule", WITHOUT_DAY)
def test_a_rule_without_a_day_runs_until_the_end(rule: DueRule) -> None:
    row = made(due=rule)
    assert state(row, START) is S.ON_TRACK and state(row, LAST) is S.ON_TRACK
    assert state(row, LAST + DAY) is S.LAPSED
    done(row, date(2025, 6, 1), None)
    assert state(row, LAST) is S.ON_TRACK and state(row, LAST + DAY) is S.KEPT


@pytest.mark.parametrize("rule", WITHOUT_DAY)
def test_a_use_against_the_text_is_overdue_at_once(rule: DueRule, broken: None) -> None:
    found = standing(made(due=rule, measure="tests.broken"), date(2025, 6, 1))
    assert (found.state, found.reason) == (S.OVERDUE, Reason.BROKEN)


def test_what_is_owed_without_limit_of_time_outlives_the_convention() -> None:
    row = done(made(due=DueRule.UNLIMITED), date(2025, 6, 1), None)
    assert state(row, LAST) is S.ON_TRACK and state(row, date(2040, 1, 1)) is S.ON_TRACK


def test_without_a_due_day_in_the_text_nothing_is_late() -> None:
    row = made(due=DueRule.NONE, quantity=700)
    done(row, date(2025, 6, 1), "300")
    assert state(row, LAST) is S.ON_TRACK
    assert (state(row, LAST + DAY), reason(row, LAST + DAY)) == (S.LAPSED, Reason.ENDED)
    assert state(done(row, date(2025, 7, 1), "400"), date(2025, 7, 1)) is S.KEPT
    assert state(done(made(due=DueRule.NONE), date(2025, 6, 1), None), date(2025, 6, 1)) is S.KEPT


@pytest.mark.parametrize("rule", [DueRule.TERM, DueRule.DATE, DueRule.NONE, *WITHOUT_DAY])
def test_an_optional_one_is_never_at_risk_or_late(rule: DueRule) -> None:
    row = made(due=rule, due_on=LAST, modality=Modality.OPTIONAL)
    assert state(row, LAST) is S.ON_TRACK
    assert (state(row, LAST + DAY), reason(row, LAST + DAY)) == (S.LAPSED, Reason.NOT_USED)
    assert state(done(row, LAST, None), LAST + DAY) is S.KEPT


@pytest.mark.parametrize("rule", sorted(set(DueRule) - {DueRule.YEARLY}))
def test_a_conditional_one_waits_and_counts_for_nothing_before(rule: DueRule) -> None:
    row = made(due=rule, due_on=LAST, due_days=30, modality=Modality.CONDITIONAL, condition=Translated(fr="Si"))
    done(row, date(2025, 3, 1), None)
    assert (state(row, LAST), reason(row, LAST)) == (S.WAITING, Reason.CONDITION_NOT_MET)
    assert not standing(row, LAST).work.is_shown
    assert state(row, LAST + DAY) is S.LAPSED
    row.condition_met_on = date(2025, 3, 2)
    assert state(row, date(2025, 3, 1)) is S.WAITING
    assert not standing(row, date(2025, 6, 1)).work.is_shown, "what came before the condition still counts for nothing"
    assert state(row, date(2025, 3, 2)) is not S.WAITING


def test_a_suspension_pauses() -> None:
    row = made(quantity=1)
    row.convention.terms.append(Terms(length_months=12, effective_from=date(2025, 5, 1), is_suspended=True))
    assert reason(row, LAST) is Reason.SUSPENDED and state(row, LAST) is S.WAITING
    assert state(row, date(2025, 4, 30)) is S.ON_TRACK


def test_what_an_amendment_replaced_has_lapsed_and_its_work_goes_on_counting() -> None:
    old = done(made(quantity=5), date(2025, 3, 1), "5")
    old.valid_until = date(2025, 5, 31)
    new = Commitment(
        convention=old.convention,
        modality=Modality.FIRM,
        due=DueRule.TERM,
        quantity=Decimal(7),
        unit=Unit.PERSON_DAY,
        valid_from=date(2025, 6, 1),
        replaces=old,
    )
    assert state(old, date(2025, 5, 31)) is S.KEPT
    assert (state(old, date(2025, 6, 1)), reason(old, date(2025, 6, 1))) == (S.LAPSED, Reason.AMENDED)
    assert state(new, date(2025, 5, 31)) is S.WAITING
    assert work_for(new, date(2025, 6, 1)).done == 5 and state(new, date(2025, 6, 1)) is S.ON_TRACK
    assert state(done(new, date(2025, 6, 2), "2"), date(2025, 6, 2)) is S.KEPT


def test_only_what_is_confirmed_counts() -> None:
    row = made(quantity=10)
    for quantity, how in (("4", "confirmed"), ("2.5", "recorded"), ("1", "contested"), ("8", "withdrawn")):
        done(row, date(2025, 6, 1), quantity, how)
    work = work_for(row, date(2025, 6, 2))
    assert (work.done, work.recorded.quantity, work.contested.quantity) == (4, Decimal("2.5"), 1)
    assert (work.confirmed.count, work.recorded.count, work.contested.count) == (1, 1, 1)


def test_on_a_day_before_it_was_confirmed_it_still_waited() -> None:
    row = done(made(quantity=1), date(2025, 6, 1), decided=date(2025, 6, 10))
    assert state(row, date(2025, 6, 9)) is S.ON_TRACK
    assert work_for(row, date(2025, 6, 9)).recorded.count == 1
    assert state(row, date(2025, 6, 10)) is S.KEPT


Measure = Callable[[Measured], None]


@pytest.fixture
def measured() -> Iterator[Measure]:
    def answer(found: Measured) -> None:
        measures.register("tests.done", lambda *_: found, "Faits")

    yield answer
    del measures._MEASURES["tests.done"]


@pytest.fixture
def broken() -> Iterator[None]:
    measures.register("tests.broken", lambda *_: Measured(Decimal(1), is_broken=True), "Usages")
    yield
    del measures._MEASURES["tests.broken"]


def test_confirmed_contributions_add_to_what_the_work_shows(measured: Measure) -> None:
    measured(Measured(Decimal(3)))
    row = made(quantity=5, unit=Unit.DAY, measure="tests.done")
    assert work_for(row, date(2025, 6, 1)).done == 3
    done(row, date(2025, 5, 1), "1.25")
    done(row, date(2025, 5, 2), "0.75")
    assert state(row, date(2025, 6, 1)) is S.KEPT


def test_no_contribution_speaks_against_a_measure_that_knows_better(measured: Measure) -> None:
    """All actions have a KPI only where the structure said that its list is complete."""
    measured(Measured(Decimal(14), target=Decimal(14), is_reached=False))
    row = done(made(quantity=1, unit=Unit.DELIVERABLE, measure="tests.done"), date(2025, 6, 1))
    assert state(row, date(2025, 7, 1)) is S.ON_TRACK and state(row, LAST + DAY) is S.OVERDUE
    measured(Measured(Decimal(14), target=Decimal(14), is_reached=True))
    assert state(row, date(2025, 7, 1)) is S.KEPT


def test_at_risk_is_one_rule() -> None:
    """Ten asked over 100 days: at risk when fewer than 60 are left and less is done than time has passed."""
    first, last = date(2025, 1, 1), date(2025, 4, 11)

    def at_risk(amount: str, days: int) -> bool:
        work = Work(None, Sum(Decimal(amount), 1), Sum(), Sum(), Decimal(10))
        return is_at_risk(work, first, last, first + timedelta(days=days))

    assert not at_risk("0", 40), "60 days are left"
    assert at_risk("4.0999", 41) and not at_risk("4.1", 41)
    assert at_risk("9.9999", 100) and not at_risk("10", 100)


@given(st.lists(st.integers(0, 10**10), max_size=30))
def test_totals_add_up_exactly(ten_thousandths: list[int]) -> None:
    quantities = [Decimal(count) / 10_000 for count in ten_thousandths]
    row = made(quantity=700)
    for quantity in quantities:
        done(row, date(2025, 6, 1), str(quantity))
    assert work_for(row, LAST).confirmed == Sum(sum(quantities, Decimal(0)), len(quantities))


@given(
    st.sampled_from(sorted(DueRule)),
    st.sampled_from(sorted(Modality)),
    st.dates(date(2024, 1, 1), date(2028, 12, 31)),
    st.dates(date(2024, 1, 1), date(2026, 12, 31)),
    st.sampled_from([None, 1, 24]),
    st.booleans(),
)
def test_any_commitment_has_a_state_on_any_day(
    rule: DueRule, modality: Modality, on: date, signed_on: date, months: int | None, is_met: bool
) -> None:
    row = made(signed_on, months, due=rule, modality=modality, due_on=LAST, due_days=15, quantity=3)
    row.condition_met_on = signed_on if is_met and modality is Modality.CONDITIONAL else None
    found = standing(done(row, signed_on), on)
    assert (found.state is S.WAITING) >= (on < signed_on)
    assert not (modality is Modality.OPTIONAL and found.state in {S.AT_RISK, S.OVERDUE})
    if modality is Modality.CONDITIONAL and not is_met:
        assert found.state in {S.WAITING, S.LAPSED}
