"""What several forms of the follow-up share: the structure's actions as boxes, people by name."""

from collections.abc import Iterable
from typing import Any

from wtforms.fields import SelectChoice

from ambassador import i18n
from ambassador.accounts.models import User
from ambassador.boxes import BoxesField
from ambassador.charter.models import Action


class ActionsField(BoxesField):
    """Any number of the structure's actions."""


def action_choices(actions: Iterable[Action]) -> list[SelectChoice]:
    return [SelectChoice(action.id, f"{action.code} – {i18n.text_for_reader(action.title)}") for action in actions]


def name_of(person: User) -> str:
    return f"{person.name} – {i18n.text_for_reader(person.organisation.name)}"


class WithoutActions:
    """A row as its form reads it: its actions are chosen by number, not as rows."""

    def __init__(self, row: Any) -> None:
        self.row = row

    def __getattr__(self, name: str) -> Any:
        if name == "actions":
            raise AttributeError(name)
        return getattr(self.row, name)
