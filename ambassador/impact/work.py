"""The work with structures as one reader may know it: days of follow-up, and the actions of their charters."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from ambassador.accounts.models import Organisation
from ambassador.charter.models import Action, ActionStatus, Axis
from ambassador.conventions.models import Convention
from ambassador.impact.filters import WITHOUT_AXIS
from ambassador.impact.queries.sight import UNSIGNED
from ambassador.impact.queries.work import HeldDay
from ambassador.impact.reading import Closed, Reading
from ambassador.impact.span import Span
from ambassador.periods import Period
from ambassador.translated import Translated

MOVING = (ActionStatus.IN_PROGRESS, ActionStatus.DONE)


@dataclass(frozen=True)
class Days:
    """Quarter days of one structure."""

    organisation: Organisation
    reading: Reading
    rows: Sequence[HeldDay]
    running: Mapping[int, int]
    """The quotas of its conventions that run on a day of the span, by their number."""
    conventions: frozenset[int] = frozenset()
    """All of them, read inside."""

    @cached_property
    def by_month(self) -> list[tuple[int, Closed | None, int]]:
        """Each month of the span, why it is closed, and what was held in it."""
        return [
            (month, self.reading.closed(month), sum(row.quarters for row in self.rows if row.month == month))
            for month in self.reading.span.months
        ]

    @property
    def in_span(self) -> int:
        return sum(quarters for _, closed, quarters in self.by_month if closed is None)

    @property
    def to_date(self) -> int:
        """Since the conventions of the span began, in all that can be read until the span's end."""
        last = self.reading.span.months[-1]
        return sum(
            row.quarters
            for row in self.rows
            if row.convention_id in self.running and row.month <= last and self.reading.closed(row.month) is None
        )

    @property
    def quota(self) -> int:
        """What the conventions that run in the span give in all."""
        return sum(self.running.values())

    @property
    def follow_up_id(self) -> int | None:
        """Where the sessions are: of the last convention with any."""
        return self.rows[-1].follow_up_id if self.rows else None


def running(conventions: Iterable[Convention], span: Span, today: date) -> dict[int, int]:
    """The quotas of those that run on a day of the span, by their number."""
    day = min(span.last_day, today)
    found = {}
    for convention in conventions:
        last_day = convention.last_day(today)
        has_begun = convention.start is not None and convention.start <= day
        is_signed = convention.state(today) not in UNSIGNED
        if is_signed and has_begun and (last_day is None or last_day >= span.first_day):
            found[convention.id] = convention.terms_on(day).quota_quarters or 0
    return found


Counts = dict[ActionStatus, int]


@dataclass(frozen=True)
class AxisCounts:
    """The actions of one axis by status. `position`: its place in the charter; None for the actions without an axis, and
    where it was not kept."""

    title: Translated | None
    counts: Counts
    position: int | None = None
    axis_id: int | None = None
    """Known inside only."""

    @property
    def key(self) -> str | None:
        """As `Filters.axis` names it; None of an axis whose place was not kept."""
        if self.title is None:
            return WITHOUT_AXIS
        return None if self.position is None else str(self.position)


@dataclass(frozen=True)
class Plan:
    """The accepted actions of one structure on a day."""

    by_axis: tuple[AxisCounts, ...] = ()
    """In the charter's order; last, without axis, the actions whose axis is unknown."""
    is_complete: bool = False
    """The structure confirmed that its list holds all its actions."""
    charter_id: int | None = None

    def count(self, status: ActionStatus) -> int:
        return sum(axis.counts[status] for axis in self.by_axis)

    def narrowed(self, axis: str) -> "Plan":
        return replace(self, by_axis=tuple(one for one in self.by_axis if one.key == axis))

    @property
    def moving(self) -> int:
        """Under way or done."""
        return sum(self.count(status) for status in MOVING)


@dataclass(frozen=True)
class Actions:
    """Those of one structure, as they stood at the end of what can be read."""

    organisation: Organisation
    reading: Reading
    plans: Mapping[int, Plan]
    """At the end of each quarter that can be read, by its first month; today in the running one."""

    @property
    def plan(self) -> Plan:
        """At the end of what can be read."""
        last = self.reading.quarters[-1:]
        return self.plans[last[0].month] if last else Plan()

    def narrowed(self, axis: str) -> "Actions":
        """Those of one axis."""
        return replace(self, plans={month: plan.narrowed(axis) for month, plan in self.plans.items()})

    def on(self, quarter: Period) -> Plan | None:
        """None where the quarter cannot be read."""
        return self.plans.get(quarter.month) if self.reading.is_open(quarter) else None

    @cached_property
    def by_status(self) -> Counts:
        return {status: self.plan.count(status) for status in ActionStatus}

    @property
    def total(self) -> int:
        return sum(self.by_status.values())

    @property
    def moving(self) -> int:
        return self.plan.moving

    @property
    def done(self) -> int:
        return self.by_status[ActionStatus.DONE]


def axis_key(axis: Axis | None) -> str:
    """As `Filters.axis` names it."""
    return WITHOUT_AXIS if axis is None else str(axis.position)


def plan_on(rows: Iterable[Action], day: date) -> Plan:
    counted = [(action, action.status_on(day)) for action in rows if action.counts_on(day)]
    axes = {action.axis.id: action.axis for action, _ in counted if action.axis}
    ordered: list[Axis | None] = [*sorted(axes.values(), key=_position)]
    if any(action.axis_id is None for action, _ in counted):
        ordered.append(None)
    return Plan(
        tuple(
            AxisCounts(
                axis.title if axis else None,
                _count(status for action, status in counted if action.axis_id == (axis.id if axis else None)),
                axis.position if axis else None,
                axis.id if axis else None,
            )
            for axis in ordered
        ),
        any(action.charter.is_complete for action, _ in counted),
        counted[0][0].charter_id if counted else None,
    )


def _count(statuses: Iterable[ActionStatus]) -> Counts:
    given = list(statuses)
    return {status: given.count(status) for status in ActionStatus}


def _position(axis: Axis) -> int:
    return axis.position
