"""Forms of amendments: what they say, and who signed."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import Optional

from ambassador.conventions.forms.convention import QUARTER, DaysField
from ambassador.conventions.forms.wording import RegisterForm
from ambassador.conventions.models import Amendment, Party
from ambassador.conventions.services.amendments import AmendmentDetails, Signing
from ambassador.conventions.words import name_of
from ambassador.fields import TranslatedField, date_field, long_text_field, text_field, whole_field


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


class SigningForm(RegisterForm):
    """The decision and signature of each party: two fields for each, made for the amendment by `signing_form`."""

    parties: tuple[Party, ...] = ()

    def __init__(self, *args: Any, obj: Amendment, **kwargs: Any) -> None:
        data: dict[str, Any] = {"version": obj.version}
        for party in self.parties:
            row = obj.signature_of(party)
            data[f"decided_{party.id}"] = row.decided_on if row else None
            data[f"signed_{party.id}"] = row.signed_on if row else None
        super().__init__(*args, data=data, **kwargs)

    def fields_of(self, party: Party) -> list[Any]:
        return [self[f"decided_{party.id}"], self[f"signed_{party.id}"]]

    @property
    def signings(self) -> dict[int, Signing]:
        return {party.id: Signing(*(field.data for field in self.fields_of(party))) for party in self.parties}


def signing_form(amendment: Amendment) -> SigningForm:
    parties = tuple(amendment.convention.parties)
    names: dict[str, Any] = {"parties": parties}
    for party in parties:
        name = name_of(party)
        names[f"decided_{party.id}"] = date_field(gettext("Décision : %(party)s", party=name), required=False)
        names[f"signed_{party.id}"] = date_field(gettext("Signature : %(party)s", party=name), required=False)
    made = type("SigningFormOfParties", (SigningForm,), names)
    return made(obj=amendment)  # type: ignore[no-any-return]
