"""The list of follow-ups in the viewer's sight, where each stands, and the conventions that could have one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from ambassador.accounts.models import OrganisationKind, User
from ambassador.accounts.queries import assigned_organisation_ids
from ambassador.conventions.models import Convention, ConventionState
from ambassador.conventions.queries import conventions
from ambassador.db import db
from ambassador.followup.models import FollowUp, FollowUpSession, Ledger, SessionState, Task
from ambassador.followup.queries.follow_up import ledger_from
from ambassador.permissions import Role
from ambassador.reads import once, once_each

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
    followed = follow_ups(viewer)
    sessions = sessions_by_day([row.id for row in conventions(viewer)])
    tasks, mine = open_tasks([row.id for row in followed]), my_structures(viewer, today)
    standings = sorted(
        (_standing(row, sessions[row.convention_id], len(tasks[row.id]), mine, today) for row in followed),
        key=lambda one: (
            one.state is ConventionState.ENDED,
            str(one.follow_up.structure.name).casefold(),
            one.follow_up.id,
        ),
    )
    opened = {row.convention_id for row in followed}
    unopened = [row for row in conventions(viewer) if row.id not in opened and can_open(row, today)]
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


def my_structures(viewer: User, today: date) -> frozenset[int]:
    """A coach's are those they look after; everybody else's is their own organisation."""
    if viewer.role is Role.COACH:
        return assigned_organisation_ids(viewer, today)
    return frozenset({viewer.organisation_id})


def _standing(
    follow_up: FollowUp, sessions: list[FollowUpSession], open_tasks: int, mine: frozenset[int], today: date
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


@once
def follow_ups(viewer: User) -> list[FollowUp]:
    """Those in the viewer's sight, with their conventions."""
    numbers = [row.id for row in conventions(viewer)]
    chosen = select(FollowUp).where(FollowUp.convention_id.in_(numbers)).order_by(FollowUp.id)
    return list(db.session.scalars(chosen)) if numbers else []


@once_each
def sessions_by_day(convention_ids: Collection[int]) -> dict[int, list[FollowUpSession]]:
    """The sessions that each convention gave."""
    chosen = select(FollowUp.convention_id, FollowUpSession).join(FollowUp.sessions)
    chosen = chosen.where(FollowUp.convention_id.in_(convention_ids))
    found: dict[int, list[FollowUpSession]] = {}
    for number, one in db.session.execute(chosen.order_by(FollowUpSession.on, FollowUpSession.id)):
        found.setdefault(number, []).append(one)
    return found


@once_each
def open_tasks(follow_up_ids: Collection[int]) -> dict[int, list[Task]]:
    """What is still to do in each follow-up, soonest first."""
    chosen = select(Task).where(Task.follow_up_id.in_(follow_up_ids), Task.done_on.is_(None))
    found: dict[int, list[Task]] = {}
    for one in db.session.scalars(chosen.order_by(Task.due_on, Task.id)):
        found.setdefault(one.follow_up_id, []).append(one)
    return found
