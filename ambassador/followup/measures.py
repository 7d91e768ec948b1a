"""What the follow-up shows of commitments: the days held, the deliverables accepted.

Quarter days become exact days, never floats.
"""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ambassador.config import BRUSSELS
from ambassador.conventions.measures import Detail, Measured, Window
from ambassador.conventions.models import Commitment
from ambassador.conventions.work import chain
from ambassador.db import db
from ambassador.followup.models import Deliverable, FollowUp, SessionState
from ambassador.followup.queries.overview import sessions_by_day
from ambassador.reads import once_each

DAYS_HELD = "followup.days_held"
DELIVERABLES_ACCEPTED = "followup.deliverables_accepted"


def in_days(quarters: int) -> Decimal:
    return Decimal(quarters) / 4


def days_held(commitment: Commitment, window: Window | None, on: date) -> Measured:
    """The days held within the window, as known on the day, session by session; the quota of that day is the target."""
    first, last = window or (date.min, on)
    all_sessions = sessions_by_day([commitment.convention_id])[commitment.convention_id]
    held = [session for session in all_sessions if session.state is SessionState.HELD]
    sessions = [session for session in held if first <= session.on <= min(last, on)]
    details = tuple(
        Detail(
            session.subjects or session.mode,
            in_days(session.quarters),
            "followup.session",
            {"number": session.id},
            session.on,
        )
        for session in sessions
    )
    quota = commitment.convention.terms_on(on).quota_quarters
    return Measured(
        quantity=in_days(sum(session.quarters for session in sessions)),
        details=details,
        target=in_days(quota) if quota is not None and commitment.quantity is not None else None,
        endpoint="followup.show" if sessions else None,
        arguments={"number": sessions[0].follow_up_id} if sessions else {},
        events=details,
    )


def deliverables_accepted(commitment: Commitment, window: Window | None, on: date) -> Measured:
    """The deliverables planned for the commitment, those that the other party had accepted by the day counted.

    Where the text gives a number, that many are asked. Where it gives none, all that the parties planned as promised are: it
    is reached once each of them is accepted. Optional ones never lack; where there are only such, nothing is asked.
    """
    numbers = {row.id for row in chain(commitment)}
    found = deliverables_planned([commitment.convention_id])[commitment.convention_id]
    planned = [row for row in found if row.commitment_id in numbers]
    first, last = window or (date.min, on)
    days = {row.id: day for row in planned if (day := accepted_on(row)) and first <= day <= min(last, on)}
    promised = [row for row in planned if not row.is_optional]
    is_by_plan = commitment.quantity is None and bool(promised)
    counted = [row for row in (promised if is_by_plan else planned) if row.id in days]
    details = tuple(
        Detail(row.title, Decimal(int(row.id in days)), "followup.deliverable", {"number": row.id}, days.get(row.id))
        for row in planned
        if row.id in days or not row.is_optional
    )
    return Measured(
        quantity=Decimal(len(counted)),
        details=details,
        events=tuple(detail for detail in details if detail.quantity),
        target=Decimal(len(promised)) if is_by_plan else None,
        is_reached=len(counted) == len(promised) if is_by_plan else None,
        endpoint="followup.deliverables" if planned else None,
        arguments={"number": planned[0].follow_up_id} if planned else {},
    )


def accepted_on(deliverable: Deliverable) -> date | None:
    moment = deliverable.accepted_at
    return moment.astimezone(BRUSSELS).date() if moment else None


@once_each
def deliverables_planned(convention_ids: Collection[int]) -> dict[int, list[Deliverable]]:
    """Those of each convention, in the order they were added, with their versions."""
    chosen = (
        select(FollowUp.convention_id, Deliverable)
        .join(Deliverable.follow_up)
        .where(FollowUp.convention_id.in_(convention_ids))
        .options(joinedload(Deliverable.versions))
        .order_by(Deliverable.id)
    )
    found: dict[int, list[Deliverable]] = {}
    for number, deliverable in db.session.execute(chosen).unique():
        found.setdefault(number, []).append(deliverable)
    return found
