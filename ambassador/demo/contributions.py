"""What the demonstration's parties contributed to their commitments, and the conditions they recorded as met."""

from datetime import date
from decimal import Decimal
from typing import Any

from ambassador.conventions.models import Commitment, Contribution, Convention
from ambassador.conventions.services.conditions import ConditionDetails, record_condition
from ambassador.conventions.services.contributions import (
    ContributionDetails,
    confirm_contribution,
    contest_contribution,
    record_contribution,
    withdraw_contribution,
)
from ambassador.demo.material import Calendar, acting
from ambassador.demo.people import Cast


def build_contributions(
    material: dict[str, Any], cast: Cast, conventions: dict[str, Convention], calendar: Calendar
) -> None:
    for row in material["condition"]:
        _condition(row, cast, _commitment(row, conventions), calendar)
    for row in material["contribution"]:
        _decide(row, _contribution(row, cast, _commitment(row, conventions), calendar), cast, calendar)


def _commitment(row: dict[str, Any], conventions: dict[str, Convention]) -> Commitment:
    """By its place in the text."""
    return next(one for one in conventions[row["convention"]].commitments if one.position == row["commitment"])


def _condition(row: dict[str, Any], cast: Cast, commitment: Commitment, calendar: Calendar) -> None:
    person, days = cast.users[row["by"]], row["met_days"] + 2
    moment = calendar.moment(days, 15)
    details = ConditionDetails(calendar.day(row["met_days"]), row["note"], row.get("link", ""))
    with acting(person, moment):
        record_condition(commitment, details, person, moment, calendar.day(days))


def _contribution(row: dict[str, Any], cast: Cast, commitment: Commitment, calendar: Calendar) -> Contribution:
    """Recorded a day after it was done."""
    person, on = cast.users[row["by"]], calendar.day(row["on_days"])
    quantity = Decimal(row["quantity"]) if "quantity" in row else None
    moment, today = calendar.moment(row["on_days"] + 1, 9), _day_after(on, calendar)
    with acting(person, moment):
        details = ContributionDetails(on, row["note"], quantity, row.get("link", ""))
        return record_contribution(commitment, details, person, moment, today)


def _day_after(on: date, calendar: Calendar) -> date:
    return min(date.fromordinal(on.toordinal() + 1), calendar.today)


def _decide(row: dict[str, Any], contribution: Contribution, cast: Cast, calendar: Calendar) -> None:
    days = row["on_days"] + 4
    moment = calendar.moment(days, 16)
    match row["state"]:
        case "confirmed":
            with acting(cast.users[row["decided_by"]], moment):
                confirm_contribution(contribution, cast.users[row["decided_by"]], moment)
        case "contested":
            with acting(cast.users[row["decided_by"]], moment):
                contest_contribution(contribution, row["reason"], cast.users[row["decided_by"]], moment)
        case "withdrawn":
            with acting(cast.users[row["by"]], moment):
                withdraw_contribution(contribution, cast.users[row["by"]], calendar.day(days))
