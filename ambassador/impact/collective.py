"""The collective track as one reader may know it: what was held by month and theme, and who came."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from ambassador.impact.reading import Closed, Reading
from ambassador.impact.suppression import HIDDEN, QuarterTurnout, Turnout
from ambassador.periods import Period
from ambassador.webinars.models import Theme, attendance_rate


@dataclass(frozen=True)
class TrackQuarter:
    """One quarter, to one reader: webinars held by month and theme, and the people who are counted."""

    held: Mapping[int, Mapping[Theme, int]]
    turnout: QuarterTurnout


@dataclass(frozen=True)
class CollectiveMonth:
    month: int
    closed: Closed | None
    held: Mapping[Theme, int] = field(default_factory=dict)
    turnout: Turnout = HIDDEN


@dataclass(frozen=True)
class OrganisationOnList:
    """With somebody on a list. One that is not in the register is known by what was typed, however it was written."""

    number: int | None
    key: str
    name: str = field(default="", compare=False)


@dataclass(frozen=True)
class ByTheme:
    """Who came for which theme, over the span: read inside only. Neither is told to partners, whom the count of
    organisations beside the count of people would tell which of them sent one person."""

    people: Mapping[Theme, Turnout]
    organisations: Mapping[Theme, Set[OrganisationOnList]] | None = None
    """Of the programme; None on the page of a structure, which is one."""

    @property
    def all_organisations(self) -> Set[OrganisationOnList]:
        return frozenset().union(*self.organisations.values()) if self.organisations else frozenset()


@dataclass(frozen=True)
class Collective:
    reading: Reading
    quarters: Mapping[int, TrackQuarter]
    """By their first month: at least those that the reading opens."""
    themes: ByTheme | None = None

    @cached_property
    def months(self) -> list[CollectiveMonth]:
        found = []
        for quarter in self.reading.span.quarters:
            turnouts = self._turnouts(quarter) if self.reading.is_open(quarter) else None
            for place, month in enumerate(quarter.months()):
                closed = self.reading.closed(month)
                if closed or turnouts is None:
                    found.append(CollectiveMonth(month, closed))
                else:
                    held = self.quarters[quarter.month].held.get(month, {})
                    found.append(CollectiveMonth(month, None, held, turnouts.months[place]))
        return found

    @property
    def is_open(self) -> bool:
        return bool(self.reading.quarters)

    @property
    def is_by_month(self) -> bool:
        """Whether each quarter whose people are told tells of some month too; else quarters are compared."""
        told = [quarter for quarter, turnout in self.turnouts.items() if turnout.registered]
        months = {month.month for month in self.months if month.turnout.registered}
        return all(not months.isdisjoint(quarter.months()) for quarter in told) if told else not self.hidden

    @property
    def partly_hidden(self) -> list[Period]:
        """Quarters of which a total is shown and some month is not."""
        hidden = {month.month for month in self.months if month.closed is None and month.turnout.is_hidden}
        return [
            quarter
            for quarter, turnout in self.turnouts.items()
            if turnout.registered is not None and not hidden.isdisjoint(quarter.months())
        ]

    @property
    def registered(self) -> int | None:
        """Over the quarters in which at least these are shown; None where they are in none."""
        known = [turnout.registered for turnout in self.turnouts.values() if turnout.registered is not None]
        return sum(known) if known else None

    @cached_property
    def by_theme(self) -> dict[Theme, int]:
        return {theme: sum(month.held.get(theme, 0) for month in self.months) for theme in Theme}

    @property
    def held(self) -> int:
        return sum(self.by_theme.values())

    @cached_property
    def turnouts(self) -> dict[Period, Turnout]:
        """The totals of the quarters that can be read."""
        return {quarter: self._turnouts(quarter).total for quarter in self.reading.quarters}

    @property
    def hidden(self) -> list[Period]:
        """Quarters whose attendance is hidden, whole or in part."""
        return [quarter for quarter, turnout in self.turnouts.items() if turnout.is_hidden]

    @cached_property
    def total(self) -> Turnout:
        """Over the quarters whose totals are shown, and those only; nobody there says nothing of the hidden ones."""
        shown = [turnout for turnout in self.turnouts.values() if not turnout.is_hidden]
        registered = sum(turnout.registered or 0 for turnout in shown)
        if self.hidden and not registered:
            return HIDDEN
        return Turnout(registered, sum(turnout.present or 0 for turnout in shown))

    @property
    def rate(self) -> Decimal | None:
        return rate_of(self.total)

    @property
    def latest(self) -> Period | None:
        """The last quarter of the span, if it can be read."""
        last = self.reading.span.last
        return last if self.reading.is_open(last) else None

    @property
    def latest_rate(self) -> Decimal | None:
        return rate_of(self._turnouts(self.latest).total) if self.latest else None

    @property
    def rate_before(self) -> Decimal | None:
        """Of the quarter before the last one, whether or not the span covers it."""
        before = self.reading.span.before
        return rate_of(self._turnouts(before).total) if self.reading.is_open(before) else None

    def _turnouts(self, quarter: Period) -> QuarterTurnout:
        return self.quarters[quarter.month].turnout


def rate_of(turnout: Turnout) -> Decimal | None:
    """Present among registered; None when hidden, or when nobody had registered."""
    if turnout.registered is None or turnout.present is None:
        return None
    return attendance_rate(turnout.registered, turnout.present)
