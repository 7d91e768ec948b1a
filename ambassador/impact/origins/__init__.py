"""How each figure of a report was made: what it counts, by which formula, and the rows it comes from.

A chart's origins are found under its id. Whoever reads the same rows by the formula comes to the same number, exactly.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from flask_babel import gettext, ngettext

from ambassador.impact.report import Report

Quantity = Decimal | int


class Formula(StrEnum):
    """How the numbers of the rows make the figure."""

    SUM = "sum"
    """Of the first numbers."""
    RATIO = "ratio"
    """The first numbers summed, over the second ones summed, in per cent."""
    MEAN = "mean"
    """The first numbers, weighted by the second ones."""
    LATEST = "latest"
    """The first number of the last row."""
    LATEST_RATIO = "latest_ratio"
    """The first number over the second one, of the last row, in per cent."""


@dataclass(frozen=True)
class Step:
    """Who did what to a row, and when: by name for those inside, by role and organisation for partners."""

    what: str
    who: str
    on: date | None = None


@dataclass(frozen=True)
class Source:
    """A row: what it is, its numbers in the order of the heads, where it can be read, and its approvals."""

    name: str
    numbers: tuple[Quantity, ...]
    on: date | None = None
    link: str | None = None
    steps: tuple[Step, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Origin:
    """`definition` says what is counted, `heads` name the numbers of the rows. `places`: to how many decimals the report
    rounds what the rows make, half up; None where it shows it exactly."""

    definition: str
    formula: Formula
    heads: tuple[str, ...]
    sources: Sequence[Source]
    places: int | None = None

    @property
    def sums(self) -> tuple[Fraction, ...]:
        """Of each column, where the formula sums them."""
        if self.formula not in {Formula.SUM, Formula.RATIO}:
            return ()
        return tuple(
            sum((Fraction(source.numbers[place]) for source in self.sources), Fraction())
            for place in range(len(self.heads))
        )

    @property
    def value(self) -> Fraction | None:
        """What the rows make by the formula; None where nothing is left to divide by, or there is no row to take."""
        numbers = [[Fraction(number) for number in source.numbers] for source in self.sources]
        match self.formula:
            case Formula.SUM:
                return sum((row[0] for row in numbers), Fraction())
            case Formula.RATIO:
                whole = sum((row[1] for row in numbers), Fraction())
                return sum((row[0] for row in numbers), Fraction()) * 100 / whole if whole else None
            case Formula.MEAN:
                weight = sum((row[1] for row in numbers), Fraction())
                return sum((row[0] * row[1] for row in numbers), Fraction()) / weight if weight else None
            case Formula.LATEST:
                return numbers[-1][0] if numbers else None
            case Formula.LATEST_RATIO:
                return numbers[-1][0] * 100 / numbers[-1][1] if numbers and numbers[-1][1] else None


@dataclass(frozen=True)
class Asked:
    """One figure of a report: its chart by its id, its series and its place by their keys."""

    report: Report
    chart: str
    series: str
    key: str
    is_for_words: bool = False
    """Only what is counted and by which formula is asked: who approved which row is not read."""


Explain = Callable[[Asked], Origin | None]


def origin_for(origins: Mapping[str, Explain], chart: str) -> Explain | None:
    """By the chart's id; of charts that are numbered, by what stands before the number, hyphen included."""
    return origins.get(chart) or origins.get(chart.rpartition("-")[0] + "-")


def explain(origins: Mapping[str, Explain], chart: str, asked: Asked) -> Origin | None:
    """None where the chart has no such figure."""
    found = origin_for(origins, chart)
    return found(asked) if found else None


def formula_words(origin: Origin) -> str:
    said = {
        Formula.SUM: gettext("La somme des lignes."),
        Formula.RATIO: gettext("La somme de la première colonne, divisée par la somme de la deuxième, en pour cent."),
        Formula.MEAN: gettext("La moyenne de la première colonne, pondérée par la deuxième."),
        Formula.LATEST: gettext("La valeur de la dernière ligne."),
        Formula.LATEST_RATIO: gettext(
            "Dans la dernière ligne, la première colonne divisée par la deuxième, en pour cent."
        ),
    }
    return f"{said[origin.formula]} {_rounding_words(origin.places)}".rstrip()


def _rounding_words(places: int | None) -> str:
    if places is None:
        return ""
    if not places:
        return str(gettext("Le rapport arrondit à l’unité."))
    return str(ngettext("Le rapport arrondit à %(num)d décimale.", "Le rapport arrondit à %(num)d décimales.", places))
