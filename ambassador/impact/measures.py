"""What the report shows of commitments: the editions published under a convention ([WTC] art. 2.2)."""

from datetime import date
from decimal import Decimal

from ambassador.config import BRUSSELS
from ambassador.conventions.measures import Detail, Measured, Window
from ambassador.conventions.models import Commitment
from ambassador.impact.models import Edition, EditionScope
from ambassador.impact.queries.editions import published_under

EDITIONS_PUBLISHED = "impact.editions_published"


def editions_published(commitment: Commitment, window: Window | None, on: date) -> Measured:
    """Those published within the window, as known on the day. The text asks for two parts: an edition of one part alone counts
    once another of the other part is there, and the two count for one."""
    first, last = window or (date.min, on)
    found = published_under([commitment.convention_id])[commitment.convention_id]
    details, waiting = [], {EditionScope.PROGRAMME: 0, EditionScope.STRUCTURE: 0}
    for row in found:
        day = published_on(row)
        if first <= day <= min(last, on):
            details.append(
                Detail(row.title, Decimal(_completes(row.scope, waiting)), "impact.edition", {"number": row.id}, day)
            )
    return Measured(
        quantity=sum((detail.quantity for detail in details), Decimal()),
        details=tuple(details),
        events=tuple(details),
        endpoint="impact.editions" if details else None,
    )


def published_on(edition: Edition) -> date:
    moment = edition.approval.decided_at if edition.approval else None
    if moment is None:
        raise ValueError(f"edition {edition.id} is not published")
    return moment.astimezone(BRUSSELS).date()


def _completes(scope: EditionScope, waiting: dict[EditionScope, int]) -> bool:
    """Whether a whole report is there by this one; else it waits for its other half."""
    if scope is EditionScope.BOTH:
        return True
    other = EditionScope.STRUCTURE if scope is EditionScope.PROGRAMME else EditionScope.PROGRAMME
    if waiting[other]:
        waiting[other] -= 1
        return True
    waiting[scope] += 1
    return False
