"""Forms of contributions and conditions."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from ambassador.conventions.models import Commitment
from ambassador.conventions.services.conditions import ConditionDetails
from ambassador.conventions.services.contributions import AMOUNTS, ContributionDetails
from ambassador.fields import date_field, long_text_field, number_field, text_field
from ambassador.files.fields import file_field
from ambassador.forms import VersionedForm

LONGEST_LINK = 500


class ContributionForm(VersionedForm):
    """What was done, when, how much where an amount is counted, and its proof."""

    on = date_field(_l("Date"))
    quantity = number_field(_l("Quantité"))
    note = long_text_field(_l("Ce qui a été fait"), required=True)
    link = text_field(_l("Lien vers une preuve"), required=False, longest=LONGEST_LINK)
    file = file_field(_l("Fichier de preuve"))
    drops_file = BooleanField(_l("Retirer le fichier actuel"))

    def __init__(self, *args: Any, commitment: Commitment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.commitment = commitment
        contribution = kwargs.get("obj")
        if commitment.unit not in AMOUNTS:
            del self.quantity
        if contribution is None or contribution.file is None:
            del self.drops_file

    def choices_of_row(self, row: Any) -> dict[str, Any]:
        return {"commitment": self.commitment}

    @property
    def details(self) -> ContributionDetails:
        return ContributionDetails(
            on=self.on.data,
            note=self.note.data or "",
            quantity=self.quantity.data if "quantity" in self else None,
            link=self.link.data or "",
            upload=self.file.upload,
            drops_file="drops_file" in self and self.drops_file.data,
        )


class ShortContributionForm(VersionedForm):
    """For what is counted one by one: an invitation, an article, an event relayed, a document shared."""

    note = text_field(_l("Titre"))
    on = date_field(_l("Date"))
    link = text_field(_l("Lien"), required=False, longest=LONGEST_LINK)

    @property
    def details(self) -> ContributionDetails:
        return ContributionDetails(on=self.on.data, note=self.note.data or "", link=self.link.data or "")


class ReasonForm(VersionedForm):
    """Why: a contribution is contested, a condition was not met after all."""

    reason = long_text_field(_l("Raison"), required=True)


class ConditionForm(VersionedForm):
    """The day a condition was met, and its proof."""

    met_on = date_field(_l("Condition remplie le"))
    note = long_text_field(_l("Comment le sait-on ?"), required=True)
    link = text_field(_l("Lien vers une preuve"), required=False, longest=LONGEST_LINK)
    file = file_field(_l("Fichier de preuve"))

    @property
    def details(self) -> ConditionDetails:
        return ConditionDetails(self.met_on.data, self.note.data or "", self.link.data or "", self.file.upload)
