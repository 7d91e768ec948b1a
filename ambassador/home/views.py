"""Home, the pages that everyone needs, and the sign of life."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, current_app, jsonify, render_template, url_for
from flask_babel import gettext, pgettext
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from ambassador import clock, i18n
from ambassador.access import public, requires, viewer
from ambassador.db import db
from ambassador.due import Due, due_from
from ambassador.home import queries
from ambassador.periods import Period
from ambassador.permissions import Permission
from ambassador.translated import Translated

blueprint = Blueprint("home", __name__)


@dataclass(frozen=True)
class DueLine:
    """Something due, in the reader's words."""

    text: str
    url: str
    on: date | None
    is_overdue: bool
    kind_label: str


@blueprint.get("/")
@requires(Permission.ACCOUNT_USE)
def index() -> str:
    today = clock.today()
    standing = queries.standing(viewer(), today)  # first: it reads whole what the dues need in part
    lines = [_worded(item, today) for item in due_from(viewer(), today)]
    return render_template("home/index.html", due=lines, standing=standing, today=today)


def _worded(item: Due, today: date) -> DueLine:
    words = {name: _in_words(value) for name, value in item.parameters.items()}
    kinds = {
        "conventions": gettext("Convention"),
        "webinars": gettext("Parcours collectif"),
        "followup": gettext("Suivi individuel"),
        "charter": gettext("Charte"),
        "kpis": pgettext("plural", "KPI"),
        "impact": gettext("Impact"),
    }
    return DueLine(
        text=gettext(item.message, **words),
        url=url_for(item.endpoint, **item.arguments),
        on=item.on,
        is_overdue=item.is_overdue(today),
        kind_label=kinds.get(item.endpoint.partition(".")[0], ""),
    )


def _in_words(value: object) -> object:
    match value:
        case Translated():
            return i18n.text_for_reader(value)
        case Period():
            return i18n.period_name(value)
        case date():
            return i18n.day(value)
        case _:
            return value


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
