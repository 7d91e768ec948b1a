"""Pages of the feature."""

from flask import Blueprint, render_template

from ambassador.access import requires
from ambassador.permissions import Permission

blueprint = Blueprint("conventions", __name__, url_prefix="/conventions")


@blueprint.get("/")
@requires(Permission.CONVENTIONS_VIEW)
def index() -> str:
    return render_template("conventions/index.html")
