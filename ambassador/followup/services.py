"""What changes a follow-up: opening it; planning, holding, logging, changing, cancelling a session; tasks.

The days stay exact: whoever passes the quota writes why. A held session lies in the past, a planned one anywhere.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from ambassador.accounts.models import User
from ambassador.charter.models import Action
from ambassador.conventions.models import Convention
from ambassador.db import db
from ambassador.errors import N_, RuleBroken
from ambassador.followup import queries
from ambassador.followup.models import FollowUp, FollowUpSession, SessionMode, SessionState, Task
from ambassador.i18n import quarters as in_days

MOST_QUARTERS = 12
"""The longest session that can be entered: three days."""


@dataclass(frozen=True)
class Details:
    """What is written of a session. `quarters` are quarter days."""

    on: date
    quarters: int
    mode: SessionMode
    people: str = ""
    subjects: str = ""
    notes: str = ""
    overrun_reason: str = ""
    action_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class Step:
    """A next step: a task to be."""

    title: str
    owner_id: int | None = None
    due_on: date | None = None


def open_follow_up(convention: Convention, today: date) -> FollowUp:
    """The follow-up of a convention that all have signed and that gives days. Raises RuleBroken."""
    if db.session.query(FollowUp.id).filter_by(convention_id=convention.id).first():
        raise RuleBroken(N_("Le suivi de cette convention est déjà ouvert."))
    if not queries.can_open(convention, today):
        raise RuleBroken(
            N_("Un suivi s’ouvre quand toutes les parties ont signé une convention qui prévoit des jours.")
        )
    follow_up = FollowUp(convention=convention)
    db.session.add(follow_up)
    db.session.flush()
    return follow_up


def plan_session(
    follow_up: FollowUp, coach_id: int, details: Details, steps: Sequence[Step], today: date
) -> FollowUpSession:
    return _add(follow_up, coach_id, SessionState.PLANNED, details, steps, today)


def log_session(
    follow_up: FollowUp, coach_id: int, details: Details, steps: Sequence[Step], today: date
) -> FollowUpSession:
    """A session that was held without having been planned."""
    _check_held(details, today)
    return _add(follow_up, coach_id, SessionState.HELD, details, steps, today)


def hold_session(session: FollowUpSession, details: Details, steps: Sequence[Step], today: date) -> FollowUpSession:
    """A planned session took place."""
    if session.state is not SessionState.PLANNED:
        raise RuleBroken(N_("Cette séance n’est plus planifiée : elle est déjà tenue ou annulée."))
    _check_held(details, today)
    return _change(session, SessionState.HELD, details, steps, today)


def change_session(session: FollowUpSession, details: Details, steps: Sequence[Step], today: date) -> FollowUpSession:
    if session.state is SessionState.CANCELLED:
        raise RuleBroken(N_("Cette séance est annulée. Rétablissez-la d’abord."))
    if session.state is SessionState.HELD:
        _check_held(details, today)
    return _change(session, session.state, details, steps, today)


def reinstate_session(
    session: FollowUpSession, details: Details, steps: Sequence[Step], today: date
) -> FollowUpSession:
    """A cancelled session is planned again."""
    if session.state is not SessionState.CANCELLED:
        raise RuleBroken(N_("Cette séance n’est pas annulée."))
    return _change(session, SessionState.PLANNED, details, steps, today)


def cancel_session(session: FollowUpSession, reason: str) -> FollowUpSession:
    """Its days are free again. A held one can be cancelled too: it was noted by mistake."""
    if session.state is SessionState.CANCELLED:
        raise RuleBroken(N_("Cette séance est déjà annulée."))
    if not reason.strip():
        raise RuleBroken(N_("Écrivez pourquoi la séance est annulée."), field="reason")
    queries.lock(session.follow_up)
    session.state = SessionState.CANCELLED
    session.cancel_reason = reason.strip()
    return session


def add_task(follow_up: FollowUp, step: Step) -> Task:
    people = {person.id for person in queries.people_of(follow_up)}
    _check_owner(step, people)
    task = Task(follow_up=follow_up, title=step.title, owner_id=step.owner_id, due_on=step.due_on)
    db.session.add(task)
    return task


def change_task(task: Task, step: Step) -> Task:
    people = {person.id for person in queries.people_of(task.follow_up)}
    _check_owner(step, people | ({task.owner_id} if task.owner_id else set()))
    task.title, task.owner_id, task.due_on = step.title, step.owner_id, step.due_on
    return task


def finish_task(task: Task, today: date) -> Task:
    if not task.is_open:
        raise RuleBroken(N_("Cette tâche est déjà faite."))
    task.done_on = today
    return task


def reopen_task(task: Task) -> Task:
    if task.is_open:
        raise RuleBroken(N_("Cette tâche est encore à faire."))
    task.done_on = None
    return task


def _add(
    follow_up: FollowUp, coach_id: int, state: SessionState, details: Details, steps: Sequence[Step], today: date
) -> FollowUpSession:
    actions = _actions(follow_up, details, ())
    people = _people(follow_up, steps)
    _check_quota(follow_up, None, details, today)
    session = FollowUpSession(follow_up=follow_up, coach_id=coach_id, state=state)
    _write(session, details, actions)
    db.session.add(session)
    _add_tasks(session, steps, people)
    db.session.flush()
    return session


def _change(
    session: FollowUpSession, state: SessionState, details: Details, steps: Sequence[Step], today: date
) -> FollowUpSession:
    actions = _actions(session.follow_up, details, session.actions)
    people = _people(session.follow_up, steps)
    _check_quota(session.follow_up, session, details, today)
    session.state = state
    session.cancel_reason = ""
    _write(session, details, actions)
    _add_tasks(session, steps, people)
    return session


def _write(session: FollowUpSession, details: Details, actions: list[Action]) -> None:
    session.on, session.quarters, session.mode = details.on, details.quarters, details.mode
    session.people, session.subjects, session.notes = details.people, details.subjects, details.notes
    session.overrun_reason = details.overrun_reason
    session.actions = actions
    session.action_codes = ", ".join(action.code for action in actions)


def _add_tasks(session: FollowUpSession, steps: Sequence[Step], people: dict[int, User]) -> None:
    for step in steps:
        owner = people[step.owner_id] if step.owner_id else None
        db.session.add(
            Task(follow_up=session.follow_up, session=session, title=step.title, owner=owner, due_on=step.due_on)
        )


def _check_held(details: Details, today: date) -> None:
    if details.on > today:
        raise RuleBroken(N_("Une séance tenue ne peut pas être dans le futur. Planifiez-la plutôt."), field="on")
    if not details.notes:
        raise RuleBroken(N_("Écrivez en une phrase au moins ce qui s’est dit ou fait."), field="notes")


def _check_quota(follow_up: FollowUp, session: FollowUpSession | None, details: Details, today: date) -> None:
    """Passing the quota needs a reason, and one that was given stays as long as the session passes it."""
    queries.lock(follow_up)
    if not 0 <= details.quarters <= max(MOST_QUARTERS, session.quarters if session else 0):
        raise RuleBroken(N_("Une séance compte au plus trois jours."), field="quarters")
    ledger = queries.ledger(follow_up, today)
    before = session.counted if session else 0
    after = ledger.used - before + details.quarters
    gave_reason = bool(session and session.overrun_reason and details.quarters)
    if after > ledger.quota and (details.quarters > before or gave_reason) and not details.overrun_reason:
        raise RuleBroken(
            N_("Avec cette séance, le suivi compte %(days)s jours, pour un quota de %(quota)s. Écrivez pourquoi."),
            field="overrun_reason",
            days=in_days(after),
            quota=in_days(ledger.quota),
        )


def _actions(follow_up: FollowUp, details: Details, linked: Collection[Action]) -> list[Action]:
    """The actions to link: the structure's accepted ones, and those linked already."""
    wanted = set(details.action_ids)
    if not wanted:
        return []
    known = {action.id: action for action in (*linked, *queries.actions_of(follow_up))}
    if wanted - known.keys():
        raise RuleBroken(N_("Cette action n’est pas une action de la structure."), field="actions")
    return sorted((known[number] for number in wanted), key=lambda action: action.code)


def _people(follow_up: FollowUp, steps: Sequence[Step]) -> dict[int, User]:
    if not steps:
        return {}
    people = {person.id: person for person in queries.people_of(follow_up)}
    for step in steps:
        _check_owner(step, people.keys())
    return people


def _check_owner(step: Step, people: Collection[int]) -> None:
    if step.owner_id is not None and step.owner_id not in people:
        raise RuleBroken(N_("Cette personne ne fait pas partie de la convention."), field="owner")
