"""The entry screen: all figures that a person enters for the periods which end in one quarter."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from ambassador.accounts.models import User
from ambassador.db import db
from ambassador.kpis import rights, series
from ambassador.kpis.models import Adoption, AdoptionState, Dimension, Entry, EntryState, Indicator, IndicatorVersion
from ambassador.kpis.queries.closings import for_all as closings_of
from ambassador.kpis.queries.figures import rows_of
from ambassador.kpis.queries.sight import loaded
from ambassador.kpis.queries.story import reasons_of_return
from ambassador.kpis.series import PeriodState, Point
from ambassador.periods import Frequency, Period, between, first_day

OPEN = frozenset({EntryState.DRAFT, EntryState.RETURNED})
"""The states in which a figure can be edited."""


@dataclass(frozen=True)
class Line:
    """One figure to enter: the KPI, the period, what is stored, and the last value before."""

    adoption: Adoption
    period: Period
    entry: Entry | None
    state: PeriodState
    last: Point | None
    is_over: bool
    is_closed: bool = False
    """Its period is closed for the person."""
    reason: str = ""
    """Why it came back."""

    @property
    def key(self) -> str:
        return f"{self.adoption.id}-{self.period.month}"

    @property
    def is_missing(self) -> bool:
        return self.entry is None or self.entry.is_missing

    @property
    def is_open(self) -> bool:
        return not self.is_closed and (self.entry is None or self.entry.state in OPEN)


def entered_by(viewer: User) -> list[Adoption]:
    """The agreed KPIs whose figures the person enters."""
    chosen = loaded().where(
        Adoption.organisation_id == viewer.organisation_id,
        Adoption.state == AdoptionState.AGREED,
        Indicator.measure.is_(None),
    )
    dimensions = selectinload(IndicatorVersion.dimensions).selectinload(Dimension.categories)
    chosen = chosen.options(joinedload(Adoption.definition).options(dimensions))
    return [adoption for adoption in db.session.scalars(chosen) if rights.can_enter(viewer, adoption)]


def lines(viewer: User, quarter: Period, today: date) -> list[Line]:
    """One line for each KPI and period that ends in the quarter and has begun, by action and code."""
    return lines_of(entered_by(viewer), quarter, today, viewer)


def lines_of(adoptions: Iterable[Adoption], quarter: Period, today: date, viewer: User) -> list[Line]:
    wanted = [
        (adoption, period)
        for adoption in adoptions
        for period in ending_in(quarter, adoption.definition.frequency)
        if period.month >= adoption.first_month and period.first_day <= today
    ]
    return lines_for(wanted, today, viewer)


def lines_for(wanted: list[tuple[Adoption, Period]], today: date, viewer: User) -> list[Line]:
    """The lines of KPIs and periods that are named one by one."""
    stored = _stored(wanted)
    closings = closings_of({adoption.organisation for adoption, _ in wanted})
    before = rows_of({adoption.id for adoption, _ in wanted})
    reasons = reasons_of_return([row.id for row in stored.values() if row.state is EntryState.RETURNED])
    found = []
    for adoption, period in wanted:
        entry = stored.get((adoption.id, period.month))
        earlier = [row for row in before.get(adoption.id, []) if row.month < period.month and row.numerator is not None]
        last = Period(earlier[-1].month, period.frequency) if earlier else None
        found.append(
            Line(
                adoption=adoption,
                period=period,
                entry=entry,
                state=_state(adoption, period, entry, today),
                last=series.point_of(adoption, last, earlier[-1], today) if last else None,
                is_over=period.is_over(today),
                is_closed=not closings[adoption.organisation_id].may_write(period, viewer.id, today),
                reason=reasons.get(entry.id, "") if entry else "",
            )
        )
    return sorted(found, key=_order)


def _state(adoption: Adoption, period: Period, entry: Entry | None, today: date) -> PeriodState:
    if entry is None or entry.is_missing:
        return series.state_of(adoption, period, None, today)
    return PeriodState(entry.state)


def _order(line: Line) -> tuple[str, str, int, int]:
    adoption = line.adoption
    code = adoption.action.code if adoption.action else ""
    return (code, adoption.code, adoption.id, line.period.month)


def _stored(wanted: list[tuple[Adoption, Period]]) -> dict[tuple[int, int], Entry]:
    if not wanted:
        return {}
    months = {(period.frequency, period.month) for _, period in wanted}
    matches = [and_(Entry.frequency == frequency, Entry.month == month) for frequency, month in sorted(months)]
    chosen = select(Entry).where(
        Entry.adoption_id.in_({adoption.id for adoption, _ in wanted}), Entry.category_id.is_(None), or_(*matches)
    )
    loading = (joinedload(Entry.edited_by), joinedload(Entry.file), selectinload(Entry.parts))
    rows = db.session.scalars(chosen.options(*loading))
    return {(row.adoption_id, row.month): row for row in rows}


def ending_in(quarter: Period, frequency: Frequency) -> list[Period]:
    """The periods of a frequency whose last day lies in the quarter."""
    periods = {Period.containing(first_day(month), frequency) for month in quarter.months()}
    return sorted(period for period in periods if quarter.first_day <= period.last_day <= quarter.last_day)


def quarter_of(period: Period) -> Period:
    """The quarter in which a period ends."""
    return Period.containing(period.last_day, Frequency.QUARTERLY)


def last_quarter_over(today: date) -> Period:
    return Period.containing(today, Frequency.QUARTERLY).next(-1)


def quarters(adoptions: Iterable[Adoption], today: date) -> list[Period]:
    """The quarters one can choose, newest first: from the first period's to the one that runs."""
    current = Period.containing(today, Frequency.QUARTERLY)
    firsts = [quarter_of(adoption.first_period) for adoption in adoptions]
    first = min([*firsts, current.next(-1)], key=lambda quarter: quarter.month)
    return list(reversed(list(between(first, current))))
