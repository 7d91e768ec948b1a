"""What several pages share: the structure and the quarter that addresses choose (nonsense is passed over), and buttons."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import flash, redirect, request
from werkzeug.wrappers import Response

from ambassador import clock
from ambassador.access import get_or_404, viewer
from ambassador.accounts.models import Organisation, OrganisationKind
from ambassador.db import db
from ambassador.errors import RuleBroken
from ambassador.kpis import rights, words
from ambassador.kpis.models import Adoption, AdoptionVersion
from ambassador.kpis.queries import sight
from ambassador.periods import FIRST_YEAR, Frequency, Period
from ambassador.submissions import finish


def chosen_structure() -> tuple[Organisation | None, list[Organisation]]:
    """The structure of `?structure=`, else the viewer's first; and all that can be chosen."""
    return sight.default_organisation(viewer(), request.args.get("structure", type=int), clock.today())


def defined_structure() -> Organisation:
    """The structure whose KPIs are being written: one in sight for which the viewer may."""
    number = request.args.get("structure", type=int)
    found = sight.organisation(number, viewer()) if "structure" in request.args and number else chosen_structure()[0]
    organisation = get_or_404(found)
    return get_or_404(organisation if rights.can_define(viewer(), organisation) else None)


def can_share(organisation: Organisation) -> bool:
    """Whether the viewer may take over for the structure what another one agreed on."""
    return rights.can_configure(viewer()) and organisation.kind is not OrganisationKind.OPERATOR


def chosen_quarter(default: Period) -> Period:
    """The quarter of `?period=2026-Q1`."""
    try:
        quarter = Period.parse(request.args.get("period", ""))
    except ValueError:
        return default
    return quarter if quarter.frequency is Frequency.QUARTERLY else default


def own_kpi(number: int) -> Adoption:
    """A KPI in sight that the viewer may define."""
    adoption = get_or_404(sight.adoption(number, viewer()))
    return get_or_404(adoption if rights.can_define(viewer(), adoption.organisation) else None)


def pressed(row: Adoption | AdoptionVersion, place: str, message: str, service: Callable[..., Any]) -> Response:
    """One step of an agreement, from a button of its page."""
    try:
        service(row, request.form.get("version", ""), viewer(), clock.now())
    except RuleBroken as broken:
        db.session.rollback()
        flash(words.say(broken), "error")
        return redirect(place, 303)
    return finish(place, message)


EARLIEST = date(FIRST_YEAR + 1, 1, 1)


def chosen_day() -> date | None:
    """The past day of `?on=2026-01-31`: what the page shows is as it was at its end."""
    try:
        day = date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        return None
    return day if EARLIEST <= day < clock.today() else None
