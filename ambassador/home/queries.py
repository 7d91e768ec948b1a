"""Where things stand for a person: their follow-ups, the next events, the figures of the last quarter, what is published."""

from dataclasses import dataclass
from datetime import date

from ambassador.accounts.models import User
from ambassador.conventions.queries import structures
from ambassador.followup import queries as followup
from ambassador.kpis.queries import mine as kpis
from ambassador.kpis.queries.entry import last_quarter_over
from ambassador.kpis.queries.impact import coverage, coverage_of
from ambassador.kpis.queries.sight import looked_after
from ambassador.kpis.values import Coverage
from ambassador.periods import Period
from ambassador.permissions import Permission, Role, allows
from ambassador.webinars import queries as webinars
from ambassador.webinars.models import Webinar

EVENTS = 3


@dataclass(frozen=True)
class Standing:
    """Empty parts are those the person's role has no sight of, or where there is nothing."""

    follow_ups: list[followup.Standing]
    events: list[Webinar]
    quarter: Period
    coverage: Coverage | None


def standing(viewer: User, today: date) -> Standing:
    quarter = last_quarter_over(today)
    return Standing(_follow_ups(viewer, today), _events(viewer, today), quarter, _coverage(viewer, quarter, today))


def _follow_ups(viewer: User, today: date) -> list[followup.Standing]:
    """Those of *my structures*; where there are none, all in sight."""
    if not allows(viewer.role, Permission.FOLLOWUP_VIEW):
        return []
    found = followup.overview(viewer, today)
    return found.mine or found.others


def _events(viewer: User, today: date) -> list[Webinar]:
    return webinars.upcoming(viewer, today)[:EVENTS] if allows(viewer.role, Permission.WEBINARS_VIEW) else []


def _coverage(viewer: User, quarter: Period, today: date) -> Coverage | None:
    """Of the figures due for the quarter in the person's structures: for a coach those they look after."""
    if not allows(viewer.role, Permission.KPIS_VIEW):
        return None
    if viewer.is_operator and viewer.role is not Role.COACH:
        found = coverage({structure.id for structure in structures(viewer)}, quarter, today)
    else:
        mine = looked_after(viewer, today) if viewer.is_operator else {viewer.organisation_id}
        agreed = [row for row in kpis.agreed(viewer, today) if row.organisation_id in mine]
        found = coverage_of(agreed, kpis.figures(viewer, today), quarter, today)
    return found if found.expected else None
