"""What the addresses of several pages choose: the structure and the quarter. Nonsense is passed over."""

from flask import request

from ambassador import clock
from ambassador.access import get_or_404, viewer
from ambassador.accounts.models import Organisation
from ambassador.kpis import rights
from ambassador.kpis.queries import sight
from ambassador.periods import Frequency, Period


def chosen_structure() -> tuple[Organisation | None, list[Organisation]]:
    """The structure of `?structure=`, else the viewer's first; and all that can be chosen."""
    return sight.default_organisation(viewer(), request.args.get("structure", type=int), clock.today())


def defined_structure() -> Organisation:
    """The structure whose KPIs are being written: one in sight for which the viewer may."""
    number = request.args.get("structure", type=int)
    found = sight.organisation(number, viewer()) if "structure" in request.args and number else chosen_structure()[0]
    organisation = get_or_404(found)
    return get_or_404(organisation if rights.can_define(viewer(), organisation) else None)


def chosen_quarter(default: Period) -> Period:
    """The quarter of `?period=2026-Q1`."""
    try:
        quarter = Period.parse(request.args.get("period", ""))
    except ValueError:
        return default
    return quarter if quarter.frequency is Frequency.QUARTERLY else default
