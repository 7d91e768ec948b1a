"""What waits for approval, each figure with what a reviewer compares it to."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from ambassador.accounts.models import KpiReviewer, Organisation, OrganisationKind, User
from ambassador.db import db
from ambassador.kpis import rights, series, values
from ambassador.kpis.models import Adoption, CorrectionState, Dimension, Entry, EntryEvent, EntryState, IndicatorVersion
from ambassador.kpis.past import fold
from ambassador.kpis.queries.figures import Row, rows_of
from ambassador.kpis.queries.sight import is_seen, looked_after
from ambassador.kpis.queries.story import SENT, corrections_in_hand, second_looks
from ambassador.kpis.series import Figure, Point
from ambassador.kpis.values import Distance
from ambassador.paging import SIZE, Page, nearest
from ambassador.periods import Period


@dataclass(frozen=True)
class Waiting:
    """One figure, or a correction of it, with what a reviewer compares it to."""

    entry: Entry
    point: Point
    last: Point | None
    is_own: bool
    """The reviewer's own edit was the last: another person approves it."""
    former: Point | None = None
    """What stays in force while a correction is in hand."""
    correction: EntryEvent | None = None
    question: EntryEvent | None = None
    """The second look that was asked for and is not answered."""

    @property
    def change(self) -> Fraction | None:
        """From the last value to this one, in the unit shown."""
        if self.point.value is None or self.last is None or self.last.value is None:
            return None
        return self.point.value - self.last.value

    @property
    def distance(self) -> Distance | None:
        adoption = self.entry.adoption
        if adoption.target_is_total:
            return None
        return values.distance(self.point.value, self.point.target, adoption.definition.direction)


def is_reviewed_by(viewer: User, today: date) -> ColumnElement[bool]:
    """The condition on `Organisation` that says whose figures the person approves, as `rights.can_review` does."""
    own = and_(Organisation.kind == OrganisationKind.OPERATOR, Organisation.id == viewer.organisation_id)
    if viewer.is_operator:
        theirs = and_(
            Organisation.kind != OrganisationKind.OPERATOR,
            Organisation.kpi_reviewer == KpiReviewer.COACH,
            Organisation.id.in_(looked_after(viewer, today)),
        )
        return or_(own, theirs)
    return and_(Organisation.id == viewer.organisation_id, Organisation.kpi_reviewer == KpiReviewer.COORDINATOR)


def waits() -> ColumnElement[bool]:
    return and_(
        or_(Entry.state == EntryState.SUBMITTED, Entry.correction == CorrectionState.SUBMITTED),
        Entry.category_id.is_(None),
    )


def _queue(viewer: User, today: date) -> Select[Entry]:
    return (
        select(Entry)
        .join(Adoption, Adoption.id == Entry.adoption_id)
        .join(Organisation, Organisation.id == Adoption.organisation_id)
        .where(waits(), is_seen(viewer), is_reviewed_by(viewer, today))
    )


def queue(viewer: User, today: date, number: int = 1, size: int = SIZE) -> Page[Waiting]:
    """One page of the figures that wait for the person's approval, the longest waiting first."""
    total = db.session.scalar(_queue(viewer, today).with_only_columns(func.count(Entry.id))) or 0
    number = nearest(number, total, size)
    sent = (
        select(func.max(EntryEvent.id))
        .where(EntryEvent.entry_id == Entry.id, EntryEvent.kind.in_(SENT))
        .correlate(Entry)
        .scalar_subquery()
    )
    chosen = _loaded(_queue(viewer, today)).order_by(sent, Entry.id).limit(size).offset((number - 1) * size)
    return Page(waiting_of(list(db.session.scalars(chosen)), viewer, today), number, total, size)


def chosen_figures(viewer: User, numbers: Collection[int]) -> dict[int, Entry]:
    """Figures in sight by their numbers, as a selection on the queue sends them."""
    chosen = _loaded(select(Entry).join(Adoption, Adoption.id == Entry.adoption_id))
    chosen = chosen.where(Entry.id.in_(numbers), Entry.category_id.is_(None), is_seen(viewer))
    return {entry.id: entry for entry in db.session.scalars(chosen)}


def _loaded(chosen: Select[Entry]) -> Select[Entry]:
    return chosen.options(
        contains_eager(Entry.adoption).options(
            joinedload(Adoption.indicator),
            joinedload(Adoption.action),
            joinedload(Adoption.definition),
            joinedload(Adoption.organisation),
            selectinload(Adoption.targets),
        ),
        joinedload(Entry.edited_by),
        joinedload(Entry.file),
        joinedload(Entry.definition).selectinload(IndicatorVersion.dimensions).selectinload(Dimension.categories),
        selectinload(Entry.parts),
    )


def waiting(entry: Entry, viewer: User, today: date) -> Waiting:
    """The same comparison for the page of one figure."""
    return waiting_of([entry], viewer, today)[0]


def waiting_of(entries: list[Entry], viewer: User, today: date) -> list[Waiting]:
    approved = rows_of({entry.adoption_id for entry in entries}, [EntryState.APPROVED])
    corrections = corrections_in_hand({entry.id for entry in entries if entry.correction})
    questions = second_looks({entry.id for entry in entries if entry.second_look_by_id})
    found = []
    for entry in entries:
        correction = corrections.get(entry.id)
        stored = series.point_of(entry.adoption, entry.period, row_of(entry), today)
        found.append(
            Waiting(
                entry=entry,
                point=_proposed(entry, correction, today) if correction else stored,
                last=_last(entry, approved.get(entry.adoption_id, []), today),
                is_own=entry.last_editor_id == viewer.id,
                former=stored if correction else None,
                correction=correction,
                question=questions.get(entry.id),
            )
        )
    return found


def _last(entry: Entry, approved: list[Row], today: date) -> Point | None:
    earlier = [row for row in approved if row.month < entry.month and row.numerator is not None]
    if not earlier:
        return None
    return series.point_of(entry.adoption, Period(earlier[-1].month, entry.frequency), earlier[-1], today)


def _proposed(entry: Entry, correction: EntryEvent, today: date) -> Point:
    """What the figure would be after the correction."""
    told = fold([correction])
    assert told is not None
    figure = Figure(
        entry.month,
        told.answer,
        told.number("numerator"),
        told.number("denominator"),
        told.number("weight"),
        state=EntryState.SUBMITTED,
        id=entry.id,
    )
    return series.point_of(entry.adoption, entry.period, figure, today)


def row_of(entry: Entry) -> Row | None:
    """None of an emptied draft."""
    if entry.answer is None:
        return None
    return Row(
        entry.id,
        entry.adoption_id,
        entry.month,
        entry.answer,
        entry.numerator,
        entry.denominator,
        entry.weight,
        entry.state,
        entry.edited_by_id,
        entry.correction,
        entry.corrected_by_id,
        entry.second_look_by_id,
    )


def can_review(viewer: User, organisation: Organisation, today: date) -> bool:
    return rights.can_review(viewer, organisation, looked_after(viewer, today))
