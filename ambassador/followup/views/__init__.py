"""Pages of the follow-up: the list and one of them (`register`), sessions, tasks, the diagnosis, deliverables."""

from ambassador.followup.views import deliverables, diagnosis, register, sessions, tasks
from ambassador.followup.views.blueprint import blueprint

__all__ = ["blueprint", "deliverables", "diagnosis", "register", "sessions", "tasks"]
