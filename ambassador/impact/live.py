"""Figures as they stand now, for those inside."""

from collections.abc import Mapping, Sequence
from datetime import date

from ambassador.impact.collective import ByTheme, Collective, TrackQuarter
from ambassador.impact.figures import Figures
from ambassador.impact.queries.results import outcomes
from ambassador.impact.queries.sight import Programme, Structure
from ambassador.impact.queries.track import TrackMonth, organisations, track
from ambassador.impact.queries.work import actions, held_days
from ambassador.impact.reading import Reading
from ambassador.impact.results import Results, counted
from ambassador.impact.span import Span
from ambassador.impact.suppression import People, Turnout, plain_quarter
from ambassador.impact.work import Actions, Days, plan_on, running
from ambassador.periods import Period
from ambassador.webinars.models import Theme

NOTHING = TrackMonth()


def figures(
    programme: Programme, structures: Sequence[Structure], reading: Reading, structure_id: int | None = None
) -> Figures:
    """`structure_id`: whose people are counted; without one, everybody."""
    span = reading.span
    wider = Span(min(span.first, span.before), span.last)  # the quarter before the last is compared with
    rows = track(programme.operator.id, wider, structure_id, reading.filters.theme)
    days, plans = _work(structures, reading)
    results = _results(days, reading)
    accompanied = None if reading.as_of is None else programme.accompanied(reading.as_of)
    told = quarters(rows, wider.quarters, structure_id)
    themes = ByTheme(
        _people_by_theme(rows, reading),
        organisations(programme.operator.id, span, reading.filters.theme) if structure_id is None else None,
    )
    return Figures(Collective(reading, told, themes), days, plans, results, accompanied)


def quarters(
    rows: Mapping[int, TrackMonth], wanted: Sequence[Period], structure_id: int | None
) -> dict[int, TrackQuarter]:
    found = {}
    for quarter in wanted:
        months = [rows.get(month, NOTHING) for month in quarter.months()]
        held = {month: row.held for month, row in zip(quarter.months(), months, strict=True)}
        found[quarter.month] = TrackQuarter(held, plain_quarter([row.of(structure_id) for row in months]))
    return found


def _people_by_theme(rows: Mapping[int, TrackMonth], reading: Reading) -> dict[Theme, Turnout]:
    """Of each theme that something was held on in the quarters that can be read."""
    months = [rows[month] for quarter in reading.quarters for month in quarter.months() if month in rows]
    found = {}
    for theme in Theme:
        if any(theme in month.held for month in months):
            people = sum((month.themes.get(theme, People()) for month in months), People())
            found[theme] = Turnout(people.registered, people.present)
    return found


def _work(structures: Sequence[Structure], reading: Reading) -> tuple[list[Days], list[Actions]]:
    until = counted_until(reading)
    rows = held_days([convention.id for one in structures for convention in one.conventions], until)
    taken_up = actions([one.organisation.id for one in structures])
    all_days, plans = [], []
    for one in structures:
        numbers = {convention.id for convention in one.conventions}
        quotas = running(one.conventions, reading.span, reading.today)
        own = [row for row in rows if row.convention_id in numbers]
        all_days.append(Days(one.organisation, reading, own, quotas, frozenset(numbers)))
        listed = [action for action in taken_up if action.charter.organisation_id == one.organisation.id]
        days = {quarter.month: min(quarter.last_day, reading.today) for quarter in reading.quarters}
        told = {month: plan_on(listed, day) for month, day in days.items()}
        plans.append(Actions(one.organisation, reading, told))
    return all_days, plans


def counted_until(reading: Reading) -> date:
    return min(reading.span.last_day, reading.today)


def _results(all_days: Sequence[Days], reading: Reading) -> list[Results]:
    numbers = {number for one in all_days for number in one.conventions}
    found = outcomes(numbers, reading.span.first_day, counted_until(reading))
    return [
        Results(
            one.organisation,
            reading,
            counted(row.outcomes for row in found if row.convention_id in one.conventions)
            if reading.quarters
            else None,
        )
        for one in all_days
    ]
