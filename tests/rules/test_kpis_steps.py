"""The states of a figure: each step, in each state, by each person, is either the one allowed or refused without a trace."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count, product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ambassador.accounts.models import KpiReviewer, Organisation, User
from ambassador.db import db
from ambassador.demo import factories
from ambassador.errors import RuleBroken
from ambassador.kpis.models import Adoption, Answer, CorrectionState, Entry, EntryState, EventKind
from ambassador.kpis.past import fold
from ambassador.kpis.queries import closings
from ambassador.kpis.queries.steps import steps_for
from ambassador.kpis.services.corrections import correct_figure
from ambassador.kpis.services.entries import FigureValues, save_figure, submit_figure
from ambassador.kpis.services.remarks import answer_second_look, ask_second_look, comment_figure
from ambassador.kpis.services.review import approve_figure, approve_figures, return_figure, withdraw_figure
from ambassador.kpis.services.story import snapshot, told
from ambassador.kpis.steps import Step
from ambassador.periods import Period
from ambassador.permissions import Role
from tests.conftest import TODAY, World

NOW = datetime(2026, 3, 10, 11, tzinfo=UTC)
OVER = Period.parse("2025-Q4")
S, C = EntryState, CorrectionState
NAMES = ("coach", "coordinator", "staff", "admin", "partner", "other_coordinator")
EVERYONE = (*NAMES, "colleague", "second_coach", "second_coordinator")


def values(number: int) -> FigureValues:
    return FigureValues(Answer.VALUE, Decimal(number), comment="Compté à la main.")


STEPS: dict[Step, Callable[[Entry, User], Any]] = {
    Step.SAVE: lambda entry, by: save_figure(entry.adoption, OVER, entry, values(11), by, NOW, TODAY),
    Step.SUBMIT: lambda entry, by: submit_figure(entry, str(entry.version), by, NOW, TODAY),
    Step.WITHDRAW: lambda entry, by: withdraw_figure(entry, str(entry.version), by, NOW, TODAY),
    Step.APPROVE: lambda entry, by: approve_figure(entry, str(entry.version), by, NOW, TODAY),
    Step.RETURN: lambda entry, by: return_figure(entry, str(entry.version), "À revoir", by, NOW, TODAY),
    Step.CORRECT: lambda entry, by: correct_figure(entry, str(entry.version), values(12), "Oubli", by, NOW, TODAY),
    Step.COMMENT: lambda entry, by: comment_figure(entry, "Bien vu.", by, NOW, TODAY),
    Step.ASK: lambda entry, by: ask_second_look(entry, str(entry.version), "Vraiment ?", by, NOW, TODAY),
    Step.ANSWER: lambda entry, by: answer_second_look(entry, str(entry.version), "Oui.", by, NOW, TODAY),
}
State = tuple[EntryState, CorrectionState | None]
ALLOWED: dict[Step, dict[State, State]] = {
    Step.SAVE: {(S.DRAFT, None): (S.DRAFT, None), (S.RETURNED, None): (S.RETURNED, None)},
    Step.SUBMIT: {(S.DRAFT, None): (S.SUBMITTED, None), (S.RETURNED, None): (S.SUBMITTED, None)},
    Step.WITHDRAW: {
        (S.SUBMITTED, None): (S.DRAFT, None),
        (S.APPROVED, C.SUBMITTED): (S.APPROVED, None),
        (S.APPROVED, C.RETURNED): (S.APPROVED, None),
    },
    Step.APPROVE: {(S.SUBMITTED, None): (S.APPROVED, None), (S.APPROVED, C.SUBMITTED): (S.APPROVED, None)},
    Step.RETURN: {(S.SUBMITTED, None): (S.RETURNED, None), (S.APPROVED, C.SUBMITTED): (S.APPROVED, C.RETURNED)},
    Step.CORRECT: {(S.APPROVED, None): (S.APPROVED, C.SUBMITTED), (S.APPROVED, C.RETURNED): (S.APPROVED, C.SUBMITTED)},
}
STATES: tuple[State, ...] = (*((state, None) for state in S), (S.APPROVED, C.SUBMITTED), (S.APPROVED, C.RETURNED))
ENTERING = {Step.SAVE, Step.SUBMIT, Step.WITHDRAW, Step.CORRECT}
REVIEWING = {Step.APPROVE, Step.RETURN}


@dataclass
class Stage:
    """The people, and a new figure in whatever state."""

    session: Any
    people: dict[str, User]
    city: Organisation
    service: int
    numbers: Any

    def figure(self, state: State, by: str = "staff", is_asked: bool = False) -> Entry:
        kpi = self.kpi()
        entry = factories.figure(
            kpi, OVER, 10, state=state[0], by=self.people[by], approved_by=self.people["second_coordinator"]
        )
        if state[1] is not None:
            STEPS[Step.CORRECT](entry, self.people[by])
            self.session.flush()
        if state[1] is C.RETURNED:
            reviewer = "coach" if self.city.kpi_reviewer is KpiReviewer.COACH else "second_coordinator"
            STEPS[Step.RETURN](entry, self.people[reviewer])
        if is_asked:
            entry.second_look_by = self.people["coach"]
            self.session.add(
                event_of(entry, EventKind.SECOND_LOOK, self.people["coach"], "Et les écoles ?", snapshot(entry))
            )
        self.session.flush()
        return entry

    @property
    def closings(self) -> closings.Closings:
        return closings.of(self.city)

    def kpi(self) -> Adoption:
        return factories.kpi(self.city, code=f"K{next(self.numbers)}", service_id=self.service)


def event_of(entry: Entry, kind: EventKind, by: User, reason: str, after: dict[str, Any]) -> Any:
    from ambassador.kpis.models import EntryEvent

    return EntryEvent(entry=entry, kind=kind, by=by, at=NOW, reason=reason, after=after)


@pytest.fixture
def stage(session: Any, world: World) -> Stage:
    """A second coach who looks after nobody; a colleague of the staff person in another service; a second coordinator."""
    city, operator = session.get_one(Organisation, world.city), session.get_one(Organisation, world.operator)
    people = {
        **{name: session.get_one(User, getattr(world, name)) for name in NAMES},
        "second_coach": factories.user(Role.COACH, operator, "Dominique Coach"),
        "colleague": factories.user(Role.STAFF, city, "Chris Collègue", service=factories.service(city, "Autre")),
        "second_coordinator": factories.user(Role.COORDINATOR, city, "Noor Coordination"),
    }
    return Stage(session, people, city, world.service, count())


def who_may(step: Step, state: State, reviewer: KpiReviewer, editor: str) -> set[str]:
    """By the rules alone, for a figure written and sent by `editor`."""
    coordinators = {"coordinator", "second_coordinator"}
    reviewers = {"coach"} if reviewer is KpiReviewer.COACH else coordinators
    enterers = {"staff", *coordinators}
    if step is Step.WITHDRAW:
        return enterers if state[1] is C.RETURNED else {editor}
    if step in ENTERING:
        return enterers
    if step is Step.APPROVE:
        return reviewers - {editor}
    return reviewers


def content(entry: Entry) -> tuple[Any, ...]:
    db.session.expire(entry, ["events"])
    return (entry.state, entry.correction, entry.second_look_by_id, snapshot(entry), entry.version, len(entry.events))


@pytest.mark.parametrize("editor", ["staff", "coordinator"])
@pytest.mark.parametrize("reviewer", list(KpiReviewer))
@pytest.mark.parametrize("state", STATES, ids=lambda state: "-".join(filter(None, state)))
def test_each_step_is_allowed_to_the_right_person_in_the_right_state_and_refused_otherwise(
    stage: Stage, state: State, reviewer: KpiReviewer, editor: str
) -> None:
    stage.city.kpi_reviewer = reviewer
    entry = stage.figure(state, editor)
    untouched = content(entry)
    for step, name in product([*ENTERING, *REVIEWING], EVERYONE):
        wanted = ALLOWED[step].get(state)
        is_allowed = wanted is not None and name in who_may(step, state, reviewer, editor)
        check(stage, entry, step, name, is_allowed, untouched)
        if is_allowed:
            assert (entry.state, entry.correction) == wanted, (step, name)
            entry = stage.figure(state, editor)
            untouched = content(entry)
    assert content(entry) == untouched


def check(
    stage: Stage, entry: Entry, step: Step, name: str, is_allowed: bool, untouched: tuple[Any, ...] | None = None
) -> None:
    """The service agrees, the page offers the same, and all refusals before (`untouched`: what stood) left no trace."""
    person = stage.people[name]
    offered = steps_for(entry, stage.closings, person, TODAY)
    assert (step in offered) is is_allowed, f"{name} is offered {sorted(offered)}, {step} is allowed: {is_allowed}"
    if is_allowed and untouched is not None:
        assert content(entry) == untouched
    try:
        STEPS[step](entry, person)
    except RuleBroken:
        assert not is_allowed, f"{name} may {step} in {entry.state} {entry.correction}"
    else:
        assert is_allowed, f"{name} may not {step}"
        db.session.flush()


@pytest.mark.parametrize("is_asked", [False, True])
@pytest.mark.parametrize("reviewer", list(KpiReviewer))
@pytest.mark.parametrize("state", STATES, ids=lambda state: "-".join(filter(None, state)))
def test_words_beside_a_figure_change_nothing_of_it(
    stage: Stage, state: State, reviewer: KpiReviewer, is_asked: bool
) -> None:
    """Who looks after the structure asks; another person, of the structure or who approves, answers."""
    stage.city.kpi_reviewer = reviewer
    coordinators = {"coordinator", "second_coordinator"}
    rules: dict[Step, set[str]] = {
        Step.COMMENT: {"coach", "staff", *coordinators},
        Step.ASK: {"coach"} if not is_asked and state[0] in (S.SUBMITTED, S.APPROVED) else set(),
        Step.ANSWER: coordinators if is_asked else set(),
    }
    entry = stage.figure(state, is_asked=is_asked)
    for step, name in product(rules, EVERYONE):
        kept = snapshot(entry), entry.state, entry.correction
        check(stage, entry, step, name, name in rules[step])
        assert (snapshot(entry), entry.state, entry.correction) == kept
        if name in rules[step] and step is not Step.COMMENT:
            assert entry.second_look_by_id == (stage.people[name].id if step is Step.ASK else None)
            entry = stage.figure(state, is_asked=is_asked)


@pytest.mark.parametrize("kind", ["by hand", "by itself", "opened for staff", "opened too long ago", "opening ended"])
@pytest.mark.parametrize("state", STATES, ids=lambda state: "-".join(filter(None, state)))
def test_a_closed_period_takes_no_step_but_approval_except_by_whom_it_is_open_for(
    stage: Stage, state: State, kind: str
) -> None:
    tried = [
        (step, name, _may_when_closed(step, name, state, kind))
        for step, name in product([*ENTERING, *REVIEWING], EVERYONE)
    ]
    untouched = [stage.figure(state) for _ in range(1 + sum(may for *_, may in tried))]
    if kind == "by itself":
        stage.city.kpi_days_open = 60
    else:
        factories.closed_period(stage.city, OVER, stage.people["coordinator"])
    until = date(2026, 3, 9) if kind == "opened too long ago" else date(2026, 3, 10)
    if kind.startswith("open"):
        ended = {"ended_at": NOW} if kind == "opening ended" else {}
        factories.opening(stage.city, OVER, stage.people["staff"], until, **ended)
    stage.session.flush()
    last = content(untouched[0])
    for step, name, may in tried:
        check(stage, untouched[-1], step, name, may)
        if may:
            untouched.pop()
    assert content(untouched[0]) == last


def _may_when_closed(step: Step, name: str, state: State, kind: str) -> bool:
    may = name in who_may(step, state, KpiReviewer.COORDINATOR, "staff") and state in ALLOWED[step]
    return may and (step in REVIEWING or (kind == "opened for staff" and name == "staff"))


def test_several_approved_at_once_go_the_way_of_one(stage: Stage) -> None:
    """Refused ones are named and hold up nobody else."""
    own = stage.figure((S.SUBMITTED, None), "coordinator")
    good = stage.figure((S.SUBMITTED, None))
    correction = stage.figure((S.APPROVED, C.SUBMITTED))
    settled = stage.figure((S.APPROVED, None))
    stale = stage.figure((S.SUBMITTED, None))
    chosen = [(entry, str(entry.version)) for entry in (own, good, correction, settled)]
    found = approve_figures([*chosen, (stale, "0")], stage.people["coordinator"], NOW, TODAY)
    stage.session.flush()
    assert found.approved == [good, correction]
    assert [entry for entry, _ in found.refused] == [own, settled, stale]
    messages = [broken.message for _, broken in found.refused]
    assert "en dernier" in messages[0] and "dans cet état" in messages[1] and "entre-temps" in messages[2]
    assert (own.state, good.state, stale.state) == (S.SUBMITTED, S.APPROVED, S.SUBMITTED)
    assert correction.numerator == 12 and correction.correction is None
    assert good.approved_by is stage.people["coordinator"] and good.events[-1].kind is EventKind.APPROVED


moves = st.lists(
    st.tuples(st.sampled_from(list(Step)), st.sampled_from(EVERYONE), st.integers(1, 40)), min_size=5, max_size=25
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves)
def test_whatever_people_try_the_story_tells_what_is_stored_and_readers_see_approved_numbers(
    stage: Stage, tried: list[tuple[Step, str, int]]
) -> None:
    entry = stage.figure((S.DRAFT, None))
    in_force: Decimal | None = None
    for step, name, number in tried:
        person = stage.people[name]
        try:
            take(step, entry, person, number)
        except RuleBroken:
            continue
        db.session.flush()
        if step is Step.APPROVE:
            assert entry.approved_by_id == person.id != entry.edited_by_id
            in_force = entry.numerator
        if entry.state is S.APPROVED:
            assert entry.numerator == in_force, "a correction in hand leaves what is in force"
        agrees(entry)


def take(step: Step, entry: Entry, person: User, number: int) -> None:
    if step is Step.SAVE:
        save_figure(entry.adoption, OVER, entry, values(number), person, NOW, TODAY)
    elif step is Step.CORRECT:
        correct_figure(entry, str(entry.version), values(number), "Oubli", person, NOW, TODAY)
    else:
        STEPS[step](entry, person)


def agrees(entry: Entry) -> None:
    """Folding the story gives the stored row."""
    db.session.expire(entry)
    folded = fold(entry.events)
    assert folded is not None
    assert folded.content == snapshot(entry)
    assert (folded.state, folded.correction, folded.edited_by_id, folded.corrected_by_id) == (
        entry.state,
        entry.correction,
        entry.edited_by_id,
        entry.corrected_by_id,
    )


def test_what_is_told_of_values_is_what_is_told_once_they_are_stored(stage: Stage) -> None:
    entry = stage.figure((S.DRAFT, None))
    STEPS[Step.SAVE](entry, stage.people["staff"])
    db.session.flush()
    assert snapshot(entry) == told(values(11), (), None)
