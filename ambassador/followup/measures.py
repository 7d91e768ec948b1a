"""What the follow-up shows of commitments and of impact: the days held. Quarter days become exact days, never floats."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Select, select

from ambassador.conventions.measures import Detail, Measured, Window
from ambassador.conventions.models import Commitment, Party
from ambassador.db import db
from ambassador.followup.models import FollowUp, FollowUpSession, SessionState
from ambassador.periods import add_months, month_of

DAYS_HELD = "followup.days_held"


def in_days(quarters: int) -> Decimal:
    return Decimal(quarters) / 4


def days_held(commitment: Commitment, window: Window | None, on: date) -> Measured:
    """The days held within the window, as known on the day, session by session; the quota of that day is the target."""
    chosen = (
        select(FollowUpSession)
        .join(FollowUp)
        .where(
            FollowUp.convention_id == commitment.convention_id,
            FollowUpSession.state == SessionState.HELD,
            FollowUpSession.on <= on,
        )
        .order_by(FollowUpSession.on, FollowUpSession.id)
    )
    if window:
        chosen = chosen.where(FollowUpSession.on.between(*window))
    sessions = list(db.session.scalars(chosen))
    quota = commitment.convention.terms_on(on).quota_quarters
    return Measured(
        quantity=in_days(sum(session.quarters for session in sessions)),
        details=tuple(
            Detail(
                session.subjects or session.mode, in_days(session.quarters), "followup.session", {"number": session.id}
            )
            for session in sessions
        ),
        target=in_days(quota) if quota is not None and commitment.quantity is not None else None,
        endpoint="followup.show" if sessions else None,
        arguments={"number": sessions[0].follow_up_id} if sessions else {},
    )


@dataclass(frozen=True)
class MonthOfDays:
    """What was held in a month: quarter days, sessions that took some, and short contacts at zero."""

    month: int
    quarters: int
    sessions: int
    contacts: int

    @property
    def days(self) -> Decimal:
        return in_days(self.quarters)


def days_by_month(
    first: date, last: date, operator_id: int, organisation_id: int | None = None, convention_id: int | None = None
) -> list[MonthOfDays]:
    """Every month of the span, also those without a session: of the operator, one structure, or one convention.

    The span is cut to the day: sessions before `first` and after `last` are left out.
    """
    chosen = (
        select(FollowUpSession.on, FollowUpSession.quarters)
        .join(FollowUp)
        .where(
            FollowUp.convention_id.in_(_conventions_of(operator_id)),
            FollowUpSession.state == SessionState.HELD,
            FollowUpSession.on.between(first, last),
        )
    )
    if organisation_id is not None:
        chosen = chosen.where(FollowUp.convention_id.in_(_conventions_of(organisation_id)))
    if convention_id is not None:
        chosen = chosen.where(FollowUp.convention_id == convention_id)
    return _by_month([(on, quarters) for on, quarters in db.session.execute(chosen)], month_of(first), month_of(last))


def _conventions_of(organisation_id: int) -> Select[int]:
    return select(Party.convention_id).where(Party.organisation_id == organisation_id)


def _by_month(held: Sequence[tuple[date, int]], first: int, last: int) -> list[MonthOfDays]:
    months: dict[int, list[int]] = {}
    month = first
    while month <= last:
        months[month] = []
        month = add_months(month, 1)
    for on, quarters in held:
        months[month_of(on)].append(quarters)
    return [
        MonthOfDays(month, sum(all_quarters), sum(1 for one in all_quarters if one), all_quarters.count(0))
        for month, all_quarters in months.items()
    ]
