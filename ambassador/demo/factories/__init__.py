"""Rows with sensible defaults, shared by the demonstration and the tests. Each adds to the session and flushes."""

from ambassador.demo.factories.accounts import assignment, organisation, service, user
from ambassador.demo.factories.conventions import commitment, convention

__all__ = ["assignment", "commitment", "convention", "organisation", "service", "user"]
