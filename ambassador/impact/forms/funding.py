"""The form of the funding notice."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from ambassador.fields import TranslatedField
from ambassador.forms import VersionedForm


class FundingForm(VersionedForm):
    line = TranslatedField(
        _l("Mention"),
        description=_l("La formulation officielle est proposée. Elle est nécessaire dans les trois langues."),
    )
    emblem = BooleanField(_l("Montrer l’emblème de l’Union européenne"), default=True)
