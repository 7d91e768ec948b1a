"""Pages of the feature."""

from flask import Blueprint, render_template

from ambassador.access import requires
from ambassador.permissions import Permission

blueprint = Blueprint("impact", __name__, url_prefix="/impact")


@blueprint.get("/")
@requires(Permission.IMPACT_VIEW)
def index() -> str:
    return render_template("impact/index.html")
