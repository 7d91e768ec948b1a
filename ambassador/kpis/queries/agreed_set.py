"""All that the documents of a structure's KPI set tell, and the deliverable they can be handed over as."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from ambassador.accounts.models import User
from ambassador.conventions.models import Party
from ambassador.conventions.queries import seen
from ambassador.db import db
from ambassador.followup.models import Deliverable, DeliverableKind, DeliverableState, FollowUp
from ambassador.followup.queries.follow_up import whole
from ambassador.kpis.models import Adoption, AdoptionVersion, IndicatorVersion, VersionState
from ambassador.kpis.queries.sight import loaded


def kpis_of(organisation_id: int) -> list[Adoption]:
    """All KPIs of a structure, retired ones too, by action and code."""
    chosen = loaded().where(Adoption.organisation_id == organisation_id)
    chosen = chosen.options(
        joinedload(Adoption.proposed_by),
        joinedload(Adoption.agreed_by),
        joinedload(Adoption.definition).selectinload(IndicatorVersion.dimensions),
    )
    rows = db.session.scalars(chosen)
    return sorted(rows, key=lambda row: (row.action.code if row.action else "", row.indicator.code, row.id))


def later_versions(adoption_ids: Collection[int]) -> dict[int, AdoptionVersion]:
    """The last agreed version of each KPI, where it is not the first."""
    chosen = select(AdoptionVersion).where(
        AdoptionVersion.adoption_id.in_(adoption_ids),
        AdoptionVersion.state == VersionState.AGREED,
        AdoptionVersion.number > 1,
    )
    return {row.adoption_id: row for row in db.session.scalars(chosen.order_by(AdoptionVersion.number))}


def to_hand_over(organisation_id: int, viewer: User, today: date) -> Deliverable | None:
    """The structure's KPI set that the viewer's side can hand over now; the newest where there are several."""
    of_structure = select(Party.convention_id).where(Party.organisation_id == organisation_id)
    chosen = (
        select(Deliverable)
        .join(FollowUp)
        .where(
            Deliverable.kind == DeliverableKind.KPI_SET,
            Deliverable.state.in_([DeliverableState.DRAFT, DeliverableState.RETURNED]),
            FollowUp.convention_id.in_(seen(viewer)),
            FollowUp.convention_id.in_(of_structure),
        )
        .options(
            joinedload(Deliverable.submitting_party),
            selectinload(Deliverable.versions),
            *whole(joinedload(Deliverable.follow_up).joinedload(FollowUp.convention)),
        )
        .order_by(Deliverable.id.desc())
    )
    rows = db.session.scalars(chosen).unique()
    return next((row for row in rows if row.can_be_submitted_by(viewer) and row.follow_up.is_open(today)), None)
