"""One report, put together: what is read, the headline figures, and the charts of each part."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from flask_babel import gettext, pgettext

from ambassador import i18n
from ambassador.charts import Chart, Multiples
from ambassador.impact import charts, headlines, live, told
from ambassador.impact.breakdowns import Breakdown, breakdowns
from ambassador.impact.collective import Collective
from ambassador.impact.commitments import Promise, promises
from ambassador.impact.figure_links import linked
from ambassador.impact.figures import Figures
from ambassador.impact.headlines import Headline
from ambassador.impact.indicators import Kpi, kpis
from ambassador.impact.queries.approvals import last_approval
from ambassador.impact.queries.sight import Programme, Structure
from ambassador.impact.reading import Reading
from ambassador.impact.work import Actions
from ambassador.kpis.queries.impact import approved_series, published_series
from ambassador.kpis.series import Series


@dataclass(frozen=True)
class Part:
    """A part of the report: its charts, side by side in groups. `brief` shows those of one group at a glance, above them."""

    id: str
    title: str
    groups: Sequence[Sequence[Chart]]
    brief: Multiples | None = None
    unshown: str = ""
    """Why a reader sees nothing of it, where that is so."""


@dataclass(frozen=True)
class Report:
    """What is shown, and what it was made from. `structure_id`: whose report it is; None for the programme."""

    programme: Programme
    reading: Reading
    figures: Figures
    kpis: Sequence[Kpi]
    headlines: Sequence[Headline]
    parts: Sequence[Part]
    structure_id: int | None = None
    promises: Sequence[Promise] = ()
    """Of a structure's conventions; read inside only."""
    breakdowns: Sequence[Breakdown] = ()
    """Read inside only."""
    axes: Sequence[tuple[str, str]] = ()
    """To narrow it to: their keys and names."""

    @property
    def charts(self) -> Iterator[Chart]:
        return (chart for part in self.parts for group in part.groups for chart in group)

    @cached_property
    def linked(self) -> "Report":
        """The same, each number of its charts with the link to how it was made."""

        def with_links(chart: Chart) -> Chart:
            return linked(chart, self.reading)

        def linked_part(part: Part) -> Part:
            brief = part.brief and replace(part.brief, panels=list(map(with_links, part.brief.panels)))
            return replace(part, groups=[list(map(with_links, group)) for group in part.groups], brief=brief)

        return replace(self, parts=list(map(linked_part, self.parts)))

    def chart(self, id: str) -> Chart | None:
        return next((chart for chart in self.charts if chart.id == id), None)

    @property
    def briefs(self) -> Iterator[Multiples]:
        return (part.brief for part in self.parts if part.brief)

    def brief(self, id: str) -> Multiples | None:
        return next((brief for brief in self.briefs if brief.id == id), None)


def of_programme(programme: Programme, structures: Sequence[Structure], reading: Reading) -> Report:
    """The operator's whole programme. `structures`: those that may be named to the reader."""
    named = [one for one in structures if one.is_bound(reading.today)]
    figures = _figures(reading)(programme, named, reading)
    found = _kpis(reading)
    entered = [kpi for kpi in found if not kpi.series.adoption.is_computed]
    targets = charts.kpis.programme_targets(found, figures.accompanied, reading)
    return Report(
        programme,
        reading,
        figures,
        found,
        headlines.of(reading, figures, found),
        [
            Part("targets", str(gettext("Cibles du programme")), [[targets]]),
            _track_part(figures.collective),
            Part(
                "days",
                str(gettext("Suivi individuel")),
                [[charts.work.days_by_structure(figures.days, reading), charts.results.results(figures.results)]],
            ),
            Part(
                "actions",
                str(gettext("Actions des structures")),
                [[charts.work.actions_by_structure(figures.plans, reading)]],
            ),
            Part(
                "kpis",
                str(gettext("KPI du programme")),
                [[charts.kpis.series(kpi) for kpi in entered]],
                charts.brief.kpis_in_brief(entered),
            ),
            _coverage_part(programme, found, reading),
        ],
    )


def of_structure(programme: Programme, structure: Structure, asked: Reading) -> Report:
    figures = _figures(asked)(programme, [structure], asked, structure.organisation.id)
    found = _kpis(asked)
    (days,), (plan,) = figures.days, figures.plans
    axes = _axes(plan)
    axis = asked.filters.axis if asked.filters.axis in dict(axes) else None
    reading = replace(asked, filters=replace(asked.filters, axis=axis))
    if axis is not None:
        plan, found = plan.narrowed(axis), [kpi for kpi in found if kpi.axis == axis]
        figures = replace(figures, plans=[plan])
    progress = [charts.kpis.progress_to_target(found)]
    broken_down = breakdowns(found) if reading.is_inside else []
    promised = promises(structure, reading.as_of) if reading.is_inside else []
    return Report(
        programme,
        reading,
        figures,
        found,
        headlines.of(reading, figures, found),
        [
            _track_part(figures.collective),
            Part(
                "days",
                str(gettext("Suivi individuel")),
                [[charts.work.days_by_month(days), charts.results.results(figures.results)]],
            ),
            Part(
                "actions",
                str(gettext("Actions de la charte")),
                [
                    [charts.work.actions_by_status(plan), charts.work.actions_by_axis(plan)],
                    [charts.plans.actions_over_time(plan)],
                ],
            ),
            Part(
                "kpis",
                str(pgettext("plural", "KPI")),
                [progress, [charts.kpis.series(kpi) for kpi in found]],
                charts.brief.kpis_in_brief(found),
            ),
            *_breakdowns_part(broken_down),
            _commitments_part(promised, reading),
            _coverage_part(programme, found, reading),
        ],
        structure.organisation.id,
        promised,
        broken_down,
        axes,
    )


def _axes(plan: Actions) -> list[tuple[str, str]]:
    unknown = str(gettext("Axe inconnu"))
    return [
        (axis.key, i18n.text_for_reader(axis.title) if axis.title else unknown)
        for axis in plan.plan.by_axis
        if axis.key is not None
    ]


def _track_part(collective: Collective) -> Part:
    held, attendance = charts.track.webinars_held(collective), charts.track.attendance(collective)
    by_theme = charts.themes.by_theme(collective)
    return Part("track", str(gettext("Parcours collectif")), [[held, attendance], by_theme])


def _breakdowns_part(found: Sequence[Breakdown]) -> list[Part]:
    """None where no figure is broken down."""
    shown = [charts.breakdowns.breakdown(one) for one in found]
    return [Part("breakdowns", str(gettext("KPI par catégorie")), [shown])] if shown else []


def _commitments_part(promised: Sequence[Promise], reading: Reading) -> Part:
    title = str(gettext("Engagements"))
    if not reading.is_inside:
        said = gettext("Seules les parties de la convention voient où en sont ses engagements.")
        return Part("commitments", title, [], unshown=str(said))
    return Part("commitments", title, [[charts.commitments.commitments(promised, reading.as_of)]])


def _coverage_part(programme: Programme, kpis: Sequence[Kpi], reading: Reading) -> Part:
    if reading.is_inside:
        fresh_on = last_approval([kpi.series.adoption for kpi in kpis], reading.span)
    else:
        fresh_on = programme.published_until(reading.organisation.id, reading.span.last.month)
    chart = charts.coverage.coverage(kpis, reading, i18n.local_day(fresh_on) if fresh_on else None)
    return Part("coverage", str(gettext("Données connues et manquantes")), [[chart]])


def _figures(reading: Reading) -> Callable[..., Figures]:
    """Where they are read: inside as they stand, by partners as they were published."""
    return live.figures if reading.is_inside else told.figures


def _kpis(reading: Reading) -> list[Kpi]:
    wanted = [reading.organisation.id]
    found: list[Series] = (
        approved_series(wanted, reading.today) if reading.is_inside else published_series(wanted, reading.today)
    )
    return kpis(found, reading)
