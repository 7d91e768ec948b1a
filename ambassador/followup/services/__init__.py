"""What changes a follow-up: sessions and days, tasks, the diagnosis, deliverables, one's own drafts."""

from ambassador.followup.services.deliverables import (
    Brief,
    Handover,
    accept,
    add_deliverable,
    add_usual,
    change_deliverable,
    send_back,
    submit,
)
from ambassador.followup.services.diagnosis import Observation, add_need, change_need, lower_need, raise_need
from ambassador.followup.services.drafts import Tab, drop_draft, forget_old_drafts, keep_draft
from ambassador.followup.services.sessions import (
    MOST_QUARTERS,
    Details,
    cancel_session,
    change_session,
    hold_session,
    log_session,
    move_session,
    open_follow_up,
    plan_session,
    reinstate_session,
)
from ambassador.followup.services.tasks import Step, add_task, change_task, finish_task, reopen_task

__all__ = [
    "MOST_QUARTERS",
    "Brief",
    "Details",
    "Handover",
    "Observation",
    "Step",
    "Tab",
    "accept",
    "add_deliverable",
    "add_need",
    "add_task",
    "add_usual",
    "cancel_session",
    "change_deliverable",
    "change_need",
    "change_session",
    "change_task",
    "drop_draft",
    "finish_task",
    "forget_old_drafts",
    "hold_session",
    "keep_draft",
    "log_session",
    "lower_need",
    "move_session",
    "open_follow_up",
    "plan_session",
    "raise_need",
    "reinstate_session",
    "reopen_task",
    "send_back",
    "submit",
]
