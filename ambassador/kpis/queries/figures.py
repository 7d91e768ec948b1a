"""Figures read as light rows, and the series made from them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from ambassador.accounts.models import OrganisationKind
from ambassador.conventions.models import Convention, Party
from ambassador.db import db
from ambassador.kpis import series
from ambassador.kpis.models import (
    Adoption,
    AdoptionState,
    Answer,
    CorrectionState,
    Entry,
    EntryState,
    IndicatorKind,
    IndicatorVersion,
)
from ambassador.kpis.series import Figure, Series
from ambassador.kpis.values import Numbers, value_of
from ambassador.periods import Period, between

STRUCTURES_ACCOMPANIED = "conventions.structures_accompanied"


@dataclass(frozen=True)
class Row:
    """A figure's columns, without the cost of an object that can be changed."""

    id: int
    adoption_id: int
    month: int
    answer: Answer
    numerator: Decimal | None
    denominator: Decimal | None
    weight: Decimal | None
    state: EntryState
    edited_by_id: int
    correction: CorrectionState | None = None
    corrected_by_id: int | None = None
    second_look_by_id: int | None = None
    is_suppressed: bool = False


def rows_of(adoption_ids: Collection[int], states: Iterable[EntryState] = EntryState) -> dict[int, list[Row]]:
    """The figures of adoptions, whole ones only, in the frequency of the definition in force, by period. An emptied draft is
    none."""
    found: dict[int, list[Row]] = defaultdict(list)
    if not adoption_ids:
        return found
    chosen = (
        select(
            Entry.id,
            Entry.adoption_id,
            Entry.month,
            Entry.answer,
            Entry.numerator,
            Entry.denominator,
            Entry.weight,
            Entry.state,
            Entry.edited_by_id,
            Entry.correction,
            Entry.corrected_by_id,
            Entry.second_look_by_id,
        )
        .join(Adoption, Adoption.id == Entry.adoption_id)
        .join(IndicatorVersion, IndicatorVersion.id == Adoption.definition_id)
        .where(
            Entry.adoption_id.in_(adoption_ids),
            Entry.category_id.is_(None),
            Entry.answer.is_not(None),
            Entry.frequency == IndicatorVersion.frequency,
            Entry.state.in_(list(states)),
        )
        .order_by(Entry.adoption_id, Entry.month)
    )
    for columns in db.session.execute(chosen):
        found[columns.adoption_id].append(Row(*columns))  # type: ignore[arg-type]  # an answer is there
    return found


def count_waiting(adoption_id: int) -> int:
    """How many figures are not approved, or have a correction in hand."""
    is_waiting = or_(Entry.state != EntryState.APPROVED, Entry.correction.is_not(None))
    chosen = select(func.count(Entry.id)).where(
        Entry.adoption_id == adoption_id, Entry.category_id.is_(None), Entry.answer.is_not(None), is_waiting
    )
    return db.session.scalar(chosen) or 0


def last_value(adoption_id: int, kind: IndicatorKind, period: Period) -> Fraction | None:
    """The value of the last period before that has one, whatever its state."""
    chosen = select(Entry.numerator, Entry.denominator, Entry.weight).where(
        Entry.adoption_id == adoption_id,
        Entry.category_id.is_(None),
        Entry.frequency == period.frequency,
        Entry.month < period.month,
        Entry.numerator.is_not(None),
    )
    found = db.session.execute(chosen.order_by(Entry.month.desc()).limit(1)).first()
    return value_of(kind, Numbers.of(*found)) if found else None


def series_of(
    adoptions: Collection[Adoption], today: date, entered: Mapping[int, list[Row]] | None = None
) -> list[Series]:
    """Each KPI's series up to the last period that is over; entered figures in one query, computed ones in one more.
    `entered`: rows that were read already, such as those of a past day."""
    if entered is None:
        entered = rows_of([adoption.id for adoption in adoptions if not adoption.is_computed])
    computed = computed_figures([adoption for adoption in adoptions if adoption.is_computed], today)
    return [
        series.build(
            adoption, computed.get(adoption.id) or entered.get(adoption.id, []), last_over(adoption, today), today
        )
        for adoption in adoptions
    ]


def last_over(adoption: Adoption, today: date) -> Period | None:
    """The last period that is over, unless it lies before the first. A retired KPI waits for no more figures."""
    if adoption.state is AdoptionState.RETIRED:
        return None
    last = Period.containing(today, adoption.definition.frequency).next(-1)
    return last if last.month >= adoption.first_month else None


def computed_figures(adoptions: Collection[Adoption], today: date) -> dict[int, list[Figure]]:
    """The figures of KPIs that the register itself answers, for each period that is over."""
    found: dict[int, list[Figure]] = {}
    for adoption in adoptions:
        last = last_over(adoption, today)
        if adoption.indicator.measure != STRUCTURES_ACCOMPANIED or last is None:
            continue
        starts = _first_starts(adoption.organisation_id)
        found[adoption.id] = [
            Figure(
                month=period.month,
                answer=Answer.VALUE,
                numerator=Decimal(sum(start <= period.last_day for start in starts)),
                adoption_id=adoption.id,
            )
            for period in between(adoption.first_period, last)
        ]
    return found


def _first_starts(operator_id: int) -> list[date]:
    """The day each structure's first convention with the operator took effect."""
    bound = select(Party.convention_id).where(Party.organisation_id == operator_id)
    chosen = select(Convention).where(Convention.id.in_(bound)).options(joinedload(Convention.parties))
    first: dict[int, date] = {}
    for convention in db.session.scalars(chosen).unique():
        for party in convention.parties:
            if convention.start and party.organisation.kind is OrganisationKind.AMBASSADOR:
                first[party.organisation_id] = min(convention.start, first.get(party.organisation_id, convention.start))
    return list(first.values())
