"""Pages of the feature."""

from flask import Blueprint, render_template

from ambassador.access import requires
from ambassador.permissions import Permission

blueprint = Blueprint("followup", __name__, url_prefix="/follow-up")


@blueprint.get("/")
@requires(Permission.FOLLOWUP_VIEW)
def index() -> str:
    return render_template("followup/index.html")
