"""Forms of notices, of what becomes of them, and of corrections after the end."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms.fields import SelectChoice

from ambassador import i18n
from ambassador.conventions.forms.wording import RegisterForm
from ambassador.conventions.models import Convention, Notice, NoticeKind, Party
from ambassador.conventions.services.notices import NoticeDetails, Step
from ambassador.conventions.words import name_of
from ambassador.fields import ChoiceField, date_field, long_text_field, row_choices, row_field, text_field

GIVEN = (NoticeKind.FORMAL_NOTICE, NoticeKind.EARLY_END, NoticeKind.SUSPENSION, NoticeKind.ANNULMENT)


class NoticeForm(RegisterForm):
    """A registered letter of a party, or an authority's decision."""

    kind = ChoiceField(
        _l("De quoi s’agit-il"),
        choices=lambda: [SelectChoice(kind.value, i18n.label(kind)) for kind in GIVEN],
        coerce=lambda value: value if value in (None, "") else NoticeKind(value),
    )
    party_id = row_field(_l("Partie qui l’envoie"), required=False)
    sent_on = date_field(_l("Envoyé ou décidé le"))
    received_on = date_field(_l("Reçu le"), required=False)
    expires_on = date_field(_l("Fin du délai"), required=False)
    reference = text_field(_l("Référence"))
    reason = long_text_field(_l("Raison"))

    def __init__(self, *args: Any, convention: Convention, own: Party | None, **kwargs: Any) -> None:
        super().__init__(*args, data={"party_id": own.id if own else None}, **kwargs)
        self.party_id.choices = row_choices([own] if own else [], name_of, required=False)
        self.party_id.choices[0] = SelectChoice("", gettext("Une autorité"))
        if convention.formal_notice_months is not None and convention.early_end_months is not None:
            del self.expires_on

    @property
    def details(self) -> NoticeDetails:
        return NoticeDetails(
            kind=self.kind.data,
            sent_on=self.sent_on.data,
            reference=self.reference.data,
            party_id=self.party_id.data,
            received_on=self.received_on.data,
            expires_on=self.expires_on.data if self.expires_on else None,
            reason=self.reason.data or "",
        )


class NoticeStepForm(RegisterForm):
    """The day of what became of a notice, and a word about it."""

    day = date_field(_l("Date"))
    expires_on = date_field(_l("Fin du délai"))
    note = long_text_field(_l("Remarque"))

    def __init__(self, *args: Any, notice: Notice, step: Step, obj: Notice | None = None, **kwargs: Any) -> None:
        super().__init__(*args, obj=obj or notice, **kwargs)
        self.notice, self.step = notice, step
        if step is not Step.RECEIVED or notice.convention.early_end_months is not None:
            del self.expires_on
        if step is Step.RECEIVED:
            del self.note

    def choices_of_row(self, row: Any) -> dict[str, Any]:
        return {"notice": self.notice, "step": self.step}

    def is_stale(self, row: Any) -> bool:
        """Whatever happened to the notice meanwhile is read first."""
        if self.version.data == str(row.version):
            return False
        super().is_stale(row)
        self.conflicts = []
        self.form_errors.append(gettext("Quelqu’un vient d’y noter autre chose. Relisez, puis réessayez."))
        return True


class CorrectionForm(RegisterForm):
    """Why an ended convention is changed after all."""

    reason = long_text_field(_l("Pourquoi corrigez-vous ?"), required=True, longest=1000)
