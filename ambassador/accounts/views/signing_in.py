"""Signing in and out, and the choice of language."""

from flask import flash, make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext, ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from ambassador.access import public, requires, viewer
from ambassador.accounts import sign_ins
from ambassador.accounts.forms import SignInForm
from ambassador.accounts.views.base import blueprint, local_address
from ambassador.db import db
from ambassador.permissions import Permission
from ambassador.translated import LANGUAGES


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> str | Response:
    wanted = local_address(request.args.get("next"))
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(wanted, 303)
    form = SignInForm()
    if form.validate_on_submit():
        answer = sign_ins.check_password(form.email.data, form.password.data)
        if answer.user:
            sign_ins.open_session(answer.user)
            db.session.commit()
            return redirect(wanted, 303)
        if answer.wait:
            return refuse_for_now(answer, "accounts/sign_in.html", form=form)
        form.form_errors.append(gettext("Adresse e-mail ou mot de passe incorrect."))
    return render_template("accounts/sign_in.html", form=form)


def refuse_for_now(answer: sign_ins.Answer, template: str, **context: object) -> Response:
    """The form again, with what was typed but the password, and how long to wait."""
    words = ngettext(
        "Trop d’essais. Attendez %(num)d minute, puis réessayez.",
        "Trop d’essais. Attendez %(num)d minutes, puis réessayez.",
        answer.minutes,
    )
    context["form"].form_errors.append(words)  # type: ignore[attr-defined]
    response = make_response(render_template(template, **context), 429)
    response.headers["Retry-After"] = str(answer.minutes * 60)
    return response


@blueprint.post("/sign-out")
@requires(Permission.ACCOUNT_USE)
def sign_out() -> Response:
    sign_ins.close_session()
    flash(gettext("Vous avez quitté le portail."), "success")
    return redirect(url_for("accounts.sign_in"), 303)


@blueprint.post("/language")
@public
def set_language() -> Response:
    wanted = request.form.get("language", "")
    if wanted in LANGUAGES:
        session["language"] = wanted
        if current_user.is_authenticated:
            viewer().language = wanted
            db.session.commit()
    return redirect(local_address(request.form.get("next")), 303)
