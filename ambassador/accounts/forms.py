"""Forms for signing in."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, PasswordField
from wtforms.validators import Length

from ambassador.accounts.passwords import LONGEST
from ambassador.fields import NotEmpty, no_control_characters, tidy
from ambassador.forms import Form


class SignInForm(Form):
    email = EmailField(_l("Adresse e-mail"), [NotEmpty(), Length(max=200), no_control_characters], filters=[tidy])
    password = PasswordField(_l("Mot de passe"), [NotEmpty(), Length(max=LONGEST)])
