"""The work with structures as one reader may know it: days of follow-up, and the actions of their charters."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from ambassador.accounts.models import Organisation
from ambassador.charter.models import Action, ActionStatus, Axis
from ambassador.conventions.models import Convention
from ambassador.impact.queries.sight import UNSIGNED
from ambassador.impact.queries.work import HeldDay
from ambassador.impact.reading import Closed, Reading

MOVING = (ActionStatus.IN_PROGRESS, ActionStatus.DONE)


@dataclass(frozen=True)
class Days:
    """Quarter days of one structure."""

    organisation: Organisation
    reading: Reading
    conventions: Sequence[Convention]
    rows: Sequence[HeldDay]

    @cached_property
    def _own(self) -> list[HeldDay]:
        numbers = {convention.id for convention in self.conventions}
        return [row for row in self.rows if row.convention_id in numbers]

    @cached_property
    def by_month(self) -> list[tuple[int, Closed | None, int]]:
        """Each month of the span, why it is closed, and what was held in it."""
        return [
            (month, self.reading.closed(month), sum(row.quarters for row in self._own if row.month == month))
            for month in self.reading.span.months
        ]

    @property
    def in_span(self) -> int:
        return sum(quarters for _, closed, quarters in self.by_month if closed is None)

    @property
    def to_date(self) -> int:
        """Since the conventions of the span began, in all that can be read until the span's end."""
        last = self.reading.span.months[-1]
        numbers = {convention.id for convention in self._running}
        return sum(
            row.quarters
            for row in self._own
            if row.convention_id in numbers and row.month <= last and self.reading.closed(row.month) is None
        )

    @property
    def quota(self) -> int:
        """What the conventions that run in the span give in all."""
        day = min(self.reading.span.last_day, self.reading.today)
        return sum(convention.terms_on(day).quota_quarters or 0 for convention in self._running)

    @property
    def follow_up_id(self) -> int | None:
        """Where the sessions are: of the last convention with any."""
        return self._own[-1].follow_up_id if self._own else None

    @cached_property
    def _running(self) -> list[Convention]:
        """Those that run on a day of the span."""
        span, today = self.reading.span, self.reading.today
        found = []
        for convention in self.conventions:
            last_day = convention.last_day(today)
            has_begun = convention.start is not None and convention.start <= min(span.last_day, today)
            is_signed = convention.state(today) not in UNSIGNED
            if is_signed and has_begun and (last_day is None or last_day >= span.first_day):
                found.append(convention)
        return found


Counts = dict[ActionStatus, int]


@dataclass(frozen=True)
class Actions:
    """The accepted actions of one structure, as they stood at the end of what can be read."""

    organisation: Organisation
    reading: Reading
    rows: Sequence[Action]

    @cached_property
    def _counted(self) -> list[tuple[Action, ActionStatus]]:
        day = self.reading.as_of
        if day is None:
            return []
        own = [action for action in self.rows if action.charter.organisation_id == self.organisation.id]
        return [(action, action.status_on(day)) for action in own if action.counts_on(day)]

    @property
    def by_status(self) -> Counts:
        return _count(status for _, status in self._counted)

    @property
    def by_axis(self) -> list[tuple[Axis | None, Counts]]:
        """In the charter's order; last, without axis, the actions whose axis is unknown."""
        axes = {action.axis.id: action.axis for action, _ in self._counted if action.axis}
        ordered: list[Axis | None] = [*sorted(axes.values(), key=_position)]
        if any(action.axis_id is None for action, _ in self._counted):
            ordered.append(None)
        return [
            (axis, _count(status for action, status in self._counted if action.axis_id == (axis.id if axis else None)))
            for axis in ordered
        ]

    @property
    def total(self) -> int:
        return len(self._counted)

    @property
    def moving(self) -> int:
        """Under way or done."""
        return sum(status in MOVING for _, status in self._counted)

    @property
    def done(self) -> int:
        return sum(status is ActionStatus.DONE for _, status in self._counted)

    @property
    def is_complete(self) -> bool:
        """The structure confirmed that its list holds all its actions."""
        return any(action.charter.is_complete for action, _ in self._counted)

    @property
    def charter_id(self) -> int | None:
        return self._counted[0][0].charter_id if self._counted else None


def _count(statuses: Iterable[ActionStatus]) -> Counts:
    given = list(statuses)
    return {status: given.count(status) for status in ActionStatus}


def _position(axis: Axis) -> int:
    return axis.position
