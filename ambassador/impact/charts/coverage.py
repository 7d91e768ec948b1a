"""How complete the figures are, quarter by quarter, and how fresh."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext, ngettext

from ambassador import i18n
from ambassador.charts import Chart, Kind, Series
from ambassador.impact import words
from ambassador.impact.indicators import Kpi
from ambassador.impact.reading import Reading
from ambassador.kpis.values import Coverage
from ambassador.periods import Period
from ambassador.writing import PLAIN

ID = "coverage"
KNOWN, UNAVAILABLE, MISSING = "known", "unavailable", "missing"


def coverage(kpis: Sequence[Kpi], reading: Reading, fresh_on: date | None) -> Chart:
    """`fresh_on`: the day of the last approval, or for partners of the last publication."""
    quarters = reading.span.quarters
    found = [of_quarter(kpis, quarter) if reading.is_open(quarter) else None for quarter in quarters]
    closed = {place: reading.closed(quarter.month) for place, quarter in enumerate(quarters)}
    absent = {place: words.closed_words(reason) for place, reason in closed.items() if reason}

    def series(key: str, name: str, numbers: list[int | None]) -> Series:
        return Series(name, numbers, absent=absent, key=key)

    return Chart(
        id=ID,
        kind=Kind.STACKED,
        title=_finding(found, is_open=bool(reading.quarters)),
        unit=str(gettext("Chiffres attendus des KPI, par trimestre où leur période se termine")),
        categories=[words.category(quarter) for quarter in quarters],
        keys=[quarter.code for quarter in quarters],
        category_label=str(gettext("Trimestre")),
        series=[
            series(KNOWN, str(gettext("Connus")), [one.with_value if one else None for one in found]),
            series(UNAVAILABLE, str(gettext("Indisponibles")), [one.unavailable if one else None for one in found]),
            series(MISSING, str(gettext("Manquants")), [one.missing if one else None for one in found]),
        ],
        total=str(gettext("Attendus")),
        format=PLAIN,
        missing=str(gettext("non montré")),
        empty=str(gettext("Il n’y a pas de chiffre attendu à montrer ici.")),
        note=_freshness(reading, fresh_on),
    )


def of_quarter(kpis: Sequence[Kpi], quarter: Period) -> Coverage:
    return Coverage.of(kpi.answer(period) for kpi in kpis for period in kpi.expected_in(quarter))


def _finding(found: Sequence[Coverage | None], *, is_open: bool) -> str:
    if not is_open:
        return str(gettext("Pas encore de chiffres à compter pour ces trimestres"))
    known = sum(one.with_value for one in found if one)
    expected = sum(one.expected for one in found if one)
    if not expected:
        return str(gettext("Aucun chiffre n’est attendu pour ces trimestres"))
    if known == expected:
        return str(
            ngettext("Le seul chiffre attendu est connu", "Les %(num)d chiffres attendus sont tous connus", expected)
        )
    return str(
        ngettext(
            "%(num)d chiffre sur %(expected)s attendus est connu",
            "%(num)d chiffres sur %(expected)s attendus sont connus",
            known,
            expected=i18n.number(expected),
        )
    )


def _freshness(reading: Reading, fresh_on: date | None) -> str:
    if fresh_on is None:
        return str(gettext("Aucun de ces chiffres n’est encore validé.") if reading.is_inside else "")
    day = i18n.day(fresh_on)
    if reading.is_inside:
        return str(gettext("Dernière validation : %(day)s.", day=day))
    return str(gettext("Dernière publication : %(day)s. Seuls les KPI publiés sont comptés.", day=day))
