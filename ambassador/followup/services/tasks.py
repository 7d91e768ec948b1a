"""Next steps and tasks: adding, changing, ticking them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from ambassador.accounts.models import User
from ambassador.db import db
from ambassador.errors import N_, RuleBroken
from ambassador.followup import queries
from ambassador.followup.models import FollowUp, FollowUpSession, Task
from ambassador.followup.services.guards import check_open


@dataclass(frozen=True)
class Step:
    """A next step: a task to be."""

    title: str
    owner_id: int | None = None
    due_on: date | None = None


def add_task(follow_up: FollowUp, step: Step, today: date) -> Task:
    check_open(follow_up, today)
    _check_owner(step, {person.id for person in queries.people_of(follow_up)})
    task = Task(follow_up=follow_up, title=step.title, owner_id=step.owner_id, due_on=step.due_on)
    db.session.add(task)
    return task


def change_task(task: Task, step: Step, today: date) -> Task:
    check_open(task.follow_up, today)
    people = {person.id for person in queries.people_of(task.follow_up)}
    _check_owner(step, people | ({task.owner_id} if task.owner_id else set()))
    task.title, task.owner_id, task.due_on = step.title, step.owner_id, step.due_on
    return task


def finish_task(task: Task, today: date) -> Task:
    check_open(task.follow_up, today)
    if not task.is_open:
        raise RuleBroken(N_("Cette tâche est déjà faite."))
    task.done_on = today
    return task


def reopen_task(task: Task, today: date) -> Task:
    check_open(task.follow_up, today)
    if task.is_open:
        raise RuleBroken(N_("Cette tâche est encore à faire."))
    task.done_on = None
    return task


def add_tasks(session: FollowUpSession, steps: Sequence[Step], people: dict[int, User]) -> None:
    for step in steps:
        owner = people[step.owner_id] if step.owner_id else None
        db.session.add(
            Task(follow_up=session.follow_up, session=session, title=step.title, owner=owner, due_on=step.due_on)
        )


def people_for(follow_up: FollowUp, steps: Sequence[Step]) -> dict[int, User]:
    """Who may own the steps. Raises RuleBroken for anyone else."""
    if not steps:
        return {}
    people = {person.id: person for person in queries.people_of(follow_up)}
    for step in steps:
        _check_owner(step, people.keys())
    return people


def _check_owner(step: Step, people: Collection[int]) -> None:
    if step.owner_id is not None and step.owner_id not in people:
        raise RuleBroken(N_("Cette personne ne fait pas partie de la convention."), field="owner_id")
