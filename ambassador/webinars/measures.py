"""What the collective track shows of commitments: webinars held by theme, annual meetings held."""

from datetime import date
from decimal import Decimal

from ambassador.accounts.models import OrganisationKind
from ambassador.config import BRUSSELS
from ambassador.conventions.measures import Detail, Measured, Window
from ambassador.conventions.models import Commitment
from ambassador.periods import FIRST_YEAR
from ambassador.webinars import queries
from ambassador.webinars.models import Theme, Webinar, WebinarKind

THEMES = (Theme.PROJECT_MANAGEMENT, Theme.TRAINING, Theme.IMPACT)
"""Those of [WTC] art. 2.1-1; the community is a commitment of its own (art. 2.1-3)."""
TEACHING = (WebinarKind.WEBINAR, WebinarKind.WORKSHOP)


def held_by_theme(commitment: Commitment, window: Window | None, on: date) -> Measured:
    """Webinars and workshops held on the three themes; each theme is a detail, also one without any."""
    rows = [row for row in _held(commitment, window, on) if row.kind in TEACHING and row.theme in THEMES]
    details = tuple(
        Detail(
            theme,
            Decimal(sum(row.theme is theme for row in rows)),
            "webinars.index",
            {"theme": theme.value, "state": "held"},
        )
        for theme in THEMES
    )
    return Measured(
        Decimal(len(rows)), details, endpoint="webinars.index", arguments={"state": "held"}, events=_events(rows)
    )


def annual_meetings(commitment: Commitment, window: Window | None, on: date) -> Measured:
    """Annual meetings held in the convention's current year ([WTC] art. 2.1-3)."""
    years = commitment.convention.years(on)
    rows = [
        row for row in _held(commitment, years[-1] if years else window, on) if row.kind is WebinarKind.ANNUAL_MEETING
    ]
    details = _events(rows)
    return Measured(
        Decimal(len(rows)),
        details,
        endpoint="webinars.index",
        arguments={"kind": "annual_meeting", "state": "held"},
        events=details,
    )


def _events(rows: list[Webinar]) -> tuple[Detail, ...]:
    return tuple(
        Detail(row.title, Decimal(1), "webinars.show", {"number": row.id}, row.starts_at.astimezone(BRUSSELS).date())
        for row in rows
    )


def _held(commitment: Commitment, window: Window | None, on: date) -> list[Webinar]:
    """What the convention's operator held within the window, up to the day; nothing where no party is an operator."""
    first_day, last_day = window or (date(FIRST_YEAR, 1, 1), on)
    operator_id = next(
        (
            party.organisation_id
            for party in commitment.convention.parties
            if party.organisation.kind is OrganisationKind.OPERATOR
        ),
        None,
    )
    rows = queries.ever_held(operator_id) if operator_id else []
    return [row for row in rows if first_day <= row.start_day <= min(last_day, on)]
