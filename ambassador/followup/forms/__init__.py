"""Forms of the follow-up."""

from ambassador.followup.forms.deliverable import DeliverableForm, HandoverForm, SendBackForm
from ambassador.followup.forms.need import NeedForm
from ambassador.followup.forms.session import CancelForm, MoveForm, SessionForm
from ambassador.followup.forms.task import TaskForm

__all__ = [
    "CancelForm",
    "DeliverableForm",
    "HandoverForm",
    "MoveForm",
    "NeedForm",
    "SendBackForm",
    "SessionForm",
    "TaskForm",
]
