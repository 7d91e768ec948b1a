"""Origins of the coverage: the figures that are expected, and what became of each."""

from flask_babel import gettext

from ambassador.impact import words
from ambassador.impact.charts.coverage import KNOWN, MISSING, UNAVAILABLE
from ambassador.impact.charts.kpis import absence_words, name_of
from ambassador.impact.figure_links import TOTAL
from ambassador.impact.indicators import Kpi
from ambassador.impact.origins import Asked, Formula, Origin, Quantity
from ambassador.impact.origins.approving import Row, figure_rows
from ambassador.kpis.models import Answer
from ambassador.kpis.series import Point
from ambassador.periods import Period

ANSWERS: dict[str, list[Answer | None]] = {KNOWN: [Answer.VALUE], UNAVAILABLE: [Answer.UNAVAILABLE], MISSING: [None]}
EXPECTED: list[Answer | None] = [Answer.VALUE, Answer.UNAVAILABLE, None]


def last_quarter(asked: Asked) -> Origin:
    """The headline: of the figures that are expected, those with a value."""
    rows = _expected(asked, asked.report.reading.span.last)

    def told(kpi: Kpi, point: Point) -> tuple[tuple[Quantity, ...], str]:
        return (int(kpi.answer(point.period) is Answer.VALUE), 1), _remark(kpi, point)

    return Origin(
        str(gettext("Les chiffres attendus pour le dernier trimestre, et ceux qui ont une valeur.")),
        Formula.SUM,
        (str(gettext("Connu")), str(gettext("Attendu"))),
        figure_rows(asked, rows, told, _named),
    )


def by_quarter(asked: Asked) -> Origin | None:
    quarter = next((one for one in asked.report.reading.span.quarters if one.code == asked.key), None)
    answers = EXPECTED if asked.series == TOTAL else ANSWERS.get(asked.series)
    if quarter is None or answers is None:
        return None
    rows = [(kpi, point) for kpi, point in _expected(asked, quarter) if kpi.answer(point.period) in answers]
    return Origin(
        str(
            gettext("Les chiffres dont la période se termine dans le trimestre, sans ceux qui ne sont pas applicables.")
        ),
        Formula.SUM,
        (str(gettext("Chiffres")),),
        figure_rows(asked, rows, lambda kpi, point: ((1,), _remark(kpi, point)), _named),
    )


def _expected(asked: Asked, quarter: Period) -> list[Row]:
    """Each with the point that counts, else the one that is missing."""
    found = []
    for kpi in asked.report.kpis:
        for period in kpi.expected_in(quarter):
            point = kpi.counted(period) or next(one for one in kpi.series.points if one.period == period)
            if kpi.answer(period) is not Answer.NOT_APPLICABLE:
                found.append((kpi, point))
    return found


def _named(kpi: Kpi, point: Point) -> str:
    period = words.short_period(point.period)
    return str(gettext("%(name)s, %(period)s", name=name_of(kpi), period=period))


def _remark(kpi: Kpi, point: Point) -> str:
    is_told = kpi.counted(point.period) is not None and point.value is not None
    return "" if is_told else absence_words(kpi, point)
