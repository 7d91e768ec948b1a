"""Indicators that several structures can have. Who else has one is for the operator's people to know; a structure's people
see the definition alone."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from ambassador.accounts.models import Assignment, Organisation, OrganisationKind, User
from ambassador.conventions import queries as conventions
from ambassador.conventions.models import Party
from ambassador.conventions.queries.register import unsigned
from ambassador.db import db
from ambassador.kpis import rights, terms
from ambassador.kpis.models import Adoption, AdoptionState, Indicator, IndicatorVersion
from ambassador.kpis.queries.sight import is_seen
from ambassador.kpis.terms import DefinitionValues
from ambassador.paging import SIZE, nearest


@dataclass(frozen=True)
class Shared:
    """A definition that structures agreed on, and which ones, by name."""

    definition: IndicatorVersion
    structures: tuple[Organisation, ...]


@dataclass(frozen=True)
class Found:
    rows: list[Shared]
    number: int
    total: int


def to_adopt(organisation: Organisation, viewer: User, page: int) -> Found:
    """What the structure can take over from others in the viewer's sight, oldest first: what it does not have in any state."""
    own = select(Adoption.indicator_id).where(Adoption.organisation_id == organisation.id)
    chosen = _agreed(viewer).where(IndicatorVersion.indicator_id.not_in(own))
    total = db.session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    number = nearest(page, total)
    ordered = chosen.order_by(IndicatorVersion.indicator_id, IndicatorVersion.number)
    definitions = list(db.session.scalars(ordered.limit(SIZE).offset((number - 1) * SIZE)))
    structures = _structures([row.id for row in definitions], viewer)
    return Found([Shared(row, tuple(structures[row.id])) for row in definitions], number, total)


def definition(number: int, viewer: User) -> IndicatorVersion | None:
    """One that a structure in the viewer's sight agreed on; none for a structure's own people."""
    if not rights.can_configure(viewer):
        return None
    return db.session.scalar(_agreed(viewer).where(IndicatorVersion.id == number))


def code_of(definition: IndicatorVersion, viewer: User) -> str:
    """What the first structure in the viewer's sight that agreed on it calls it."""
    chosen = select(Adoption.code).where(
        Adoption.definition_id == definition.id, Adoption.state == AdoptionState.AGREED, is_seen(viewer)
    )
    return db.session.scalar(chosen.order_by(Adoption.id).limit(1)) or ""


def adoption_of(indicator_id: int, organisation_id: int) -> Adoption | None:
    """The structure's own KPI for an indicator, in any state."""
    chosen = select(Adoption).where(Adoption.indicator_id == indicator_id)
    return db.session.scalar(chosen.where(Adoption.organisation_id == organisation_id))


def others(adoption: Adoption, viewer: User) -> list[Adoption]:
    """The same indicator as other structures in the viewer's sight agreed on it, by name; for the operator's people only."""
    if not rights.can_configure(viewer) or adoption.is_programme:
        return []
    chosen = select(Adoption).where(
        Adoption.indicator_id == adoption.indicator_id,
        Adoption.id != adoption.id,
        Adoption.state == AdoptionState.AGREED,
        is_seen(viewer),
    )
    rows = db.session.scalars(chosen.options(joinedload(Adoption.organisation), joinedload(Adoption.definition)))
    return sorted(rows, key=lambda row: (str(row.organisation.name).casefold(), row.id))


def like_example(example: DefinitionValues, organisation: Organisation, by: User) -> IndicatorVersion | None:
    """The definition that another structure of the same operator took over from an example and left as it is; the oldest."""
    own = select(Adoption.indicator_id).where(Adoption.organisation_id == organisation.id)
    chosen = (
        select(IndicatorVersion)
        .join(IndicatorVersion.indicator)
        .where(
            *_of_structures(),
            Indicator.is_example,
            Indicator.id.not_in(own),
            IndicatorVersion.kind == example.kind,
            IndicatorVersion.frequency == example.frequency,
            select(Adoption.id)
            .where(
                Adoption.definition_id == IndicatorVersion.id,
                Adoption.state != AdoptionState.RETIRED,
                _is_of_same_operator(by),
            )
            .exists(),
        )
        .options(joinedload(IndicatorVersion.indicator), selectinload(IndicatorVersion.dimensions))
        .order_by(IndicatorVersion.id)
    )
    rows = db.session.scalars(chosen)
    return next((row for row in rows if terms.has_same_definition(terms.defined(row), example)), None)


def _agreed(viewer: User) -> Select[IndicatorVersion]:
    agreed = select(Adoption.definition_id).where(is_seen(viewer), Adoption.state == AdoptionState.AGREED)
    return (
        select(IndicatorVersion)
        .join(IndicatorVersion.indicator)
        .where(*_of_structures(), IndicatorVersion.id.in_(agreed))
        .options(joinedload(IndicatorVersion.indicator), selectinload(IndicatorVersion.dimensions))
    )


def _of_structures() -> tuple[ColumnElement[bool], ...]:
    """Neither the programme's nor computed."""
    return Indicator.operator_id.is_(None), Indicator.measure.is_(None)


def _structures(definition_ids: list[int], viewer: User) -> dict[int, list[Organisation]]:
    chosen = (
        select(Adoption.definition_id, Organisation)
        .join(Organisation, Organisation.id == Adoption.organisation_id)
        .where(Adoption.definition_id.in_(definition_ids), Adoption.state == AdoptionState.AGREED, is_seen(viewer))
    )
    found: dict[int, list[Organisation]] = defaultdict(list)
    for number, organisation in sorted(
        db.session.execute(chosen), key=lambda row: (str(row[1].name).casefold(), row[1].id)
    ):
        found[number].append(organisation)
    return found


def _is_of_same_operator(by: User) -> ColumnElement[bool]:
    """The condition on `Adoption.organisation_id`: of the structures bound to the person's operator. They need not be in
    the person's sight."""
    if by.is_operator:
        return is_seen(by)
    operators = select(Organisation.id).where(
        Organisation.id.in_(conventions.bound_to(by)), Organisation.kind == OrganisationKind.OPERATOR
    )
    signed = select(Party.convention_id).where(
        Party.organisation_id.in_(operators), Party.convention_id.not_in(unsigned())
    )
    tied = (
        select(Assignment.organisation_id)
        .join(Assignment.coach)
        .where(User.organisation_id.in_(operators), Assignment.until.is_(None))
    )
    of_convention = select(Party.organisation_id).where(Party.convention_id.in_(signed))
    return or_(Adoption.organisation_id.in_(of_convention), Adoption.organisation_id.in_(tied))
