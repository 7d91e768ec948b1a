"""What changes a follow-up: sessions and days, tasks, the diagnosis, one's own drafts. `guards` is what each asks first."""

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
    "Details",
    "Observation",
    "Step",
    "Tab",
    "add_need",
    "add_task",
    "cancel_session",
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
]
