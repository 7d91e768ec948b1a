"""Tables of the follow-up: sessions and days (`session`), tasks, the diagnosis, deliverables, drafts."""

from ambassador.followup.models.deliverable import (
    Deliverable,
    DeliverableKind,
    DeliverableState,
    DeliverableVersion,
)
from ambassador.followup.models.diagnosis import SEVERITIES, Need, NeedState
from ambassador.followup.models.draft import Draft
from ambassador.followup.models.session import (
    FollowUp,
    FollowUpSession,
    Ledger,
    SessionMode,
    SessionMove,
    SessionState,
)
from ambassador.followup.models.task import Task

__all__ = [
    "SEVERITIES",
    "Deliverable",
    "DeliverableKind",
    "DeliverableState",
    "DeliverableVersion",
    "Draft",
    "FollowUp",
    "FollowUpSession",
    "Ledger",
    "Need",
    "NeedState",
    "SessionMode",
    "SessionMove",
    "SessionState",
    "Task",
]
