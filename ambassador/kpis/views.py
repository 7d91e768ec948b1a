"""Pages of the feature."""

from flask import Blueprint, render_template

from ambassador.access import requires
from ambassador.permissions import Permission

blueprint = Blueprint("kpis", __name__, url_prefix="/kpis")


@blueprint.get("/")
@requires(Permission.KPIS_VIEW)
def index() -> str:
    return render_template("kpis/index.html")
