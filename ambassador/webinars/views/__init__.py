"""Pages of the collective track."""

from ambassador.webinars.views import people, schedule
from ambassador.webinars.views.blueprint import blueprint

__all__ = ["blueprint", "people", "schedule"]
