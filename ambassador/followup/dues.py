"""What is due from a person: sessions to log, those of the coming week, their tasks, deliverables to accept or redo."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ambassador.accounts.models import User
from ambassador.db import db
from ambassador.due import Due
from ambassador.errors import N_
from ambassador.followup.models import Deliverable, DeliverableState, FollowUp, FollowUpSession, SessionState, Task
from ambassador.followup.queries.overview import follow_ups, my_structures, open_tasks, sessions_by_day
from ambassador.permissions import Role

SOON = timedelta(days=7)


def due_from(viewer: User, today: date) -> list[Due]:
    """What an ended convention leaves undone is due from nobody."""
    seen = follow_ups(viewer)
    sessions = sessions_by_day([row.convention_id for row in seen])
    tasks = open_tasks([row.id for row in seen])
    mine = my_structures(viewer, today)
    still_open = [row for row in seen if row.is_open(today)]
    return [
        *(item for row in still_open for item in _sessions(row, sessions[row.convention_id], viewer, mine, today)),
        *(item for row in still_open for item in _tasks(tasks[row.id], viewer)),
        *_deliverables(viewer, [row for row in still_open if row.structure.id in mine], today),
    ]


def _sessions(
    follow_up: FollowUp, sessions: list[FollowUpSession], viewer: User, mine: Collection[int], today: date
) -> Iterator[Due]:
    """A coach logs what is over, for their own sessions and structures; both sides see what the coming week brings."""
    if viewer.role not in {Role.COACH, Role.COORDINATOR}:
        return
    parameters: dict[str, object] = {"structure": follow_up.structure.name}
    for one in sessions:
        is_mine = one.coach_id == viewer.id or follow_up.structure.id in mine
        if one.state is not SessionState.PLANNED or one.on > today + SOON or not is_mine:
            continue
        if one.on >= today:
            message = N_("Séance de suivi planifiée : %(structure)s")
            yield Due(message, "followup.session", {"number": one.id}, one.on, parameters)
        elif viewer.role is Role.COACH:
            message = N_("Séance de suivi à noter : %(structure)s")
            yield Due(message, "followup.hold", {"number": one.id}, one.on, parameters)


def _tasks(tasks: list[Task], viewer: User) -> Iterator[Due]:
    """The person's open tasks, with or without a date."""
    for one in tasks:
        if one.owner_id == viewer.id:
            place = {"number": one.follow_up_id}
            yield Due(N_("Tâche : %(task)s"), "followup.show", place, one.due_on, {"task": one.title})


def _deliverables(viewer: User, follow_ups: list[FollowUp], today: date) -> list[Due]:
    """Versions that the other party handed over and this one decides on; what was returned to this one; what is soon due."""
    if viewer.role not in {Role.COACH, Role.COORDINATOR} or not follow_ups:
        return []
    numbers = [row.id for row in follow_ups]
    chosen = (
        select(Deliverable)
        .where(Deliverable.follow_up_id.in_(numbers), Deliverable.state != DeliverableState.ACCEPTED)
        .options(joinedload(Deliverable.submitting_party))
        .order_by(Deliverable.id)
    )
    found = []
    for row in db.session.scalars(chosen):
        is_soon = row.due_on is not None and row.due_on <= today + SOON
        if row.can_be_decided_by(viewer):
            message = N_("Livrable à accepter ou à renvoyer : %(title)s")
        elif row.can_be_submitted_by(viewer) and row.state is DeliverableState.RETURNED:
            message = N_("Livrable renvoyé, à revoir : %(title)s")
        elif row.can_be_submitted_by(viewer) and is_soon:
            message = N_("Livrable à remettre : %(title)s")
        else:
            continue
        found.append(Due(message, "followup.deliverable", {"number": row.id}, row.due_on, {"title": row.title}))
    return found
