"""The KPIs as one reader may know them: each series up to the end of the span, and what is missing in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from ambassador.impact.reading import Reading
from ambassador.impact.span import quarter_of
from ambassador.impact.work import axis_key
from ambassador.kpis.models import Answer
from ambassador.kpis.series import Point, Series
from ambassador.periods import Frequency, Period

LEAST_POINTS = 4
"""Periods that a series shows even when the span is shorter."""
MOST_POINTS = 36


@dataclass(frozen=True)
class Kpi:
    """`series` goes no further than the span; only its `counted` points have numbers that may be shown."""

    series: Series
    reading: Reading

    @cached_property
    def _counted(self) -> dict[Period, Point]:
        return {point.period: point for point in self.series.counted}

    def counted(self, period: Period) -> Point | None:
        return self._counted.get(period)

    @property
    def points(self) -> Sequence[Point]:
        """The periods that end in the span, or a few more so that a way can be seen."""
        points = self.series.points
        inside = sum(self.reading.span.holds(point.period.last_day) for point in points)
        return points[-min(max(inside, LEAST_POINTS), MOST_POINTS) :]

    def expected_in(self, quarter: Period) -> list[Period]:
        """The periods that end in a quarter, and are over, if it can be read."""
        if not self.reading.is_open(quarter):
            return []
        periods = (point.period for point in self.series.points)
        return [one for one in periods if quarter.contains(_last_month(one)) and one.is_over(self.reading.today)]

    def answer(self, period: Period) -> Answer | None:
        """What a period's figure says; None where it is missing."""
        point = self.counted(period)
        return point.answer if point else None

    @property
    def axis(self) -> str:
        """Of its action, as `Filters.axis` names it."""
        action = self.series.adoption.action
        return axis_key(action.axis if action else None)

    @property
    def has_target(self) -> bool:
        return self.series.target is not None

    @property
    def is_reached(self) -> bool:
        return self.series.distance is not None and self.series.distance.is_reached

    def is_unpublished(self, period: Period) -> bool:
        """Whether partners see nothing of the period yet."""
        return quarter_of_period(period).month not in self.reading.published


def kpis(found: Iterable[Series], reading: Reading) -> list[Kpi]:
    return [Kpi(_until_end(series, reading), reading) for series in found]


def quarter_of_period(period: Period) -> Period:
    """The quarter that a period's figure is published with: the one in which the period ends."""
    return Period(quarter_of(period.months()[-1]), Frequency.QUARTERLY)


def _until_end(series: Series, reading: Reading) -> Series:
    last_day = reading.span.last_day
    return replace(
        series,
        points=tuple(point for point in series.points if point.period.last_day <= last_day),
        counted=tuple(point for point in series.counted if point.period.last_day <= last_day),
    )


def _last_month(period: Period) -> Period:
    return Period(period.months()[-1], Frequency.MONTHLY)
