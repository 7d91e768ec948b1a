"""The one-time link by which a person sets a password: opening it changes nothing, using it works once."""

from flask import render_template, session, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from ambassador import clock
from ambassador.access import public
from ambassador.accounts import attempts, queries, sign_ins
from ambassador.accounts.forms import NewPasswordForm
from ambassador.accounts.models import User
from ambassador.accounts.passwords import check_new_password
from ambassador.accounts.services import invitations
from ambassador.accounts.views.base import blueprint
from ambassador.submissions import finish


@blueprint.route("/invitation/<token>", methods=["GET", "POST"])
@public
def invitation(token: str) -> str | Response | tuple[str, int]:
    found = queries.invitation_by_hash(invitations.token_hash(token))
    if found is None or not found.is_open(clock.now()):
        return render_template("accounts/invitation_closed.html", found=found), 410 if found else 404
    form = NewPasswordForm()
    if form.validate_on_submit() and form.accepts(check_new_password, form.new_password.data, found.user.email):
        password_hash = sign_ins.hashed(form.new_password.data)
        if form.accepts(invitations.accept_invitation, found, password_hash, clock.now()):
            attempts.forgive(found.user.email, sign_ins.secret_key())
            if current_user.is_authenticated:
                sign_ins.close_session()
            return finish(
                url_for("accounts.sign_in"), gettext("Votre mot de passe est enregistré. Connectez-vous maintenant.")
            )
    return render_template("accounts/invitation.html", form=form, person=found.user)


def show_once(person: User, token: str) -> None:
    """Keep a new link for the next page of this person that this browser opens."""
    session["one_time_link"] = [person.id, token]


def link_to_show(person: User) -> str | None:
    """The address of a link just made for the person; asked again, there is none."""
    number, token = session.get("one_time_link", (None, ""))
    if number != person.id:
        return None
    del session["one_time_link"]
    return url_for("accounts.invitation", token=token, _external=True)
