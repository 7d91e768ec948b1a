"""Keeping what partners read of a quarter with its publication.

The operator's publication decides what is told of people, for the programme and all structures at once: a structure's page
shows its part of that one table and nothing else of it. A structure's own publication keeps its days and its actions, which
count no people. So it does not matter which of the two is published first, or how often.
"""

from datetime import date

from ambassador.accounts.models import OrganisationKind
from ambassador.db import db
from ambassador.impact.cells import ProgrammeCells, StructureCells, basis_of, release_of
from ambassador.impact.decision import decide
from ambassador.impact.models import PublishedCells
from ambassador.impact.queries import sight
from ambassador.impact.queries.cells import Content, bases_until, content_of
from ambassador.impact.queries.results import outcomes
from ambassador.impact.queries.track import TrackMonth, track
from ambassador.impact.queries.work import actions, held_days
from ambassador.impact.results import counted
from ambassador.impact.span import Span
from ambassador.impact.work import plan_on, running
from ambassador.kpis.models import Publication


def keep_cells(publication: Publication, today: date) -> None:
    """Stores them as of the day. The publication has its number."""
    found = _cells(publication, today)
    if found is not None:
        content, basis = found
        db.session.add(PublishedCells(publication_id=publication.id, content=content, basis=basis))
        db.session.flush()


def cells_differ(publication: Publication, today: date) -> bool:
    """Whether publishing its quarter again would keep something else."""
    found = _cells(publication, today)
    return found is not None and found[0] != content_of(publication)


def _cells(publication: Publication, today: date) -> tuple[Content, Content | None] | None:
    """What would be kept, and what the decision after it needs. None for an organisation that is not in the programme."""
    match publication.organisation.kind:
        case OrganisationKind.OPERATOR:
            return _programme_cells(publication)
        case OrganisationKind.AMBASSADOR:
            return _structure_cells(publication, today), None
        case _:
            return None


def _programme_cells(publication: Publication) -> tuple[Content, Content]:
    quarter = publication.quarter
    found = track(publication.organisation_id, Span(quarter, quarter))
    months = [found.get(month, TrackMonth()) for month in quarter.months()]
    decision = decide([month.people for month in months], [release_of(basis) for basis in bases_until(publication)])
    accompanied = sight.accompanied(publication.organisation_id, quarter.last_day)
    held = {number: month.held for number, month in found.items()}
    return ProgrammeCells(held, decision.table, accompanied).content, basis_of(decision.release)


def _structure_cells(publication: Publication, today: date) -> Content:
    quarter = publication.quarter
    conventions = sight.conventions_of(publication.organisation_id)
    days = [row for row in held_days([one.id for one in conventions], quarter.last_day) if row.month >= quarter.month]
    by_month: dict[tuple[int, int], int] = {}
    for row in days:
        place = row.convention_id, row.month
        by_month[place] = by_month.get(place, 0) + row.quarters
    plan = plan_on(actions([publication.organisation_id]), quarter.last_day)
    rows = tuple((convention, month, quarters) for (convention, month), quarters in sorted(by_month.items()))
    found = outcomes([one.id for one in conventions], quarter.first_day, quarter.last_day)
    results = counted(one.outcomes for one in found)
    return StructureCells(rows, running(conventions, Span(quarter, quarter), today), plan, results).content
