"""Pages of the register."""

from ambassador.conventions.views import (
    amendments,
    commitments,
    conditions,
    contributions,
    exchange,
    export,
    notices,
    register,
)
from ambassador.conventions.views.blueprint import blueprint

__all__ = [
    "amendments",
    "blueprint",
    "commitments",
    "conditions",
    "contributions",
    "exchange",
    "export",
    "notices",
    "register",
]
