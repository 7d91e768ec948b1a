"""What happened to the demonstration's agreed KPIs afterwards: changes written, proposed, agreed, sent back or given up."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ambassador.accounts.models import User
from ambassador.demo.figures import Kpis
from ambassador.demo.material import Calendar, acting, text
from ambassador.demo.people import Cast
from ambassador.kpis import terms
from ambassador.kpis.models import Adoption
from ambassador.kpis.queries.versions import pending
from ambassador.kpis.services import agreement, versions
from ambassador.kpis.terms import KpiValues

Row = dict[str, Any]


def build_agreements(material: Row, kpis: Kpis, cast: Cast, calendar: Calendar) -> None:
    """Each step through the portal's own rules, in the order of the file."""
    for row in material["step"]:
        person, moment = cast.users[row["by"]], calendar.moment(row["days"])
        with acting(person, moment):
            _take(row, kpis[row["kpi"]], person, moment, calendar)


def _take(row: Row, adoption: Adoption, by: User, now: datetime, calendar: Calendar) -> None:
    step = row["do"]
    if step == "write":
        versions.write_version(adoption, _changed(row, terms.in_force(adoption), calendar), row["reason"], by, now)
        return
    if step == "propose-kpi":
        agreement.propose_kpi(adoption, str(adoption.version), by, now)
        return
    if step == "send-back-kpi":
        agreement.send_back_kpi(adoption, str(adoption.version), row["reason"], by, now)
        return
    version = pending(adoption.id)
    assert version is not None
    match step:
        case "propose":
            versions.propose_version(version, str(version.version), by, now)
        case "agree":
            versions.agree_version(version, str(version.version), by, now)
        case "send-back":
            versions.send_back_version(version, str(version.version), row["reason"], by)
        case "drop":
            versions.drop_version(version, str(version.version), by)


def _changed(row: Row, values: KpiValues, calendar: Calendar) -> KpiValues:
    """What the file says otherwise."""
    if "definition" in row:
        values = replace(values, definition=text(row["definition"]))
    if "targets" in row:
        steps = [(date(calendar.year(step["year"]), 1, 1), Decimal(str(step["value"]))) for step in row["targets"]]
        values = replace(values, targets=tuple(steps))
    if "days_allowed" in row:
        values = replace(values, days_allowed=row["days_allowed"])
    if "source" in row:
        values = replace(values, source=row["source"])
    return values
