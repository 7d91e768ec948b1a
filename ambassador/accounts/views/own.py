"""One's own account: name, language, password, and where one belongs."""

from flask import render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from ambassador import clock, i18n
from ambassador.access import requires, viewer
from ambassador.accounts import queries, sign_ins
from ambassador.accounts.forms import ChangePasswordForm, OwnAccountForm
from ambassador.accounts.passwords import check_new_password
from ambassador.accounts.services import invitations, people
from ambassador.accounts.views.base import blueprint
from ambassador.accounts.views.signing_in import refuse_for_now
from ambassador.permissions import Permission, Role
from ambassador.submissions import finish


@blueprint.route("/me", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_USE)
def me() -> str | Response:
    person = viewer()
    form = OwnAccountForm(obj=person)
    if (
        form.validate_on_submit()
        and not form.is_stale(person)
        and form.accepts(people.change_own, person, name=form.name.data, language=form.language.data)
    ):
        sign_ins.remember_language(person.language)
        i18n.speak(person.language)
        return finish(url_for("accounts.me"), gettext("Vos choix sont enregistrés."))
    assignments = queries.assignments_of(person) if person.role is Role.COACH else []
    return render_template("accounts/me.html", form=form, assignments=assignments, today=clock.today())


@blueprint.route("/me/password", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_USE)
def change_password() -> str | Response:
    form = ChangePasswordForm()
    template = "accounts/change_password.html"
    if form.validate_on_submit() and form.accepts(check_new_password, form.new_password.data, viewer().email):
        password_hash = sign_ins.hashed(form.new_password.data)
        answer = sign_ins.check_password(viewer().email, form.current_password.data)
        if answer.wait:
            return refuse_for_now(answer, template, form=form)
        if answer.user:
            invitations.set_password(answer.user, password_hash)
            sign_ins.keep_session(answer.user)
            return finish(
                url_for("accounts.me"),
                gettext("Votre nouveau mot de passe est enregistré. Vos autres connexions sont fermées."),
            )
        form.current_password.errors = [gettext("Ce n’est pas votre mot de passe actuel.")]
    return render_template(template, form=form)
