"""The work with each structure: days of follow-up by month, and the actions of its charter."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from ambassador.charter.models import Acceptance, Action, Charter
from ambassador.db import db
from ambassador.followup.models import FollowUp, FollowUpSession, SessionState
from ambassador.periods import month_of


@dataclass(frozen=True)
class HeldDay:
    """Quarter days held on one day under a convention."""

    convention_id: int
    follow_up_id: int | None
    month: int
    quarters: int


def held_days(convention_ids: Collection[int], until: date) -> list[HeldDay]:
    """What was held up to a day, whichever the convention, oldest first. One query."""
    if not convention_ids:
        return []
    chosen = (
        select(FollowUp.convention_id, FollowUp.id, FollowUpSession.on, func.sum(FollowUpSession.quarters))
        .join(FollowUpSession, FollowUpSession.follow_up_id == FollowUp.id)
        .where(
            FollowUp.convention_id.in_(convention_ids),
            FollowUpSession.state == SessionState.HELD,
            FollowUpSession.on <= until,
        )
        .group_by(FollowUp.convention_id, FollowUp.id, FollowUpSession.on)
        .order_by(FollowUpSession.on, FollowUp.id)
    )
    return [
        HeldDay(convention, number, month_of(on), int(quarters))
        for convention, number, on, quarters in db.session.execute(chosen)
    ]


def held_sessions(convention_ids: Collection[int], until: date) -> list[FollowUpSession]:
    """The rows that `held_days` adds up, oldest first. One query."""
    chosen = (
        select(FollowUpSession)
        .join(FollowUpSession.follow_up)
        .where(
            FollowUp.convention_id.in_(list(convention_ids)),
            FollowUpSession.state == SessionState.HELD,
            FollowUpSession.quarters > 0,
            FollowUpSession.on <= until,
        )
        .options(contains_eager(FollowUpSession.follow_up))
        .order_by(FollowUpSession.on, FollowUpSession.id)
    )
    return list(db.session.scalars(chosen))


def actions(organisation_ids: Collection[int]) -> list[Action]:
    """The actions that structures took up, with their charter, axis and notes. One query."""
    if not organisation_ids:
        return []
    chosen = (
        select(Action)
        .join(Action.charter)
        .where(Charter.organisation_id.in_(organisation_ids), Action.acceptance == Acceptance.ACCEPTED)
        .options(contains_eager(Action.charter), joinedload(Action.axis), joinedload(Action.notes))
        .order_by(Charter.organisation_id, Action.code, Action.id)
    )
    return list(db.session.scalars(chosen).unique())
