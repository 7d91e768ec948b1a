"""KPIs as structures adopt them, their figures with their story, and published quarters."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from ambassador.accounts.models import Organisation, OrganisationKind, User
from ambassador.charter.models import Action, Charter
from ambassador.db import db
from ambassador.demo.factories.accounts import save
from ambassador.kpis import terms
from ambassador.kpis.models import (
    Adoption,
    AdoptionState,
    AdoptionVersion,
    Answer,
    Category,
    Dimension,
    Entry,
    EntryEvent,
    EntryState,
    EventKind,
    Indicator,
    IndicatorKind,
    IndicatorVersion,
    OverStructures,
    OverTime,
    PeriodLock,
    PeriodOpening,
    Publication,
    ReceivedSheet,
    Target,
)
from ambassador.kpis.services.publications import publish_quarter
from ambassador.kpis.services.story import snapshot
from ambassador.kpis.services.versions import write_version
from ambassador.periods import Frequency, Period
from ambassador.translated import Translated

_OVER_TIME = {
    IndicatorKind.NUMBER: OverTime.SUM,
    IndicatorKind.RATIO: OverTime.RATIO_OF_LATEST,
    IndicatorKind.MEAN: OverTime.WEIGHTED_MEAN,
    IndicatorKind.MILESTONE: OverTime.LATEST,
}
_COLUMNS = frozenset(column.key for column in IndicatorVersion.__table__.columns)
_DEFINITION = _COLUMNS | {"dimensions"}
_INDICATOR = frozenset({"is_example", "measure"})


def charter_action(organisation: Organisation, code: str = "A01") -> Action:
    """The action of the structure's charter with this code; both are made when missing."""
    charter = db.session.scalar(select(Charter).where(Charter.organisation_id == organisation.id))
    charter = charter or save(Charter(organisation=organisation, title=Translated(fr="Charte")))
    found = next((action for action in charter.actions if action.code == code), None)
    return found or save(Action(charter=charter, code=code, title=Translated(fr=f"Action {code}")))


def kpi(
    organisation: Organisation,
    code: str = "A01-1",
    kind: IndicatorKind = IndicatorKind.NUMBER,
    *,
    action: Action | None = None,
    state: AdoptionState = AdoptionState.AGREED,
    proposed_by: User | None = None,
    agreed_by: User | None = None,
    at: datetime = datetime(2026, 1, 1, 9, tzinfo=UTC),
    targets: dict[int, int | Decimal] | None = None,
    first_month: int = 202501,
    **values: Any,
) -> Adoption:
    """A KPI of a structure's action, or of the operator's programme, complete enough to be proposed.

    `targets`: month → value. Other values go to the definition or to the adoption, by name.
    """
    is_programme = organisation.kind is OrganisationKind.OPERATOR
    if not is_programme and action is None:
        action = charter_action(organisation)
    indicator = Indicator(
        operator_id=organisation.id if is_programme else None,
        **_taken(values, _INDICATOR),
    )
    defaults = {
        "name": Translated(fr=f"Indicateur {code}"),
        "definition": Translated(fr="Ce qui est compté pendant la période."),
        "unit": Translated(fr="%" if kind is IndicatorKind.RATIO else "heures"),
        "frequency": Frequency.QUARTERLY,
        "over_time": _OVER_TIME[kind],
        "over_structures": OverStructures.NONE,
        "numerator_label": Translated(fr="Numérateur"),
        "denominator_label": Translated(fr="Dénominateur"),
        "weight_label": Translated(fr="Répondants"),
    }
    definition = IndicatorVersion(
        indicator=indicator, kind=kind, made_at=at, **{**defaults, **_taken(values, _DEFINITION)}
    )
    adoption = Adoption(
        indicator=indicator,
        code=code,
        action=action,
        organisation=organisation,
        definition=definition,
        first_month=first_month,
        state=state,
        targets=[Target(month=month, value=Decimal(value)) for month, value in (targets or {}).items()],
        **{"source": "Registre", "verification": "Comptage", "baseline_comment": "Inconnue au début.", **values},
    )
    if state is not AdoptionState.DRAFT:
        adoption.proposed_by = proposed_by or _someone(organisation, "proposer")
        adoption.proposed_at = at
    if state in (AdoptionState.AGREED, AdoptionState.RETIRED):
        adoption.agreed_by = agreed_by or _someone(organisation, "agreer")
        adoption.agreed_at = at + timedelta(days=7)
    if state is AdoptionState.RETIRED:
        adoption.reason, adoption.reason_by, adoption.reason_at = "Plus utile.", adoption.agreed_by, adoption.agreed_at
    return save(adoption)


def dimension(key: str, names: list[str], is_exclusive: bool = True) -> Dimension:
    """A way to break figures down, with its categories by name."""
    categories = [Category(position=number, name=Translated(fr=name)) for number, name in enumerate(names, 1)]
    return save(Dimension(key=key, name=Translated(fr=key.title()), is_exclusive=is_exclusive, categories=categories))


def newer_definition(adoption: Adoption, **values: Any) -> IndicatorVersion:
    """A later version of a KPI's definition, in force at once: as the one before, but for `values`."""
    before = adoption.definition
    kept = {name: getattr(before, name) for name in _COLUMNS - {"id", "version", "number", "indicator_id"}}
    dimensions = list(before.dimensions)
    changed = {**kept, "dimensions": dimensions, **values}
    adoption.definition = save(IndicatorVersion(indicator=adoption.indicator, number=before.number + 1, **changed))
    return save(adoption).definition


def kpi_version(adoption: Adoption, by: User, at: datetime | None = None, **changes: Any) -> AdoptionVersion:
    """A change of an agreed KPI that is being written."""
    values = replace(terms.in_force(adoption), **(changes or {"source": "Autre registre"}))
    return write_version(adoption, values, "La source a changé.", by, at or datetime(2026, 2, 1, 9, tzinfo=UTC))


def _taken(values: dict[str, Any], names: frozenset[str]) -> dict[str, Any]:
    return {name: values.pop(name) for name in list(values) if name in names}


def _someone(organisation: Organisation, part: str) -> User:
    """A person of the structure for a part that the caller leaves open."""
    email = f"{part}.{organisation.id}@test.example"
    found = db.session.scalar(select(User).where(User.email == email))
    return found or save(User(email=email, name="Personne passée", role="staff", organisation=organisation))


def figure(
    adoption: Adoption,
    period: str | Period,
    numerator: int | str | Decimal | None = None,
    denominator: int | None = None,
    weight: int | None = None,
    *,
    answer: Answer = Answer.VALUE,
    state: EntryState = EntryState.APPROVED,
    by: User | None = None,
    approved_by: User | None = None,
    entered_at: datetime | None = None,
    settled_at: datetime | None = None,
    reason: str = "À revoir.",
    **values: Any,
) -> Entry:
    """A figure in any state with the story that led there: entered and sent by one person, settled by another."""
    period = Period.parse(period) if isinstance(period, str) else period
    by = by or _someone(adoption.organisation, "enterer")
    reviewer = approved_by or _someone(adoption.organisation, "reviewer")
    entered_at = entered_at or _morning(period.last_day + timedelta(days=10))
    settled_at = settled_at or entered_at + timedelta(days=5)
    entry = Entry(
        adoption_id=adoption.id,
        indicator_id=adoption.indicator_id,
        organisation_id=adoption.organisation_id,
        definition_id=adoption.definition_id,
        frequency=period.frequency,
        month=period.month,
        answer=answer,
        numerator=None if numerator is None else Decimal(numerator),
        denominator=None if denominator is None else Decimal(denominator),
        weight=None if weight is None else Decimal(weight),
        state=state,
        edited_by=by,
        edited_at=entered_at,
        **values,
    )
    steps: list[tuple[EventKind, User, datetime, str]] = [(EventKind.ENTERED, by, entered_at, "")]
    if state is not EntryState.DRAFT:
        steps.append((EventKind.SUBMITTED, by, entered_at, ""))
    if state is EntryState.APPROVED:
        entry.approved_by, entry.approved_at = reviewer, settled_at
        steps.append((EventKind.APPROVED, reviewer, settled_at, ""))
    if state is EntryState.RETURNED:
        steps.append((EventKind.RETURNED, reviewer, settled_at, reason))
    save(entry)
    for kind, person, at, why in steps:
        save(EntryEvent(entry=entry, kind=kind, by=person, at=at, reason=why, after=snapshot(entry)))
    return entry


def part(whole: Entry, category_id: int, numerator: int | str, **values: Any) -> Entry:
    """One category of a figure, in the figure's state."""
    names = ("adoption_id", "indicator_id", "organisation_id", "definition_id", "frequency", "month", "state")
    shared = {name: getattr(whole, name) for name in (*names, "edited_by", "edited_at", "approved_by", "approved_at")}
    return save(Entry(**shared, category_id=category_id, numerator=Decimal(numerator), **values))


def publication(organisation: Organisation, quarter: str | Period, by: User, at: datetime | None = None) -> Publication:
    """The quarter as it is published by the same rules as in the portal."""
    quarter = Period.parse(quarter) if isinstance(quarter, str) else quarter
    at = at or _morning(quarter.last_day + timedelta(days=40))
    return publish_quarter(organisation, quarter, by, at)


def received_sheet(user_id: int, at: datetime = datetime(2026, 3, 10, 9, tzinfo=UTC)) -> ReceivedSheet:
    """An entry sheet that came back, without rows."""
    content = {"columns": {"key": 0, "mark": 1, "number": 2}, "lines": []}
    return save(ReceivedSheet(user_id=user_id, received_at=at, name="saisie.xlsx", content=content))


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(9), UTC)


def closed_period(organisation: Organisation, period: str | Period, by: User | None = None) -> PeriodLock:
    """Closed sixty days after its end; by itself without `by`."""
    period = Period.parse(period) if isinstance(period, str) else period
    closed_at = _morning(period.last_day + timedelta(days=60))
    return save(
        PeriodLock(
            organisation_id=organisation.id,
            frequency=period.frequency,
            month=period.month,
            closed_at=closed_at,
            closed_by=by,
        )
    )


def opening(
    organisation: Organisation, period: str | Period, person: User, until: date = date(2026, 12, 31), **values: Any
) -> PeriodOpening:
    """A closed period that is open again for a person."""
    period = Period.parse(period) if isinstance(period, str) else period
    defaults = {"reason": "Retard du registre.", "opened_by": person, "opened_at": _morning(date(2026, 3, 2))}
    return save(
        PeriodOpening(
            organisation_id=organisation.id,
            frequency=period.frequency,
            month=period.month,
            person=person,
            until=until,
            **{**defaults, **values},
        )
    )
