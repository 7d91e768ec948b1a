"""What is due from a person: sessions to log, those of the coming week, their tasks, deliverables to accept or redo."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from ambassador.accounts.models import Organisation, OrganisationKind, User
from ambassador.accounts.queries import assigned_organisation_ids
from ambassador.conventions.models import Convention, Party
from ambassador.conventions.queries import seen
from ambassador.db import db
from ambassador.due import Due
from ambassador.errors import N_
from ambassador.followup.models import Deliverable, DeliverableState, FollowUp, FollowUpSession, SessionState, Task
from ambassador.permissions import Role

SOON = timedelta(days=7)


def due_from(viewer: User, today: date) -> list[Due]:
    """What an ended convention leaves undone is due from nobody."""
    still_open = _open(viewer, today)
    if not still_open:
        return []
    mine = assigned_organisation_ids(viewer, today) if viewer.role is Role.COACH else {viewer.organisation_id}
    return [
        *_sessions(viewer, still_open, mine, today),
        *_tasks(viewer, still_open),
        *_deliverables(viewer, still_open, mine, today),
    ]


def _open(viewer: User, today: date) -> dict[int, FollowUp]:
    """The follow-ups in sight that can still be changed."""
    convention = joinedload(FollowUp.convention)
    chosen = select(FollowUp).where(FollowUp.convention_id.in_(seen(viewer)))
    chosen = chosen.options(convention.selectinload(Convention.parties), convention.selectinload(Convention.terms))
    return {row.id: row for row in db.session.scalars(chosen) if row.is_open(today)}


def _sessions(viewer: User, still_open: Collection[int], mine: Collection[int], today: date) -> list[Due]:
    """A coach logs what is over, for their own sessions and structures; both sides see what the coming week brings."""
    if viewer.role not in {Role.COACH, Role.COORDINATOR}:
        return []
    is_coach = viewer.role is Role.COACH
    chosen = (
        select(FollowUpSession.id, FollowUpSession.on, Organisation.name, FollowUp.id)
        .join(FollowUp, FollowUp.id == FollowUpSession.follow_up_id)
        .join(Party, Party.convention_id == FollowUp.convention_id)
        .join(Organisation, Organisation.id == Party.organisation_id)
        .where(
            FollowUp.convention_id.in_(seen(viewer)),
            Organisation.kind != OrganisationKind.OPERATOR,
            FollowUpSession.state == SessionState.PLANNED,
            FollowUpSession.on <= today + SOON,
            or_(FollowUpSession.coach_id == viewer.id, Organisation.id.in_(mine)),
        )
        .order_by(FollowUpSession.on, FollowUpSession.id)
    )
    found = []
    for number, on, structure, follow_up in db.session.execute(chosen):
        if follow_up not in still_open:
            continue
        parameters: dict[str, object] = {"structure": structure}
        if on >= today:
            message = N_("Séance de suivi planifiée : %(structure)s")
            found.append(Due(message, "followup.session", {"number": number}, on, parameters))
        elif is_coach:
            message = N_("Séance de suivi à noter : %(structure)s")
            found.append(Due(message, "followup.hold", {"number": number}, on, parameters))
    return found


def _tasks(viewer: User, still_open: Collection[int]) -> list[Due]:
    """The person's open tasks, with or without a date."""
    chosen = (
        select(Task.title, Task.follow_up_id, Task.due_on)
        .join(FollowUp, FollowUp.id == Task.follow_up_id)
        .where(Task.owner_id == viewer.id, Task.done_on.is_(None), FollowUp.convention_id.in_(seen(viewer)))
        .order_by(Task.due_on, Task.id)
    )
    return [
        Due(N_("Tâche : %(task)s"), "followup.show", {"number": number}, due_on, {"task": title})
        for title, number, due_on in db.session.execute(chosen)
        if number in still_open
    ]


def _deliverables(viewer: User, still_open: Mapping[int, FollowUp], mine: Collection[int], today: date) -> list[Due]:
    """Versions that the other party handed over and this one decides on; what was returned to this one; what is soon due."""
    if viewer.role not in {Role.COACH, Role.COORDINATOR}:
        return []
    numbers = [number for number, row in still_open.items() if row.structure.id in mine]
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
