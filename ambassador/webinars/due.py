"""What the collective track asks of a coach: close what is over, note who came, prepare what is near."""

from datetime import date

from ambassador.accounts.models import User
from ambassador.due import Due
from ambassador.errors import N_
from ambassador.permissions import Permission, allows
from ambassador.webinars import queries
from ambassador.webinars.models import Webinar

DAYS_AHEAD = 7


def find(viewer: User, today: date) -> list[Due]:
    """For the operator's coaches. A webinar counts as over from the day after."""
    if not allows(viewer.role, Permission.WEBINARS_EDIT):
        return []
    return [_due(row, today) for row in queries.needing_care(viewer, today, DAYS_AHEAD)]


def _due(webinar: Webinar, today: date) -> Due:
    endpoint = "webinars.show"
    if webinar.is_held:
        message, endpoint = N_("Présences à noter : %(webinar)s"), "webinars.attendance"
    elif webinar.start_day < today:
        message = N_("Tenu ou annulé ? À indiquer : %(webinar)s")
    else:
        message = N_("À préparer : %(webinar)s")
    return Due(message, endpoint, {"number": webinar.id}, webinar.start_day, {"webinar": webinar.title})
