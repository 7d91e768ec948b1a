"""The days stay exact through whatever is planned, held, logged, changed, cancelled and reinstated."""

import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ambassador.accounts.models import OrganisationKind
from ambassador.conventions.models import Terms
from ambassador.demo import factories
from ambassador.errors import RuleBroken
from ambassador.followup import queries, services
from ambassador.followup.models import FollowUp, FollowUpSession, Ledger, SessionMode, SessionState
from ambassador.followup.services import Details
from ambassador.permissions import Role
from tests.conftest import TODAY

YESTERDAY = TODAY - timedelta(days=1)


def details(quarters: int = 2, on: date = YESTERDAY, **values: Any) -> Details:
    values.setdefault("notes", "Vu ensemble.")
    return Details(on=on, quarters=quarters, mode=SessionMode.ONLINE, **values)


@dataclass
class Book:
    """A follow-up, its coach, and the days as a child would count them."""

    follow_up: FollowUp
    coach_id: int
    sessions: list[FollowUpSession] = field(default_factory=list)

    def counted(self, state: SessionState) -> int:
        return sum(one.quarters for one in self.sessions if one.state is state)


def make_book(quota: int = 20) -> Book:
    operator = factories.organisation("Opérateur", OrganisationKind.OPERATOR)
    city = factories.organisation()
    convention = factories.convention([operator, city], date(2026, 1, 15), quota_quarters=quota)
    return Book(services.open_follow_up(convention, TODAY), factories.user(Role.COACH, operator).id)


OPERATIONS = st.sampled_from(["plan", "log", "hold", "change", "cancel", "reinstate"])
STEPS = st.lists(
    st.tuples(OPERATIONS, st.integers(0, 50), st.integers(0, 12), st.booleans()),
    max_size=25,
)


def act(book: Book, operation: str, which: int, quarters: int, gives_reason: bool) -> None:
    wanted = details(quarters, overrun_reason="Il le fallait." if gives_reason else "")
    if operation in {"plan", "log"}:
        service = services.plan_session if operation == "plan" else services.log_session
        book.sessions.append(service(book.follow_up, book.coach_id, wanted, [], TODAY))
    elif book.sessions:
        session = book.sessions[which % len(book.sessions)]
        if operation == "cancel":
            services.cancel_session(session, "Grève.", TODAY)
        else:
            service = {
                "hold": services.hold_session,
                "change": services.change_session,
                "reinstate": services.reinstate_session,
            }[operation]
            service(session, wanted, [], TODAY)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(quota=st.integers(1, 30), steps=STEPS)
def test_held_planned_and_free_are_always_quota_and_overrun(session: Any, quota: int, steps: list[Any]) -> None:
    book = make_book(quota)
    for step in steps:
        before = queries.ledger(book.follow_up, TODAY)
        try:
            act(book, *step)
        except RuleBroken:
            assert queries.ledger(book.follow_up, TODAY) == before, "a refused change left something behind"
        session.flush()
        ledger = queries.ledger(book.follow_up, TODAY)
        assert ledger.held + ledger.planned + ledger.free == ledger.quota + ledger.overrun
        assert (ledger.quota, ledger.held, ledger.planned) == (
            quota,
            book.counted(SessionState.HELD),
            book.counted(SessionState.PLANNED),
        )
        assert min(ledger.free, ledger.overrun) == 0
        assert not ledger.overrun or any(one.overrun_reason for one in book.sessions if one.counted)
        assert ledger == queries.ledger_from(book.sessions, quota)
    session.rollback()


AMENDMENTS = st.lists(
    st.tuples(st.integers(-20, 20), st.integers(0, 40)), max_size=4, unique_by=lambda amendment: amendment[0]
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(quota=st.integers(1, 30), amendments=AMENDMENTS, steps=STEPS)
def test_amended_quotas_add_up_on_every_day(
    session: Any, quota: int, amendments: list[tuple[int, int]], steps: list[Any]
) -> None:
    """Through amendments by date, cancellations and overruns: what a child counts is what the ledger says."""
    book = make_book(quota)
    for place, step in enumerate(steps):
        if place < len(amendments):
            amend(book, *amendments[place])
        with suppress(RuleBroken):
            act(book, *step)
        session.flush()
        for offset in range(-21, 22, 3):
            on = TODAY + timedelta(days=offset)
            ledger = queries.ledger(book.follow_up, on)
            begun = [pair for pair in amendments[: place + 1] if pair[0] <= offset]
            assert ledger.quota == (max(begun)[1] if begun else quota)
            assert ledger.held == book.counted(SessionState.HELD)
            assert ledger.held + ledger.planned + ledger.free == ledger.quota + ledger.overrun
            assert min(ledger.free, ledger.overrun) == 0
    session.rollback()


def amend(book: Book, offset: int, quota: int) -> None:
    """The quota of a signed amendment, from a day on."""
    terms = Terms(effective_from=TODAY + timedelta(days=offset), length_months=12, quota_quarters=quota)
    book.follow_up.convention.terms.append(terms)


def test_a_cut_quota_is_an_overrun_that_stays_in_sight(session: Any) -> None:
    book = make_book(20)
    services.log_session(book.follow_up, book.coach_id, details(12), [], TODAY)
    amend(book, 0, 10)
    session.flush()
    assert queries.ledger(book.follow_up, YESTERDAY) == Ledger(quota=20, held=12, planned=0)
    assert queries.ledger(book.follow_up, TODAY).overrun == 2


@pytest.mark.parametrize(
    ("ledger", "words", "drawn"),
    [
        (Ledger(22, 9, 4), "2¼ sur 5½", {"held": 9, "planned": 4, "free": 9}),
        (Ledger(22, 22, 3), "5½ sur 5½", {"held": 22, "planned over": 3}),
        (Ledger(1, 0, 0), "0 sur ¼", {"free": 1}),
    ],
)
def test_half_days_are_drawn_right(app: Flask, ledger: Ledger, words: str, drawn: dict[str, int]) -> None:
    """5½ days are five blocks of four quarters and one of two."""
    with app.test_request_context():
        macros = app.jinja_env.get_template("macros/ui.html").make_module({"locale": "fr"})
        drawing = str(macros.days(ledger)).partition("<figcaption>")[0]  # type: ignore[attr-defined]
    assert f"Jours utilisés : {words}" in drawing.replace("\xa0", " ")
    assert Counter(re.findall(r'<g class="([^"]+)">', drawing)) == drawn
    corners = re.findall(r'<g class="[^"]+"><rect x="(\d+)" y="(\d+)"', drawing)
    assert len(set(corners)) == ledger.quota + ledger.overrun, "no quarter hides another"


@given(quota=st.integers(0, 40), held=st.integers(0, 60), planned=st.integers(0, 60))
def test_the_ledger_adds_up_for_any_numbers(quota: int, held: int, planned: int) -> None:
    ledger = Ledger(quota, held, planned)
    assert held + planned + ledger.free == quota + ledger.overrun
    assert ledger.free >= 0 and ledger.overrun >= 0


def test_the_quota_may_be_used_up_without_a_word(session: Any) -> None:
    book = make_book(4)
    services.plan_session(book.follow_up, book.coach_id, details(4), [], TODAY)
    assert queries.ledger(book.follow_up, TODAY) == Ledger(quota=4, held=0, planned=4)


def test_passing_the_quota_asks_for_a_reason_and_says_the_days(session: Any) -> None:
    book = make_book(4)
    services.log_session(book.follow_up, book.coach_id, details(4), [], TODAY)
    with pytest.raises(RuleBroken) as refused:
        services.plan_session(book.follow_up, book.coach_id, details(1), [], TODAY)
    assert refused.value.field == "overrun_reason"
    assert refused.value.parameters == {"days": "1¼", "quota": "1"}
    services.plan_session(book.follow_up, book.coach_id, details(1, overrun_reason="Un service de plus."), [], TODAY)
    assert queries.ledger(book.follow_up, TODAY).overrun == 1


def test_a_short_contact_is_never_an_overrun(session: Any) -> None:
    book = make_book(4)
    services.log_session(book.follow_up, book.coach_id, details(4), [], TODAY)
    services.log_session(book.follow_up, book.coach_id, details(0), [], TODAY)
    assert queries.ledger(book.follow_up, TODAY).overrun == 0


def test_a_reason_stays_as_long_as_the_overrun(session: Any) -> None:
    book = make_book(4)
    passing = services.log_session(book.follow_up, book.coach_id, details(6, overrun_reason="Deux sites."), [], TODAY)
    with pytest.raises(RuleBroken, match="Écrivez pourquoi"):
        services.change_session(passing, details(5), [], TODAY)
    services.change_session(passing, details(4), [], TODAY)
    assert passing.overrun_reason == ""


def test_a_cancelled_session_comes_back_with_a_reason_only_where_its_days_are_gone(session: Any) -> None:
    book = make_book(4)
    cancelled = services.plan_session(book.follow_up, book.coach_id, details(3), [], TODAY)
    services.cancel_session(cancelled, "Grève.", TODAY)
    services.log_session(book.follow_up, book.coach_id, details(2), [], TODAY)
    with pytest.raises(RuleBroken) as refused:
        services.reinstate_session(cancelled, details(3), [], TODAY)
    assert refused.value.parameters == {"days": "1¼", "quota": "1"}
    services.reinstate_session(cancelled, details(2), [], TODAY)


def test_holding_as_planned_needs_no_second_reason(session: Any) -> None:
    book = make_book(4)
    planned = services.plan_session(book.follow_up, book.coach_id, details(4), [], TODAY)
    services.log_session(book.follow_up, book.coach_id, details(2, overrun_reason="Urgence."), [], TODAY)
    services.hold_session(planned, details(4), [], TODAY)
    assert queries.ledger(book.follow_up, TODAY) == Ledger(quota=4, held=6, planned=0)


def test_the_quota_is_the_one_of_the_day(session: Any) -> None:
    book = make_book(20)
    book.follow_up.convention.terms.append(Terms(effective_from=TODAY, length_months=12, quota_quarters=22))
    session.flush()
    assert queries.ledger(book.follow_up, YESTERDAY).quota == 20
    assert queries.ledger(book.follow_up, TODAY).quota == 22
    services.log_session(book.follow_up, book.coach_id, details(12), [], TODAY)
    services.log_session(book.follow_up, book.coach_id, details(10), [], TODAY)
    assert queries.ledger(book.follow_up, TODAY).free == 0


def test_days_are_never_floats(session: Any) -> None:
    book = make_book()
    services.log_session(book.follow_up, book.coach_id, details(3), [], TODAY)
    session.expire_all()
    ledger = queries.ledger(book.follow_up, TODAY)
    assert all(type(value) is int for value in (ledger.quota, ledger.held, ledger.planned, ledger.free, ledger.overrun))
