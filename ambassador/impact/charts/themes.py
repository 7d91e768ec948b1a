"""Charts of who came for which theme, for those inside: people, and their organisations."""

from collections.abc import Mapping

from flask_babel import gettext, ngettext

from ambassador import i18n
from ambassador.charts import Chart, Kind, Series
from ambassador.impact import words
from ambassador.impact.collective import ByTheme, Collective, rate_of
from ambassador.impact.suppression import Turnout
from ambassador.webinars.models import Theme
from ambassador.writing import PLAIN


def by_theme(collective: Collective) -> list[Chart]:
    """None where the reader may not know, or nothing was held."""
    themes = collective.themes
    if themes is None or not themes.people:
        return []
    return [_attendance(collective, themes.people), *([] if themes.organisations is None else [_organisations(themes)])]


def _attendance(collective: Collective, people: Mapping[Theme, Turnout]) -> Chart:
    rates = [
        gettext("%(name)s : %(value)s", name=i18n.label(theme), value=i18n.percent(rate_of(turnout)))
        for theme, turnout in people.items()
        if rate_of(turnout) is not None
    ]
    return Chart(
        id="attendance-by-theme",
        kind=Kind.BAR,
        title=_attendance_finding(people),
        unit=str(
            gettext("Personnes inscrites et présentes, par thème")
            if collective.reading.is_programme
            else gettext("Personnes de la structure, inscrites et présentes, par thème")
        ),
        categories=[i18n.label(theme).capitalize() for theme in people],
        keys=list(people),
        category_label=str(gettext("Thème")),
        series=[
            Series(str(gettext("Inscrits")), [one.registered for one in people.values()], key="registered"),
            Series(str(gettext("Présents")), [one.present for one in people.values()], key="present"),
        ],
        format=PLAIN,
        horizontal=True,
        empty=str(gettext("Il n’y a pas de présence à montrer ici.")),
        note=str(gettext("Taux de présence : %(rates)s.", rates=words.listed(rates))) if rates else "",
    )


def _attendance_finding(people: Mapping[Theme, Turnout]) -> str:
    rates = {theme: rate for theme, one in people.items() if (rate := rate_of(one)) is not None}
    if not rates:
        return str(gettext("Aucune inscription n’est notée pour ces trimestres"))
    low, high = min(rates, key=rates.__getitem__), max(rates, key=rates.__getitem__)
    if len(rates) == 1:
        return str(
            gettext(
                "%(rate)s des inscrits étaient présents, pour le seul thème « %(theme)s »",
                rate=i18n.percent(rates[high]),
                theme=i18n.label(high),
            )
        )
    if words.percent_points(rates[low]) == words.percent_points(rates[high]):
        return str(
            gettext("Le taux de présence est le même pour chaque thème : %(rate)s", rate=i18n.percent(rates[high]))
        )
    return str(
        gettext(
            "Le taux de présence va de %(low)s (%(low_theme)s) à %(high)s (%(high_theme)s)",
            low=i18n.percent(rates[low]),
            low_theme=i18n.label(low),
            high=i18n.percent(rates[high]),
            high_theme=i18n.label(high),
        )
    )


def _organisations(themes: ByTheme) -> Chart:
    listed = themes.organisations or {}
    counts = {theme: len(listed[theme]) for theme in themes.people if theme in listed}
    return Chart(
        id="organisations",
        kind=Kind.BAR,
        title=_organisations_finding(len(themes.all_organisations)),
        unit=str(gettext("Organisations avec au moins une personne inscrite, par thème")),
        categories=[i18n.label(theme).capitalize() for theme in counts],
        keys=list(counts),
        category_label=str(gettext("Thème")),
        series=[Series(str(gettext("Organisations")), list(counts.values()), key="organisations")],
        format=PLAIN,
        horizontal=True,
        empty=str(gettext("Il n’y a pas d’organisation à montrer ici.")),
        note=str(
            gettext(
                "Une organisation compte une fois pour chaque thème. Les personnes sans organisation notée ne comptent pas."
            )
        ),
    )


def _organisations_finding(count: int) -> str:
    if not count:
        return str(gettext("Aucune organisation n’est notée pour ces trimestres"))
    return str(
        ngettext(
            "%(num)d organisation a inscrit des personnes",
            "%(num)d organisations ont inscrit des personnes",
            count,
        )
    )
