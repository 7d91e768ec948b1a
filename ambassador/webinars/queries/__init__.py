"""Reads of the collective track. A person sees the webinars of the operators that their organisation has a convention
with; the operator's people their own."""

from ambassador.webinars.queries.listing import (
    Filters,
    editable,
    midnight,
    names_of_webinars,
    webinar,
    webinars,
    years,
)
from ambassador.webinars.queries.people import (
    attendance,
    attendances,
    of_person,
    organisation_names,
    person,
    seat,
    sees_all_names,
    turnout,
    turnouts,
)
from ambassador.webinars.queries.track import TrackRow, collective_track, ever_held, held, needing_care, upcoming

__all__ = [
    "Filters",
    "TrackRow",
    "attendance",
    "attendances",
    "collective_track",
    "editable",
    "ever_held",
    "held",
    "midnight",
    "names_of_webinars",
    "needing_care",
    "of_person",
    "organisation_names",
    "person",
    "seat",
    "sees_all_names",
    "turnout",
    "turnouts",
    "upcoming",
    "webinar",
    "webinars",
    "years",
]
