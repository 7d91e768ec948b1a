"""The last figure of a KPI by category: gender, age, publics."""

from fractions import Fraction

from flask_babel import gettext

from ambassador import i18n
from ambassador.charts import Chart, Kind, Series
from ambassador.impact import words
from ambassador.impact.breakdowns import Breakdown
from ambassador.impact.charts.kpis import name_of, unit_of, writing_of
from ambassador.kpis import words as kpi_words
from ambassador.kpis.models import Entry, IndicatorKind
from ambassador.kpis.values import Numbers, value_of


def breakdown(found: Breakdown) -> Chart:
    definition = found.kpi.series.adoption.definition
    values = [value_of_part(found, row) for _, row in found.parts]
    return Chart(
        id=found.id,
        kind=Kind.BAR,
        title=_finding(found, values),
        unit=unit_of(found.kpi),
        categories=[i18n.text_for_reader(category.name) for category, _ in found.parts],
        keys=[str(category.id) for category, _ in found.parts],
        category_label=i18n.text_for_reader(found.dimension.name),
        series=[
            Series(
                words.short_period(found.point.period),
                [None if value is None else kpi_words.shown(value, definition.kind) for value in values],
                key="value",
            )
        ],
        format=writing_of(definition),
        horizontal=True,
        missing=str(gettext("pas de chiffre")),
        note=_note(found),
    )


def value_of_part(found: Breakdown, row: Entry) -> Fraction | None:
    return value_of(found.kpi.series.adoption.definition.kind, Numbers.of(row.numerator, row.denominator, row.weight))


def _finding(found: Breakdown, values: list[Fraction | None]) -> str:
    """The category with the highest value; where several share it, none is named."""
    name, period = name_of(found.kpi), words.short_period(found.point.period)
    known = [value for value in values if value is not None]
    if not known or known.count(max(known)) > 1:
        return str(
            gettext(
                "%(name)s (%(period)s) : %(dimension)s",
                name=name,
                period=period,
                dimension=i18n.text_for_reader(found.dimension.name),
            )
        )
    category, _ = found.parts[values.index(max(known))]
    return str(
        gettext(
            "%(name)s (%(period)s) : la valeur la plus haute est celle de « %(category)s »",
            name=name,
            period=period,
            category=i18n.text_for_reader(category.name),
        )
    )


def _note(found: Breakdown) -> str:
    parts = []
    is_number = found.kpi.series.adoption.definition.kind is IndicatorKind.NUMBER
    whole = found.point.numbers
    if not found.dimension.is_exclusive:
        parts.append(gettext("Une personne peut compter dans plusieurs catégories."))
    elif is_number and whole is not None:
        rest = whole.numerator - sum(Fraction(row.numerator or 0) for _, row in found.parts)
        if rest:
            number = i18n.number(kpi_words.shown(rest, IndicatorKind.NUMBER))
            parts.append(gettext("Sans catégorie : %(number)s.", number=number))
    parts.append(gettext("Les ventilations ne sont pas publiées : les partenaires ne les voient pas."))
    return " ".join(map(str, parts))
