"""Forms of amendments: what they say, their files, and the signature of one's own party."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import Optional

from ambassador.conventions.forms.convention import QUARTER, DaysField
from ambassador.conventions.forms.signing import SigningForm
from ambassador.conventions.forms.wording import RegisterForm
from ambassador.conventions.models import Amendment
from ambassador.conventions.services.amendments import AmendmentDetails
from ambassador.fields import TranslatedField, date_field, long_text_field, text_field, whole_field
from ambassador.files.fields import files_field


class AmendmentForm(RegisterForm):
    """An amendment: its own words, and what it changes of length and days."""

    number = text_field(_l("Numéro"), longest=40)
    subject = TranslatedField(_l("Objet"))
    text = long_text_field(_l("Texte de l’avenant"))
    effective_from = date_field(_l("Prend effet le"))
    changes_length = BooleanField(_l("Cet avenant change la durée"))
    length_months = whole_field(_l("Nouvelle durée, en mois"), required=False, least=1, most=1200)
    is_unlimited = BooleanField(_l("Durée illimitée"))
    changes_quota = BooleanField(_l("Cet avenant change les jours de suivi"))
    quota_days = DaysField(_l("Nouveau nombre de jours de suivi"), [Optional()])

    def __init__(self, *args: Any, obj: Amendment | None = None, **kwargs: Any) -> None:
        if obj is not None:
            kwargs["data"] = {
                "is_unlimited": obj.changes_length and obj.length_months is None,
                "quota_days": None if obj.quota_quarters is None else obj.quota_quarters * QUARTER,
            }
        super().__init__(*args, obj=obj, **kwargs)

    @property
    def details(self) -> AmendmentDetails:
        return AmendmentDetails(
            number=self.number.data,
            subject=self.subject.translated,
            effective_from=self.effective_from.data,
            text=self.text.data or "",
            changes_length=self.changes_length.data,
            is_unlimited=self.is_unlimited.data,
            length_months=self.length_months.data,
            changes_quota=self.changes_quota.data,
            quota_quarters=self.quota_days.quarters,
        )


class AmendmentSigningForm(SigningForm):
    """For an amendment: `organisation_id` names the party."""

    def __init__(self, *args: Any, obj: Amendment, organisation_id: int, **kwargs: Any) -> None:
        self.organisation_id = organisation_id
        party = obj.convention.party_of(organisation_id)
        row = obj.signature_of(party) if party is not None else None
        data: dict[str, Any] = {"version": obj.version}
        if row is not None:
            data |= {"decided_on": row.decided_on, "signed_on": row.signed_on}
        super().__init__(*args, data=data, **kwargs)

    def choices_of_row(self, row: Any) -> dict[str, Any]:
        return {"organisation_id": self.organisation_id}


class AmendmentFilesForm(RegisterForm):
    """Files to add to an amendment."""

    uploads = files_field(_l("Fichiers"), required=True)
