"""The form by which a party signs for itself: a convention or an amendment."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from ambassador.conventions.forms.wording import RegisterForm
from ambassador.conventions.models import Convention
from ambassador.conventions.services.amendments import Signing
from ambassador.fields import date_field


class SigningForm(RegisterForm):
    """The days on which the organ of one's own party decided, and the party signed."""

    decided_on = date_field(_l("Date de la décision"), required=False)
    signed_on = date_field(_l("Date de la signature"), required=False)

    def is_stale(self, row: Any) -> bool:
        """What is signed is the text as it was read: whatever changed meanwhile, it is read again first."""
        if self.version.data == str(row.version):
            return False
        super().is_stale(row)
        self.form_errors.append(gettext("Le texte vient de changer. Relisez-le avant de signer."))
        return True

    @property
    def signing(self) -> Signing:
        return Signing(self.decided_on.data, self.signed_on.data)


class ConventionSigningForm(SigningForm):
    """For a convention: `organisation_id` names the party."""

    def __init__(self, *args: Any, obj: Convention, organisation_id: int, **kwargs: Any) -> None:
        self.organisation_id = organisation_id
        party = obj.party_of(organisation_id)
        data: dict[str, Any] = {"version": obj.version}
        if party is not None:
            data |= {"decided_on": party.decided_on, "signed_on": party.signed_on}
        super().__init__(*args, data=data, **kwargs)

    def choices_of_row(self, row: Any) -> dict[str, Any]:
        return {"organisation_id": self.organisation_id}
