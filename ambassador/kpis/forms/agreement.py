"""The forms of an agreement: the reason of a step, and who answers for a KPI."""

from typing import Any

from flask_babel import lazy_gettext as _l

from ambassador.accounts.models import User
from ambassador.fields import long_text_field, row_choices, row_field
from ambassador.forms import VersionedForm


class ReasonForm(VersionedForm):
    """Why something is sent back or retired."""

    reason = long_text_field(
        _l("Raison"), required=True, longest=2000, description=_l("L’autre partie lit cette raison.")
    )


class PeopleForm(VersionedForm):
    """Who answers for an agreed KPI, and who in their place."""

    owner_id = row_field(_l("Responsable"), required=False)
    stand_in_id = row_field(_l("Remplacement"), required=False)

    def __init__(self, people: list[User], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        for field in (self.owner_id, self.stand_in_id):
            field.choices = row_choices(people, lambda row: row.name, required=False)

    def choices_of_row(self, row: Any) -> dict[str, Any]:
        return {"people": self.people}
