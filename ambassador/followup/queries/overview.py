"""The list of follow-ups in the viewer's sight, where each stands, and the conventions that could have one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from ambassador.accounts.models import OrganisationKind, User
from ambassador.accounts.queries import assigned_organisation_ids
from ambassador.conventions.models import Convention, ConventionState
from ambassador.conventions.queries import seen
from ambassador.db import db
from ambassador.followup.models import FollowUp, FollowUpSession, Ledger, SessionState, Task
from ambassador.followup.queries.follow_up import ledger_from
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
