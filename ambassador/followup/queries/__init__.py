"""Reads of the follow-up: the list (`overview`), one of them (`follow_up`), its diagnosis and deliverables, one's own drafts."""

from ambassador.followup.queries.deliverables import commitments_of, deliverable, deliverables_of
from ambassador.followup.queries.diagnosis import count_open_needs, movable, need, needs_about, needs_of
from ambassador.followup.queries.drafts import draft
from ambassador.followup.queries.follow_up import (
    WorkedOn,
    actions_of,
    follow_up,
    last_held,
    ledger,
    ledger_from,
    lock,
    people_of,
    session,
    sessions_about,
    sessions_of,
    task,
    task_to_do,
    tasks_of,
    to_log,
    worked_on,
)
from ambassador.followup.queries.overview import Overview, Standing, can_open, overview

__all__ = [
    "Overview",
    "Standing",
    "WorkedOn",
    "actions_of",
    "can_open",
    "commitments_of",
    "count_open_needs",
    "deliverable",
    "deliverables_of",
    "draft",
    "follow_up",
    "last_held",
    "ledger",
    "ledger_from",
    "lock",
    "movable",
    "need",
    "needs_about",
    "needs_of",
    "overview",
    "people_of",
    "session",
    "sessions_about",
    "sessions_of",
    "task",
    "task_to_do",
    "tasks_of",
    "to_log",
    "worked_on",
]
