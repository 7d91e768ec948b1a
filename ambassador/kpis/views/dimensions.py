"""The ways to break figures down: the list, adding the usual ones, writing one."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from ambassador.access import get_or_404, requires, viewer
from ambassador.accounts import history
from ambassador.accounts.models import User
from ambassador.db import db
from ambassador.errors import RuleBroken
from ambassador.kpis import rights, words
from ambassador.kpis.forms.dimension import DimensionForm, blank, written
from ambassador.kpis.queries import dimensions as queries
from ambassador.kpis.services import dimensions as services
from ambassador.kpis.views import blueprint
from ambassador.permissions import Permission
from ambassador.submissions import finish


def _operator() -> User:
    """The viewer, where they may configure; for others there is no such page."""
    return get_or_404(viewer() if rights.can_configure(viewer()) else None)


@blueprint.get("/dimensions")
@requires(Permission.KPIS_DEFINE)
def dimensions() -> str:
    _operator()
    found = queries.dimensions()
    lacks_usual = bool(services.usual_without(found))
    return render_template("kpis/dimensions.html", dimensions=found, uses=queries.uses(), lacks_usual=lacks_usual)


@blueprint.post("/dimensions/usual")
@requires(Permission.KPIS_DEFINE)
def add_usual_dimensions() -> Response:
    place = url_for("kpis.dimensions")
    try:
        services.add_usual(_operator())
    except RuleBroken as broken:
        db.session.rollback()
        flash(words.say(broken), "error")
        return redirect(place, 303)
    return finish(place, gettext("Les ventilations habituelles sont ajoutées."))


@blueprint.route("/dimensions/new", methods=["GET", "POST"])
@requires(Permission.KPIS_DEFINE)
def add_dimension() -> str | Response:
    person = _operator()
    form = DimensionForm(obj=blank())
    if form.validate_on_submit() and form.accepts(services.add_dimension, form.values(), person):
        return finish(url_for("kpis.dimensions"), gettext("La ventilation est ajoutée."))
    return render_template("kpis/edit_dimension.html", form=form, dimension=None, history=[])


@blueprint.route("/dimensions/<int:number>/edit", methods=["GET", "POST"])
@requires(Permission.KPIS_DEFINE)
def edit_dimension(number: int) -> str | Response:
    person = _operator()
    dimension = get_or_404(queries.dimension(number))
    row = written(dimension)
    form = DimensionForm(obj=row)
    if (
        form.validate_on_submit()
        and not form.is_stale(row)
        and form.accepts(services.change_dimension, dimension, form.values(dimension), person)
    ):
        return finish(url_for("kpis.dimensions"), gettext("La ventilation est enregistrée."))
    lines = history.lines("Dimension", number, person)
    return render_template("kpis/edit_dimension.html", form=form, dimension=dimension, history=lines)
