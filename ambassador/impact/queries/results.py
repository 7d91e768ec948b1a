"""The rows behind the results of follow-ups: sessions, needs and deliverables, each with what it counts as."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ambassador.db import db
from ambassador.followup.models import (
    Deliverable,
    DeliverableState,
    FollowUp,
    FollowUpSession,
    Need,
    NeedState,
    SessionState,
)
from ambassador.impact.results import Outcome

NEEDS = {
    NeedState.OBSERVED: (Outcome.NEEDS,),
    NeedState.SOLUTION_PROPOSED: (Outcome.NEEDS, Outcome.PROPOSED),
    NeedState.SOLVED: (Outcome.NEEDS, Outcome.PROPOSED, Outcome.SOLVED),
}
DELIVERABLES = {
    DeliverableState.SUBMITTED: (Outcome.DELIVERED,),
    DeliverableState.RETURNED: (Outcome.DELIVERED,),
    DeliverableState.ACCEPTED: (Outcome.DELIVERED, Outcome.ACCEPTED),
}


@dataclass(frozen=True)
class Found:
    convention_id: int
    row: FollowUpSession | Need | Deliverable
    outcomes: tuple[Outcome, ...]


def outcomes(convention_ids: Collection[int], first: date, last: date) -> list[Found]:
    """Sessions held from one day to another; needs and deliverables as they stand now. Three queries."""
    if not convention_ids:
        return []
    numbers = list(convention_ids)
    sessions = (
        select(FollowUpSession)
        .join(FollowUpSession.follow_up)
        .where(
            FollowUp.convention_id.in_(numbers),
            FollowUpSession.state == SessionState.HELD,
            FollowUpSession.quarters > 0,
            FollowUpSession.on.between(first, last),
        )
        .options(joinedload(FollowUpSession.follow_up))
        .order_by(FollowUpSession.on, FollowUpSession.id)
    )
    needs = (
        select(Need)
        .join(Need.follow_up)
        .where(FollowUp.convention_id.in_(numbers), Need.state.in_(list(NEEDS)))
        .options(joinedload(Need.follow_up))
        .order_by(Need.id)
    )
    handed_over = (
        select(Deliverable)
        .join(Deliverable.follow_up)
        .where(FollowUp.convention_id.in_(numbers), Deliverable.state.in_(list(DELIVERABLES)))
        .options(joinedload(Deliverable.follow_up))
        .order_by(Deliverable.id)
    )
    return [
        *(Found(one.follow_up.convention_id, one, (Outcome.SESSIONS,)) for one in db.session.scalars(sessions)),
        *(Found(one.follow_up.convention_id, one, NEEDS[one.state]) for one in db.session.scalars(needs)),
        *(Found(one.follow_up.convention_id, one, DELIVERABLES[one.state]) for one in db.session.scalars(handed_over)),
    ]
