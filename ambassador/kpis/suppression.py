"""Small counts of people re-identify them: below 5 they are not shown to partners, nor what would give them away."""

from decimal import Decimal

from ambassador.kpis.models import IndicatorKind, IndicatorVersion

SMALLEST_SHOWN = 5


def is_small(
    definition: IndicatorVersion, numerator: Decimal | None, denominator: Decimal | None, weight: Decimal | None
) -> bool:
    """Whether a figure is withheld. A mean always: its weight counts who answered. A ratio of people also by its
    complement: 48 of 50 says that 2 are not."""
    if numerator is None:
        return False
    if definition.kind is IndicatorKind.MEAN:
        return weight is None or weight < SMALLEST_SHOWN
    if not definition.counts_people or definition.kind is IndicatorKind.MILESTONE:
        return False
    counts = [numerator]
    if denominator is not None:
        counts += [denominator, denominator - numerator]
    return any(count < SMALLEST_SHOWN for count in counts)
