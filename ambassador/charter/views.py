"""Pages of the feature."""

from flask import Blueprint, render_template

from ambassador.access import requires
from ambassador.permissions import Permission

blueprint = Blueprint("charter", __name__, url_prefix="/charter")


@blueprint.get("/")
@requires(Permission.CHARTER_VIEW)
def index() -> str:
    return render_template("charter/index.html")
