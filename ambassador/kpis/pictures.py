"""The chart of one KPI's series, in the reader's language."""

from decimal import Decimal
from fractions import Fraction

from flask import url_for
from flask_babel import gettext

from ambassador import i18n
from ambassador.charts import Chart, Kind, Role
from ambassador.charts import Series as Line
from ambassador.kpis.models import Answer, IndicatorKind
from ambassador.kpis.series import Point, Series
from ambassador.kpis.words import point_words, shown, value_words


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


def _title(series: Series) -> str:
    definition, latest = series.adoption.definition, series.latest
    name = i18n.text_for_reader(definition.name)
    if latest is None:
        return name
    return str(
        gettext(
            "%(name)s : %(value)s (%(period)s)",
            name=name,
            value=value_words(latest.value, definition),
            period=i18n.period_name(latest.period),
        )
    )


def _plotted(value: Fraction | None, kind: IndicatorKind) -> Decimal | None:
    return None if value is None else shown(value, kind)


def _absent(point: Point | None, series: Series) -> str:
    if point is None or point.answer is Answer.VALUE:
        return str(gettext("pas validé"))
    return point_words(point, series.adoption.definition)


def _link(point: Point | None) -> str | None:
    return url_for("kpis.figure", number=point.entry_id) if point and point.entry_id else None
