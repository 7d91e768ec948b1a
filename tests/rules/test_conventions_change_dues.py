"""What Home asks of each side: to sign, to decide, to look at, and what runs."""

from datetime import date
from typing import Any

import pytest

from ambassador.accounts.models import User
from ambassador.conventions import change_dues
from ambassador.conventions.models import Convention, NoticeKind
from ambassador.conventions.services.amendments import Signing, sign_amendment
from ambassador.conventions.services.contacts import see_contact
from ambassador.conventions.services.notices import NoticeDetails, give_notice, take_back
from ambassador.demo.factories import changes
from tests.conftest import TODAY, World


@pytest.fixture
def convention(session: Any, world: World) -> Convention:
    row: Convention = session.get_one(Convention, world.convention)
    row.formal_notice_months, row.early_end_months = 1, 3
    return row


def asked(session: Any, number: int, today: date = TODAY) -> list[str]:
    return [item.endpoint for item in change_dues.find(session.get_one(User, number), today)]


def test_an_amendment_is_asked_of_the_side_that_has_not_signed(
    session: Any, world: World, convention: Convention
) -> None:
    amendment = changes.amendment(convention)
    assert asked(session, world.coach) == asked(session, world.coordinator) == ["conventions.amendment"]
    sign_amendment(amendment, Signing(TODAY, TODAY), session.get_one(User, world.coach), TODAY)
    assert asked(session, world.coach) == [] and asked(session, world.coordinator) == ["conventions.amendment"]
    assert asked(session, world.staff) == asked(session, world.other_coordinator) == []


def test_a_decision_is_asked_of_the_other_side(session: Any, world: World, convention: Convention) -> None:
    changes.approval(convention, session.get_one(User, world.coach))
    assert asked(session, world.coach) == [] and asked(session, world.coordinator) == ["conventions.approval"]


def test_a_contact_is_shown_until_seen(session: Any, world: World, convention: Convention) -> None:
    contact = changes.contact(convention, session.get_one(User, world.coach))
    assert asked(session, world.coordinator) == ["conventions.show"] and asked(session, world.coach) == []
    see_contact(contact, session.get_one(User, world.coordinator))
    assert asked(session, world.coordinator) == []


def test_a_running_notice_is_shown_with_its_day(session: Any, world: World, convention: Convention) -> None:
    details = NoticeDetails(NoticeKind.EARLY_END, TODAY, "R", convention.parties[0].id, TODAY)
    notice = give_notice(convention, details, session.get_one(User, world.coach), TODAY)
    found = change_dues.find(session.get_one(User, world.coordinator), TODAY)
    assert [(item.endpoint, item.on) for item in found] == [("conventions.notice", date(2026, 6, 10))]
    take_back(notice, session.get_one(User, world.coach), TODAY)
    [item] = change_dues.find(session.get_one(User, world.coordinator), TODAY)
    assert "à accepter" in item.message
    take_back(notice, session.get_one(User, world.coordinator), TODAY)
    assert asked(session, world.coordinator) == []


def test_nothing_is_asked_after_the_end(session: Any, world: World, convention: Convention) -> None:
    changes.amendment(convention)
    assert asked(session, world.coordinator, date(2027, 1, 15)) == ["conventions.amendment"]
    assert asked(session, world.coordinator, date(2027, 1, 16)) == []
