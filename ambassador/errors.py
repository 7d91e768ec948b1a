"""What a rule says when it is broken: a message in French to be translated, and where it belongs."""

from typing import Any


def N_(message: str) -> str:  # noqa: N802 - gettext's name for "translate later"
    """Mark a message for translation where it is written; it is translated at the edge."""
    return message


class RuleBroken(Exception):  # noqa: N818 - it names what happened
    """A change that a rule refuses. `field` names the form's field the message stands beside, if any."""

    def __init__(self, message: str, field: str | None = None, **parameters: Any) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.parameters = parameters
