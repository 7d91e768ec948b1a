"""What was done for a commitment, as known on a day: what the work of other features shows, and what the parties contributed.

A contribution counts once the other party confirmed it. What waits for that, and what is contested, is added up apart.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ambassador.config import BRUSSELS
from ambassador.conventions import measures
from ambassador.conventions.measures import Progress, Window
from ambassador.conventions.models import Commitment, Contribution, ContributionState

ZERO = Decimal(0)


@dataclass(frozen=True)
class Sum:
    """Contributions of one state, added up exactly; one without a quantity counts as one."""

    quantity: Decimal = ZERO
    count: int = 0


@dataclass(frozen=True)
class Work:
    """`target`: what the commitment asks for, or what the measure knows better; None where nothing is counted."""

    progress: Progress | None
    confirmed: Sum
    recorded: Sum
    contested: Sum
    target: Decimal | None

    @property
    def verdict(self) -> bool | None:
        """What a measure says itself, where it knows more than quantities: no contribution speaks against it."""
        return self.progress.measured.is_reached if self.progress else None

    @property
    def is_broken(self) -> bool:
        return self.progress is not None and self.progress.measured.is_broken

    @property
    def done(self) -> Decimal:
        """What counts: measured, and confirmed beside it."""
        measured = self.progress.measured.quantity if self.progress else ZERO
        return measured if self.verdict is not None else measured + self.confirmed.quantity

    @property
    def is_shown(self) -> bool:
        """Whether anything that counts was done."""
        return self.done > 0

    @property
    def is_reached(self) -> bool:
        if self.verdict is not None:
            return self.verdict
        return self.target is not None and self.done >= self.target


def work_for(commitment: Commitment, on: date) -> Work:
    """Nothing while the commitment does not bind: before the start, or before its condition is met."""
    progress = measures.progress(commitment, on)
    window = measures.window(commitment, on) if commitment.counts_on(on) else None
    counted = [row for row in countable(commitment) if window and window[0] <= row.on <= min(on, window[1])]
    sums = {state: _sum(row for row in counted if state_on(row, on) is state) for state in ContributionState}
    target = commitment.quantity
    if progress is not None and progress.measured.target is not None:
        target = progress.measured.target
    states = ContributionState
    return Work(progress, sums[states.CONFIRMED], sums[states.RECORDED], sums[states.CONTESTED], target)


def countable(commitment: Commitment) -> list[Contribution]:
    """Those that add up with what the commitment counts now: an amendment may have put another unit in its place."""
    return [row for row in contributions(commitment) if row.commitment.unit is commitment.unit]


def contributions(commitment: Commitment) -> list[Contribution]:
    """Those for the commitment, and for what it was before an amendment altered it, by day."""
    return sorted(
        (row for one in chain(commitment) for row in one.contributions), key=lambda row: (row.on, row.id or 0)
    )


def chain(commitment: Commitment) -> Iterator[Commitment]:
    """The commitment, then those it took the place of."""
    row: Commitment | None = commitment
    while row is not None:
        yield row
        row = row.replaces


def state_on(contribution: Contribution, day: date) -> ContributionState:
    """Its state on a day: before it was decided it waited."""
    decided = contribution.decided_at
    if decided is not None and decided.astimezone(BRUSSELS).date() > day:
        return ContributionState.RECORDED
    return contribution.state


def _sum(rows: Iterable[Contribution]) -> Sum:
    quantities = [Decimal(1) if row.quantity is None else row.quantity for row in rows]
    return Sum(sum(quantities, ZERO), len(quantities))


__all__ = ["Sum", "Window", "Work", "chain", "contributions", "countable", "state_on", "work_for"]
