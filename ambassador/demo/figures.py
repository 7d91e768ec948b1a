"""The demonstration's KPIs: definitions, adoptions, figures in every state with their story, and publications."""

from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from ambassador.accounts.models import User
from ambassador.charter.models import Action
from ambassador.db import db
from ambassador.demo.dimensions import Dimensions
from ambassador.demo.material import Calendar, acting, at, text
from ambassador.demo.people import Cast
from ambassador.demo.plans import Actions
from ambassador.kpis.models import (
    Adoption,
    AdoptionState,
    Answer,
    Direction,
    Entry,
    EntryEvent,
    EntryState,
    EventKind,
    Indicator,
    IndicatorKind,
    IndicatorVersion,
    OverStructures,
    OverTime,
    Target,
)
from ambassador.kpis.queries.figures import STRUCTURES_ACCOMPANIED
from ambassador.kpis.services.breakdowns import write_parts
from ambassador.kpis.services.story import snapshot
from ambassador.periods import Frequency

Kpis = dict[str, Adoption]
FIRST_BACK = 6
"""The oldest period the demonstration has figures for."""


def build_figures(
    material: dict[str, Any],
    examples: dict[str, Any],
    dimensions: Dimensions,
    cast: Cast,
    actions: Actions,
    calendar: Calendar,
) -> Kpis:
    """Structures with the same definition have one indicator. The KPIs by the names that the other files call them."""
    kpis: Kpis = {}
    agreed: dict[Any, IndicatorVersion] = {}
    definitions = {row["key"]: row for row in [*examples["indicator"], *material["indicator"], *examples["programme"]]}
    count: Counter[tuple[str, str]] = Counter()
    for row in material["adoption"]:
        count[row["organisation"], row["action"]] += 1
        definition = definitions[row["indicator"]]
        organisation, name = row["organisation"], f"{row['action']}.{count[row['organisation'], row['action']]}"
        shared = (row["indicator"], repr(row.get("name")), tuple(row.get("dimensions", [])))
        if shared not in agreed:
            indicator = Indicator(is_example=True)
            agreed[shared] = _version(row, definition, indicator, calendar)
            agreed[shared].dimensions = [dimensions[key] for key in row.get("dimensions", [])]
        adoption = _adoption(name, row, agreed[shared], cast, calendar, actions[organisation, row["action"]])
        kpis[name] = adoption
        _enter(row, adoption, cast.users[row["owner"]], _approver(row, cast), calendar, dimensions)
    entered = {row["indicator"]: row for row in material["programme"]}
    for definition in examples["programme"]:
        _programme(definition, entered.get(definition["key"], {}), cast, calendar)
    return kpis


def _programme(definition: dict[str, Any], row: dict[str, Any], cast: Cast, calendar: Calendar) -> None:
    """An indicator of the operator's whole programme: entered and approved by two of its people, or computed."""
    indicator = Indicator(
        operator=cast.organisations["wetechcare"],
        measure=STRUCTURES_ACCOMPANIED if definition["computed"] else None,
    )
    programme = {
        "organisation": "wetechcare",
        "state": AdoptionState.AGREED,
        "proposed_by": "coach",
        "agreed_by": "coach-nl",
        "proposed_days": -700,
        "agreed_days": -690,
        "owner": "coach",
        "targets": [{"year": -2, "value": definition["target"]}],
        "target_is_total": definition["over_time"] == "sum",
        "baseline_comment": "Compté depuis le début du programme.",
        "funded_years": [-2, 0],
        "entries": row.get("entries", [{"back": FIRST_BACK}]),
    }
    code = f"P-{definition['key']}"
    adoption = _adoption(code, programme, _version(programme, definition, indicator, calendar), cast, calendar)
    if row:
        _enter(row, adoption, cast.users["coach"], cast.users["coach-nl"], calendar, {})


def _approver(row: dict[str, Any], cast: Cast) -> User:
    organisation = cast.organisations[row["organisation"]]
    return next(
        user for user in cast.users.values() if user.organisation is organisation and user.role == "coordinator"
    )


def _version(
    row: dict[str, Any], definition: dict[str, Any], indicator: Indicator, calendar: Calendar
) -> IndicatorVersion:
    return IndicatorVersion(indicator=indicator, made_at=calendar.moment(-710), **_definition(row, definition))


def _adoption(
    code: str,
    row: dict[str, Any],
    version: IndicatorVersion,
    cast: Cast,
    calendar: Calendar,
    action: Action | None = None,
) -> Adoption:
    frequency = version.frequency
    baseline = row.get("baseline", {})
    state = AdoptionState(row["state"])
    is_agreed = state in {AdoptionState.AGREED, AdoptionState.RETIRED}
    is_proposed = is_agreed or state is AdoptionState.PROPOSED
    adoption = Adoption(
        indicator=version.indicator,
        code=code,
        action=action,
        organisation=cast.organisations[row["organisation"]],
        definition=version,
        state=state,
        proposed_by=cast.user(row.get("proposed_by")) if is_proposed else None,
        proposed_at=calendar.moment(row["proposed_days"]) if is_proposed else None,
        agreed_by=cast.user(row.get("agreed_by")) if is_agreed else None,
        agreed_at=calendar.moment(row["agreed_days"]) if is_agreed else None,
        reason=row.get("reason", ""),
        reason_by=cast.user(row.get("reason_by")),
        reason_at=calendar.moment(row["reason_days"]) if "reason" in row else None,
        service=cast.service(row["organisation"], row.get("service")),
        owner=cast.user(row.get("owner")),
        stand_in=cast.user(row.get("stand_in")),
        first_month=calendar.period(frequency, max([entry["back"] for entry in row.get("entries", [])] or [1])).month,
        baseline_numerator=_number(baseline.get("numerator")),
        baseline_denominator=_number(baseline.get("denominator")),
        baseline_weight=_number(baseline.get("weight")),
        baseline_on=calendar.period(frequency, baseline["back"]).first_day if baseline else None,
        baseline_comment=baseline.get("comment") or row.get("baseline_comment", ""),
        funded_from=date(calendar.year(row["funded_years"][0]), 1, 1) if "funded_years" in row else None,
        funded_until=date(calendar.year(row["funded_years"][1]), 12, 31) if "funded_years" in row else None,
        target_is_total=row.get("target_is_total", False),
        source=row.get("source", "Registre du service (fictif)"),
        verification=row.get("verification", "Export annuel du registre"),
        targets=[
            Target(month=calendar.year(target["year"]) * 100 + 1, value=Decimal(str(target["value"])))
            for target in row.get("targets", [])
        ],
    )
    with acting(adoption.proposed_by, adoption.proposed_at or calendar.moment(-30)):
        db.session.add(adoption)
    return adoption


def _definition(row: dict[str, Any], definition: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": text(row.get("name") or definition["name"]),
        "definition": text(definition["definition"]),
        "unit": text(definition["unit"]),
        "kind": IndicatorKind(definition["kind"]),
        "direction": Direction(definition["direction"]),
        "frequency": Frequency(definition["frequency"]),
        "over_time": OverTime(definition["over_time"]),
        "over_structures": OverStructures(definition["over_structures"]),
        "numerator_label": text(definition.get("numerator")),
        "denominator_label": text(definition.get("denominator")),
        "weight_label": text(definition.get("weight")),
        "counts_people": definition["counts_people"],
        "hard_min": _number(definition.get("hard_min")),
        "hard_max": _number(definition.get("hard_max")),
    }


def _enter(
    row: dict[str, Any], adoption: Adoption, person: User, approver: User, calendar: Calendar, dimensions: Dimensions
) -> None:
    for figure in row.get("entries", []):
        period = calendar.period(adoption.definition.frequency, figure["back"])
        entered_at = min(at(period.last_day + timedelta(days=8), 15), calendar.moment(0, 8))
        state = EntryState(figure["state"])
        approved_at = min(entered_at + timedelta(days=6), calendar.moment(0, 9))
        is_approved = state is EntryState.APPROVED
        entry = Entry(
            adoption_id=adoption.id,
            indicator_id=adoption.indicator_id,
            organisation_id=adoption.organisation_id,
            definition=adoption.definition,
            frequency=period.frequency,
            month=period.month,
            answer=Answer(figure.get("answer", Answer.VALUE)),
            numerator=_number(figure.get("numerator")),
            denominator=_number(figure.get("denominator")),
            weight=_number(figure.get("weight")),
            comment=figure.get("comment", ""),
            state=state,
            edited_by=person,
            edited_at=entered_at,
            approved_by=approver if is_approved else None,
            approved_at=approved_at if is_approved else None,
        )
        with acting(person, entered_at):
            db.session.add(entry)
            db.session.flush()
            _break_down(entry, figure, dimensions)
            entry.events = _story(entry, figure, person, approver, entered_at, approved_at)


def _break_down(entry: Entry, figure: dict[str, Any], dimensions: Dimensions) -> None:
    """The numbers of the categories, in the order of the dimension's; "" is not stated."""
    parts = {
        category.id: (Decimal(number), None, None)
        for key, dimension in dimensions.items()
        for category, number in zip(dimension.categories, figure.get(key, []), strict=False)
        if number != ""
    }
    write_parts(entry, [], parts, entry.edited_by, entry.edited_at)


def _story(
    entry: Entry, figure: dict[str, Any], person: User, approver: User, entered_at: datetime, decided_at: datetime
) -> list[EntryEvent]:
    """The steps that led to the figure's state."""
    steps = [EntryEvent(at=entered_at, by=person, kind=EventKind.ENTERED, after=snapshot(entry))]
    if entry.state is not EntryState.DRAFT:
        steps.append(EntryEvent(at=entered_at, by=person, kind=EventKind.SUBMITTED))
    if entry.state is EntryState.APPROVED:
        steps.append(EntryEvent(at=decided_at, by=approver, kind=EventKind.APPROVED))
    if entry.state is EntryState.RETURNED:
        steps.append(EntryEvent(at=decided_at, by=approver, kind=EventKind.RETURNED, reason=figure["return_reason"]))
    return steps


def _number(value: int | str | float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))
