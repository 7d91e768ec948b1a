"""Pages of the follow-up: the list and one of them (`register`), sessions, tasks."""

from ambassador.followup.views import register, sessions, tasks
from ambassador.followup.views.blueprint import blueprint

__all__ = ["blueprint", "register", "sessions", "tasks"]
