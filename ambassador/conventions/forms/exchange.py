"""Forms of contact persons and of approvals."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms.fields import SelectChoice

from ambassador import i18n
from ambassador.boxes import BoxesField
from ambassador.conventions.forms.wording import RegisterForm
from ambassador.conventions.models import Approval, ApprovalKind, ApprovalState, Convention
from ambassador.conventions.services.approvals import DECISIONS, ApprovalDetails
from ambassador.conventions.services.contacts import ContactDetails
from ambassador.conventions.words import name_of
from ambassador.fields import (
    ChoiceField,
    date_field,
    enum_field,
    long_text_field,
    row_choices,
    row_field,
    text_field,
)
from ambassador.files.fields import files_field


class ContactForm(RegisterForm):
    """A contact person of a party."""

    party_id = row_field(_l("Partie"))
    name = text_field(_l("Nom"))
    phone = text_field(_l("Téléphone direct"), required=False, longest=40)
    email = text_field(_l("E-mail"), required=False)
    since = date_field(_l("Depuis le"))
    until = date_field(_l("Jusqu’au"), required=False)

    def __init__(self, *args: Any, convention: Convention, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.convention = convention
        self.party_id.choices = row_choices(convention.parties, name_of)

    def choices_of_row(self, row: Any) -> dict[str, Any]:
        return {"convention": self.convention}

    @property
    def details(self) -> ContactDetails:
        return ContactDetails(
            party_id=self.party_id.data,
            name=self.name.data,
            since=self.since.data,
            phone=self.phone.data or "",
            email=self.email.data or "",
            until=self.until.data,
        )


class ApprovalForm(RegisterForm):
    """What is to be used: its exact content, where and when."""

    kind = enum_field(_l("Genre de communication"), ApprovalKind)
    subject = text_field(_l("Sujet"))
    language = ChoiceField(
        _l("Langue du texte"),
        choices=lambda: [SelectChoice(code, name) for code, name in i18n.LANGUAGE_NAMES.items()],
    )
    text = long_text_field(_l("Texte exact"))
    link = text_field(_l("Lien vers le contenu"), required=False, longest=500)
    where = text_field(_l("Où ce sera utilisé"), longest=300)
    use_on = date_field(_l("Quand"), required=False)
    uploads = files_field(_l("Fichiers à joindre"))
    dropped = BoxesField(_l("Fichiers à retirer"))

    def __init__(self, *args: Any, obj: Approval | None = None, **kwargs: Any) -> None:
        super().__init__(*args, obj=obj, **kwargs)
        self.dropped.choices = [SelectChoice(row.file_id, row.file.name) for row in obj.files] if obj else []

    @property
    def details(self) -> ApprovalDetails:
        return ApprovalDetails(
            kind=self.kind.data,
            subject=self.subject.data,
            text=self.text.data or "",
            language=self.language.data,
            link=self.link.data or "",
            where=self.where.data,
            use_on=self.use_on.data,
            uploads=tuple(self.uploads.uploads),
            dropped=frozenset(self.dropped.data or ()),
        )


class ReadAgainForm(RegisterForm):
    """A form whose row is read again first when anything about it changed."""

    def is_stale(self, row: Any) -> bool:
        if self.version.data == str(row.version):
            return False
        super().is_stale(row)
        self.conflicts = []
        self.form_errors.append(gettext("Le contenu ou la décision vient de changer. Relisez, puis réessayez."))
        return True


class DecisionForm(ReadAgainForm):
    """The other party's answer, in writing. None is chosen beforehand."""

    decision = ChoiceField(
        _l("Votre décision"),
        choices=lambda: [
            SelectChoice("", gettext("Choisissez…")),
            *(SelectChoice(state.value, i18n.label(state)) for state in DECISIONS),
        ],
        coerce=lambda value: value if value in (None, "") else ApprovalState(value),
    )
    reason = long_text_field(_l("Raison, ou ce qui doit changer"), longest=2000)


class UseForm(ReadAgainForm):
    """The day something was used."""

    used_on = date_field(_l("Utilisé le"))
