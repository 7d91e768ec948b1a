"""Reads of the diagnosis: a follow-up's needs, gravest first."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from ambassador.accounts.models import User
from ambassador.charter.models import Action
from ambassador.charter.related import Related
from ambassador.conventions.queries import seen
from ambassador.db import db
from ambassador.followup.models import FollowUp, Need, NeedState
from ambassador.followup.queries.follow_up import whole

OPEN = (NeedState.OBSERVED, NeedState.SOLUTION_PROPOSED)


def needs_of(follow_up: FollowUp) -> list[Need]:
    """All, with their actions: gravest first, then as people ranked them."""
    chosen = select(Need).where(Need.follow_up_id == follow_up.id)
    chosen = chosen.options(selectinload(Need.actions), joinedload(Need.session))
    return sorted(db.session.scalars(chosen), key=lambda need: need.order)


def count_open_needs(follow_up: FollowUp) -> int:
    chosen = select(func.count(Need.id)).where(Need.follow_up_id == follow_up.id, Need.state.in_(OPEN))
    return db.session.scalar(chosen) or 0


def need(number: int, viewer: User) -> Need | None:
    chosen = (
        select(Need)
        .join(FollowUp)
        .where(Need.id == number, FollowUp.convention_id.in_(seen(viewer)))
        .options(
            *whole(joinedload(Need.follow_up).joinedload(FollowUp.convention)),
            selectinload(Need.actions),
            joinedload(Need.session),
        )
    )
    return db.session.scalars(chosen).unique().one_or_none()


def needs_about(action: Action, viewer: User) -> list[Related]:
    """The needs linked to an action, gravest first, for the action's page."""
    chosen = (
        select(Need)
        .join(FollowUp)
        .where(Need.actions.any(Action.id == action.id), FollowUp.convention_id.in_(seen(viewer)))
    )
    found = sorted(db.session.scalars(chosen), key=lambda need: need.order)
    return [Related(need.area, "followup.diagnosis", {"number": need.follow_up_id}) for need in found]


def movable(needs: Collection[Need]) -> dict[int, tuple[bool, bool]]:
    """Need → whether it can go up and down among the open ones as grave."""
    still_open = [need for need in needs if need.is_open]
    found = {}
    for severity in {need.severity for need in still_open}:
        equals = [need for need in still_open if need.severity == severity]
        for place, need in enumerate(equals):
            found[need.id] = place > 0, place < len(equals) - 1
    return found
