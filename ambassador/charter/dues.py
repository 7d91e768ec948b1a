"""What is due from a person: answers to proposed actions, and actions that run past their horizon."""

from datetime import date

from sqlalchemy import or_, select

from ambassador.accounts.models import User
from ambassador.charter.models import Acceptance, Action, ActionStatus, Charter
from ambassador.db import db
from ambassador.due import Due
from ambassador.errors import N_
from ambassador.permissions import Role


def due_from(viewer: User, today: date) -> list[Due]:
    if viewer.role not in {Role.COORDINATOR, Role.STAFF}:
        return []
    is_late = (
        (Action.acceptance == Acceptance.ACCEPTED)
        & (Action.status == ActionStatus.IN_PROGRESS)
        & (Action.horizon < today.year)
    )
    chosen = select(Action).join(Charter).where(Charter.organisation_id == viewer.organisation_id)
    if viewer.role is Role.COORDINATOR:
        chosen = chosen.where(or_(Action.acceptance == Acceptance.PROPOSED, is_late))
    elif viewer.service_id is None:
        return []
    else:
        chosen = chosen.where(is_late, Action.service_id == viewer.service_id)
    return [_due(action) for action in db.session.scalars(chosen.order_by(Action.code, Action.id))]


def _due(action: Action) -> Due:
    if action.acceptance is Acceptance.PROPOSED:
        return Due(
            N_("Action proposée, à accepter ou à refuser : %(code)s – %(title)s"),
            "charter.action",
            {"number": action.id},
            None,
            {"code": action.code, "title": action.title},
        )
    return Due(
        N_("Action en cours après son échéance : %(code)s – %(title)s"),
        "charter.action",
        {"number": action.id},
        date(action.horizon, 12, 31) if action.horizon else None,
        {"code": action.code, "title": action.title},
    )
