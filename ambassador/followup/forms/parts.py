"""What several forms of the follow-up share: the structure's actions as boxes, people by name."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from ambassador import i18n
from ambassador.accounts.models import User
from ambassador.charter.models import Action

_ = lazy_gettext


class ActionsField(SelectMultipleField):
    """Any number of the structure's actions, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, coerce=int, choices=[], invalid_value_message=_("Choisissez dans la liste."), **kwargs)

    def pre_validate(self, form: Any) -> None:
        if set(self.data or ()) - {item.value for item in self.choices}:
            raise ValidationError(gettext("Choisissez dans la liste."))


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
