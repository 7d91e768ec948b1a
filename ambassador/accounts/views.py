"""Signing in and out, and the choice of language."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response

from ambassador.access import public, requires, viewer
from ambassador.accounts import queries
from ambassador.accounts.forms import SignInForm
from ambassador.accounts.passwords import verify_password
from ambassador.db import db
from ambassador.permissions import Permission
from ambassador.translated import LANGUAGES

blueprint = Blueprint("accounts", __name__)


def local_address(wanted: str | None) -> str:
    """An address within the portal; anything else becomes Home."""
    is_local = wanted is not None and wanted.startswith("/") and not wanted.startswith("//")
    is_plain = wanted is not None and wanted.isprintable() and "\\" not in wanted
    return wanted if wanted and is_local and is_plain else url_for("home.index")


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> str | Response:
    form = SignInForm()
    if form.validate_on_submit():
        user = queries.user_by_email(form.email.data)
        stored = user.password_hash if user else None
        if verify_password(stored, form.password.data, current_app.config["ARGON2"]) and user and user.is_active:
            login_user(user)
            session.permanent = True
            return redirect(local_address(request.args.get("next")), 303)
        form.form_errors.append(gettext("Adresse e-mail ou mot de passe incorrect."))
    return render_template("accounts/sign_in.html", form=form)


@blueprint.post("/sign-out")
@requires(Permission.ACCOUNT_USE)
def sign_out() -> Response:
    logout_user()
    flash(gettext("Vous êtes déconnecté·e."), "success")
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


@blueprint.get("/me")
@requires(Permission.ACCOUNT_USE)
def me() -> str:
    return render_template("accounts/me.html")


@blueprint.get("/admin/")
@requires(Permission.ACCOUNTS_MANAGE)
def admin() -> str:
    return render_template("accounts/admin.html")
