"""Origins of the collective track: the webinars that were held, and who came to each."""

from collections.abc import Callable, Iterable, Sequence

from flask import url_for
from flask_babel import gettext

from ambassador import i18n
from ambassador.impact import words
from ambassador.impact.collective import rate_of
from ambassador.impact.figure_links import TOTAL
from ambassador.impact.origins import Asked, Formula, Origin, Source
from ambassador.impact.origins.publishing import published
from ambassador.impact.queries.track import HeldWebinar, held_webinars, named
from ambassador.impact.span import Span, quarter_of
from ambassador.impact.suppression import Turnout
from ambassador.periods import Frequency, Period, month_code
from ambassador.webinars.models import Theme

RATE_PLACES = 0
"""Of an attendance rate, as every page writes it."""


def webinars_held(asked: Asked) -> Origin | None:
    theme = None if asked.series == TOTAL else _theme(asked.series)
    month = next((one for one in asked.report.reading.span.months if month_code(one) == asked.key), None)
    if month is None or (theme is None and asked.series != TOTAL):
        return None
    return _held(asked, [month], theme)


def all_webinars(asked: Asked) -> Origin:
    """The headline."""
    return _held(asked, asked.report.reading.span.months, None)


def _held(asked: Asked, months: Sequence[int], theme: Theme | None) -> Origin:
    definition = gettext("Les webinaires, les ateliers et les rencontres annuelles qui ont eu lieu.")
    if theme is not None:
        definition = gettext(
            "Les webinaires, les ateliers et les rencontres annuelles qui ont eu lieu sur le thème « %(theme)s ».",
            theme=i18n.label(theme),
        )
    collective = asked.report.figures.collective
    if collective.reading.is_inside:
        rows = [_webinar(one, (1,)) for one in _webinars(asked, months, theme)]
    else:
        counted = {
            one.month: one.held for one in collective.months if one.month in months and one.closed is None and one.held
        }
        rows = [
            published(asked, month, words.short_month(month), (held.get(theme, 0) if theme else sum(held.values()),))
            for month, held in counted.items()
        ]
    return Origin(str(definition), Formula.SUM, (str(gettext("Webinaires")),), rows)


def attendance(asked: Asked) -> Origin | None:
    """Registered or present, in a month or a quarter."""
    if asked.series not in {"registered", "present"}:
        return None
    definition, head = _counted_people(asked)
    collective = asked.report.figures.collective
    periods = {quarter.code: quarter for quarter in collective.reading.span.quarters}
    if asked.key in periods:
        months, name, turnout = (
            periods[asked.key].months(),
            words.short_period(periods[asked.key]),
            collective.turnouts.get(periods[asked.key]),
        )
    else:
        month = next((one for one in collective.months if month_code(one.month) == asked.key), None)
        if month is None:
            return None
        months, name, turnout = [month.month], words.short_month(month.month), month.turnout
    number = _people(asked.series)
    if collective.reading.is_inside:
        rows = [_webinar(one, (number(one.turnout),)) for one in _webinars(asked, months, None)]
    elif turnout is None or number(turnout) is None:
        return None
    else:
        rows = [published(asked, months[0], name, (number(turnout),))]
    return Origin(definition, Formula.SUM, (head,), rows)


def rate(asked: Asked) -> Origin | None:
    """The headline: of all quarters whose attendance is shown."""
    collective = asked.report.figures.collective
    heads = (str(gettext("Présents")), str(gettext("Inscrits")))
    definition = str(gettext("Les personnes présentes, parmi toutes celles qui étaient inscrites."))
    if collective.reading.is_inside:
        rows = [
            _webinar(one, (one.turnout.present or 0, one.turnout.registered or 0))
            for one in _webinars(asked, collective.reading.span.months, None)
        ]
        return Origin(definition, Formula.RATIO, heads, rows, RATE_PLACES)
    shown = {quarter: turnout for quarter, turnout in collective.turnouts.items() if rate_of(turnout) is not None}
    rows = [
        published(asked, quarter.month, words.short_period(quarter), (turnout.present or 0, turnout.registered or 0))
        for quarter, turnout in shown.items()
    ]
    return Origin(definition, Formula.RATIO, heads, rows, RATE_PLACES) if rows else None


def by_theme(asked: Asked) -> Origin | None:
    """Registered or present for a theme."""
    theme, themes = _theme(asked.key), asked.report.figures.collective.themes
    if asked.series not in {"registered", "present"} or themes is None or theme not in themes.people:
        return None
    definition, head = _counted_people(asked)
    number = _people(asked.series)
    months = [month for quarter in asked.report.reading.quarters for month in quarter.months()]
    rows = [_webinar(one, (number(one.turnout),)) for one in _webinars(asked, months, theme)]
    return Origin(definition, Formula.SUM, (head,), rows)


def organisations(asked: Asked) -> Origin | None:
    """Those that had somebody on a list of a theme, one row for each."""
    theme, themes = _theme(asked.key), asked.report.figures.collective.themes
    listed = themes.organisations if themes else None
    if asked.series != "organisations" or listed is None or theme is None or theme not in listed:
        return None
    known = named([one.number for one in listed[theme] if one.number is not None])
    names = [i18n.text_for_reader(known[one.number].name) if one.number else one.name for one in listed[theme]]
    rows = [Source(name, (1,)) for name in sorted(names, key=str.casefold)]
    definition = gettext("Les organisations qui ont au moins une personne sur la liste d’un webinaire, venue ou non.")
    return Origin(str(definition), Formula.SUM, (str(gettext("Organisations")),), rows)


def _webinars(asked: Asked, months: Iterable[int], theme: Theme | None) -> list[HeldWebinar]:
    """Those of some months, with the people whom the report counts."""
    report, wanted = asked.report, set(months)
    quarters = [Period(quarter_of(month), Frequency.QUARTERLY) for month in wanted]
    span = Span(min(quarters), max(quarters))
    asked_theme = theme or report.reading.filters.theme
    found = held_webinars(report.programme.operator.id, span, report.structure_id, asked_theme)
    return [one for one in found if one.month in wanted]


def _webinar(one: HeldWebinar, numbers: tuple[int | None, ...]) -> Source:
    webinar = one.webinar
    return Source(
        i18n.text_for_reader(webinar.title),
        tuple(number or 0 for number in numbers),
        webinar.start_day,
        url_for("webinars.show", number=webinar.id),
    )


def _counted_people(asked: Asked) -> tuple[str, str]:
    """What is counted, and its head."""
    if asked.series == "present":
        return str(gettext("Les personnes inscrites qui sont venues.")), str(gettext("Présents"))
    return str(gettext("Toutes les personnes sur la liste d’un webinaire, venues ou non.")), str(gettext("Inscrits"))


def _people(series: str) -> Callable[[Turnout], int | None]:
    return (lambda turnout: turnout.present) if series == "present" else (lambda turnout: turnout.registered)


def _theme(value: str) -> Theme | None:
    return Theme(value) if value in list(Theme) else None
