"""All that the documents of a structure's KPI set tell, and the deliverable they can be handed over as."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from ambassador.accounts.models import User
from ambassador.conventions.models import Party
from ambassador.conventions.queries import seen
from ambassador.db import db
from ambassador.followup.models import Deliverable, DeliverableKind, DeliverableState, FollowUp
from ambassador.followup.queries.follow_up import in_sight, whole
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
    return sorted(rows, key=lambda row: (row.action.code if row.action else "", row.code, row.id))


def later_versions(adoption_ids: Collection[int]) -> dict[int, AdoptionVersion]:
    """The last agreed version of each KPI, where it is not the first."""
    chosen = select(AdoptionVersion).where(
        AdoptionVersion.adoption_id.in_(adoption_ids),
        AdoptionVersion.state == VersionState.AGREED,
        AdoptionVersion.number > 1,
    )
    return {row.adoption_id: row for row in db.session.scalars(chosen.order_by(AdoptionVersion.number))}


@dataclass(frozen=True)
class HandingOver:
    """What a structure's KPIs can be handed over as: a deliverable, or a follow-up to which one can be added."""

    deliverable: Deliverable | None = None
    follow_up: FollowUp | None = None


def handing_over(organisation_id: int, viewer: User, today: date) -> HandingOver:
    """The structure's KPI set that the viewer's side can hand over now, the newest where there are several. Where no such
    deliverable is open, not even one that waits for the other party's word: the follow-up that lacks it."""
    of_structure = select(Party.convention_id).where(Party.organisation_id == organisation_id)
    chosen = (
        select(Deliverable)
        .join(FollowUp)
        .where(
            Deliverable.kind == DeliverableKind.KPI_SET,
            Deliverable.state != DeliverableState.ACCEPTED,
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
    found = [row for row in db.session.scalars(chosen).unique() if row.follow_up.is_open(today)]
    if found:
        return HandingOver(next((row for row in found if row.can_be_submitted_by(viewer)), None))
    lacking = in_sight(viewer).where(FollowUp.convention_id.in_(of_structure)).order_by(FollowUp.id.desc())
    return HandingOver(
        follow_up=next((row for row in db.session.scalars(lacking).unique() if row.is_open(today)), None)
    )
