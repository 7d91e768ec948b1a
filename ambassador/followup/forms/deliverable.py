"""Forms of a deliverable: what it is to be, handing a version over, returning it."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, Field
from wtforms.validators import ValidationError

from ambassador import i18n
from ambassador.conventions.models import Commitment, Party
from ambassador.fields import (
    TranslatedField,
    date_field,
    enum_field,
    long_text_field,
    row_choices,
    row_field,
    text_field,
)
from ambassador.files.fields import file_field
from ambassador.followup.models import Deliverable, DeliverableKind
from ambassador.followup.services import Brief, Handover
from ambassador.forms import VersionedForm

_ = lazy_gettext


class DeliverableForm(VersionedForm):
    """What is to be handed over, by whom, and for which commitment it counts."""

    kind = enum_field(_("Type"), DeliverableKind)
    title = TranslatedField(_("Titre"))
    detail = TranslatedField(_("Description"), required=False, long=True)
    party_id = row_field(_("Qui remet"), description=_("L’autre partie accepte, ou renvoie avec une raison."))
    commitment_id = row_field(
        _("Engagement"), required=False, description=_("Une fois accepté, le livrable compte pour cet engagement.")
    )
    due_on = date_field(_("Pour quand"), required=False)
    is_optional = BooleanField(_("Ce livrable est facultatif"))

    def __init__(
        self, *args: Any, parties: Iterable[Party] = (), commitments: Iterable[Commitment] = (), **kwargs: Any
    ) -> None:
        row = kwargs.get("obj")
        if isinstance(row, Deliverable):
            kwargs.setdefault("data", {"party_id": row.submitting_party_id})
        super().__init__(*args, **kwargs)
        self.parties, self.commitments = list(parties), list(commitments)
        self.party_id.choices = row_choices(self.parties, lambda one: i18n.text_for_reader(one.organisation.name))
        self.commitment_id.choices = row_choices(
            self.commitments, lambda one: f"{one.article} – {i18n.text_for_reader(one.title)}", required=False
        )

    def choices_of_row(self, row: Any) -> dict[str, Any]:
        return {"parties": self.parties, "commitments": self.commitments}

    def brief(self) -> Brief:
        return Brief(
            kind=self.kind.data,
            title=self.title.translated,
            detail=self.detail.translated,
            is_optional=self.is_optional.data,
            party_id=self.party_id.data,
            commitment_id=self.commitment_id.data,
            due_on=self.due_on.data,
        )


class HandoverForm(VersionedForm):
    """A version to hand over: a link, a file, a note, or several of them."""

    link = text_field(_("Lien"), required=False, longest=500, description=_("Par exemple https://exemple.be/document."))
    file = file_field(_("Fichier"), description=_("PDF, image, document bureautique ou texte, 10 Mo au plus."))
    note = long_text_field(_("Note"), longest=2000)

    def validate_link(self, field: Field) -> None:
        try:
            parts = urlsplit(field.data or "")
            is_good = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
        except ValueError:
            is_good = False
        if field.data and (not is_good or any(character.isspace() for character in field.data)):
            raise ValidationError(gettext("Écrivez une adresse complète, comme https://exemple.be/document."))

    def handover(self) -> Handover:
        return Handover(self.link.data or "", self.note.data or "", self.file.upload)


class SendBackForm(VersionedForm):
    reason = long_text_field(
        _("Ce qui manque ou doit changer"),
        required=True,
        longest=2000,
        description=_("L’autre partie lit cette raison."),
    )
