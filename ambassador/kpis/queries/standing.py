"""Where the figures of a structure stand: what is due, overdue, returned or waits, and how complete a quarter is."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ambassador.kpis.models import AdoptionState, CorrectionState
from ambassador.kpis.queries.closings import Closings
from ambassador.kpis.queries.entry import ending_in, last_quarter_over
from ambassador.kpis.series import PeriodState, Point, Series
from ambassador.kpis.values import Coverage
from ambassador.periods import Period

ASKED = (PeriodState.DUE, PeriodState.OVERDUE, PeriodState.RETURNED, PeriodState.SUBMITTED)


@dataclass(frozen=True)
class Standing:
    """`counts` of periods by what is still to do; `coverage` of the figures whose period ends in `quarter`."""

    counts: dict[PeriodState, int]
    quarter: Period
    coverage: Coverage


def standing_of(lines: Iterable[Series], closings: Closings | None, today: date) -> Standing | None:
    """None where nothing is asked: no KPI is agreed. Of a closed period nothing is due, unless it is open for someone."""
    agreed = [line for line in lines if line.adoption.state is AdoptionState.AGREED]
    if not agreed:
        return None
    found = Counter(
        state for line in agreed for point in line.points if (state := _asked(point, line, closings, today))
    )
    quarter = last_quarter_over(today)
    return Standing({state: found[state] for state in ASKED if found[state]}, quarter, coverage(agreed, quarter))


def _asked(point: Point, line: Series, closings: Closings | None, today: date) -> PeriodState | None:
    """A draft is as due as a missing figure, once its period is over; a correction waits or came back as a figure does."""
    if point.correction is not None:
        is_waiting = point.correction is CorrectionState.SUBMITTED
        return PeriodState.SUBMITTED if is_waiting else PeriodState.RETURNED
    if point.state is PeriodState.SUBMITTED:
        return point.state
    if closings and closings.is_closed(point.period, today) and not closings.openings_of(point.period, today):
        return None
    if point.state is PeriodState.DRAFT and point.period.is_over(today):
        return PeriodState.OVERDUE if line.adoption.due_on(point.period) < today else PeriodState.DUE
    return point.state if point.state in ASKED else None


def coverage(lines: Iterable[Series], quarter: Period) -> Coverage:
    """Of the figures whose period ends in the quarter: approved or computed ones are answered."""
    answers = []
    for line in lines:
        known = {point.period: point.answer for point in line.counted}
        wanted = ending_in(quarter, line.adoption.definition.frequency)
        answers += [known.get(period) for period in wanted if period.month >= line.adoption.first_month]
    return Coverage.of(answers)
