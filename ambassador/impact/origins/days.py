"""Origins of the days of follow-up: the sessions that were held, and the quotas of the conventions."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from flask import url_for
from flask_babel import gettext

from ambassador import i18n
from ambassador.followup.models import FollowUpSession
from ambassador.impact import words
from ambassador.impact.origins import Asked, Formula, Origin, Source
from ambassador.impact.origins.publishing import published
from ambassador.impact.queries.work import held_sessions
from ambassador.impact.work import Days
from ambassador.periods import month_code

IsCounted = Callable[[Days, int, int], bool]
"""Whether what was held of some days counts, by its convention and its month."""


def shown(asked: Asked) -> Origin | None:
    """The chart's: of the programme by structure, of a structure by month."""
    if asked.report.reading.is_programme:
        days = next((one for one in asked.report.figures.days if str(one.organisation.id) == asked.key), None)
        if days is None:
            return None
        return _quota(days) if asked.series == "quota" else _held(asked, [days], _is_to_date)
    month = next((one for one in asked.report.reading.span.months if month_code(one) == asked.key), None)
    if month is None or asked.series != "held":
        return None
    return _held(asked, asked.report.figures.days, lambda _days, _convention, held: held == month)


def in_span(asked: Asked) -> Origin:
    """The headline."""
    months = set(asked.report.reading.span.months)
    return _held(asked, asked.report.figures.days, lambda _days, _convention, month: month in months)


def _is_to_date(days: Days, convention_id: int, month: int) -> bool:
    return convention_id in days.running and month <= days.reading.span.months[-1]


def _held(asked: Asked, all_days: Sequence[Days], is_counted: IsCounted) -> Origin:
    definition = gettext("Les jours de suivi individuel qui ont eu lieu, comptés en quarts de jour.")
    rows = (
        _sessions(all_days, is_counted) if asked.report.reading.is_inside else _published(asked, all_days, is_counted)
    )
    return Origin(str(definition), Formula.SUM, (str(gettext("Jours")),), rows)


def _sessions(all_days: Sequence[Days], is_counted: IsCounted) -> list[Source]:
    """Those of at least a quarter of a day: shorter contacts add nothing."""
    days_of = {row.convention_id: days for days in all_days for row in days.rows}
    until = max((min(days.reading.span.last_day, days.reading.today) for days in all_days), default=None)
    found = held_sessions(days_of, until) if until else []
    return [
        _session(one, days_of[one.follow_up.convention_id])
        for one in found
        if is_counted(days_of[one.follow_up.convention_id], one.follow_up.convention_id, _month(one))
        and days_of[one.follow_up.convention_id].reading.closed(_month(one)) is None
    ]


def _month(session: FollowUpSession) -> int:
    return session.on.year * 100 + session.on.month


def _session(session: FollowUpSession, days: Days) -> Source:
    name = gettext(
        "Séance du %(day)s, %(structure)s",
        day=i18n.day(session.on),
        structure=i18n.text_for_reader(days.organisation.name),
    )
    link = url_for("followup.session", number=session.id)
    return Source(str(name), (words.in_days(session.quarters),), session.on, link)


def _published(asked: Asked, all_days: Sequence[Days], is_counted: IsCounted) -> list[Source]:
    """A row for each month in which something was held, as its quarter's publication keeps it."""
    found = []
    for days in all_days:
        held: dict[int, Decimal] = {}
        for row in days.rows:
            if (
                row.quarters
                and is_counted(days, row.convention_id, row.month)
                and days.reading.closed(row.month) is None
            ):
                held[row.month] = held.get(row.month, Decimal()) + words.in_days(row.quarters)
        name = i18n.text_for_reader(days.organisation.name)
        for month, count in sorted(held.items()):
            told = gettext("%(month)s, %(structure)s", month=words.short_month(month), structure=name)
            found.append(published(asked, month, str(told), (count,), days.organisation))
    return found


def _quota(days: Days) -> Origin:
    """What each convention that runs in the span gives."""
    definition = gettext("Les jours de suivi individuel que donnent les conventions en cours pendant la période.")
    is_open = days.reading.is_inside
    rows = [
        Source(
            str(gettext("Convention avec %(structure)s", structure=i18n.text_for_reader(days.organisation.name))),
            (words.in_days(quarters),),
            link=url_for("conventions.show", number=number) if is_open else None,
        )
        for number, quarters in days.running.items()
    ]
    return Origin(str(definition), Formula.SUM, (str(gettext("Jours")),), rows)
