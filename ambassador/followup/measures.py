"""What the follow-up shows of commitments: the days held. Quarter days become exact days, never floats."""

from datetime import date
from decimal import Decimal

from sqlalchemy import select

from ambassador.config import BRUSSELS
from ambassador.conventions.measures import Detail, Measured, Window
from ambassador.conventions.models import Commitment
from ambassador.db import db
from ambassador.followup.models import Deliverable, DeliverableVersion, SessionState
from ambassador.followup.queries.overview import sessions_by_day

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
    """The deliverables of the commitment whose last version the other party had accepted by the day."""
    chosen = (
        select(Deliverable, DeliverableVersion.decided_at)
        .join(DeliverableVersion)
        .where(Deliverable.commitment_id == commitment.id, DeliverableVersion.is_accepted.is_(True))
        .order_by(DeliverableVersion.decided_at, Deliverable.id)
    )
    details = []
    for deliverable, decided_at in db.session.execute(chosen):
        day = decided_at.astimezone(BRUSSELS).date() if decided_at else date.max
        if day <= on and (window is None or window[0] <= day <= window[1]):
            place = {"number": deliverable.id}
            details.append(Detail(deliverable.title, Decimal(1), "followup.deliverable", place, day))
    return Measured(quantity=Decimal(len(details)), details=tuple(details), events=tuple(details))
