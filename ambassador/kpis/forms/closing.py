"""The forms around closed periods, and of words beside a figure."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from ambassador.accounts.models import KpiReviewer, User
from ambassador.fields import date_field, enum_field, long_text_field, row_choices, row_field, whole_field
from ambassador.forms import Form, VersionedForm
from ambassador.kpis.forms.figure import LONGEST_COMMENT

LONGEST_OPEN = 3660


class RemarkForm(Form):
    """A comment, a question or its answer."""

    version = HiddenField()
    reason = long_text_field(_l("Votre message"), required=True, longest=LONGEST_COMMENT)


class OpeningForm(Form):
    person_id = row_field(_l("Personne"))
    until = date_field(_l("Jusqu’au (ce jour compris)"))
    reason = long_text_field(
        _l("Raison"),
        required=True,
        longest=LONGEST_COMMENT,
        description=_l("La raison se lit dans l’histoire de chaque chiffre de la période."),
    )

    def __init__(self, people: list[User], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.person_id.choices = row_choices(people, lambda person: person.name)


class RulesForm(VersionedForm):
    kpi_reviewer = enum_field(_l("Qui valide les chiffres ?"), KpiReviewer)
    kpi_days_open = whole_field(
        _l("Clôture automatique : nombre de jours après la fin d’une période"),
        required=False,
        most=LONGEST_OPEN,
        description=_l("Laissez vide pour clôturer vous-même. Une période déjà clôturée le reste."),
    )

    def __init__(self, *args: Any, is_programme: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_programme = is_programme
        if is_programme:
            del self.kpi_reviewer

    def choices_of_row(self, row: Any) -> dict[str, Any]:
        return {"is_programme": self.is_programme}
