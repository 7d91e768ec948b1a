"""What KPIs ask of a person: figures to enter or correct, figures to approve, KPIs to agree."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from ambassador.accounts.models import User
from ambassador.due import Due
from ambassador.errors import N_
from ambassador.kpis import rights
from ambassador.kpis.models import Adoption, AdoptionState, EntryState
from ambassador.kpis.queries import mine
from ambassador.kpis.queries.entry import quarter_of
from ambassador.kpis.queries.figures import Row, last_over
from ambassador.kpis.queries.sight import looked_after
from ambassador.periods import Period, between
from ambassador.permissions import Permission, allows


def find_due(viewer: User, today: date) -> list[Due]:
    if not allows(viewer.role, Permission.KPIS_ENTER):
        return []
    proposed = [row for row in mine.adoptions(viewer, today) if row.state is AdoptionState.PROPOSED]
    agreed = [row for row in mine.agreed(viewer, today) if not row.is_computed]
    rows = mine.figures(viewer, today)
    return [
        *_to_agree(viewer, proposed),
        *_to_enter(viewer, agreed, rows, today),
        *_to_correct(viewer, agreed, rows),
        *_to_approve(viewer, agreed, rows, looked_after(viewer, today)),
    ]


def _to_agree(viewer: User, proposed: list[Adoption]) -> Iterator[Due]:
    for row in proposed:
        if row.proposed_by and rights.is_other_party(viewer, row.proposed_by, row.organisation):
            name = {"name": row.definition.name}
            yield Due(N_("KPI proposé, à convenir : %(name)s"), "kpis.show", {"number": row.id}, None, dict(name))


def _to_enter(viewer: User, agreed: list[Adoption], rows: dict[int, list[Row]], today: date) -> Iterator[Due]:
    """One item for each quarter and last day: not one for each figure."""
    counts: dict[tuple[Period, date], int] = defaultdict(int)
    for row in agreed:
        last = last_over(row, today)
        if last is None or not rights.can_enter(viewer, row):
            continue
        settled = {figure.month for figure in rows.get(row.id, []) if figure.state is not EntryState.DRAFT}
        for period in between(row.first_period, last):
            if period.month not in settled:
                counts[quarter_of(period), row.due_on(period)] += 1
    for (quarter, day), count in sorted(counts.items(), key=lambda item: (item[0][1], item[0][0].month)):
        yield Due(
            N_("Chiffres à saisir pour le %(period)s : %(count)s"),
            "kpis.entry",
            {"period": quarter.code},
            day,
            {"period": quarter, "count": count},
        )


def _to_correct(viewer: User, agreed: list[Adoption], rows: dict[int, list[Row]]) -> Iterator[Due]:
    for row in agreed:
        if not rights.can_enter(viewer, row):
            continue
        for figure in rows.get(row.id, []):
            if figure.state is EntryState.RETURNED:
                period = Period(figure.month, row.definition.frequency)
                yield Due(
                    N_("Chiffre renvoyé, à revoir : %(name)s, %(period)s"),
                    "kpis.figure",
                    {"number": figure.id},
                    row.due_on(period),
                    {"name": row.definition.name, "period": period},
                )


def _to_approve(
    viewer: User, agreed: list[Adoption], rows: dict[int, list[Row]], cared_for: frozenset[int]
) -> Iterator[Due]:
    """What the person can approve: not what they edited last."""
    waiting = [
        row.due_on(Period(figure.month, row.definition.frequency))
        for row in agreed
        if rights.can_review(viewer, row.organisation, cared_for)
        for figure in rows.get(row.id, [])
        if figure.state is EntryState.SUBMITTED and figure.edited_by_id != viewer.id
    ]
    if waiting:
        yield Due(N_("Chiffres à valider : %(count)s"), "kpis.review", {}, min(waiting), {"count": len(waiting)})
