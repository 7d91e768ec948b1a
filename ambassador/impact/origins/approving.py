"""The rows that KPIs are made of: entries with who approved them, or published figures with who published them."""

from collections.abc import Callable, Sequence
from datetime import datetime

from flask import url_for
from flask_babel import gettext

from ambassador import i18n
from ambassador.accounts.models import User
from ambassador.impact import words
from ambassador.impact.indicators import Kpi, quarter_of_period
from ambassador.impact.origins import Asked, Quantity, Source, Step
from ambassador.impact.origins.publishing import publication_step, role_words
from ambassador.impact.queries.approvals import Approval, approvals_ever, approvals_of
from ambassador.kpis.series import Point

Row = tuple[Kpi, Point]
Told = Callable[[Kpi, Point], tuple[tuple[Quantity, ...], str]]
"""The numbers of a row, and what is remarked beside it."""
Named = Callable[[Kpi, Point], str]


def figure_rows(asked: Asked, rows: Sequence[Row], told: Told, named: Named | None = None) -> list[Source]:
    """A row for each figure. `named`: what it is called, where not by its period. One query."""
    if asked.is_for_words:
        return []
    steps = _approvals(rows) if asked.report.reading.is_inside else _publications(asked, rows)
    found = []
    for place, (kpi, point) in enumerate(rows):
        numbers, note = told(kpi, point)
        name = named(kpi, point) if named else words.short_period(point.period)
        is_open = asked.report.reading.is_inside and point.entry_id is not None
        link = url_for("kpis.figure", number=point.entry_id) if is_open else None
        own = steps[place]
        found.append(Source(name, numbers, None, link, tuple(own), note))
    return found


def person_step(asked: Asked, what: str, person: User, at: datetime) -> Step:
    """By name for those inside; partners read role and organisation."""
    return Step(what, person.name if asked.report.reading.is_inside else role_words(person), i18n.local_day(at))


def _approvals(rows: Sequence[Row]) -> list[list[Step]]:
    found = approvals_of({point.entry_id for _, point in rows if point.entry_id is not None})
    return [
        [Step(_approved(), found[point.entry_id].by.name, i18n.local_day(found[point.entry_id].at))]
        if point.entry_id in found
        else []
        for _, point in rows
    ]


def _publications(asked: Asked, rows: Sequence[Row]) -> list[list[Step]]:
    """Of each figure the approval that its publication rests on, then the publication."""
    ever = approvals_ever({kpi.series.adoption.id for kpi, _ in rows}, {point.period.month for _, point in rows})
    found = []
    for kpi, point in rows:
        adoption = kpi.series.adoption
        publication = asked.report.programme.publication(
            adoption.organisation_id, quarter_of_period(point.period).month
        )
        steps = []
        if publication is not None:
            before = [one for one in ever[adoption.id, point.period.month] if one.at <= publication.published_at]
            steps = [*map(_approval_step, before[-1:]), publication_step(publication)]
        found.append(steps)
    return found


def _approval_step(approval: Approval) -> Step:
    return Step(_approved(), role_words(approval.by), i18n.local_day(approval.at))


def _approved() -> str:
    return str(gettext("validation"))
