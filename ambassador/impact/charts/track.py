"""Charts of the collective track: webinars held by month and theme, and who came."""

from dataclasses import dataclass

from flask_babel import gettext

from ambassador import i18n
from ambassador.charts import Chart, Kind, Series
from ambassador.impact import findings, words
from ambassador.impact.collective import Collective, rate_of
from ambassador.impact.reading import Closed
from ambassador.impact.suppression import HIDDEN, Turnout
from ambassador.periods import Period, month_code
from ambassador.writing import PLAIN


def webinars_held(collective: Collective) -> Chart:
    months = collective.months
    absent = _closed(collective)
    series = [
        Series(
            i18n.label(theme).capitalize(),
            [None if month.closed else month.held.get(theme, 0) for month in months],
            absent=absent,
            key=theme,
        )
        for theme in collective.by_theme
    ]
    return Chart(
        id="webinars-held",
        kind=Kind.STACKED,
        title=findings.webinars_held(collective),
        unit=_held_unit(collective),
        categories=[words.short_month(month.month) for month in months],
        keys=[month_code(month.month) for month in months],
        category_label=str(gettext("Mois")),
        series=series,
        total=str(gettext("Total")),
        format=PLAIN,
        missing=str(gettext("non montré")),
        empty=str(gettext("Il n’y a pas de webinaire à montrer ici.")),
        note=str(gettext("Les webinaires, les ateliers et les rencontres annuelles sont comptés ensemble.")),
    )


def attendance(collective: Collective) -> Chart:
    """By month; by quarter where no month can be told."""
    rows = _by_month(collective) if collective.is_by_month else _by_quarter(collective)

    def series(key: str, name: str, values: list[int | None]) -> Series:
        hidden = {place: words.hidden_word() for place, value in enumerate(values) if value is None}
        closed = {place: words.closed_words(row.closed) for place, row in enumerate(rows) if row.closed}
        return Series(name, values, absent={**hidden, **closed}, key=key)

    return Chart(
        id="attendance",
        kind=Kind.BAR,
        title=findings.attendance(collective),
        unit=_attendance_unit(collective),
        categories=[row.name for row in rows],
        keys=[row.key for row in rows],
        category_label=str(gettext("Mois") if collective.is_by_month else gettext("Trimestre")),
        series=[
            series("registered", str(gettext("Inscrits")), [row.turnout.registered for row in rows]),
            series("present", str(gettext("Présents")), [row.turnout.present for row in rows]),
        ],
        format=PLAIN,
        missing=str(gettext("non montré")),
        empty=str(
            gettext("Les nombres de personnes sont masqués, pour que personne ne soit reconnu.")
            if collective.hidden
            else gettext("Il n’y a pas de présence à montrer ici.")
        ),
        note=_attendance_note(collective),
    )


@dataclass(frozen=True)
class _Row:
    key: str
    name: str
    closed: Closed | None
    turnout: Turnout


def _by_month(collective: Collective) -> list[_Row]:
    return [
        _Row(month_code(month.month), words.short_month(month.month), month.closed, month.turnout)
        for month in collective.months
    ]


def _by_quarter(collective: Collective) -> list[_Row]:
    return [
        _Row(
            quarter.code,
            words.category(quarter),
            collective.reading.closed(quarter.month),
            collective.turnouts.get(quarter, HIDDEN),
        )
        for quarter in collective.reading.span.quarters
    ]


def _held_unit(collective: Collective) -> str:
    if collective.reading.is_programme:
        return str(gettext("Webinaires tenus par mois et par thème"))
    return str(gettext("Webinaires tenus pour toutes les structures, par mois et par thème"))


def _attendance_unit(collective: Collective) -> str:
    if collective.reading.is_programme:
        return str(
            gettext("Personnes inscrites et présentes, par mois")
            if collective.is_by_month
            else gettext("Personnes inscrites et présentes, par trimestre")
        )
    return str(
        gettext("Personnes de la structure, inscrites et présentes, par mois")
        if collective.is_by_month
        else gettext("Personnes de la structure, inscrites et présentes, par trimestre")
    )


def _attendance_note(collective: Collective) -> str:
    """The rate of each quarter, quarters whose months are hidden, and why something is."""
    rates = [
        gettext("%(name)s : %(value)s", name=words.short_period(quarter), value=i18n.percent(rate_of(turnout)))
        for quarter, turnout in collective.turnouts.items()
        if rate_of(turnout) is not None
    ]
    parts = []
    if rates:
        parts.append(gettext("Taux de présence : %(rates)s.", rates=words.listed(rates)))
    if collective.is_by_month and collective.partly_hidden:
        quarters = words.listed([_quarter_words(collective, quarter) for quarter in collective.partly_hidden])
        parts.append(gettext("Trimestres entiers : %(quarters)s.", quarters=quarters))
    if collective.hidden or collective.partly_hidden:
        parts.append(words.why_hidden())
    if not collective.reading.is_inside:
        parts.append(gettext("Les personnes par thème et le nombre d’organisations ne sont pas publiés."))
    if collective.hidden and not collective.total.is_hidden:
        quarters = words.listed([words.short_period(quarter) for quarter in collective.hidden])
        parts.append(gettext("Le taux d’ensemble ne compte pas %(quarters)s.", quarters=quarters))
    return " ".join(map(str, parts))


def _quarter_words(collective: Collective, quarter: Period) -> str:
    turnout = collective.turnouts[quarter]
    name, registered = words.short_period(quarter), i18n.number(turnout.registered or 0)
    if turnout.present is None:
        return str(gettext("%(name)s : %(registered)s inscrits", name=name, registered=registered))
    return str(
        gettext(
            "%(name)s : %(present)s présents sur %(registered)s inscrits",
            name=name,
            present=i18n.number(turnout.present),
            registered=registered,
        )
    )


def _closed(collective: Collective) -> dict[int, str]:
    return {
        place: words.closed_words(month.closed)
        for place, month in enumerate(collective.months)
        if month.closed is not None
    }
