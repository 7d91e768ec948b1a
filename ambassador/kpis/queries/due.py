"""What KPIs ask of a person: figures to enter or correct, figures to approve, KPIs to agree."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from ambassador.accounts.models import User
from ambassador.due import Due
from ambassador.errors import N_
from ambassador.kpis import rights
from ambassador.kpis.models import Adoption, AdoptionState, CorrectionState, EntryState
from ambassador.kpis.queries import closings, mine
from ambassador.kpis.queries.closings import Closings
from ambassador.kpis.queries.entry import quarter_of
from ambassador.kpis.queries.figures import Row, last_over
from ambassador.kpis.queries.sight import looked_after
from ambassador.periods import Period, between
from ambassador.permissions import Permission, allows

Figures = dict[int, list[Row]]


def find_due(viewer: User, today: date) -> list[Due]:
    if not allows(viewer.role, Permission.KPIS_ENTER):
        return []
    proposed = [row for row in mine.adoptions(viewer, today) if row.state is AdoptionState.PROPOSED]
    agreed = [row for row in mine.agreed(viewer, today) if not row.is_computed]
    rows = mine.figures(viewer, today)
    closed = closings.for_all({row.organisation for row in agreed}) if agreed else {}
    cared_for = looked_after(viewer, today)
    return [
        *_to_agree(viewer, proposed),
        *_changes_to_agree(viewer, mine.agreed(viewer, today)),
        *_to_enter(viewer, agreed, rows, closed, today),
        *_to_correct(viewer, agreed, rows, closed, today),
        *_to_approve(viewer, agreed, rows, cared_for),
        *_to_look_again(viewer, agreed, rows, cared_for),
    ]


def _to_agree(viewer: User, proposed: list[Adoption]) -> Iterator[Due]:
    for row in proposed:
        if rights.is_other_party(viewer, row.proposed_by, row.organisation):
            name = {"name": row.definition.name}
            yield Due(N_("KPI proposé, à convenir : %(name)s"), "kpis.show", {"number": row.id}, None, dict(name))


def _changes_to_agree(viewer: User, agreed: list[Adoption]) -> Iterator[Due]:
    for row in agreed:
        change = row.pending
        if change and rights.is_other_party(viewer, change.proposed_by, row.organisation):
            name = {"name": row.definition.name}
            message = N_("Changement d’un KPI, à convenir : %(name)s")
            yield Due(message, "kpis.version", {"number": change.id}, None, dict(name))


def _to_enter(
    viewer: User, agreed: list[Adoption], rows: Figures, closed: dict[int, Closings], today: date
) -> Iterator[Due]:
    """One item for each quarter and last day: not one for each figure. Nothing of a period that is closed for the person;
    where it is open again for them alone, its last day counts."""
    counts: dict[tuple[Period, date], int] = defaultdict(int)
    for row in agreed:
        last = last_over(row, today)
        if last is None or not rights.can_enter(viewer, row):
            continue
        settled = {figure.month for figure in rows.get(row.id, []) if figure.state is not EntryState.DRAFT}
        for period in between(row.first_period, last):
            known = closed[row.organisation_id]
            if period.month in settled or not known.may_write(period, viewer.id, today):
                continue
            opening = known.opening(period, viewer.id, today)
            counts[quarter_of(period), opening.until if opening else row.due_on(period)] += 1
    for (quarter, day), count in sorted(counts.items(), key=lambda item: (item[0][1], item[0][0].month)):
        yield Due(
            N_("Chiffres à saisir pour le %(period)s : %(count)s"),
            "kpis.entry",
            {"period": quarter.code},
            day,
            {"period": quarter, "count": count},
        )


def _to_correct(
    viewer: User, agreed: list[Adoption], rows: Figures, closed: dict[int, Closings], today: date
) -> Iterator[Due]:
    """Figures and corrections that came back."""
    for row in agreed:
        if not rights.can_enter(viewer, row):
            continue
        for figure in rows.get(row.id, []):
            is_correction = figure.correction is CorrectionState.RETURNED
            period = Period(figure.month, row.definition.frequency)
            if not is_correction and figure.state is not EntryState.RETURNED:
                continue
            if closed[row.organisation_id].may_write(period, viewer.id, today):
                yield Due(
                    N_("Correction renvoyée, à revoir : %(name)s, %(period)s")
                    if is_correction
                    else N_("Chiffre renvoyé, à revoir : %(name)s, %(period)s"),
                    "kpis.figure",
                    {"number": figure.id},
                    None if is_correction else row.due_on(period),
                    {"name": row.definition.name, "period": period},
                )


def _to_approve(viewer: User, agreed: list[Adoption], rows: Figures, cared_for: frozenset[int]) -> Iterator[Due]:
    """What the person can approve: not what they edited last. A correction waits without a day of its own."""
    waiting = [
        None if figure.correction else row.due_on(Period(figure.month, row.definition.frequency))
        for row in agreed
        if rights.can_review(viewer, row.organisation, cared_for)
        for figure in rows.get(row.id, [])
        if _waits(figure) and (figure.corrected_by_id or figure.edited_by_id) != viewer.id
    ]
    if waiting:
        first = min((day for day in waiting if day is not None), default=None)
        yield Due(N_("Chiffres à valider : %(count)s"), "kpis.review", {}, first, {"count": len(waiting)})


def _waits(figure: Row) -> bool:
    return figure.state is EntryState.SUBMITTED or figure.correction is CorrectionState.SUBMITTED


def _to_look_again(viewer: User, agreed: list[Adoption], rows: Figures, cared_for: frozenset[int]) -> Iterator[Due]:
    for row in agreed:
        if not rights.can_answer(viewer, row.organisation, cared_for):
            continue
        for figure in rows.get(row.id, []):
            if figure.second_look_by_id not in (None, viewer.id):
                yield Due(
                    N_("Second regard demandé : %(name)s, %(period)s"),
                    "kpis.figure",
                    {"number": figure.id},
                    None,
                    {"name": row.definition.name, "period": Period(figure.month, row.definition.frequency)},
                )
