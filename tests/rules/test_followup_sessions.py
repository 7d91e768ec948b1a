"""Planning, holding, logging, changing, cancelling, reinstating; opening a follow-up; tasks; what is due."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from ambassador import audit
from ambassador.accounts.models import User
from ambassador.charter.models import Acceptance
from ambassador.conventions.models import Convention, Unit
from ambassador.demo import factories
from ambassador.errors import RuleBroken
from ambassador.followup import measures, queries, services
from ambassador.followup.dues import due_from
from ambassador.followup.models import FollowUp, SessionMode, SessionState
from ambassador.followup.services import Details, Step
from ambassador.permissions import Role
from tests.conftest import TODAY, World

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def details(on: date = YESTERDAY, quarters: int = 2, **values: Any) -> Details:
    values.setdefault("notes", "Vu ensemble.")
    return Details(on=on, quarters=quarters, mode=SessionMode.ON_SITE, **values)


@pytest.fixture
def follow_up(session: Any, world: World) -> FollowUp:
    return factories.follow_up(session.get_one(Convention, world.convention))


@pytest.fixture
def coach(session: Any, world: World) -> User:
    found: User = session.get_one(User, world.coach)
    return found


def test_a_follow_up_opens_once_and_only_for_signed_days(session: Any, world: World) -> None:
    convention = session.get_one(Convention, world.convention)
    services.open_follow_up(convention, TODAY)
    with pytest.raises(RuleBroken, match="déjà ouvert"):
        services.open_follow_up(convention, TODAY)
    parties = [party.organisation for party in convention.parties]
    for other in (
        factories.convention(parties, None),
        factories.convention(parties, date(2026, 1, 15), quota_quarters=None),
        session.get_one(Convention, world.foreign_convention),
    ):
        with pytest.raises(RuleBroken, match="toutes les parties ont signé"):
            services.open_follow_up(other, TODAY)


def test_a_plan_may_lie_in_the_past_and_is_then_overdue(follow_up: FollowUp, coach: User) -> None:
    planned = services.plan_session(follow_up, coach.id, details(YESTERDAY, notes=""), [], TODAY)
    assert planned.is_overdue(TODAY) and not planned.is_overdue(YESTERDAY)


def test_a_held_session_does_not_lie_in_the_future(follow_up: FollowUp, coach: User) -> None:
    for change in (
        lambda: services.log_session(follow_up, coach.id, details(TOMORROW), [], TODAY),
        lambda: services.hold_session(
            services.plan_session(follow_up, coach.id, details(TOMORROW), [], TODAY), details(TOMORROW), [], TODAY
        ),
        lambda: services.change_session(
            services.log_session(follow_up, coach.id, details(TODAY), [], TODAY), details(TOMORROW), [], TODAY
        ),
    ):
        with pytest.raises(RuleBroken) as refused:
            change()
        assert refused.value.field == "on"


def test_a_held_session_does_not_lie_before_the_start(session: Any, follow_up: FollowUp, coach: User) -> None:
    first = date(2026, 1, 15)
    before = first - timedelta(days=1)
    with pytest.raises(RuleBroken, match="précède le début") as broken:
        services.log_session(follow_up, coach.id, details(before), [], TODAY)
    assert broken.value.field == "on"
    planned = services.plan_session(follow_up, coach.id, details(before, notes=""), [], TODAY)
    with pytest.raises(RuleBroken, match="précède le début"):
        services.hold_session(planned, details(before), [], TODAY)
    services.hold_session(planned, details(first), [], TODAY)
    with pytest.raises(RuleBroken, match="précède le début"):
        services.change_session(planned, details(before), [], TODAY)
    earlier = factories.followup_session(follow_up, coach, before, state="held")
    services.change_session(earlier, details(before, notes="Complété."), [], TODAY)
    assert earlier.notes == "Complété.", "what was noted before stays where it was, and can be completed"


def test_a_held_session_has_notes(follow_up: FollowUp, coach: User) -> None:
    with pytest.raises(RuleBroken) as refused:
        services.log_session(follow_up, coach.id, details(notes=""), [], TODAY)
    assert refused.value.field == "notes"


def test_each_change_of_state_happens_once(follow_up: FollowUp, coach: User) -> None:
    session = services.plan_session(follow_up, coach.id, details(), [], TODAY)
    services.hold_session(session, details(), [], TODAY)
    with pytest.raises(RuleBroken, match="n’est plus planifiée"):
        services.hold_session(session, details(), [], TODAY)
    with pytest.raises(RuleBroken, match="n’est pas annulée"):
        services.reinstate_session(session, details(), [], TODAY)
    services.cancel_session(session, "Notée par erreur.", TODAY)
    with pytest.raises(RuleBroken, match="déjà annulée"):
        services.cancel_session(session, "Encore.", TODAY)
    with pytest.raises(RuleBroken, match="Rétablissez-la"):
        services.change_session(session, details(), [], TODAY)
    services.reinstate_session(session, details(TOMORROW), [], TODAY)
    assert (session.state, session.cancel_reason, session.on) == (SessionState.PLANNED, "", TOMORROW)


def test_a_moved_session_tells_from_where_to_where_and_why(session: Any, follow_up: FollowUp, coach: User) -> None:
    planned = services.plan_session(follow_up, coach.id, details(YESTERDAY), [], TODAY)
    services.move_session(planned, TOMORROW, " Salle prise. ", TODAY)
    later = TOMORROW + timedelta(days=7)
    services.change_session(planned, details(later), [], TODAY)
    services.change_session(planned, details(later, subjects="Autre"), [], TODAY)
    session.flush()
    assert [(one.from_on, one.to_on, one.reason, one.moved_on) for one in planned.moves] == [
        (YESTERDAY, TOMORROW, "Salle prise.", TODAY),
        (TOMORROW, later, "", TODAY),
    ]
    assert audit.events_about("FollowUpSession", planned.id)[0].convention_id == follow_up.convention_id
    with pytest.raises(RuleBroken) as refused:
        services.move_session(planned, later, "", TODAY)
    assert refused.value.field == "on"
    services.hold_session(planned, details(YESTERDAY), [], TODAY)
    assert len(planned.moves) == 2, "held on another day than planned is not moved"
    with pytest.raises(RuleBroken, match="Seule une séance planifiée"):
        services.move_session(planned, TOMORROW, "", TODAY)


def test_after_the_end_of_its_convention_a_follow_up_is_only_read(
    session: Any, world: World, follow_up: FollowUp, coach: User
) -> None:
    last_day, after = date(2027, 1, 15), date(2027, 1, 16)
    planned = services.plan_session(follow_up, coach.id, details(YESTERDAY), [], last_day)
    task = services.add_task(follow_up, Step("Relire"), last_day)
    for change in (
        lambda: services.plan_session(follow_up, coach.id, details(), [], after),
        lambda: services.log_session(follow_up, coach.id, details(), [], after),
        lambda: services.hold_session(planned, details(), [], after),
        lambda: services.change_session(planned, details(), [], after),
        lambda: services.move_session(planned, TOMORROW, "", after),
        lambda: services.cancel_session(planned, "Fin.", after),
        lambda: services.add_task(follow_up, Step("Tard"), after),
        lambda: services.change_task(task, Step("Tard"), after),
        lambda: services.finish_task(task, after),
    ):
        with pytest.raises(RuleBroken, match="s’est terminée le") as refused:
            change()
        assert "15 janvier 2027" in str(refused.value.parameters["day"])
    assert not follow_up.is_open(after) and follow_up.is_open(last_day)


def test_cancelling_needs_a_reason(session: Any, follow_up: FollowUp, coach: User) -> None:
    planned = services.plan_session(follow_up, coach.id, details(), [], TODAY)
    with pytest.raises(RuleBroken) as refused:
        services.cancel_session(planned, "  ", TODAY)
    assert refused.value.field == "reason"
    planned.state = SessionState.CANCELLED
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_more_than_three_days_is_refused(follow_up: FollowUp, coach: User) -> None:
    for quarters in (-1, 13):
        with pytest.raises(RuleBroken) as refused:
            services.plan_session(follow_up, coach.id, details(quarters=quarters), [], TODAY)
        assert refused.value.field == "quarters"


def test_only_the_structures_accepted_actions_are_linked(
    session: Any, world: World, follow_up: FollowUp, coach: User
) -> None:
    charter = factories.charter(follow_up.structure)
    foreign = factories.action(factories.charter(factories.organisation("Autre")))
    accepted, proposed = factories.action(charter), factories.action(charter, acceptance=Acceptance.PROPOSED)
    for wrong in (foreign, proposed):
        with pytest.raises(RuleBroken) as refused:
            services.log_session(follow_up, coach.id, details(action_ids=(accepted.id, wrong.id)), [], TODAY)
        assert refused.value.field == "actions"
    logged = services.log_session(follow_up, coach.id, details(action_ids=(accepted.id,)), [], TODAY)
    assert [action.code for action in logged.actions] == ["A01"]


def test_changed_links_are_told_and_raise_the_version(session: Any, follow_up: FollowUp, coach: User) -> None:
    charter = factories.charter(follow_up.structure)
    first, second = factories.action(charter), factories.action(charter)
    logged = services.log_session(follow_up, coach.id, details(action_ids=(first.id,)), [], TODAY)
    version = logged.version
    services.change_session(logged, details(action_ids=(first.id, second.id)), [], TODAY)
    session.flush()
    assert logged.version == version + 1
    newest = audit.events_about("FollowUpSession", logged.id)[0]
    assert newest.changes == {"action_codes": ["A01", "A01, A02"]}
    assert newest.convention_id == follow_up.convention_id


def test_next_steps_become_tasks_of_people_of_both_parties(
    session: Any, world: World, follow_up: FollowUp, coach: User
) -> None:
    steps = [
        Step("Relire la charte", world.staff, TOMORROW),
        Step("Envoyer le support", world.coach),
        Step("Une salle"),
    ]
    logged = services.log_session(follow_up, coach.id, details(), steps, TODAY)
    session.flush()
    assert {(task.title, task.owner_id, task.session_id) for task in queries.tasks_of(follow_up)} == {
        ("Relire la charte", world.staff, logged.id),
        ("Envoyer le support", world.coach, logged.id),
        ("Une salle", None, logged.id),
    }
    with pytest.raises(RuleBroken, match="ne fait pas partie"):
        services.log_session(follow_up, coach.id, details(), [Step("X", world.other_coordinator)], TODAY)
    assert len(queries.sessions_of(follow_up)) == 1


def test_tasks_are_done_and_undone_once(follow_up: FollowUp) -> None:
    task = services.add_task(follow_up, Step("Relire"), TODAY)
    services.finish_task(task, TODAY)
    with pytest.raises(RuleBroken, match="déjà faite"):
        services.finish_task(task, TODAY)
    services.reopen_task(task, TODAY)
    with pytest.raises(RuleBroken, match="encore à faire"):
        services.reopen_task(task, TODAY)


def test_who_may_tick_a_task(session: Any, world: World, follow_up: FollowUp) -> None:
    people = {name: session.get_one(User, getattr(world, name)) for name in ("coach", "coordinator", "staff", "admin")}
    colleague = factories.user(Role.STAFF, follow_up.structure)
    wanted = {"coach": "coach coordinator staff colleague nobody", "coordinator": "coordinator staff colleague nobody"}
    wanted |= {"staff": "staff", "admin": ""}
    owners = people | {"colleague": colleague, "nobody": None}
    for name, person in people.items():
        may = {
            owner
            for owner, row in owners.items()
            if factories.task(follow_up, owner=row).can_be_done_by(person) and owner != "admin"
        }
        assert may == set(wanted[name].split()), name


def test_home_tells_what_to_log_and_what_comes(session: Any, world: World, follow_up: FollowUp, coach: User) -> None:
    for on in (YESTERDAY, TODAY, TODAY + timedelta(days=7), TODAY + timedelta(days=8)):
        factories.followup_session(follow_up, coach, on, state="planned")
    factories.followup_session(follow_up, coach, YESTERDAY, state="held")
    factories.task(follow_up, owner=session.get_one(User, world.staff), due_on=TOMORROW)
    factories.task(follow_up, owner=session.get_one(User, world.staff), done_on=TODAY)

    def told(person: int) -> list[tuple[str, date | None]]:
        return [(item.endpoint, item.on) for item in due_from(session.get_one(User, person), TODAY)]

    week = [("followup.session", TODAY), ("followup.session", TODAY + timedelta(days=7))]
    assert told(world.coach) == [("followup.hold", YESTERDAY), *week]
    assert told(world.coordinator) == week
    assert told(world.staff) == [("followup.show", TOMORROW)]
    assert told(world.partner) == told(world.admin) == told(world.centre_coordinator) == []


def test_what_an_ended_convention_leaves_undone_is_due_from_nobody(
    session: Any, world: World, follow_up: FollowUp, coach: User
) -> None:
    factories.followup_session(follow_up, coach, YESTERDAY, state="planned")
    factories.task(follow_up, owner=coach)
    factories.deliverable(follow_up, due_on=YESTERDAY)
    assert len(due_from(coach, date(2027, 1, 15))) == 3
    assert due_from(coach, date(2027, 1, 16)) == []


def test_home_keeps_to_the_coachs_structures(session: Any, world: World, follow_up: FollowUp, coach: User) -> None:
    colleague = factories.user(Role.COACH, coach.organisation, "Charlie Collègue")
    factories.followup_session(follow_up, colleague, YESTERDAY, state="planned")
    assert len(due_from(coach, TODAY)) == 1, "a session of my structure, whoever planned it"
    assert len(due_from(colleague, TODAY)) == 1, "a session of mine, whichever the structure"
    assert due_from(factories.user(Role.COACH, coach.organisation, "Dominique Tiers"), TODAY) == []


def test_days_held_are_exact_and_within_the_window(session: Any, follow_up: FollowUp, coach: User) -> None:
    convention = follow_up.convention
    commitment = factories.commitment(convention, measure=measures.DAYS_HELD, quantity=Decimal(5), unit=Unit.DAY)
    for on, quarters, state in (
        (date(2026, 1, 14), 4, "held"),
        (date(2026, 1, 15), 3, "held"),
        (date(2026, 2, 20), 2, "held"),
        (date(2026, 2, 21), 4, "cancelled"),
        (TODAY, 4, "planned"),
        (date(2026, 4, 1), 1, "held"),
    ):
        factories.followup_session(follow_up, coach, on, quarters, state)
    measured = measures.days_held(commitment, (date(2026, 1, 15), TODAY), TODAY)
    assert measured.quantity == Decimal("1.25")
    assert [detail.quantity for detail in measured.details] == [Decimal("0.75"), Decimal("0.5")]
    assert measured.target == Decimal(5)
    assert measures.days_held(commitment, None, TODAY).quantity == Decimal("2.25")


def test_another_partys_people_find_nothing(session: Any, world: World, follow_up: FollowUp, coach: User) -> None:
    planned = factories.followup_session(follow_up, coach, TODAY, state="planned")
    task = factories.task(follow_up)
    stranger = session.get_one(User, world.other_coordinator)
    assert queries.follow_up(follow_up.id, stranger) is None
    assert queries.session(planned.id, stranger) is None
    assert queries.task(task.id, stranger) is None
    assert queries.overview(stranger, TODAY).is_empty
    foreign = factories.follow_up(session.get_one(Convention, world.foreign_convention))
    assert queries.follow_up(foreign.id, coach) is None
