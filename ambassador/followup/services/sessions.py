"""Opening a follow-up; planning, moving, holding, logging, changing, cancelling its sessions.

The days stay exact: whoever passes the quota writes why. A held session lies between the convention's start and
today, a planned one anywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ambassador.charter.models import Action
from ambassador.conventions.models import Convention
from ambassador.db import db
from ambassador.errors import N_, RuleBroken
from ambassador.followup import queries
from ambassador.followup.models import FollowUp, FollowUpSession, SessionMode, SessionMove, SessionState
from ambassador.followup.services.diagnosis import Observation, add_need
from ambassador.followup.services.guards import actions_to_link, check_open
from ambassador.followup.services.tasks import Step, add_tasks, people_for
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
    needs: tuple[Observation, ...] = ()
    """Needs found in the session."""
    move_reason: str = ""
    """Why a planned session is put on another day."""


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
    _check_held(follow_up, details, today)
    return _add(follow_up, coach_id, SessionState.HELD, details, steps, today)


def hold_session(session: FollowUpSession, details: Details, steps: Sequence[Step], today: date) -> FollowUpSession:
    """A planned session took place."""
    if session.state is not SessionState.PLANNED:
        raise RuleBroken(N_("Cette séance n’est plus planifiée : elle est déjà tenue ou annulée."))
    _check_held(session.follow_up, details, today)
    return _change(session, SessionState.HELD, details, steps, today)


def change_session(session: FollowUpSession, details: Details, steps: Sequence[Step], today: date) -> FollowUpSession:
    if session.state is SessionState.CANCELLED:
        raise RuleBroken(N_("Cette séance est annulée. Rétablissez-la d’abord."))
    if session.state is SessionState.HELD:
        _check_held(session.follow_up, details, today, session.on)
    return _change(session, session.state, details, steps, today)


def reinstate_session(
    session: FollowUpSession, details: Details, steps: Sequence[Step], today: date
) -> FollowUpSession:
    """A cancelled session is planned again."""
    if session.state is not SessionState.CANCELLED:
        raise RuleBroken(N_("Cette séance n’est pas annulée."))
    return _change(session, SessionState.PLANNED, details, steps, today)


def move_session(session: FollowUpSession, to: date, reason: str, today: date) -> FollowUpSession:
    """A planned session takes place on another day; where it was and why stays told."""
    check_open(session.follow_up, today)
    if session.state is not SessionState.PLANNED:
        raise RuleBroken(N_("Seule une séance planifiée peut être déplacée."))
    if to == session.on:
        raise RuleBroken(N_("La séance est déjà à cette date."), field="on")
    _move(session, to, reason, today)
    return session


def cancel_session(session: FollowUpSession, reason: str, today: date) -> FollowUpSession:
    """Its days are free again. A held one can be cancelled too: it was noted by mistake."""
    check_open(session.follow_up, today)
    if session.state is SessionState.CANCELLED:
        raise RuleBroken(N_("Cette séance est déjà annulée."))
    if not reason.strip():
        raise RuleBroken(N_("Écrivez pourquoi la séance est annulée."), field="reason")
    queries.lock(session.follow_up)
    session.state = SessionState.CANCELLED
    session.cancel_reason = reason.strip()
    return session


def _add(
    follow_up: FollowUp, coach_id: int, state: SessionState, details: Details, steps: Sequence[Step], today: date
) -> FollowUpSession:
    check_open(follow_up, today)
    actions = actions_to_link(follow_up, details.action_ids)
    people = people_for(follow_up, steps)
    _check_quota(follow_up, None, details, today)
    session = FollowUpSession(follow_up=follow_up, coach_id=coach_id, state=state)
    session.on = details.on
    _write(session, details, actions)
    db.session.add(session)
    add_tasks(session, steps, people)
    _add_needs(session, details, today)
    db.session.flush()
    return session


def _change(
    session: FollowUpSession, state: SessionState, details: Details, steps: Sequence[Step], today: date
) -> FollowUpSession:
    check_open(session.follow_up, today)
    actions = actions_to_link(session.follow_up, details.action_ids, session.actions)
    people = people_for(session.follow_up, steps)
    _check_quota(session.follow_up, session, details, today)
    session.state = state
    session.cancel_reason = ""
    if state is SessionState.PLANNED and details.on != session.on:
        _move(session, details.on, details.move_reason, today)
    session.on = details.on
    _write(session, details, actions)
    add_tasks(session, steps, people)
    _add_needs(session, details, today)
    return session


def _move(session: FollowUpSession, to: date, reason: str, today: date) -> None:
    session.moves.append(SessionMove(from_on=session.on, to_on=to, reason=reason.strip(), moved_on=today))
    session.on = to


def _write(session: FollowUpSession, details: Details, actions: list[Action]) -> None:
    session.quarters, session.mode = details.quarters, details.mode
    session.people, session.subjects, session.notes = details.people, details.subjects, details.notes
    session.overrun_reason = details.overrun_reason
    session.actions = actions
    session.action_codes = ", ".join(action.code for action in actions)


def _add_needs(session: FollowUpSession, details: Details, today: date) -> None:
    for observation in details.needs:
        add_need(session.follow_up, observation, today, session)


def _check_held(follow_up: FollowUp, details: Details, today: date, known: date | None = None) -> None:
    """`known`: the day of a session that is held already; it stays where it was."""
    start = follow_up.convention.start
    if start is not None and details.on < start and details.on != known:
        raise RuleBroken(N_("Cette date précède le début de la convention."), field="on")
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
            N_("Jours avec cette séance : %(days)s, pour un quota de %(quota)s. Écrivez pourquoi."),
            field="overrun_reason",
            days=in_days(after),
            quota=in_days(ledger.quota),
        )
