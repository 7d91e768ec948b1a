"""Forms of testimonials: the words and their consent, withdrawing, and what to show of the register."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Form as PlainForm
from wtforms.fields import SelectChoice

from ambassador import i18n
from ambassador.accounts.models import Organisation
from ambassador.fields import (
    ChoiceField,
    NotEmpty,
    date_field,
    enum_field,
    long_text_field,
    row_choices,
    row_field,
    text_field,
)
from ambassador.files.fields import file_field
from ambassador.forms import Form, VersionedForm
from ambassador.impact.models import ConsentScope, TestimonialState
from ambassador.impact.queries.testimonials import Sought
from ambassador.impact.services import Consent, TestimonialDetails

LONGEST_QUOTE, LONGEST_LINK = 2000, 500
LANGUAGES = [SelectChoice(code, name) for code, name in i18n.LANGUAGE_NAMES.items()]


class TestimonialForm(VersionedForm):
    """The exact words and what the person agreed to. The structure is chosen once, when there is more than one."""

    __test__ = False

    organisation_id = row_field(_l("Structure"))
    quote = long_text_field(
        _l("Témoignage"),
        required=True,
        longest=LONGEST_QUOTE,
        description=_l("Les mots exacts auxquels la personne a consenti, sans guillemets."),
    )
    speaker = text_field(
        _l("Nom montré"),
        description=_l("Comme la personne veut être nommée : son nom, un prénom, ou par exemple « une habitante »."),
    )
    language = ChoiceField(_l("Langue du témoignage"), [NotEmpty()], choices=LANGUAGES)
    scope = enum_field(
        _l("Usage permis"),
        ConsentScope,
        description=_l("Les partenaires lisent ce qui est permis pour le rapport ou pour tout usage public."),
    )
    consented_on = date_field(_l("Date du consentement"))
    expires_on = date_field(
        _l("Fin du consentement"),
        required=False,
        description=_l("Le dernier jour où ces mots peuvent être montrés. Vide : jusqu’au retrait."),
    )
    file = file_field(_l("Fichier de preuve"))
    link = text_field(_l("Lien vers une preuve"), required=False, longest=LONGEST_LINK)

    def __init__(self, *args: Any, organisations: Sequence[Organisation] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = organisations
        if len(organisations) < 2:
            del self.organisation_id
        else:
            self.organisation_id.choices = row_choices(organisations, lambda one: i18n.text_for_reader(one.name))

    @property
    def chosen_organisation_id(self) -> int:
        return int(self.organisation_id.data if "organisation_id" in self else self.organisations[0].id)

    @property
    def details(self) -> TestimonialDetails:
        consent = Consent(
            scope=self.scope.data,
            on=self.consented_on.data,
            until=self.expires_on.data,
            link=self.link.data or "",
            upload=self.file.upload,
        )
        return TestimonialDetails(self.quote.data or "", self.speaker.data or "", self.language.data, consent)


class WithdrawalForm(Form):
    reason = long_text_field(
        _l("Raison"),
        longest=500,
        description=_l("Elle reste dans l’historique : n’y écrivez ni le témoignage ni le nom de la personne."),
    )


class RegisterForm(PlainForm):
    """What to show of the register; nonsense is left out."""

    structure = row_field(_l("Structure"), required=False)
    scope = enum_field(_l("Usage permis"), ConsentScope, required=False)
    state = enum_field(_l("État"), TestimonialState, required=False)

    def sought(self, organisations: Sequence[Organisation]) -> Sought:
        self.structure.choices = row_choices(organisations, lambda one: i18n.text_for_reader(one.name), required=False)
        known = {one.id for one in organisations}
        number = self.structure.data if self.structure.data in known else None
        if len(organisations) < 2:
            del self.structure
        return Sought(number, self.scope.data, self.state.data)
