"""The versions of what is agreed of a KPI, and what relies on a definition."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ambassador.accounts.models import User
from ambassador.charter.models import Action
from ambassador.db import db
from ambassador.kpis.models import Adoption, AdoptionVersion, Entry, IndicatorVersion, VersionState
from ambassador.kpis.queries.sight import is_seen

PENDING = (VersionState.DRAFT, VersionState.PROPOSED)


def of(adoption_id: int) -> list[AdoptionVersion]:
    """All versions of a KPI, newest first."""
    chosen = (
        select(AdoptionVersion)
        .where(AdoptionVersion.adoption_id == adoption_id)
        .options(
            joinedload(AdoptionVersion.written_by),
            joinedload(AdoptionVersion.proposed_by),
            joinedload(AdoptionVersion.agreed_by),
        )
    )
    return list(db.session.scalars(chosen.order_by(AdoptionVersion.number.desc())))


def pending(adoption_id: int) -> AdoptionVersion | None:
    """The one change that is being written or waits for agreement."""
    chosen = select(AdoptionVersion).where(
        AdoptionVersion.adoption_id == adoption_id, AdoptionVersion.state.in_(PENDING)
    )
    return db.session.scalar(chosen)


def version(number: int, viewer: User) -> AdoptionVersion | None:
    """One version in sight, with its KPI whole."""
    adoption = joinedload(AdoptionVersion.adoption)
    chosen = (
        select(AdoptionVersion)
        .join(Adoption)
        .where(AdoptionVersion.id == number, is_seen(viewer))
        .options(
            adoption.joinedload(Adoption.indicator),
            adoption.joinedload(Adoption.organisation),
            adoption.joinedload(Adoption.action).joinedload(Action.axis),
            adoption.joinedload(Adoption.definition).selectinload(IndicatorVersion.dimensions),
            adoption.selectinload(Adoption.targets),
            joinedload(AdoptionVersion.written_by),
            joinedload(AdoptionVersion.proposed_by),
            joinedload(AdoptionVersion.agreed_by),
        )
    )
    return db.session.scalar(chosen)


def before(version: AdoptionVersion) -> AdoptionVersion | None:
    """The version that was in force when this one was written: the last agreed before it."""
    chosen = select(AdoptionVersion).where(
        AdoptionVersion.adoption_id == version.adoption_id,
        AdoptionVersion.number < version.number,
        AdoptionVersion.state == VersionState.AGREED,
    )
    return db.session.scalar(chosen.order_by(AdoptionVersion.number.desc()).limit(1))


def months_with_figures(adoption_id: int) -> list[int]:
    chosen = select(Entry.month).where(Entry.adoption_id == adoption_id, Entry.answer.is_not(None))
    return list(db.session.scalars(chosen.distinct()))


def is_shared(adoption: Adoption) -> bool:
    """Another structure has the same indicator."""
    chosen = select(Adoption.id).where(Adoption.indicator_id == adoption.indicator_id, Adoption.id != adoption.id)
    return db.session.scalar(chosen.limit(1)) is not None


def is_in_use(adoption: Adoption) -> bool:
    """Another structure, or a figure, relies on the definition that the KPI has."""
    others = select(Adoption.id).where(Adoption.definition_id == adoption.definition_id, Adoption.id != adoption.id)
    figures = select(Entry.id).where(Entry.definition_id == adoption.definition_id)
    return any(db.session.scalar(chosen.limit(1)) is not None for chosen in (others, figures))
