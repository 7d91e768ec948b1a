"""Pages of the follow-up: the list and one of them (`register`), sessions, tasks, the diagnosis."""

from ambassador.followup.views import diagnosis, register, sessions, tasks
from ambassador.followup.views.blueprint import blueprint

__all__ = ["blueprint", "diagnosis", "register", "sessions", "tasks"]
