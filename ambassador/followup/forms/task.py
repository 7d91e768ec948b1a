"""The form of a task."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext

from ambassador.accounts.models import User
from ambassador.fields import date_field, row_choices, row_field, text_field
from ambassador.followup.forms.parts import name_of
from ambassador.followup.models import Task
from ambassador.followup.services import Step
from ambassador.forms import VersionedForm

_ = lazy_gettext


class TaskForm(VersionedForm):
    """A task that hangs on the follow-up itself."""

    title = text_field(_("Quoi"))
    owner_id = row_field(_("Qui"), required=False)
    due_on = date_field(_("Pour quand"), required=False)

    def __init__(self, *args: Any, known_people: Iterable[User] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = kwargs.get("obj")
        self.known_people = list(known_people)
        if isinstance(row, Task) and row.owner and row.owner not in self.known_people:
            self.known_people.append(row.owner)
        self.owner_id.choices = row_choices(self.known_people, name_of, required=False)

    def choices_of_row(self, row: Any) -> dict[str, Any]:
        return {"known_people": self.known_people}

    def step(self) -> Step:
        return Step(self.title.data, self.owner_id.data, self.due_on.data)
