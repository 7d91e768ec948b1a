"""Home, the pages that everyone needs, and the sign of life."""

from flask import Blueprint, Response, current_app, jsonify, render_template
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from ambassador import clock, due
from ambassador.access import public, requires, viewer
from ambassador.db import db
from ambassador.permissions import Permission

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@requires(Permission.ACCOUNT_USE)
def index() -> str:
    today = clock.today()
    return render_template("home/index.html", due=due.due_from(viewer(), today), today=today)


@blueprint.get("/accessibility")
@public
def accessibility() -> str:
    return render_template("home/accessibility.html", contact=current_app.config["CONTACT_EMAIL"])


@blueprint.get("/privacy")
@public
def privacy() -> str:
    return render_template("home/privacy.html", contact=current_app.config["CONTACT_EMAIL"])


@blueprint.get("/healthz")
@public
def healthz() -> tuple[Response, int]:
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        db.session.rollback()
        return jsonify(status="unavailable", database="unreachable"), 503
    return jsonify(status="ok", database="ok"), 200
