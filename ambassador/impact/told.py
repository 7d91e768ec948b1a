"""Figures as they were published, for partners: nothing but stored cells is read, however many entries there are."""

from collections.abc import Mapping, Sequence

from ambassador.impact.cells import ProgrammeCells, StructureCells
from ambassador.impact.collective import Collective, TrackQuarter
from ambassador.impact.figures import Figures
from ambassador.impact.queries.cells import published_cells
from ambassador.impact.queries.sight import Programme, Structure
from ambassador.impact.queries.work import HeldDay
from ambassador.impact.reading import Reading
from ambassador.impact.results import Counts, Outcome, Results
from ambassador.impact.suppression import HIDDEN, QuarterTurnout
from ambassador.impact.work import Actions, Days
from ambassador.webinars.models import Theme

NOTHING_TOLD = QuarterTurnout((HIDDEN, HIDDEN, HIDDEN), HIDDEN)


def figures(
    programme: Programme, structures: Sequence[Structure], reading: Reading, structure_id: int | None = None
) -> Figures:
    """Of the programme, or of one structure. What counts people is read where the operator has published the quarter; days
    and actions where the structure has."""
    operator = programme.operator.id
    found = published_cells([operator, *(one.organisation.id for one in structures)], reading.span.last.month)
    track = {month: ProgrammeCells.read(content) for month, content in found.get(operator, {}).items()}
    own = reading.within(programme.published, track)
    quarters = {month: _track(cells, structure_id, reading.filters.theme) for month, cells in track.items()}
    all_days, plans, results = [], [], []
    for one in structures:
        contents = found.get(one.organisation.id, {})
        cells = {month: StructureCells.read(content) for month, content in sorted(contents.items())}
        both = reading.within(one.published, cells)
        all_days.append(_days(one, both, cells))
        results.append(Results(one.organisation, both, _results(both, cells)))
        plans.append(Actions(one.organisation, both, {month: one.plan for month, one in cells.items()}))
    accompanied = track[own.quarters[-1].month].accompanied if own.quarters else None
    return Figures(Collective(own, quarters), all_days, plans, results, accompanied)


def _track(cells: ProgrammeCells, structure_id: int | None, theme: Theme | None) -> TrackQuarter:
    """People are not told by theme: a few webinars have few of them."""
    if theme is None:
        return TrackQuarter(cells.held, cells.table.of(structure_id))
    held = {month: {theme: counts[theme]} for month, counts in cells.held.items() if theme in counts}
    return TrackQuarter(held, NOTHING_TOLD)


def _days(structure: Structure, reading: Reading, cells: Mapping[int, StructureCells]) -> Days:
    rows = [
        HeldDay(convention, None, month, quarters) for one in cells.values() for convention, month, quarters in one.days
    ]
    running: dict[int, int] = {}
    for quarter in reading.quarters:
        running |= cells[quarter.month].quotas
    return Days(structure.organisation, reading, rows, running)


def _results(reading: Reading, cells: Mapping[int, StructureCells]) -> Counts | None:
    """Sessions of all quarters that can be read; needs and deliverables as the last of them kept them."""
    kept = [cells[quarter.month].results for quarter in reading.quarters]
    if not kept or kept[-1] is None:
        return None
    sessions = sum(one[Outcome.SESSIONS] for one in kept if one is not None)
    return {**kept[-1], Outcome.SESSIONS: sessions}
