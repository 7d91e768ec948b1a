"""What one person may read of one organisation, month by month: all that was approved, or only what was published."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from ambassador.accounts.models import Organisation, OrganisationKind
from ambassador.impact.filters import NO_FILTERS, Filters
from ambassador.impact.span import MOST, Span, quarter_of, shifted
from ambassador.periods import Frequency, Period, month_of


class Closed(StrEnum):
    """Why there is nothing to read of a month."""

    UNPUBLISHED = "unpublished"
    OTHER_FORM = "other_form"
    """Published before what partners read was kept with the publication."""
    TO_COME = "to_come"


@dataclass(frozen=True)
class Reading:
    organisation: Organisation
    span: Span
    is_inside: bool
    """Sees all that was approved; everybody else sees published quarters, without small counts of people."""
    published: frozenset[int]
    """First months of the organisation's published quarters."""
    today: date
    other_form: frozenset[int] = frozenset()
    """Those that were published without what is read here."""
    filters: Filters = NO_FILTERS

    @property
    def arguments(self) -> dict[str, Any]:
        """What an address carries so that it opens the same reading."""
        return {"from": self.span.first.code, "to": self.span.last.code, **self.filters.arguments}

    @property
    def is_programme(self) -> bool:
        return self.organisation.kind is OrganisationKind.OPERATOR

    def closed(self, month: int) -> Closed | None:
        """None when the month can be read."""
        if month > month_of(self.today):
            return Closed.TO_COME
        if self.is_inside or quarter_of(month) in self.published:
            return None
        return Closed.OTHER_FORM if quarter_of(month) in self.other_form else Closed.UNPUBLISHED

    def is_open(self, quarter: Period) -> bool:
        return self.closed(quarter.month) is None

    @property
    def quarters(self) -> tuple[Period, ...]:
        """Those of the span that can be read."""
        return tuple(quarter for quarter in self.span.quarters if self.is_open(quarter))

    @property
    def unpublished(self) -> tuple[Period, ...]:
        """Quarters of the span that have begun and that partners do not see yet."""
        return tuple(
            quarter
            for quarter in self.span.quarters
            if quarter.first_day <= self.today and quarter.month not in self.published
        )

    @property
    def as_of(self) -> date | None:
        """The day whose state of things is told: the end of the last quarter that can be read, or today in a running one."""
        return min(self.quarters[-1].last_day, self.today) if self.quarters else None

    def within(self, published: Collection[int], kept: Collection[int] | None = None) -> "Reading":
        """The same span where another organisation must have published too, for partners: the programme with a structure.
        `kept`: of these the quarters whose publication holds what is read."""
        both = self.published & frozenset(published)
        shown = both if kept is None else both & frozenset(kept)
        return replace(self, published=shown, other_form=both - shown)


def quarters_of(months: Collection[int]) -> list[Period]:
    return [Period(month, Frequency.QUARTERLY) for month in sorted(months)]


def selectable(reading: Reading) -> list[Period]:
    """The quarters that a reader can choose from: the published ones; inside, three years up to the running one."""
    months = {reading.span.first.month, reading.span.last.month}
    if reading.is_inside:
        running = Period.containing(reading.today, Frequency.QUARTERLY)
        months |= {shifted(running, -back).month for back in range(MOST)}
    return quarters_of(months | reading.published)
