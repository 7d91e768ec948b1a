"""Reads of one follow-up in the viewer's sight: its ledger, sessions, tasks, and who and what can be chosen."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from ambassador.accounts.models import User
from ambassador.charter.models import Acceptance, Action, Charter
from ambassador.charter.related import Related
from ambassador.conventions.models import Convention
from ambassador.conventions.queries import seen
from ambassador.db import db
from ambassador.followup.models import FollowUp, FollowUpSession, Ledger, SessionState, Task


def ledger_from(sessions: Collection[FollowUpSession], quota: int) -> Ledger:
    return Ledger(
        quota=quota,
        held=sum(one.quarters for one in sessions if one.state is SessionState.HELD),
        planned=sum(one.quarters for one in sessions if one.state is SessionState.PLANNED),
    )


def ledger(follow_up: FollowUp, today: date) -> Ledger:
    """The days as the database holds them now."""
    counted = (
        select(FollowUpSession.state, func.sum(FollowUpSession.quarters))
        .where(FollowUpSession.follow_up_id == follow_up.id)
        .group_by(FollowUpSession.state)
    )
    sums = {state: int(quarters) for state, quarters in db.session.execute(counted)}
    return Ledger(follow_up.quota(today), sums.get(SessionState.HELD, 0), sums.get(SessionState.PLANNED, 0))


def lock(follow_up: FollowUp) -> None:
    """Nobody else changes the follow-up's days until the commit: two sessions cannot pass the quota side by side.

    SQLite's write lock is taken at the start of the request already.
    """
    db.session.execute(select(FollowUp.id).where(FollowUp.id == follow_up.id).with_for_update())


def in_sight(viewer: User) -> Select[FollowUp]:
    return (
        select(FollowUp)
        .where(FollowUp.convention_id.in_(seen(viewer)))
        .options(*whole(joinedload(FollowUp.convention)))
    )


def whole(convention: Any) -> tuple[Any, Any]:
    """What the structure and the quota are read from."""
    return convention.joinedload(Convention.parties), convention.selectinload(Convention.terms)


def follow_up(number: int, viewer: User) -> FollowUp | None:
    return db.session.scalars(in_sight(viewer).where(FollowUp.id == number)).unique().one_or_none()


def sessions_of(follow_up: FollowUp) -> list[FollowUpSession]:
    """By date, with their actions."""
    chosen = select(FollowUpSession).where(FollowUpSession.follow_up_id == follow_up.id)
    chosen = chosen.options(selectinload(FollowUpSession.actions))
    return list(db.session.scalars(chosen.order_by(FollowUpSession.on, FollowUpSession.id)))


@dataclass(frozen=True)
class WorkedOn:
    """An action of the charter, and the held sessions that were about it."""

    action: Action
    sessions: int


def worked_on(sessions: Collection[FollowUpSession]) -> list[WorkedOn]:
    """The actions linked to held sessions, by code."""
    found: dict[Action, int] = {}
    for one in sessions:
        for action in one.actions if one.state is SessionState.HELD else ():
            found[action] = found.get(action, 0) + 1
    return [WorkedOn(action, count) for action, count in sorted(found.items(), key=lambda pair: pair[0].code)]


def session(number: int, viewer: User) -> FollowUpSession | None:
    chosen = (
        select(FollowUpSession)
        .join(FollowUp)
        .where(FollowUpSession.id == number, FollowUp.convention_id.in_(seen(viewer)))
        .options(
            *whole(joinedload(FollowUpSession.follow_up).joinedload(FollowUp.convention)),
            selectinload(FollowUpSession.actions),
            selectinload(FollowUpSession.moves),
            selectinload(FollowUpSession.needs),
            joinedload(FollowUpSession.coach),
        )
    )
    return db.session.scalars(chosen).unique().one_or_none()


def last_held(sessions: Collection[FollowUpSession]) -> FollowUpSession | None:
    """The session that a new one is most likely to resemble; short contacts are like no other."""
    held = [one for one in sessions if one.state is SessionState.HELD and one.quarters]
    return max(held, key=lambda one: (one.on, one.id), default=None)


def to_log(sessions: Collection[FollowUpSession], today: date) -> list[FollowUpSession]:
    """Planned until today and not yet said to be held: the likeliest to be logged now."""
    return [one for one in sessions if one.state is SessionState.PLANNED and one.on <= today]


def tasks_of(follow_up: FollowUp) -> list[Task]:
    """Open ones first, soonest first; then the done ones, newest first."""
    chosen = select(Task).where(Task.follow_up_id == follow_up.id).options(joinedload(Task.owner))
    rows = list(db.session.scalars(chosen.order_by(Task.id)))
    still_open = sorted((task for task in rows if task.is_open), key=lambda task: (task.due_on or date.max, task.id))
    done = sorted((task for task in rows if not task.is_open), key=lambda task: (task.done_on, task.id), reverse=True)
    return still_open + done


def task(number: int, viewer: User) -> Task | None:
    chosen = (
        select(Task)
        .join(FollowUp)
        .where(Task.id == number, FollowUp.convention_id.in_(seen(viewer)))
        .options(*whole(joinedload(Task.follow_up).joinedload(FollowUp.convention)), joinedload(Task.owner))
    )
    return db.session.scalars(chosen).unique().one_or_none()


def task_to_do(number: int, viewer: User) -> Task | None:
    """A task that the viewer may tick."""
    found = task(number, viewer)
    return found if found is not None and found.can_be_done_by(viewer) else None


def people_of(follow_up: FollowUp) -> list[User]:
    """The active people of both parties, the operator's last, by name."""
    ids = [party.organisation_id for party in follow_up.convention.parties]
    chosen = select(User).where(User.organisation_id.in_(ids), User.deactivated_at.is_(None))
    return sorted(db.session.scalars(chosen), key=lambda one: (one.is_operator, one.name.casefold(), one.id))


def actions_of(follow_up: FollowUp) -> list[Action]:
    """The actions that the structure took up, by code."""
    chosen = select(Action).join(Charter).where(Charter.organisation_id == follow_up.structure.id)
    return list(
        db.session.scalars(chosen.where(Action.acceptance == Acceptance.ACCEPTED).order_by(Action.code, Action.id))
    )


def sessions_about(action: Action, viewer: User) -> list[Related]:
    """The sessions linked to an action, newest first, for the action's page."""
    chosen = (
        select(FollowUpSession)
        .join(FollowUp)
        .where(
            FollowUpSession.actions.any(Action.id == action.id),
            FollowUpSession.state != SessionState.CANCELLED,
            FollowUp.convention_id.in_(seen(viewer)),
        )
        .order_by(FollowUpSession.on.desc(), FollowUpSession.id.desc())
    )
    return [Related(one.subjects, "followup.session", {"number": one.id}, one.on) for one in db.session.scalars(chosen)]
