"""Who may open each page: one decision for each endpoint, in one module for each feature.

A new route without a line here fails `test_access.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.everywhere.decisions.rows import Rows

ROLES = ("coach", "coordinator", "staff", "partner", "admin")


@dataclass(frozen=True)
class Decision:
    """`allowed`: roles that may, on their own rows. `hidden`: roles with the permission whose own rows these are not (404).
    All others get 403. `rows` names the arguments of the address: (own, foreign) numbers; foreign ones are a 404. `words`
    are the arguments that name no row."""

    allowed: str
    hidden: str = ""
    rows: dict[str, Callable[[Rows], tuple[object, object]]] = field(default_factory=dict)
    is_public: bool = False
    words: dict[str, str] = field(default_factory=dict)

    def arguments(self, rows: Rows, is_own: bool = True) -> dict[str, object]:
        """Of the address."""
        return {**self.words, **{name: of(rows)[0 if is_own else 1] for name, of in self.rows.items()}}

    def status(self, role: str, is_own: bool) -> int:
        """200 stands for everything but a refusal."""
        if role in self.allowed.split():
            return 200 if is_own or not self.rows else 404
        return 404 if role in self.hidden.split() else 403


EVERYONE = "coach coordinator staff partner admin"
INSIDE = "coach coordinator staff admin"
PUBLIC = Decision(EVERYONE, is_public=True)
