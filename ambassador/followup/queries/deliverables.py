"""Reads of deliverables: those of a follow-up, one of them, and what can be counted for."""

from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from ambassador.accounts.models import User
from ambassador.conventions.models import Commitment
from ambassador.conventions.queries import seen
from ambassador.db import db
from ambassador.followup.models import Deliverable, DeliverableVersion, FollowUp
from ambassador.followup.queries.follow_up import whole


def deliverables_of(follow_up: FollowUp) -> list[Deliverable]:
    """The promised ones first, then the optional ones, in the order they were added."""
    chosen = select(Deliverable).where(Deliverable.follow_up_id == follow_up.id).options(*_with_versions())
    rows = db.session.scalars(chosen.order_by(Deliverable.id))
    return sorted(rows, key=lambda one: (one.is_optional, one.id))


def deliverable(number: int, viewer: User) -> Deliverable | None:
    chosen = (
        select(Deliverable)
        .join(FollowUp)
        .where(Deliverable.id == number, FollowUp.convention_id.in_(seen(viewer)))
        .options(*_with_versions(), *whole(joinedload(Deliverable.follow_up).joinedload(FollowUp.convention)))
    )
    return db.session.scalars(chosen).unique().one_or_none()


def commitments_of(follow_up: FollowUp) -> list[Commitment]:
    """Those of the convention, in its order; what an amendment only proposes is not among them."""
    is_of_text = or_(Commitment.amendment_id.is_(None), Commitment.valid_from.is_not(None))
    chosen = select(Commitment).where(Commitment.convention_id == follow_up.convention_id, is_of_text)
    return list(db.session.scalars(chosen.order_by(Commitment.position, Commitment.id)))


def _with_versions() -> tuple[Any, ...]:
    versions = selectinload(Deliverable.versions)
    return (
        versions.joinedload(DeliverableVersion.submitted_by),
        versions.joinedload(DeliverableVersion.decided_by),
        versions.joinedload(DeliverableVersion.file),
        joinedload(Deliverable.submitting_party),
        joinedload(Deliverable.commitment),
    )
