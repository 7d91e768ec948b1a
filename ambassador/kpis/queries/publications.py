"""What a quarter would publish, what was published, and the quarters partners can see."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from ambassador.accounts.models import Organisation, User
from ambassador.db import db
from ambassador.kpis import companions, series, suppression
from ambassador.kpis.models import Adoption, AdoptionState, EntryState, Publication, PublishedFigure
from ambassador.kpis.queries.entry import ending_in
from ambassador.kpis.queries.figures import Row, computed_figures, rows_of
from ambassador.kpis.queries.sight import is_seen, loaded
from ambassador.kpis.series import Figure, Point
from ambassador.periods import Period


@dataclass(frozen=True)
class PreviewLine:
    """One figure of the quarter: published when approved or computed, its numbers withheld when it is small."""

    adoption: Adoption
    point: Point
    figure: Row | Figure | None
    is_published: bool
    is_small: bool
    is_small_step: bool = False
    """Withheld because it differs by a few people from what was published before."""

    @property
    def has_question(self) -> bool:
        """A coach asked for a second look that nobody has answered."""
        return isinstance(self.figure, Row) and self.figure.second_look_by_id is not None


@dataclass(frozen=True)
class Preview:
    organisation: Organisation
    quarter: Period
    lines: tuple[PreviewLine, ...]
    latest: Publication | None
    adoptions: tuple[Adoption, ...]
    today: date

    @property
    def published(self) -> list[PreviewLine]:
        return [line for line in self.lines if line.is_published]

    @property
    def left_out(self) -> list[PreviewLine]:
        return [line for line in self.lines if not line.is_published]

    @property
    def number(self) -> int:
        return self.latest.number + 1 if self.latest else 1

    @property
    def seen(self) -> str:
        """A mark of exactly what is shown: publishing something else than was seen is refused."""
        shown = [(self.number, *row) for row in content(self)]
        return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]

    @property
    def kept_with(self) -> list[Any]:
        """What partners will read besides, in lazy sentences."""
        return companions.said_of(self.organisation)

    @cached_property
    def is_unchanged(self) -> bool:
        """Nothing differs from what was last published, nor from what was kept with it."""
        if self.latest is None or content(self) != published_content(self.latest):
            return False
        return not companions.differ_from(self.latest, self.today)


Content = list[tuple[object, ...]]


def content(preview: Preview) -> Content:
    """What would be published, in a form that can be compared."""
    return sorted(
        (
            line.adoption.id,
            line.point.period.month,
            str(line.figure.answer),
            *((None, None, None) if line.is_small else _numbers(line.figure)),
            line.is_small,
        )
        for line in preview.published
        if line.figure is not None
    )


def published_content(publication: Publication) -> Content:
    return sorted(
        (row.adoption_id, row.month, str(row.answer), *_numbers(row), row.is_suppressed) for row in publication.figures
    )


def _numbers(row: Row | Figure | PublishedFigure) -> tuple[str | None, str | None, str | None]:
    numerator, denominator, weight = (
        None if number is None else str(number) for number in (row.numerator, row.denominator, row.weight)
    )
    return numerator, denominator, weight


def preview(organisation: Organisation, quarter: Period, today: date) -> Preview:
    """The figures whose period ends in the quarter: those that would be published, and those that are missing for it."""
    chosen = loaded().where(
        Adoption.organisation_id == organisation.id,
        Adoption.state.in_([AdoptionState.AGREED, AdoptionState.RETIRED]),
    )
    adoptions = list(db.session.scalars(chosen))
    entered = rows_of([row.id for row in adoptions])
    computed = computed_figures([row for row in adoptions if row.is_computed], today)
    before = _published_before(organisation.id, quarter)
    lines = [
        _line(
            adoption,
            period,
            _find([*entered.get(adoption.id, []), *computed.get(adoption.id, [])], period),
            before[adoption.id, period],
            today,
        )
        for adoption in adoptions
        for period in ending_in(quarter, adoption.definition.frequency)
        if period.month >= adoption.first_month
    ]
    shown = tuple(line for line in lines if line.figure or line.adoption.state is AdoptionState.AGREED)
    return Preview(organisation, quarter, shown, latest_publication(organisation.id, quarter), tuple(adoptions), today)


def _find(figures: list[Row | Figure], period: Period) -> Row | Figure | None:
    return next((figure for figure in figures if figure.month == period.month), None)


def _published_before(organisation_id: int, quarter: Period) -> defaultdict[tuple[int, Period], list[Figure]]:
    """Every number of the quarter that partners could ever read, by KPI and period."""
    chosen = (
        select(PublishedFigure)
        .join(Publication)
        .where(
            Publication.organisation_id == organisation_id,
            Publication.month == quarter.month,
            PublishedFigure.numerator.is_not(None),
        )
    )
    found: defaultdict[tuple[int, Period], list[Figure]] = defaultdict(list)
    for row in db.session.scalars(chosen.order_by(PublishedFigure.id)):
        found[row.adoption_id, Period(row.month, row.frequency)].append(as_figure(row))
    return found


def _line(
    adoption: Adoption, period: Period, figure: Row | Figure | None, before: list[Figure], today: date
) -> PreviewLine:
    point = series.point_of(adoption, period, figure, today)
    if figure is None or not (figure.state is EntryState.APPROVED or figure.state is None):
        return PreviewLine(adoption, point, figure, is_published=False, is_small=False)
    is_small = suppression.is_small(adoption.definition, figure.numerator, figure.denominator, figure.weight)
    is_step = not is_small and suppression.is_small_step(adoption.definition, figure, before)
    return PreviewLine(adoption, point, figure, True, is_small or is_step, is_step)


def latest_publication(organisation_id: int, quarter: Period) -> Publication | None:
    chosen = select(Publication).where(
        Publication.organisation_id == organisation_id, Publication.month == quarter.month
    )
    chosen = chosen.order_by(Publication.number.desc()).limit(1)
    return db.session.scalar(chosen.options(selectinload(Publication.figures), joinedload(Publication.published_by)))


def publications(organisation: Organisation) -> list[Publication]:
    """Everything a structure published, newest quarter first, the latest number of each first."""
    chosen = select(Publication).where(Publication.organisation_id == organisation.id)
    counted = selectinload(Publication.figures).load_only(PublishedFigure.id)
    chosen = chosen.options(counted, joinedload(Publication.published_by))
    return list(db.session.scalars(chosen.order_by(Publication.month.desc(), Publication.number.desc())))


def publication(number: int, viewer: User) -> Publication | None:
    """One in sight, with the figures as they were published."""
    seen = select(Adoption.organisation_id).where(is_seen(viewer))
    chosen = select(Publication).where(Publication.id == number, Publication.organisation_id.in_(seen))
    return db.session.scalar(
        chosen.options(
            joinedload(Publication.organisation),
            joinedload(Publication.published_by),
            selectinload(Publication.figures)
            .joinedload(PublishedFigure.adoption)
            .options(
                joinedload(Adoption.definition),
                joinedload(Adoption.indicator),
                joinedload(Adoption.action),
                selectinload(Adoption.targets),
            ),
        )
    )


def published_lines(publication: Publication, today: date) -> list[tuple[Adoption, Point]]:
    """The figures of a publication with their KPI, by code and period."""
    rows = sorted(publication.figures, key=lambda row: (row.adoption.code, row.adoption_id, row.month))
    return [
        (row.adoption, series.point_of(row.adoption, Period(row.month, row.frequency), as_figure(row), today))
        for row in rows
    ]


def as_figure(row: PublishedFigure) -> Figure:
    return Figure(
        row.month,
        row.answer,
        row.numerator,
        row.denominator,
        row.weight,
        is_suppressed=row.is_suppressed,
        state=EntryState.APPROVED,
        adoption_id=row.adoption_id,
    )


@dataclass(frozen=True)
class PublishedQuarter:
    """A quarter as partners see it: its latest publication."""

    quarter: Period
    number: int
    publication_id: int


def latest_ids(organisation_ids: list[int] | None) -> list[int]:
    """The publications partners read: of each structure and quarter the one with the highest number."""
    return [row.publication_id for row in _latest(organisation_ids)]


def published_quarters(organisation_id: int) -> list[PublishedQuarter]:
    """Newest first."""
    return list(reversed(_latest([organisation_id])))


def _latest(organisation_ids: list[int] | None) -> list[PublishedQuarter]:
    newest = select(
        Publication.organisation_id, Publication.month, func.max(Publication.number).label("number")
    ).group_by(Publication.organisation_id, Publication.month)
    if organisation_ids is not None:
        newest = newest.where(Publication.organisation_id.in_(organisation_ids))
    last = newest.subquery()
    chosen = (
        select(Publication)
        .join(
            last,
            (Publication.organisation_id == last.c.organisation_id)
            & (Publication.month == last.c.month)
            & (Publication.number == last.c.number),
        )
        .order_by(Publication.month, Publication.organisation_id)
    )
    return [PublishedQuarter(row.quarter, row.number, row.id) for row in db.session.scalars(chosen)]
