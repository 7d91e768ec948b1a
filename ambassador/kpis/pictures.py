"""The chart of one KPI's series, in the reader's language."""

from decimal import Decimal
from fractions import Fraction

from flask import url_for
from flask_babel import gettext

from ambassador import i18n
from ambassador.charts import Chart, Kind, Role
from ambassador.charts import Series as Line
from ambassador.kpis.models import Answer, IndicatorKind, IndicatorVersion, OverStructures
from ambassador.kpis.overview import Cell
from ambassador.kpis.overview import Line as Overview
from ambassador.kpis.series import Point, Series
from ambassador.kpis.words import made_one_words, point_words, shown, value_words
from ambassador.periods import Period


def series_chart(series: Series, number: int | None = None) -> Chart | None:
    """The values that count, period by period, with targets and baseline; None before the first period is over."""
    if not series.points:
        return None
    adoption, definition = series.adoption, series.adoption.definition
    counted = {point.period: point for point in series.counted}
    points = [counted.get(point.period) for point in series.points]
    lines = [
        Line(
            name=gettext("Valeur"),
            values=[_plotted(point.value if point else None, definition.kind) for point in points],
            absent={
                i: _absent(point, series) for i, point in enumerate(points) if point is None or point.value is None
            },
            links=[_link(point) for point in points],
        )
    ]
    if not adoption.target_is_total and any(point.target is not None for point in series.points):
        lines.append(Line(gettext("Cible"), [point.target for point in series.points], Role.TARGET))
    if series.baseline is not None:
        line = _plotted(series.baseline, definition.kind)
        lines.append(Line(gettext("Valeur de référence"), [line] * len(points), Role.BASELINE))
    return Chart(
        id=f"kpi-{number or adoption.id}",
        kind=Kind.LINE,
        title=_title(series),
        categories=[i18n.short_period(point.period).replace("\u00a0", " ") for point in series.points],
        series=lines,
        category_label=gettext("Période"),
        format=lambda value: value_words(Fraction(value), definition),
        axis_format=lambda value: i18n.number(Decimal(value)),
        unit=i18n.text_for_reader(definition.unit),
        missing=gettext("pas validé"),
        empty=gettext("Aucun chiffre validé pour le moment."),
    )


def line_chart(line: Overview, definition: IndicatorVersion) -> Chart | None:
    """All structures made one, period by period, with their target; None where they do not add up or nothing is over.

    A sum in which a structure lacks is not drawn: beside the others it would look like a fall."""
    if not line.adds_up or not line.cells:
        return None
    name = i18n.text_for_reader(definition.name)
    is_sum = definition.over_structures is OverStructures.SUM
    drawn = [None if is_sum and not cell.is_whole else cell.value for cell in line.cells]
    latest = next(
        (cell for cell, value in zip(reversed(line.cells), reversed(drawn), strict=True) if value is not None), None
    )
    values = [_plotted(value, definition.kind) for value in drawn]
    absent = {place: _part(cell, definition, line) for place, cell in enumerate(line.cells) if drawn[place] is None}
    lines = [Line(gettext("Toutes les structures"), values, absent=absent)]
    is_total = any(step.is_total for step in line.steps)
    if not is_total and any(cell.target is not None for cell in line.cells):
        targets = [None if cell.target is None else Decimal(str(cell.target)) for cell in line.cells]
        lines.append(Line(gettext("Cible"), targets, Role.TARGET))
    return Chart(
        id=f"indicator-{line.definition_id}",
        kind=Kind.LINE,
        title=_titled(name, made_one_words(latest.value, definition, line), latest.period) if latest else name,
        categories=[i18n.short_period(cell.period).replace("\u00a0", " ") for cell in line.cells],
        series=lines,
        category_label=gettext("Période"),
        format=lambda value: made_one_words(Fraction(value), definition, line),
        axis_format=lambda value: i18n.number(Decimal(value)),
        unit=i18n.text_for_reader(definition.unit),
        missing=gettext("incomplet ou pas validé"),
        empty=gettext("Aucun chiffre validé pour le moment."),
    )


def _part(cell: Cell, definition: IndicatorVersion, line: Overview) -> str:
    """What a sum is without those who lack."""
    if cell.value is None:
        return str(gettext("pas validé"))
    return str(
        gettext(
            "%(value)s, de %(count)s sur %(expected)s",
            value=made_one_words(cell.value, definition, line),
            count=i18n.number(Decimal(cell.coverage.with_value)),
            expected=i18n.number(Decimal(cell.coverage.expected)),
        )
    )


def _title(series: Series) -> str:
    definition, latest = series.adoption.definition, series.latest
    name = i18n.text_for_reader(definition.name)
    if latest is None:
        return name
    return _titled(name, value_words(latest.value, definition), latest.period)


def _titled(name: str, value: str, period: Period) -> str:
    words = gettext("%(name)s : %(value)s (%(period)s)", name=name, value=value, period=i18n.period_name(period))
    return str(words)


def _plotted(value: Fraction | None, kind: IndicatorKind) -> Decimal | None:
    return None if value is None else shown(value, kind)


def _absent(point: Point | None, series: Series) -> str:
    if point is None or point.answer is Answer.VALUE:
        return str(gettext("pas validé"))
    return point_words(point, series.adoption.definition)


def _link(point: Point | None) -> str | None:
    return url_for("kpis.figure", number=point.entry_id) if point and point.entry_id else None
