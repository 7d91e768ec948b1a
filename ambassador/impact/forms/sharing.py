"""Forms of share links: making one, revoking it."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.fields import SelectChoice

from ambassador.fields import ChoiceField, date_field, text_field
from ambassador.forms import Form
from ambassador.impact.services.sharing import LinkDetails
from ambassador.impact.words import SHARED_FORMATS


class ShareLinkForm(Form):
    label = text_field(
        _l("Pour qui"),
        description=_l("Pour vous y retrouver, par exemple « conseil communal ». Les lecteurs ne le voient pas."),
    )
    format = ChoiceField(_l("Ce que le lien donne"))
    expires_on = date_field(_l("Dernier jour"), description=_l("Un an au plus. Ensuite, le lien n’ouvre plus rien."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.format.choices = [SelectChoice(code, name) for code, name in SHARED_FORMATS.items()]

    @property
    def details(self) -> LinkDetails:
        return LinkDetails(self.label.data or "", self.format.data or "", self.expires_on.data)


class RevokeForm(Form):
    """A confirmation alone."""
