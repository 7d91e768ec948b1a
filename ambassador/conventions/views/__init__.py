"""Pages of the register."""

from ambassador.conventions.views import commitments, register
from ambassador.conventions.views.blueprint import blueprint

__all__ = ["blueprint", "commitments", "register"]
