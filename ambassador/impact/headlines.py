"""The figures on top of a report, each with one plain sentence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext, ngettext

from ambassador import i18n
from ambassador.impact import findings, words
from ambassador.impact.collective import Collective
from ambassador.impact.figures import Figures
from ambassador.impact.indicators import Kpi
from ambassador.impact.reading import Reading
from ambassador.impact.work import Actions, Days
from ambassador.kpis.values import Coverage

NONE = "–"


@dataclass(frozen=True)
class Headline:
    key: str
    title: str
    value: str
    sentence: str
    part: str
    """The part of the report that shows it in full."""

    @property
    def is_known(self) -> bool:
        return self.value != NONE


def of(reading: Reading, figures: Figures, kpis: Sequence[Kpi]) -> list[Headline]:
    return [
        _webinars(figures.collective),
        _attendance(figures.collective),
        _days(figures.days),
        _actions(figures.plans),
        _kpis(reading, kpis),
        _coverage(reading, kpis),
    ]


def _unpublished(readings: Iterable[Reading]) -> str:
    is_other_form = any(
        quarter.month in reading.other_form for reading in readings for quarter in reading.span.quarters
    )
    if is_other_form:
        return str(gettext("Pas encore publié sous cette forme pour ces trimestres."))
    return str(gettext("Pas encore publié pour ces trimestres."))


def _webinars(collective: Collective) -> Headline:
    themes = sum(bool(count) for count in collective.by_theme.values())
    sentence = (
        ngettext("Sur %(num)d thème.", "Sur %(num)d thèmes.", themes) if themes else gettext("Aucun pour le moment.")
    )
    return Headline(
        "webinars",
        str(gettext("Webinaires tenus")),
        i18n.number(collective.held) if collective.is_open else NONE,
        str(sentence) if collective.is_open else _unpublished([collective.reading]),
        "track",
    )


def _attendance(collective: Collective) -> Headline:
    rate = i18n.percent(collective.rate)
    return Headline("attendance", str(gettext("Taux de présence")), rate, _attendance_sentence(collective), "track")


def _attendance_sentence(collective: Collective) -> str:
    total = collective.total
    if not collective.is_open:
        return _unpublished([collective.reading])
    if total.is_hidden and collective.registered:
        registered = i18n.number(collective.registered)
        return str(
            gettext(
                "%(registered)s inscrits. Le nombre de présents est masqué, pour que personne ne soit reconnu.",
                registered=registered,
            )
        )
    if total.is_hidden:
        return str(gettext("Masqué, pour que personne ne soit reconnu."))
    if collective.rate is None:
        return str(gettext("Aucune inscription n’est notée."))
    present, registered = i18n.number(total.present), i18n.number(total.registered)
    if collective.hidden:
        return str(
            gettext(
                "%(present)s présents sur %(registered)s inscrits, sans les trimestres masqués.",
                present=present,
                registered=registered,
            )
        )
    return str(gettext("%(present)s présents sur %(registered)s inscrits.", present=present, registered=registered))


def _days(rows: Sequence[Days]) -> Headline:
    shown = [days for days in rows if days.reading.quarters]
    held, to_date, quota = (
        sum(days.in_span for days in shown),
        sum(days.to_date for days in shown),
        sum(days.quota for days in shown),
    )
    if not shown:
        sentence = _unpublished(one.reading for one in rows)
    elif not quota:
        sentence = str(gettext("Aucune convention ne prévoit de jours pendant ces trimestres."))
    else:
        sentence = str(
            gettext(
                "%(all)s sur %(quota)s depuis le début des conventions.",
                all=words.days(to_date),
                quota=words.days(quota),
            )
        )
    return Headline(
        "days", str(gettext("Jours de suivi utilisés")), words.days(held) if shown else NONE, sentence, "days"
    )


def _actions(rows: Sequence[Actions]) -> Headline:
    shown = [plan for plan in rows if plan.reading.quarters]
    total, moving, done = (
        sum(plan.total for plan in shown),
        sum(plan.moving for plan in shown),
        sum(plan.done for plan in shown),
    )
    if not shown:
        sentence = _unpublished(one.reading for one in rows)
    elif not total:
        sentence = str(gettext("Aucune action n’est encore connue."))
    else:
        sentence = str(
            ngettext(
                "Sur %(total)s actions, dont %(num)d terminée.",
                "Sur %(total)s actions, dont %(num)d terminées.",
                done,
                total=i18n.number(total),
            )
        )
    return Headline(
        "actions",
        str(gettext("Actions en cours ou terminées")),
        i18n.number(moving) if shown else NONE,
        sentence,
        "actions",
    )


def _kpis(reading: Reading, kpis: Sequence[Kpi]) -> Headline:
    compared = [kpi for kpi in kpis if kpi.series.distance is not None]
    if not reading.quarters:
        sentence = _unpublished([reading])
    elif not kpis:
        sentence = str(gettext("Aucun KPI à montrer."))
    else:
        sentence = str(
            ngettext(
                "Sur %(num)d KPI comparable à sa cible.", "Sur %(num)d KPI comparables à leur cible.", len(compared)
            )
        )
    reached = i18n.number(sum(kpi.is_reached for kpi in compared)) if compared and reading.quarters else NONE
    return Headline("kpis", str(gettext("KPI qui atteignent leur cible")), reached, sentence, "kpis")


def _coverage(reading: Reading, kpis: Sequence[Kpi]) -> Headline:
    """How much is known of the span's last quarter: what is missing or unavailable is said. What is not applicable is not
    expected, and an answer without a value is no known figure."""
    expected = [(kpi, period) for kpi in kpis for period in kpi.expected_in(reading.span.last)]
    found = Coverage.of(kpi.answer(period) for kpi, period in expected)
    hidden = sum(point.is_suppressed for kpi, period in expected if (point := kpi.counted(period)))
    lacking = {kpi.series.adoption.id for kpi, period in expected if kpi.answer(period) is None}
    quarter = words.short_period(reading.span.last)
    if not reading.is_open(reading.span.last):
        sentence = _unpublished([reading])
    elif not found.expected:
        sentence = str(gettext("Aucun chiffre n’est attendu pour %(quarter)s.", quarter=quarter))
    elif found.missing:
        sentence = findings.missing_figures(len(lacking), quarter)
    elif reading.is_inside:
        sentence = str(gettext("Aucun chiffre ne manque pour %(quarter)s.", quarter=quarter))
    else:
        sentence = str(gettext("Parmi les KPI publiés, aucun chiffre ne manque pour %(quarter)s.", quarter=quarter))
    if found.unavailable:
        count = found.unavailable
        told = ngettext("%(num)d chiffre est indisponible.", "%(num)d chiffres sont indisponibles.", count)
        sentence = f"{sentence} {told}"
    if hidden:
        told = ngettext("%(num)d chiffre est connu mais masqué.", "%(num)d chiffres sont connus mais masqués.", hidden)
        sentence = f"{sentence} {told}"
    return Headline(
        "coverage",
        str(gettext("Chiffres connus du dernier trimestre")),
        str(
            gettext(
                "%(known)s sur %(expected)s",
                known=i18n.number(found.with_value),
                expected=i18n.number(found.expected),
            )
        )
        if found.expected
        else NONE,
        sentence,
        "kpis",
    )
