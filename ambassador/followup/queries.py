"""Reads of follow-ups: those of the conventions in the viewer's sight, their ledgers, sessions and tasks."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from ambassador.accounts.models import OrganisationKind, User
from ambassador.accounts.queries import assigned_organisation_ids
from ambassador.charter.models import Acceptance, Action, Charter
from ambassador.charter.related import Related
from ambassador.conventions.models import Convention, ConventionState
from ambassador.conventions.queries import seen
from ambassador.db import db
from ambassador.followup.models import FollowUp, FollowUpSession, Ledger, SessionState, Task
from ambassador.permissions import Role

CLOSED = frozenset({ConventionState.DRAFT, ConventionState.PARTLY_SIGNED})
"""States of a convention in which no follow-up can be opened yet."""


@dataclass(frozen=True)
class Standing:
    """A follow-up in the list: its days, and what comes next."""

    follow_up: FollowUp
    ledger: Ledger
    next_planned: FollowUpSession | None
    overdue: int
    open_tasks: int
    is_mine: bool
    state: ConventionState


@dataclass(frozen=True)
class Overview:
    """All follow-ups in the viewer's sight, those of *my structures* apart, and the conventions that could have one."""

    mine: list[Standing]
    others: list[Standing]
    unopened: list[Convention]

    @property
    def is_empty(self) -> bool:
        return not (self.mine or self.others or self.unopened)


def overview(viewer: User, today: date) -> Overview:
    tasks = (
        select(func.count(Task.id)).where(Task.follow_up_id == FollowUp.id, Task.done_on.is_(None)).scalar_subquery()
    )
    chosen = (
        select(Convention, FollowUp, tasks)
        .outerjoin(FollowUp, FollowUp.convention_id == Convention.id)
        .where(Convention.id.in_(seen(viewer)))
        .options(selectinload(Convention.parties), selectinload(Convention.terms))
    )
    rows = db.session.execute(chosen).all()
    sessions = _light_sessions([follow_up.id for _, follow_up, _ in rows if follow_up])
    mine = _my_structures(viewer, today)
    standings = sorted(
        (
            _standing(follow_up, sessions.get(follow_up.id, []), open_tasks, mine, today)
            for _, follow_up, open_tasks in rows
            if follow_up
        ),
        key=lambda one: (
            one.state is ConventionState.ENDED,
            str(one.follow_up.structure.name).casefold(),
            one.follow_up.id,
        ),
    )
    unopened = [convention for convention, follow_up, _ in rows if follow_up is None and can_open(convention, today)]
    return Overview(
        [one for one in standings if one.is_mine],
        [one for one in standings if not one.is_mine],
        sorted(unopened, key=lambda convention: convention.id),
    )


def can_open(convention: Convention, today: date) -> bool:
    """Whether a follow-up can begin: the operator is bound, all have signed, and the terms give days."""
    is_operators = any(party.organisation.kind is OrganisationKind.OPERATOR for party in convention.parties)
    has_quota = bool(convention.terms and convention.terms_on(today).quota_quarters)
    return is_operators and has_quota and convention.state(today) not in CLOSED


def _my_structures(viewer: User, today: date) -> set[int]:
    if viewer.role is Role.COACH:
        return assigned_organisation_ids(viewer, today)
    return {viewer.organisation_id}


def _standing(
    follow_up: FollowUp, sessions: list[FollowUpSession], open_tasks: int, mine: set[int], today: date
) -> Standing:
    planned = [one for one in sessions if one.state is SessionState.PLANNED]
    return Standing(
        follow_up=follow_up,
        ledger=ledger_from(sessions, follow_up.quota(today)),
        next_planned=next((one for one in planned if one.on >= today), None),
        overdue=sum(one.is_overdue(today) for one in planned),
        open_tasks=open_tasks,
        is_mine=follow_up.structure.id in mine,
        state=follow_up.convention.state(today),
    )


def _light_sessions(follow_up_ids: Collection[int]) -> dict[int, list[FollowUpSession]]:
    """The sessions of follow-ups by date."""
    found: dict[int, list[FollowUpSession]] = {}
    if follow_up_ids:
        chosen = select(FollowUpSession).where(FollowUpSession.follow_up_id.in_(follow_up_ids))
        for one in db.session.scalars(chosen.order_by(FollowUpSession.on, FollowUpSession.id)):
            found.setdefault(one.follow_up_id, []).append(one)
    return found


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


def _in_sight(viewer: User) -> Select[FollowUp]:
    return (
        select(FollowUp)
        .where(FollowUp.convention_id.in_(seen(viewer)))
        .options(*_whole(joinedload(FollowUp.convention)))
    )


def _whole(convention: Any) -> tuple[Any, Any]:
    """What the structure and the quota are read from."""
    return convention.joinedload(Convention.parties), convention.selectinload(Convention.terms)


def follow_up(number: int, viewer: User) -> FollowUp | None:
    return db.session.scalars(_in_sight(viewer).where(FollowUp.id == number)).unique().one_or_none()


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
            *_whole(joinedload(FollowUpSession.follow_up).joinedload(FollowUp.convention)),
            selectinload(FollowUpSession.actions),
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
        .options(*_whole(joinedload(Task.follow_up).joinedload(FollowUp.convention)), joinedload(Task.owner))
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
