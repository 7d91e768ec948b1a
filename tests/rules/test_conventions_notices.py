"""Notices on set days: delays in calendar months, ends of months, what ends, what only could, and what is taken back."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from ambassador.accounts.models import Organisation, User
from ambassador.conventions.models import Convention, ConventionState, EndReason, Notice, NoticeKind
from ambassador.conventions.services.corrections import close_correction, open_correction
from ambassador.conventions.services.guards import check_open
from ambassador.conventions.services.notices import NoticeDetails, Step, give_notice, record_step, steps, take_back
from ambassador.demo import factories
from ambassador.errors import RuleBroken
from tests.conftest import World

State = ConventionState
DAY = timedelta(days=1)
START = date(2023, 1, 15)


@pytest.fixture
def convention(session: Any, world: World) -> Convention:
    """Unlimited, since 15 January 2023; one month after a formal notice, three after an early end."""
    parties = [session.get_one(Organisation, number) for number in (world.operator, world.city)]
    return factories.convention(parties, START, None, formal_notice_months=1, early_end_months=3)


@pytest.fixture
def coach(session: Any, world: World) -> User:
    return session.get_one(User, world.coach)


@pytest.fixture
def coordinator(session: Any, world: World) -> User:
    return session.get_one(User, world.coordinator)


def given(convention: Convention, kind: NoticeKind, sent_on: date, **values: Any) -> Notice:
    by = None if kind in {NoticeKind.SUSPENSION, NoticeKind.ANNULMENT} else convention.parties[0].id
    today = values.pop("today", max(sent_on, values.get("received_on") or sent_on))
    person = convention.parties[0].organisation.users[0]
    return give_notice(convention, NoticeDetails(kind, sent_on, "R-1", by, **values), person, today)


@pytest.mark.parametrize(
    ("sent_on", "months", "terminable"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 1, 30), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 1, date(2024, 3, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 3, 31), 1, date(2025, 4, 30)),
        (date(2025, 12, 31), 2, date(2026, 2, 28)),
        (date(2025, 6, 10), 0, date(2025, 6, 10)),
    ],
)
def test_a_formal_notice_makes_terminable_and_ends_nothing(
    convention: Convention, coach: User, sent_on: date, months: int, terminable: date
) -> None:
    convention.formal_notice_months = months
    notice = given(convention, NoticeKind.FORMAL_NOTICE, sent_on)
    assert notice.delay_ends == terminable
    assert notice.is_terminable(terminable) and not notice.is_terminable(terminable - DAY)
    for day in (sent_on, terminable, terminable + 400 * DAY):
        assert convention.state(day) is State.IN_FORCE and convention.last_day(day) is None
    assert Step.TERMINATED in steps(notice, coach, terminable)
    assert terminable == sent_on or Step.TERMINATED not in steps(notice, coach, terminable - DAY)


def test_it_ends_when_its_party_records_the_termination(convention: Convention, coach: User) -> None:
    notice = given(convention, NoticeKind.FORMAL_NOTICE, date(2025, 1, 31))
    today = date(2025, 3, 5)
    with pytest.raises(RuleBroken, match="à partir du"):
        record_step(notice, Step.TERMINATED, date(2025, 2, 27), "", coach, today)
    with pytest.raises(RuleBroken, match="futur"):
        record_step(notice, Step.TERMINATED, date(2025, 3, 6), "", coach, today)
    record_step(notice, Step.TERMINATED, date(2025, 3, 1), "Toujours rien", coach, today)
    assert convention.end(today) == (date(2025, 3, 1), EndReason.BREACH)
    assert convention.state(date(2025, 3, 1)) is State.IN_FORCE, "the last day is still one"
    assert convention.state(date(2025, 3, 2)) is State.ENDED
    assert convention.last_day(date(2025, 2, 28)) is None, "before, nobody had terminated it"
    with pytest.raises(RuleBroken):
        record_step(notice, Step.REMEDIED, today, "", coach, today)


def test_only_the_party_that_gave_it_says_what_came_of_it(
    convention: Convention, coordinator: User, coach: User
) -> None:
    notice = given(convention, NoticeKind.FORMAL_NOTICE, date(2025, 1, 31))
    today = date(2025, 3, 5)
    for step in (Step.REMEDIED, Step.TERMINATED):
        with pytest.raises(RuleBroken, match=r"possible\. Regardez"):
            record_step(notice, step, today, "", coordinator, today)
    assert steps(notice, coordinator, today) == [] and convention.state(today + DAY) is State.IN_FORCE


def test_before_its_termination_a_formal_notice_ran(convention: Convention, coach: User) -> None:
    notice = given(convention, NoticeKind.FORMAL_NOTICE, date(2025, 1, 31))
    last_day = date(2025, 3, 5)
    record_step(notice, Step.TERMINATED, last_day, "", coach, last_day)
    assert notice.is_running(last_day - DAY) and notice.is_terminable(last_day - DAY)
    assert not notice.is_running(last_day)


def test_a_remedied_breach_can_no_longer_end_it(convention: Convention, coach: User) -> None:
    notice = given(convention, NoticeKind.FORMAL_NOTICE, date(2025, 1, 31))
    record_step(notice, Step.REMEDIED, date(2025, 2, 10), "Rapport remis", coach, date(2025, 2, 12))
    assert not notice.is_terminable(date(2025, 3, 31))
    with pytest.raises(RuleBroken):
        record_step(notice, Step.TERMINATED, date(2025, 3, 1), "", coach, date(2025, 3, 1))


@pytest.mark.parametrize(
    ("received_on", "months", "last_day"),
    [
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2023, 11, 29), 3, date(2024, 2, 29)),
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2025, 1, 31), 3, date(2025, 4, 30)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
    ],
)
def test_an_early_end_runs_from_its_receipt(
    convention: Convention, received_on: date, months: int, last_day: date
) -> None:
    convention.early_end_months = months
    given(convention, NoticeKind.EARLY_END, received_on - 3 * DAY, received_on=received_on)
    assert convention.last_day(received_on - DAY) is None
    assert convention.end(received_on) == (last_day, EndReason.EARLY_END)
    assert convention.state(last_day) is State.IN_FORCE and convention.state(last_day + DAY) is State.ENDED


def test_until_it_is_received_it_does_not_run_and_its_party_takes_it_back_alone(
    convention: Convention, coach: User, coordinator: User
) -> None:
    today = date(2025, 1, 10)
    notice = given(convention, NoticeKind.EARLY_END, date(2025, 1, 8))
    assert notice.delay_ends is None and convention.last_day(today) is None
    with pytest.raises(RuleBroken, match="seule la partie"):
        take_back(notice, coordinator, today)
    take_back(notice, coach, today)
    assert notice.closed_on == today and not notice.is_running(today)


def test_the_receipt_is_recorded_later(convention: Convention, coordinator: User) -> None:
    notice = given(convention, NoticeKind.EARLY_END, date(2025, 1, 8))
    with pytest.raises(RuleBroken, match="précède"):
        record_step(notice, Step.RECEIVED, date(2025, 1, 7), "", coordinator, date(2025, 1, 12))
    record_step(notice, Step.RECEIVED, date(2025, 1, 10), "", coordinator, date(2025, 1, 12))
    assert convention.last_day(date(2025, 1, 12)) == date(2025, 4, 10)
    with pytest.raises(RuleBroken, match=r"possible\. Regardez"):
        record_step(notice, Step.RECEIVED, date(2025, 1, 11), "", coordinator, date(2025, 1, 12))


def test_once_received_it_is_taken_back_by_both_only(convention: Convention, coach: User, coordinator: User) -> None:
    received, asked, agreed = date(2025, 1, 10), date(2025, 2, 1), date(2025, 2, 5)
    notice = given(convention, NoticeKind.EARLY_END, received, received_on=received)
    take_back(notice, coach, asked)
    assert convention.last_day(asked) == date(2025, 4, 10), "asking alone changes nothing"
    with pytest.raises(RuleBroken, match="doit encore l’accepter"):
        take_back(notice, coach, asked)
    take_back(notice, coordinator, agreed)
    assert convention.last_day(agreed - DAY) == date(2025, 4, 10)
    assert convention.last_day(agreed) is None and convention.state(date(2025, 5, 1)) is State.IN_FORCE
    with pytest.raises(RuleBroken, match="qui court"):
        take_back(notice, coordinator, agreed)


def test_after_the_end_nothing_is_taken_back(convention: Convention, coach: User, coordinator: User) -> None:
    received = date(2025, 1, 10)
    notice = given(convention, NoticeKind.EARLY_END, received, received_on=received)
    take_back(notice, coach, date(2025, 4, 10))
    with pytest.raises(RuleBroken, match="pris fin"):
        take_back(notice, coordinator, date(2025, 4, 11))


def test_the_earlier_of_term_and_notice_ends_it(convention: Convention) -> None:
    convention.first_terms.length_months = 25
    given(convention, NoticeKind.EARLY_END, date(2025, 1, 10), received_on=date(2025, 1, 10))
    assert convention.end(date(2025, 1, 11)) == (date(2025, 2, 15), EndReason.TERM)


def test_an_annulment_ends_it_from_the_day_of_the_decision(convention: Convention) -> None:
    decided = date(2024, 2, 29)
    given(convention, NoticeKind.ANNULMENT, decided)
    assert convention.state(decided - DAY) is State.IN_FORCE
    assert convention.state(decided) is State.ENDED
    assert convention.end(decided) == (date(2024, 2, 28), EndReason.ANNULMENT)


def test_a_suspension_pauses_until_it_is_lifted(convention: Convention, coordinator: User) -> None:
    decided, lifted = date(2025, 1, 31), date(2025, 2, 28)
    notice = given(convention, NoticeKind.SUSPENSION, decided)
    assert convention.state(decided - DAY) is State.IN_FORCE and convention.state(decided) is State.SUSPENDED
    record_step(notice, Step.LIFTED, lifted, "Décision revue", coordinator, lifted)
    assert convention.state(lifted - DAY) is State.SUSPENDED and convention.state(lifted) is State.IN_FORCE
    assert convention.last_day(lifted) is None, "a suspension is not an annulment"


def test_of_two_suspensions_both_are_to_be_lifted(convention: Convention, coordinator: User) -> None:
    first = given(convention, NoticeKind.SUSPENSION, date(2025, 1, 10))
    given(convention, NoticeKind.SUSPENSION, date(2025, 1, 20))
    record_step(first, Step.LIFTED, date(2025, 2, 1), "", coordinator, date(2025, 2, 1))
    assert convention.state(date(2025, 2, 2)) is State.SUSPENDED


def test_where_the_text_has_no_delay_the_day_is_asked_for(convention: Convention) -> None:
    convention.formal_notice_months = convention.early_end_months = None
    sent = date(2025, 1, 10)
    for kind, values in ((NoticeKind.FORMAL_NOTICE, {}), (NoticeKind.EARLY_END, {"received_on": sent})):
        with pytest.raises(RuleBroken, match="donnez la date") as refused:
            given(convention, kind, sent, **values)
        assert refused.value.field == "expires_on"
    given(convention, NoticeKind.EARLY_END, sent, received_on=sent, expires_on=date(2025, 6, 30))
    assert convention.last_day(sent) == date(2025, 6, 30)


DETAILS = NoticeDetails(NoticeKind.FORMAL_NOTICE, date(2025, 1, 10), "R-1")


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"sent_on": date(2025, 1, 21)}, "sent_on", "futur"),
        ({"sent_on": date(2023, 1, 14)}, "sent_on", "précède le début"),
        ({"party_id": None}, "party_id", "Choisissez votre partie"),
        ({"party_id": 999_999}, "party_id", "Choisissez votre partie"),
        ({"kind": NoticeKind.SUSPENSION}, "party_id", "autorité"),
        ({"kind": NoticeKind.TERMINATION}, "kind", "mise en demeure"),
        ({"received_on": date(2025, 1, 11)}, "received_on", "préavis"),
        ({"expires_on": date(2025, 3, 1)}, "expires_on", "le portail le calcule"),
        ({"kind": NoticeKind.EARLY_END, "received_on": date(2025, 1, 9)}, "received_on", "ne peut pas précéder"),
        ({"kind": NoticeKind.EARLY_END, "expires_on": date(2025, 3, 1)}, "expires_on", "notez-la d’abord"),
    ],
)
def test_what_cannot_be_is_refused(
    convention: Convention, coach: User, values: dict[str, Any], field: str, words: str
) -> None:
    details = replace(DETAILS, party_id=convention.parties[0].id)
    with pytest.raises(RuleBroken, match=words) as refused:
        give_notice(convention, replace(details, **values), coach, date(2025, 1, 20))
    assert refused.value.field == field and convention.notices == []


@pytest.mark.parametrize("kind", [NoticeKind.FORMAL_NOTICE, NoticeKind.EARLY_END])
def test_nobody_notes_a_letter_in_the_name_of_another_party(
    convention: Convention, coordinator: User, kind: NoticeKind
) -> None:
    details = replace(DETAILS, kind=kind, party_id=convention.parties[0].id)
    with pytest.raises(RuleBroken, match="Choisissez votre partie"):
        give_notice(convention, details, coordinator, date(2025, 1, 20))
    assert convention.notices == []


def test_a_convention_that_does_not_run_has_no_notice(session: Any, world: World, coach: User) -> None:
    draft = factories.convention([session.get_one(Organisation, n) for n in (world.operator, world.city)])
    with pytest.raises(RuleBroken, match="pas en vigueur"):
        give_notice(draft, replace(DETAILS, party_id=draft.parties[0].id), coach, date(2025, 1, 20))


def test_after_its_end_a_convention_opens_for_a_correction_of_the_day(convention: Convention, coach: User) -> None:
    convention.first_terms.length_months = 12
    last_day = date(2024, 1, 15)
    today = last_day + DAY
    check_open(convention, last_day)
    with pytest.raises(RuleBroken, match="n’a pas pris fin"):
        open_correction(convention, "Pour voir", coach, last_day)
    with pytest.raises(RuleBroken, match="ne se modifie plus"):
        check_open(convention, today)
    with pytest.raises(RuleBroken, match="pourquoi"):
        open_correction(convention, "  ", coach, today)
    open_correction(convention, "La date de signature était fausse", coach, today)
    check_open(convention, today)
    with pytest.raises(RuleBroken, match="déjà ouverte"):
        open_correction(convention, "Encore", coach, today)
    with pytest.raises(RuleBroken, match="ne se modifie plus"):
        check_open(convention, today + DAY)
    close_correction(convention, today)
    with pytest.raises(RuleBroken, match="ne se modifie plus"):
        check_open(convention, today)
    with pytest.raises(RuleBroken, match="Aucune correction"):
        close_correction(convention, today)
