"""Origins of the KPIs: the entries behind a value, the dated targets, the baseline, and what the headlines count."""

from collections.abc import Sequence
from fractions import Fraction

from flask import url_for
from flask_babel import gettext

from ambassador import i18n
from ambassador.impact.charts.kpis import name_of
from ambassador.impact.indicators import Kpi
from ambassador.impact.origins import Asked, Formula, Origin, Quantity, Source, Step
from ambassador.impact.origins.approving import figure_rows, person_step
from ambassador.kpis import words as kpi_words
from ambassador.kpis.models import Adoption, IndicatorKind, OverTime
from ambassador.kpis.queries import versions
from ambassador.kpis.series import Point
from ambassador.kpis.values import Numbers, rounded
from ambassador.periods import Period

ENTERED_PLACES = 4
"""Of the numbers that people enter."""

OVER_TIME = {
    OverTime.SUM: Formula.SUM,
    OverTime.RATIO_OF_SUMS: Formula.RATIO,
    OverTime.WEIGHTED_MEAN: Formula.MEAN,
    OverTime.LATEST: Formula.LATEST,
    OverTime.RATIO_OF_LATEST: Formula.LATEST_RATIO,
}
"""How a KPI's own rule makes all its periods one."""


def series(asked: Asked) -> Origin | None:
    """One KPI in one period."""
    kpi = _kpi(asked, asked.chart.rpartition("-")[2])
    point = next((one for one in kpi.points if one.period.code == asked.key), None) if kpi else None
    if kpi is None or point is None:
        return None
    if asked.series == "value":
        counted = kpi.counted(point.period)
        return _value(asked, kpi, [counted]) if counted is not None and counted.value is not None else None
    return _beside(asked, kpi, point.period)


def compared(asked: Asked) -> Origin | None:
    """What is held against the target: a KPI's last value, or all its periods made one."""
    kpi = _kpi(asked, asked.key)
    if kpi is None:
        return None
    if asked.series in {"value", "reached"}:
        return _compared(asked, kpi)
    point = kpi.series.latest or kpi.series.current
    return _beside(asked, kpi, point.period) if point else None


def reached(asked: Asked) -> Origin:
    """The headline: the KPIs that can be compared, and which of them reach their target."""
    found = [kpi for kpi in asked.report.kpis if kpi.series.distance is not None]
    rows = [(kpi, point) for kpi in found if (point := kpi.series.latest)]

    def told(kpi: Kpi, _point: Point) -> tuple[tuple[Quantity, ...], str]:
        definition = kpi.series.adoption.definition
        value, target = (kpi_words.value_words(one, definition) for one in (kpi.series.compared, kpi.series.target))
        return (int(kpi.is_reached),), str(
            gettext("%(value)s, pour une cible de %(target)s", value=value, target=target)
        )

    return Origin(
        str(gettext("Les KPI dont la dernière valeur atteint la cible, parmi ceux qui ont les deux.")),
        Formula.SUM,
        (str(gettext("Atteint sa cible")),),
        figure_rows(asked, rows, told, lambda kpi, _point: name_of(kpi)),
    )


def _kpi(asked: Asked, number: str) -> Kpi | None:
    return next((kpi for kpi in asked.report.kpis if str(kpi.series.adoption.id) == number), None)


def _value(asked: Asked, kpi: Kpi, points: Sequence[Point], formula: Formula | None = None) -> Origin:
    """`formula`: how several periods are made one; without one, the value of a single period."""
    definition = kpi.series.adoption.definition
    is_ratio = definition.kind is IndicatorKind.RATIO
    text = i18n.text_for_reader(definition.definition)
    name = name_of(kpi)
    return Origin(
        str(gettext("%(name)s : %(value)s", name=name, value=text)) if text else name,
        formula or (Formula.RATIO if is_ratio else Formula.LATEST),
        heads(kpi),
        figure_rows(asked, [(kpi, point) for point in points], lambda kpi, point: (numbers_of(kpi, point.numbers), "")),
        places(kpi),
    )


def _compared(asked: Asked, kpi: Kpi) -> Origin | None:
    series = kpi.series
    if not series.adoption.target_is_total:
        return _value(asked, kpi, [series.latest]) if series.latest else None
    counted = [point for point in series.counted if point.numbers is not None]
    return _value(asked, kpi, counted, OVER_TIME[series.adoption.definition.over_time]) if counted else None


def _beside(asked: Asked, kpi: Kpi, period: Period) -> Origin | None:
    """The target of a period, or the baseline."""
    match asked.series:
        case "target":
            return target(asked, kpi, period)
        case "baseline":
            return _baseline(asked, kpi)
        case _:
            return None


def target(asked: Asked, kpi: Kpi, period: Period) -> Origin:
    """The dated targets up to the period: the last one holds. One query."""
    adoption = kpi.series.adoption
    held = sorted((one for one in adoption.targets if one.month <= period.months()[-1]), key=lambda one: one.month)
    steps = _agreement(asked, adoption)
    link = _page_of(asked, kpi)
    rows = [
        Source(
            str(gettext("Dès %(month)s", month=i18n.month_name(one.month))),
            (one.value,),
            link=link,
            steps=steps,
        )
        for one in held
    ]
    definition = gettext("La cible convenue pour « %(name)s ». La dernière en date compte.", name=name_of(kpi))
    return Origin(str(definition), Formula.LATEST, (str(gettext("Cible")),), rows)


def _agreement(asked: Asked, adoption: Adoption) -> tuple[Step, ...]:
    """Who agreed to what is in force, and when."""
    if asked.is_for_words:
        return ()
    agreed = next((one for one in versions.of(adoption.id) if one.agreed_at is not None), adoption)
    if agreed.agreed_by is None or agreed.agreed_at is None:
        return ()
    return (person_step(asked, str(gettext("accord")), agreed.agreed_by, agreed.agreed_at),)


def _baseline(asked: Asked, kpi: Kpi) -> Origin | None:
    adoption = kpi.series.adoption
    given = adoption.baseline_numerator, adoption.baseline_denominator, adoption.baseline_weight
    numbers = Numbers.of(*given)
    if numbers is None or kpi.series.baseline is None:
        return None
    is_inside = asked.report.reading.is_inside
    row = Source(
        str(gettext("Valeur de référence")),
        numbers_of(kpi, numbers),
        adoption.baseline_on,
        _page_of(asked, kpi),
        note=adoption.baseline_comment if is_inside else "",
    )
    is_ratio = adoption.definition.kind is IndicatorKind.RATIO
    definition = gettext("Où en était « %(name)s » au départ.", name=name_of(kpi))
    formula = Formula.RATIO if is_ratio else Formula.LATEST
    return Origin(str(definition), formula, heads(kpi), [row], places(kpi))


def places(kpi: Kpi) -> int | None:
    """Where the value is shown with fewer decimals than it can have."""
    kind = kpi.series.adoption.definition.kind
    return kpi_words.PLACES[kind] if kind in {IndicatorKind.RATIO, IndicatorKind.MEAN} else None


def _page_of(asked: Asked, kpi: Kpi) -> str | None:
    return url_for("kpis.show", number=kpi.series.adoption.id) if asked.report.reading.is_inside else None


def heads(kpi: Kpi) -> tuple[str, ...]:
    """What the numbers of an entry are called: by the definition's own labels, where it has them."""
    definition = kpi.series.adoption.definition
    said = i18n.text_for_reader
    match definition.kind:
        case IndicatorKind.RATIO:
            return (
                said(definition.numerator_label) or str(gettext("Numérateur")),
                said(definition.denominator_label) or str(gettext("Dénominateur")),
            )
        case IndicatorKind.MEAN:
            return str(gettext("Moyenne")), said(definition.weight_label) or str(gettext("Poids"))
        case IndicatorKind.MILESTONE:
            return (str(gettext("Atteint")),)
        case _:
            return (said(definition.unit) or str(gettext("Nombre")),)


def numbers_of(kpi: Kpi, numbers: Numbers | None) -> tuple[Quantity, ...]:
    """As they were entered, in the order of the heads."""
    if numbers is None:
        return tuple(0 for _ in heads(kpi))
    match kpi.series.adoption.definition.kind:
        case IndicatorKind.RATIO:
            return _exact(numbers.numerator), _exact(numbers.denominator)
        case IndicatorKind.MEAN:
            return _exact(numbers.numerator), _exact(numbers.weight)
        case _:
            return (_exact(numbers.numerator),)


def _exact(number: Fraction | None) -> Quantity:
    found = rounded(number or Fraction(), ENTERED_PLACES)
    return int(found) if found == int(found) else found
