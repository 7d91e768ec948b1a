"""Pages of the feature."""

from flask import Blueprint, render_template

from ambassador.access import requires
from ambassador.permissions import Permission

blueprint = Blueprint("webinars", __name__, url_prefix="/webinars")


@blueprint.get("/")
@requires(Permission.WEBINARS_VIEW)
def index() -> str:
    return render_template("webinars/index.html")
