"""Measures: how the work of other features shows what has become of a commitment.

A feature that knows registers a function under a name ("followup.days_held") when the application is made; a commitment
names its measure. Nothing is ticked by hand.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from ambassador.conventions.models import Commitment, Convention, DueRule, Modality
from ambassador.translated import Translated

Window = tuple[date, date]
"""First and last day, both included."""


@dataclass(frozen=True)
class Detail:
    """One part of what was measured: a theme, a session, with its day where it has one. A label that is an enum member is
    shown in words."""

    label: Translated | StrEnum | str
    quantity: Decimal
    endpoint: str | None = None
    arguments: dict[str, Any] = field(default_factory=dict)
    on: date | None = None


@dataclass(frozen=True)
class Measured:
    """What the work shows. `target` and `is_reached` only where the work knows better than the commitment's quantity."""

    quantity: Decimal
    details: tuple[Detail, ...] = ()
    target: Decimal | None = None
    is_reached: bool | None = None
    is_broken: bool = False
    """The work shows that the commitment was not respected: a use without approval."""
    endpoint: str | None = None
    """The page where the work is, with its arguments."""
    arguments: dict[str, Any] = field(default_factory=dict)
    events: tuple[Detail, ...] = ()
    """What happened, piece by piece, each with its day: for the timeline."""


Function = Callable[[Commitment, Window | None, date], Measured]
"""(commitment, window, on) → what was done for it within the window, as known on the day. Without a window: at any time."""


Ahead = Callable[[Collection[int]], object]
"""Reads what a measure needs for several conventions, by their numbers: remembered, so that it is read once for all."""


@dataclass(frozen=True)
class Measure:
    name: str
    function: Function
    label: Any
    """What is counted, as a lazy text that stands before a colon: "Jours de suivi utilisés"."""
    ahead: Ahead | None = None
    rule: Any = ""
    """When a commitment that it measures is kept, as a lazy text, where its quantity alone does not say it."""


@dataclass(frozen=True)
class Progress:
    """How far a commitment is on a day."""

    measure: Measure
    measured: Measured
    target: Decimal | None
    window: Window | None

    @property
    def is_reached(self) -> bool:
        if self.measured.is_reached is not None:
            return self.measured.is_reached
        return self.target is not None and self.measured.quantity >= self.target


_MEASURES: dict[str, Measure] = {}


def register(name: str, function: Function, label: Any, ahead: Ahead | None = None, rule: Any = "") -> None:
    _MEASURES[name] = Measure(name, function, label, ahead, rule)


def registered() -> list[Measure]:
    return [_MEASURES[name] for name in sorted(_MEASURES)]


def read_ahead(commitments: Iterable[Commitment], convention_ids: Collection[int]) -> None:
    """For a page of many conventions: what measuring the commitments needs, in as few reads as for one, for all of them."""
    for name in sorted({commitment.measure or "" for commitment in commitments}):
        measure = _MEASURES.get(name)
        if measure is not None and measure.ahead is not None:
            measure.ahead(convention_ids)


def progress(commitment: Commitment, on: date) -> Progress | None:
    """What the work shows on a day; None where no measure is registered, or while the commitment does not count yet:
    before the start, or before its condition is met."""
    measure = _MEASURES.get(commitment.measure or "")
    if measure is None or not commitment.counts_on(on):
        return None
    chosen = window(commitment, on)
    measured = measure.function(commitment, chosen, on)
    return Progress(measure, measured, commitment.quantity if measured.target is None else measured.target, chosen)


def window(commitment: Commitment, on: date) -> Window | None:
    """The days that count on a day: the convention's current year for a yearly commitment, else its whole time so far.
    Of a conditional commitment none before its condition was met."""
    convention: Convention = commitment.convention
    if convention.start is None:
        return None
    last_day = convention.last_day(on)
    first, last = convention.start, min(on, last_day) if last_day else on
    if commitment.due is DueRule.YEARLY:
        years = convention.years(on)
        if not years:
            return None
        first, last = years[-1]
    if commitment.modality is Modality.CONDITIONAL and commitment.condition_met_on:
        first = max(first, commitment.condition_met_on)
    return first, last
