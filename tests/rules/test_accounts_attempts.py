"""Counting failed sign-ins: a wait that grows, and caps that lock nobody else out."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from ambassador.accounts import attempts
from ambassador.accounts.models import SignInAttempt
from ambassador.db import db

KEY = "a secret key for tests"
NOW = datetime(2026, 3, 10, 11, tzinfo=UTC)
HOME, OFFICE = "198.51.100.7", "203.0.113.9"


def after(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def attempt(email: str, address: str, now: datetime, succeeds: bool = False) -> timedelta:
    """One try as the portal makes it; the wait it was told."""
    row = attempts.record(email, address, KEY, now)
    wait = attempts.wait_for(row, now)
    if wait:
        db.session.delete(row)
    row.is_success = succeeds and not wait
    db.session.flush()
    return wait


def minutes(wait: timedelta) -> float:
    return wait.total_seconds() / 60


def test_five_failures_are_free_and_the_sixth_try_waits(session: Any) -> None:
    assert [minutes(attempt("a@x.example", HOME, NOW)) for _ in range(6)] == [0, 0, 0, 0, 0, 1]


def test_the_wait_doubles_up_to_a_quarter_of_an_hour(session: Any) -> None:
    now = NOW
    for _ in range(5):
        attempt("a@x.example", HOME, now)
    waits = []
    for _ in range(6):
        wait = attempt("a@x.example", HOME, now)
        waits.append(minutes(wait))
        now += wait
        assert not attempt("a@x.example", HOME, now), "after the wait, one more try is verified"
    assert waits == [1, 2, 4, 8, 15, 15]


def test_waiting_tries_do_not_make_the_wait_longer(session: Any) -> None:
    for _ in range(5):
        attempt("a@x.example", HOME, NOW)
    for _ in range(50):
        attempt("a@x.example", HOME, after(0.5))
    assert minutes(attempt("a@x.example", HOME, after(0.5))) == 0.5
    assert not attempt("a@x.example", HOME, after(1))


def test_slow_failures_never_wait(session: Any) -> None:
    assert not any(attempt("a@x.example", HOME, after(4 * count)) for count in range(40))


def test_a_quiet_quarter_after_the_wait_forgives(session: Any) -> None:
    for _ in range(5):
        attempt("a@x.example", HOME, NOW)
    assert [minutes(attempt("a@x.example", HOME, after(17))) for _ in range(6)] == [0, 0, 0, 0, 0, 1]


def test_a_success_forgives_the_failures_before_it_and_is_none_itself(session: Any) -> None:
    for _ in range(4):
        attempt("a@x.example", HOME, NOW)
    assert not any(attempt("a@x.example", HOME, NOW, succeeds=True) for _ in range(20))
    assert [minutes(attempt("a@x.example", HOME, NOW)) for _ in range(6)] == [0, 0, 0, 0, 0, 1]


def test_one_address_waits_alone(session: Any) -> None:
    for _ in range(6):
        attempt("a@x.example", HOME, NOW)
    assert not attempt("a@x.example", OFFICE, NOW)
    assert not attempt("b@x.example", HOME, NOW)


def test_an_account_attacked_from_many_addresses_waits_but_not_where_its_owner_signs_in(session: Any) -> None:
    attempt("a@x.example", OFFICE, NOW - timedelta(days=89), succeeds=True)
    for number in range(attempts.ACCOUNT_CAP):
        assert not attempt("a@x.example", f"192.0.2.{number}", after(number / 10))
    assert minutes(attempt("a@x.example", HOME, after(5))) == 10
    assert not attempt("a@x.example", OFFICE, after(5), succeeds=True)
    assert not attempt("b@x.example", HOME, after(5))
    assert not attempt("a@x.example", HOME, after(15.1))


def test_an_office_behind_one_address_is_not_locked_by_one_colleague(session: Any) -> None:
    for _ in range(30):
        attempt("forgetful@x.example", OFFICE, NOW)
    assert not attempt("colleague@x.example", OFFICE, NOW)


def test_an_address_that_tries_many_accounts_waits(session: Any) -> None:
    for number in range(attempts.ADDRESS_CAP):
        assert not attempt(f"person{number}@x.example", HOME, NOW)
    assert minutes(attempt("someone@x.example", HOME, after(3))) == 12
    assert not attempt("someone@x.example", OFFICE, after(3))


def test_an_ipv6_line_counts_as_one_address() -> None:
    assert attempts.network_of("2001:db8:1:2::7") == attempts.network_of("2001:db8:1:2:ffff::1")
    assert attempts.network_of("2001:db8:1:3::7") != attempts.network_of("2001:db8:1:2::7")
    assert attempts.network_of("not an address") == "not an address"


def test_accounts_and_addresses_cannot_be_read_from_what_is_kept(session: Any) -> None:
    row = attempts.record("A@X.example ", HOME, KEY, NOW)
    assert "x.example" not in row.account and HOME not in row.address
    assert row.account == attempts.account_hash("a@x.example", KEY)
    assert row.account != attempts.account_hash("a@x.example", "another key")


def test_what_is_too_old_to_count_is_dropped(session: Any) -> None:
    attempt("a@x.example", HOME, NOW - timedelta(days=91), succeeds=True)
    attempt("a@x.example", HOME, NOW - timedelta(days=2))
    attempt("a@x.example", HOME, NOW - timedelta(hours=2))
    attempt("a@x.example", HOME, NOW)
    assert db.session.scalar(select(func.count(SignInAttempt.id))) == 2


def test_a_new_link_forgives_the_account_everywhere(session: Any) -> None:
    for _ in range(6):
        attempt("a@x.example", HOME, NOW)
    attempts.forgive("A@x.example", KEY)
    assert not attempt("a@x.example", HOME, NOW)


@given(st.lists(st.floats(min_value=0, max_value=300), max_size=40).map(sorted))
def test_the_wait_never_outlasts_a_quarter_of_an_hour_and_needs_five_failures(moments: list[float]) -> None:
    failures = [after(moment) for moment in moments]
    end = attempts.wait_ends(failures)
    if end is not None:
        assert len(failures) >= attempts.FREE_TRIES
        assert timedelta(minutes=1) <= end - failures[-1] <= timedelta(minutes=15)
