"""The form of a need, and its short form as a row of a session's form."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import Form as PlainForm
from wtforms.fields import SelectChoice

from ambassador.charter.models import Action
from ambassador.fields import ChoiceField, enum_field, long_text_field, text_field
from ambassador.followup.forms.parts import ActionsField, WithoutActions, action_choices
from ambassador.followup.grades import severity
from ambassador.followup.models import SEVERITIES, Need, NeedState
from ambassador.followup.services import Observation
from ambassador.forms import VersionedForm

_ = lazy_gettext
USUAL = 2


def severity_choices() -> list[SelectChoice]:
    return [SelectChoice(grade, severity(grade)) for grade in SEVERITIES]


class NeedRow(PlainForm):
    """A need found in a session: empty as a whole, or with where and what."""

    area = text_field(_("Domaine"), required=False)
    observed = long_text_field(_("Ce qui a été observé"), longest=2000)
    severity = ChoiceField(_("Gravité"), coerce=int, choices=severity_choices, default=USUAL)

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = bool(super().validate(extra_validators))
        for field, other in ((self.area, self.observed), (self.observed, self.area)):
            if other.data and not field.data:
                field.errors = [*field.errors, gettext("Écrivez le domaine et ce qui a été observé.")]
                is_valid = False
        return is_valid

    def observation(self) -> Observation | None:
        return Observation(self.area.data, self.observed.data, self.severity.data) if self.area.data else None


class NeedForm(VersionedForm):
    """A need in full. `known_actions` are those that can be linked."""

    area = text_field(_("Domaine"), description=_("Par exemple : guichets, site internet, personnel d’accueil."))
    observed = long_text_field(_("Ce qui a été observé"), required=True, longest=2000)
    severity = ChoiceField(_("Gravité"), coerce=int, choices=severity_choices, default=USUAL)
    concerned = text_field(_("Qui est concerné"), required=False, longest=500)
    solution = long_text_field(_("Solution proposée"), longest=2000)
    actions = ActionsField(_("Actions de la charte"))
    state = enum_field(_("État"), NeedState)

    def __init__(self, *args: Any, known_actions: Iterable[Action] = (), **kwargs: Any) -> None:
        row = kwargs.get("obj")
        if isinstance(row, Need):
            kwargs.setdefault("data", {"actions": [action.id for action in row.actions]})
            kwargs["obj"] = WithoutActions(row)
        super().__init__(*args, **kwargs)
        self.known_actions = list(known_actions)
        self.actions.choices = action_choices(self.known_actions)

    def choices_of_row(self, row: Any) -> dict[str, Any]:
        return {"known_actions": self.known_actions}

    def observation(self) -> Observation:
        return Observation(
            area=self.area.data,
            observed=self.observed.data,
            severity=self.severity.data,
            concerned=self.concerned.data or "",
            solution=self.solution.data or "",
            state=self.state.data,
            action_ids=tuple(self.actions.data or ()),
        )
