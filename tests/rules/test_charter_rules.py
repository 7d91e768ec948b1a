"""Charters: codes, dated statuses, advice and answers, the list that is complete or not, and counts by status."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from ambassador.accounts.models import Organisation, User
from ambassador.charter import queries, services
from ambassador.charter.dues import due_from
from ambassador.charter.models import Acceptance, ActionStatus, Charter
from ambassador.charter.services import ActionDetails, CharterDetails
from ambassador.demo import factories
from ambassador.errors import RuleBroken
from ambassador.translated import Translated
from tests.conftest import TODAY, World

NOW = datetime(2026, 3, 10, 11, tzinfo=UTC)
YESTERDAY = TODAY - timedelta(days=1)


def details(code: str = "A01", **values: Any) -> ActionDetails:
    return ActionDetails(code, Translated(fr="Former le personnel"), **values)


@pytest.fixture
def charter(session: Any, world: World) -> Charter:
    return factories.charter(session.get_one(Organisation, world.city))


def test_a_structure_has_one_charter(world: World, charter: Charter) -> None:
    with pytest.raises(RuleBroken, match="déjà une charte"):
        services.create_charter(charter.organisation, CharterDetails(Translated(fr="Une autre")))


def test_a_code_is_given_once_in_a_charter(session: Any, world: World, charter: Charter) -> None:
    first = services.add_action(charter, details("A01"), ActionStatus.UNKNOWN, world.coordinator, TODAY)
    for code in ("A01", "a01"):
        with pytest.raises(RuleBroken) as refused:
            services.add_action(charter, details(code), ActionStatus.UNKNOWN, world.coordinator, TODAY)
        assert refused.value.field == "code"
        with pytest.raises(RuleBroken):
            services.advise_action(charter, details(code), "Utile.", world.coach, TODAY)
    services.change_action(first, details("A01", page="p. 3"))
    other = factories.charter(factories.organisation("Autre"))
    services.add_action(other, details("A01"), ActionStatus.UNKNOWN, world.coordinator, TODAY)
    with pytest.raises(IntegrityError):
        factories.action(charter, "A01")
    session.rollback()


def test_axis_and_service_are_the_charters_own(world: World, charter: Charter) -> None:
    other = factories.charter(factories.organisation("Autre"))
    for field, values in (
        ("axis_id", {"axis_id": factories.axis(other).id}),
        ("service_id", {"service_id": factories.service(other.organisation).id}),
    ):
        with pytest.raises(RuleBroken) as refused:
            services.add_action(charter, details(**values), ActionStatus.UNKNOWN, world.coordinator, TODAY)
        assert refused.value.field == field


def test_an_axis_has_a_number_of_its_own(charter: Charter) -> None:
    first = services.add_axis(charter, 1, Translated(fr="Inclusion"))
    with pytest.raises(RuleBroken) as refused:
        services.add_axis(charter, 1, Translated(fr="Vie privée"))
    assert refused.value.field == "position"
    services.change_axis(first, 1, Translated(fr="Inclusion numérique"))


def test_the_newest_note_is_the_status(session: Any, world: World, charter: Charter) -> None:
    action = services.add_action(charter, details(), ActionStatus.NOT_STARTED, world.coordinator, TODAY)

    def note(on: date, status: ActionStatus) -> None:
        services.add_note(action, on, status, "", world.staff, TODAY)
        session.flush()
        session.expire(action)

    note(YESTERDAY, ActionStatus.PAUSED)
    assert action.status is ActionStatus.NOT_STARTED, "an older note completes the story only"
    note(TODAY, ActionStatus.DONE)
    assert action.status is ActionStatus.DONE
    assert action.status_on(YESTERDAY) is ActionStatus.PAUSED
    assert action.status_on(YESTERDAY - timedelta(days=1)) is ActionStatus.UNKNOWN
    with pytest.raises(RuleBroken) as refused:
        services.add_note(action, TODAY + timedelta(days=1), ActionStatus.DONE, "", world.staff, TODAY)
    assert refused.value.field == "on"


def test_advice_counts_once_accepted(session: Any, world: World, charter: Charter) -> None:
    advised = services.advise_action(charter, details(), "Le personnel le demande.", world.coach, TODAY)
    assert advised.acceptance is Acceptance.PROPOSED and advised.notes[0].note == "Le personnel le demande."
    assert not advised.counts_on(TODAY)
    with pytest.raises(RuleBroken, match="n’est pas acceptée"):
        services.add_note(advised, TODAY, ActionStatus.DONE, "", world.coordinator, TODAY)
    services.accept_action(advised, world.coordinator, TODAY)
    assert advised.counts_on(TODAY) and not advised.counts_on(YESTERDAY), "it was not yet taken up"
    with pytest.raises(RuleBroken, match="déjà acceptée"):
        services.accept_action(advised, world.coordinator, TODAY)
    with pytest.raises(RuleBroken, match="déjà répondu"):
        services.refuse_action(advised, "Non.", world.coordinator, TODAY)


def test_a_refusal_has_a_reason_and_can_be_taken_back(session: Any, world: World, charter: Charter) -> None:
    advised = services.advise_action(charter, details(), "Utile.", world.coach, TODAY)
    with pytest.raises(RuleBroken) as refused:
        services.refuse_action(advised, " ", world.coordinator, TODAY)
    assert refused.value.field == "reason"
    services.refuse_action(advised, "Trop cher.", world.coordinator, TODAY)
    session.flush()
    services.accept_action(advised, world.coordinator, TODAY)
    session.flush()
    assert (advised.acceptance, advised.refusal_reason) == (Acceptance.ACCEPTED, "")


def test_the_list_is_complete_when_the_structure_says_so(session: Any, world: World, charter: Charter) -> None:
    with pytest.raises(RuleBroken, match="liste est vide"):
        services.mark_complete(charter, world.coordinator, NOW)
    factories.action(charter)
    with pytest.raises(RuleBroken, match="n’est pas confirmée"):
        services.mark_incomplete(charter)
    services.mark_complete(charter, world.coordinator, NOW)
    session.flush()
    with pytest.raises(RuleBroken, match="déjà confirmée"):
        services.mark_complete(charter, world.coordinator, NOW)
    services.mark_incomplete(charter)
    session.flush()
    assert (charter.is_complete, charter.completed_at, charter.completed_by_id) == (False, None, None)


@pytest.mark.parametrize("horizon", [1999, 2101])
def test_a_horizon_is_a_year_of_this_century(session: Any, charter: Charter, horizon: int) -> None:
    with pytest.raises(IntegrityError):
        factories.action(charter, horizon=horizon)
    session.rollback()


def test_the_status_on_a_day_is_what_the_notes_tell(session: Any, charter: Charter) -> None:
    told = factories.action(charter, status=ActionStatus.DONE)
    factories.action_note(told, date(2026, 1, 10), ActionStatus.IN_PROGRESS)
    factories.action_note(told, date(2026, 2, 10), ActionStatus.DONE)
    untold = factories.action(charter, status=ActionStatus.PAUSED)
    session.expire_all()
    days = [date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 28)]
    assert [told.status_on(day).value for day in days] == ["unknown", "in_progress", "done"]
    assert [untold.status_on(day).value for day in days] == ["paused"] * 3, "without notes, as it was entered"


def test_groups_follow_the_axes_and_name_the_unknown_last(session: Any, charter: Charter) -> None:
    second, first = factories.axis(charter, position=2), factories.axis(charter, position=1)
    placed, unplaced = factories.action(charter, axis=second), factories.action(charter)
    session.expire_all()
    assert [(group.axis, group.actions) for group in queries.grouped(charter, charter.actions)] == [
        (first, []),
        (second, [placed]),
        (None, [unplaced]),
    ]
    assert [group.axis for group in queries.grouped(charter, [placed])] == [first, second]


def test_what_is_due(session: Any, world: World, charter: Charter) -> None:
    service = session.get_one(User, world.staff).service
    late = factories.action(charter, status=ActionStatus.IN_PROGRESS, horizon=2025, service=service)
    factories.action(charter, status=ActionStatus.IN_PROGRESS, horizon=2026)
    factories.action(charter, status=ActionStatus.DONE, horizon=2025)
    other_service = factories.action(charter, status=ActionStatus.IN_PROGRESS, horizon=2024)
    proposed = factories.action(charter, acceptance=Acceptance.PROPOSED)

    def told(person: int) -> list[Any]:
        return [item.arguments["number"] for item in due_from(session.get_one(User, person), TODAY)]

    assert told(world.coordinator) == [late.id, other_service.id, proposed.id]
    assert told(world.staff) == [late.id]
    assert told(world.coach) == told(world.other_coordinator) == told(world.admin) == []


def test_who_follows_the_status_of_an_action(session: Any, world: World, charter: Charter) -> None:
    staff, coordinator = session.get_one(User, world.staff), session.get_one(User, world.coordinator)
    own = factories.action(charter, service=staff.service)
    other, nobodys = (
        factories.action(charter, service=factories.service(charter.organisation)),
        factories.action(charter),
    )
    assert [action.can_be_noted_by(staff) for action in (own, other, nobodys)] == [True, False, False]
    assert all(action.can_be_noted_by(coordinator) for action in (own, other, nobodys))
    strangers = [session.get_one(User, number) for number in (world.coach, world.other_coordinator, world.admin)]
    assert not any(own.can_be_noted_by(person) for person in strangers)


def test_strangers_find_no_charter(session: Any, world: World, charter: Charter) -> None:
    action = factories.action(charter)
    for number in (world.other_coordinator, world.centre_coordinator, world.partner):
        stranger = session.get_one(User, number)
        assert queries.charter(charter.id, stranger) is None
        assert queries.action(action.id, stranger) is None


@pytest.mark.parametrize(
    ("codes", "wanted"),
    [(["A01", "A02"], "A03"), (["A09"], "A10"), (["F1", "F2"], "F3"), (["2.1", "2.9"], "2.10"), (["x"], ""), ([], "")],
)
def test_the_next_code_follows_the_highest(codes: list[str], wanted: str) -> None:
    assert services.next_code(codes) == wanted
