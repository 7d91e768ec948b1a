"""Which numbers a KPI takes: by kind, within its hard bounds, whole where they count people."""

from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from ambassador.errors import N_, RuleBroken
from ambassador.kpis.models import IndicatorKind
from ambassador.kpis.values import Numbers, value_of


class Bounds(Protocol):
    """What a definition says about its numbers."""

    @property
    def kind(self) -> IndicatorKind: ...
    @property
    def counts_people(self) -> bool: ...
    @property
    def hard_min(self) -> Decimal | None: ...
    @property
    def hard_max(self) -> Decimal | None: ...
    @property
    def plausible_min(self) -> Decimal | None: ...
    @property
    def plausible_max(self) -> Decimal | None: ...


Three = tuple[Decimal, Decimal | None, Decimal | None]
Limits = tuple[Fraction | None, Fraction | None]


def check_numbers(
    bounds: Bounds,
    numerator: Decimal | None,
    denominator: Decimal | None,
    weight: Decimal | None,
    field: str = "",
) -> Three:
    """The numbers that the kind takes, checked. Raises RuleBroken beside `field` + numerator, denominator or weight."""
    if numerator is None:
        raise RuleBroken(N_("Écrivez un nombre. Zéro est un nombre."), field=f"{field}numerator")
    if bounds.kind is IndicatorKind.RATIO:
        _check_denominator(denominator, f"{field}denominator")
    else:
        denominator = None
    if bounds.kind is IndicatorKind.MEAN:
        _check_weight(weight, f"{field}weight")
    else:
        weight = None
    if bounds.kind is IndicatorKind.MILESTONE and numerator not in (0, 1):
        raise RuleBroken(N_("Choisissez « atteint » ou « pas atteint »."), field=f"{field}numerator")
    _check_people(bounds, numerator, denominator, field)
    _check_bounds(bounds, Numbers.of(numerator, denominator, weight), f"{field}numerator")
    return numerator, denominator, weight


def _check_denominator(denominator: Decimal | None, field: str) -> None:
    if denominator is None:
        raise RuleBroken(N_("Écrivez aussi ce nombre."), field=field)
    if denominator <= 0:
        raise RuleBroken(
            N_("Ce nombre doit être plus grand que zéro. S’il n’y a rien à compter, choisissez « non applicable »."),
            field=field,
        )


def _check_weight(weight: Decimal | None, field: str) -> None:
    if weight is None:
        raise RuleBroken(N_("Écrivez aussi ce nombre."), field=field)
    if weight <= 0 or weight != weight.to_integral_value():
        raise RuleBroken(
            N_("Écrivez un nombre entier, au moins 1. Si personne n’a répondu, choisissez « non applicable »."),
            field=field,
        )


def _check_people(bounds: Bounds, numerator: Decimal, denominator: Decimal | None, field: str) -> None:
    if not bounds.counts_people or bounds.kind is IndicatorKind.MEAN:
        return
    for name, number in (("numerator", numerator), ("denominator", denominator)):
        if number is not None and (number < 0 or number != number.to_integral_value()):
            raise RuleBroken(
                N_("On compte des personnes : écrivez un nombre entier, sans signe moins."), field=field + name
            )


def _check_bounds(bounds: Bounds, numbers: Numbers | None, field: str) -> None:
    value = value_of(bounds.kind, numbers)
    if value is None:
        return
    least, most = bounds.hard_min, bounds.hard_max
    if least is not None and value < least:
        raise RuleBroken(N_("La valeur ne peut pas être plus petite que %(least)s."), field=field, least=least)
    if most is not None and value > most:
        raise RuleBroken(N_("La valeur ne peut pas être plus grande que %(most)s."), field=field, most=most)


SHARE = 2
POINTS = 20


def check_expected(bounds: Bounds, numbers: Three, last: Fraction | None) -> None:
    """Refuse what needs a word of explanation: a value outside the plausible range, or far from the last one."""
    value = value_of(bounds.kind, Numbers.of(*numbers))
    if value is None:
        return
    if not _is_within(value, (bounds.plausible_min, bounds.plausible_max)):
        raise RuleBroken(
            N_("Cette valeur sort de ce qui est attendu. Si elle est juste, expliquez-la en quelques mots."),
            field="comment",
        )
    if not _is_within(value, near(bounds.kind, last)):
        raise RuleBroken(
            N_("C’est loin du dernier chiffre. Si c’est juste, expliquez-le en quelques mots."), field="comment"
        )


def expected(bounds: Bounds, last: Fraction | None) -> Limits:
    """The lowest and the highest value that need no word."""
    limits = ((bounds.plausible_min, bounds.plausible_max), near(bounds.kind, last))
    least = [Fraction(low) for low, _ in limits if low is not None]
    most = [Fraction(high) for _, high in limits if high is not None]
    return max(least, default=None), min(most, default=None)


def near(kind: IndicatorKind, last: Fraction | None) -> Limits:
    """What is not far from the last value: from its half to its double; for a percentage, 20 points either way; for a
    milestone, that it stays reached. Nothing is far from zero: there is no double of it."""
    if last is None:
        return None, None
    match kind:
        case IndicatorKind.RATIO:
            return last - POINTS, last + POINTS
        case IndicatorKind.MILESTONE:
            return last, None
        case _ if not last:
            return None, None
        case _:
            return min(last / SHARE, last * SHARE), max(last / SHARE, last * SHARE)


def _is_within(value: Fraction, limits: tuple[Decimal | Fraction | None, Decimal | Fraction | None]) -> bool:
    least, most = limits
    return not ((least is not None and value < least) or (most is not None and value > most))
