"""Charts of the collective track: webinars held by month and theme, and who came."""

from flask_babel import gettext

from ambassador import i18n
from ambassador.charts import Chart, Kind, Series
from ambassador.impact import findings, words
from ambassador.impact.collective import Collective, rate_of
from ambassador.impact.links import Links


def webinars_held(collective: Collective, links: Links) -> Chart:
    months = collective.months
    absent = _closed(collective)
    series = [
        Series(
            i18n.label(theme).capitalize(),
            [None if month.closed else month.held.get(theme, 0) for month in months],
            absent=absent,
            links=[links.webinars(month.month) if month.held.get(theme) else None for month in months],
        )
        for theme in collective.by_theme
    ]
    return Chart(
        id="webinars-held",
        kind=Kind.STACKED,
        title=findings.webinars_held(collective),
        unit=_held_unit(collective),
        categories=[words.short_month(month.month) for month in months],
        category_label=str(gettext("Mois")),
        series=series,
        total=str(gettext("Total")),
        format=i18n.number,
        missing=str(gettext("non montré")),
        empty=str(gettext("Il n’y a pas de webinaire à montrer ici.")),
        note=str(gettext("Les webinaires, les ateliers et les rencontres annuelles sont comptés ensemble.")),
    )


def attendance(collective: Collective, links: Links) -> Chart:
    months = collective.months
    closed = _closed(collective)
    opened = [links.webinars(month.month) if month.held else None for month in months]

    def series(name: str, values: list[int | None]) -> Series:
        hidden = {place: words.hidden_word() for place, value in enumerate(values) if value is None}
        return Series(name, values, absent={**hidden, **closed}, links=opened)

    return Chart(
        id="attendance",
        kind=Kind.BAR,
        title=findings.attendance(collective),
        unit=_attendance_unit(collective),
        categories=[words.short_month(month.month) for month in months],
        category_label=str(gettext("Mois")),
        series=[
            series(str(gettext("Inscrits")), [month.turnout.registered for month in months]),
            series(str(gettext("Présents")), [month.turnout.present for month in months]),
        ],
        format=i18n.number,
        missing=str(gettext("non montré")),
        empty=str(gettext("Il n’y a pas de présence à montrer ici.")),
        note=_attendance_note(collective),
    )


def _held_unit(collective: Collective) -> str:
    if collective.reading.is_programme:
        return str(gettext("Webinaires tenus par mois et par thème"))
    return str(gettext("Webinaires tenus pour toutes les structures, par mois et par thème"))


def _attendance_unit(collective: Collective) -> str:
    if collective.reading.is_programme:
        return str(gettext("Personnes inscrites et présentes, par mois"))
    return str(gettext("Personnes de la structure, inscrites et présentes, par mois"))


def _attendance_note(collective: Collective) -> str:
    """The rate of each quarter, and what is hidden."""
    rates = [
        gettext("%(name)s : %(value)s", name=words.short_period(quarter), value=i18n.percent(rate_of(turnout)))
        for quarter, turnout in collective.turnouts.items()
        if rate_of(turnout) is not None
    ]
    parts = []
    if rates:
        parts.append(str(gettext("Taux de présence : %(rates)s.", rates=words.listed(rates))))
    if any(month.closed is None and month.turnout.is_hidden for month in collective.months):
        parts.append(
            str(
                gettext("Un nombre de personnes en dessous de 5 est masqué, avec celui qui permettrait de le calculer.")
            )
        )
    if collective.hidden and not collective.total.is_hidden:
        quarters = words.listed([words.short_period(quarter) for quarter in collective.hidden])
        parts.append(str(gettext("Le taux d’ensemble ne compte pas %(quarters)s.", quarters=quarters)))
    return " ".join(parts)


def _closed(collective: Collective) -> dict[int, str]:
    return {
        place: words.closed_words(month.closed)
        for place, month in enumerate(collective.months)
        if month.closed is not None
    }
