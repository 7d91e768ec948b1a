"""Small counts of people re-identify them: below 5 they are not shown to partners, nor what would give them away.

A figure is withheld when one of its own counts is small, and when it differs by a small count from what was once published
of the same period: 12 and then 15 say that three people had been forgotten (differencing between releases: Hundepool and
others, "Statistical Disclosure Control", Wiley 2012, ch. 4). All earlier publications count, not the last alone, for what
was once published stays known; so the same figure gets the same answer however often its quarter is published.

Totals are made of what is shown, and are safe with it.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Protocol

from ambassador.kpis.models import IndicatorKind, IndicatorVersion

SMALLEST_SHOWN = 5


class Numbers(Protocol):
    """What is read of a figure, entered or published."""

    @property
    def numerator(self) -> Decimal | None: ...
    @property
    def denominator(self) -> Decimal | None: ...
    @property
    def weight(self) -> Decimal | None: ...


def is_small(
    definition: IndicatorVersion, numerator: Decimal | None, denominator: Decimal | None, weight: Decimal | None
) -> bool:
    """Whether a figure by itself is withheld. A mean always: its weight counts who answered. A ratio of people also by its
    complement: 48 of 50 says that 2 are not."""
    if numerator is None:
        return False
    if definition.kind is IndicatorKind.MEAN and weight is None:
        return True
    return any(count < SMALLEST_SHOWN for count in _people(definition, numerator, denominator, weight))


def is_small_step(definition: IndicatorVersion, figure: Numbers, before: Iterable[Numbers]) -> bool:
    """Whether a figure differs by a small count from one that was published `before` of the same period."""
    counts = _counts(definition, figure)
    return any(
        0 < abs(count - other) < SMALLEST_SHOWN
        for one in before
        for count, other in zip(counts, _counts(definition, one), strict=False)
    )


def _counts(definition: IndicatorVersion, figure: Numbers) -> list[Decimal]:
    if figure.numerator is None:
        return []
    return _people(definition, figure.numerator, figure.denominator, figure.weight)


def _people(
    definition: IndicatorVersion, numerator: Decimal, denominator: Decimal | None, weight: Decimal | None
) -> list[Decimal]:
    """The counts of people in a figure's numbers."""
    if definition.kind is IndicatorKind.MEAN:
        return [] if weight is None else [weight]
    if not definition.counts_people or definition.kind is IndicatorKind.MILESTONE:
        return []
    return [numerator] if denominator is None else [numerator, denominator, denominator - numerator]
