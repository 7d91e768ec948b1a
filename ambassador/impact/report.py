"""One report, put together: what is read, the headline figures, and the charts of each part."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask_babel import gettext, pgettext

from ambassador.charts import Chart
from ambassador.impact import charts_kpis, charts_track, charts_work, headlines
from ambassador.impact.collective import Collective
from ambassador.impact.headlines import Headline
from ambassador.impact.indicators import Kpi, kpis
from ambassador.impact.links import Links
from ambassador.impact.queries.sight import Programme, Structure
from ambassador.impact.queries.track import track
from ambassador.impact.queries.work import actions, held_days
from ambassador.impact.reading import Reading
from ambassador.impact.span import Span
from ambassador.impact.work import Actions, Days
from ambassador.kpis.queries.impact import approved_series, published_series
from ambassador.kpis.series import Series

STRUCTURES_TARGET = Decimal(20)
"""Ambassador organisations that the programme accompanies ([WTC], preamble), where no KPI says otherwise."""


@dataclass(frozen=True)
class Part:
    """A part of the report: its charts, side by side in groups."""

    id: str
    title: str
    groups: Sequence[Sequence[Chart]]


@dataclass(frozen=True)
class Report:
    reading: Reading
    headlines: Sequence[Headline]
    parts: Sequence[Part]


def of_programme(programme: Programme, structures: Sequence[Structure], reading: Reading) -> Report:
    """The operator's whole programme. `structures`: those that may be named to the reader."""
    links = Links(reading)
    collective = _collective(programme, reading, None)
    named = [one for one in structures if one.is_bound(reading.today)]
    days, plans = _work(named, reading)
    found = _kpis(reading)
    day = reading.as_of
    accompanied = None if day is None else sum(one.is_accompanied(day) for one in programme.structures)
    targets = charts_kpis.programme_targets(found, accompanied, STRUCTURES_TARGET, links)
    return Report(
        reading,
        headlines.of(collective, days, plans, found),
        [
            Part("targets", str(gettext("Cibles du programme")), [[targets]]),
            _track_part(collective, links),
            Part("days", str(gettext("Suivi individuel")), [[charts_work.days_by_structure(days, links)]]),
            Part("actions", str(gettext("Actions des structures")), [[charts_work.actions_by_structure(plans, links)]]),
            Part(
                "kpis",
                str(gettext("KPI du programme")),
                [[charts_kpis.series(kpi, links) for kpi in found if not kpi.series.adoption.is_computed]],
            ),
        ],
    )


def of_structure(programme: Programme, structure: Structure, reading: Reading) -> Report:
    links = Links(reading)
    collective = _collective(programme, reading, structure.organisation.id)
    (days,), (plan,) = _work([structure], reading)
    found = _kpis(reading)
    progress = [charts_kpis.progress_to_target(found, links)]
    return Report(
        reading,
        headlines.of(collective, [days], [plan], found),
        [
            _track_part(collective, links),
            Part("days", str(gettext("Suivi individuel")), [[charts_work.days_by_month(days, links)]]),
            Part(
                "actions",
                str(gettext("Actions de la charte")),
                [[charts_work.actions_by_status(plan, links), charts_work.actions_by_axis(plan, links)]],
            ),
            Part("kpis", str(pgettext("plural", "KPI")), [progress, [charts_kpis.series(kpi, links) for kpi in found]]),
        ],
    )


def _track_part(collective: Collective, links: Links) -> Part:
    charts = [charts_track.webinars_held(collective, links), charts_track.attendance(collective, links)]
    return Part("track", str(gettext("Parcours collectif")), [charts])


def _collective(programme: Programme, reading: Reading, structure_id: int | None) -> Collective:
    """The quarter before the last is read too, for it is compared with."""
    span = reading.span
    wider = Span(min(span.first, span.before), span.last)
    only = structure_id if reading.is_inside else None
    return Collective(reading, track(programme.operator.id, wider, only), structure_id)


def _work(structures: Sequence[Structure], reading: Reading) -> tuple[list[Days], list[Actions]]:
    until: date = min(reading.span.last_day, reading.today)
    conventions = [convention.id for one in structures for convention in one.conventions]
    rows = held_days(conventions, until)
    taken_up = actions([one.organisation.id for one in structures])
    readings = [reading.of_structure(one.published) for one in structures]
    return (
        [Days(one.organisation, own, one.conventions, rows) for one, own in zip(structures, readings, strict=True)],
        [Actions(one.organisation, own, taken_up) for one, own in zip(structures, readings, strict=True)],
    )


def _kpis(reading: Reading) -> list[Kpi]:
    wanted = [reading.organisation.id]
    found: list[Series] = (
        approved_series(wanted, reading.today) if reading.is_inside else published_series(wanted, reading.today)
    )
    return kpis(found, reading)
