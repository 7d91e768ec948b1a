"""The form of a session in all its moments, with its next steps; moving it; cancelling it."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import Form as PlainForm
from wtforms import FormField
from wtforms.fields import SelectChoice

from ambassador.accounts.models import User
from ambassador.charter.models import Action
from ambassador.fields import (
    ChoiceField,
    date_field,
    enum_field,
    long_text_field,
    row_choices,
    row_field,
    text_field,
)
from ambassador.followup.forms.need import NeedRow
from ambassador.followup.forms.parts import ActionsField, WithoutActions, action_choices, name_of
from ambassador.followup.models import FollowUpSession, Ledger, SessionMode
from ambassador.followup.services import MOST_QUARTERS, Details, Step
from ambassador.followup.wording import choice
from ambassador.forms import VersionedForm

_ = lazy_gettext
WHOLE_DAY = 4
"""In quarter days: few sessions take longer."""
NEEDS = ("need_1", "need_2")
STEPS = ("step_1", "step_2", "step_3")


class StepForm(PlainForm):
    """A next step: empty as a whole, or with its words."""

    title = text_field(_("Quoi"), required=False)
    owner_id = row_field(_("Qui"), required=False)
    due_on = date_field(_("Pour quand"), required=False)

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = bool(super().validate(extra_validators))
        if is_valid and not self.title.data and (self.owner_id.data or self.due_on.data):
            self.title.errors = [*self.title.errors, gettext("Écrivez ce qu’il faut faire.")]
            return False
        return is_valid

    def step(self) -> Step | None:
        return Step(self.title.data, self.owner_id.data, self.due_on.data) if self.title.data else None


class SessionForm(VersionedForm):
    """A session, planned or held. `actions` and `people` are what can be chosen for the structure."""

    on = date_field(_("Date"))
    quarters = ChoiceField(_("Durée"), coerce=int, choices=[])
    overrun_reason = long_text_field(
        _("Pourquoi dépasser le quota"),
        description=_("À remplir seulement si les jours prévus par la convention ne suffisent plus."),
        longest=1000,
    )
    mode = enum_field(_("Comment"), SessionMode)
    people = text_field(_("Personnes présentes"), required=False, longest=1000)
    subjects = text_field(_("Sujets"), required=False, longest=500)
    notes = long_text_field(_("Notes"))
    actions = ActionsField(_("Actions de la charte"))
    step_1 = FormField(StepForm, _("Étape 1"))
    step_2 = FormField(StepForm, _("Étape 2"))
    step_3 = FormField(StepForm, _("Étape 3"))
    need_1 = FormField(NeedRow, _("Besoin 1"))
    need_2 = FormField(NeedRow, _("Besoin 2"))

    def __init__(
        self, *args: Any, known_actions: Iterable[Action] = (), known_people: Iterable[User] = (), **kwargs: Any
    ):
        row = kwargs.get("obj")
        if isinstance(row, FollowUpSession):
            kwargs.setdefault("data", {"actions": [action.id for action in row.actions]})
            kwargs["obj"] = WithoutActions(row)
        super().__init__(*args, **kwargs)
        self.known_actions, self.known_people = list(known_actions), list(known_people)
        self.counted = row.counted if isinstance(row, FollowUpSession) else 0
        most = max(MOST_QUARTERS, row.quarters if isinstance(row, FollowUpSession) else 0)
        self.quarters.choices = [SelectChoice(count, choice(count)) for count in range(most + 1)]
        self.actions.choices = action_choices(self.known_actions)
        for name in STEPS:
            self[name].form.owner_id.choices = row_choices(self.known_people, name_of, required=False)

    def choices_of_row(self, row: Any) -> dict[str, Any]:
        return {"known_actions": self.known_actions, "known_people": self.known_people}

    def may_pass(self, ledger: Ledger) -> bool:
        """Whether to ask why the quota is passed: what is left beside this session does for neither a whole day nor the
        chosen length; or the service asked, or the reason has been written already."""
        left = ledger.quota - ledger.used + self.counted
        reason = self.overrun_reason
        return left < max(WHOLE_DAY, self.quarters.data or 0) or bool(reason.errors or reason.data)

    def details(self) -> Details:
        return Details(
            on=self.on.data,
            quarters=self.quarters.data,
            mode=self.mode.data,
            people=self.people.data or "",
            subjects=self.subjects.data or "",
            notes=self.notes.data or "",
            overrun_reason=self.overrun_reason.data or "",
            action_ids=tuple(self.actions.data or ()),
            needs=tuple(found for name in NEEDS if (found := self[name].form.observation())),
        )

    def steps(self) -> list[Step]:
        return [step for name in STEPS if (step := self[name].form.step())]


class MoveForm(VersionedForm):
    on = date_field(_("Nouvelle date"))
    move_reason = text_field(
        _("Raison"), required=False, longest=500, description=_("Elle reste visible pour les deux parties.")
    )


class CancelForm(VersionedForm):
    reason = text_field(_("Raison"), longest=500, description=_("Elle reste visible pour les deux parties."))
