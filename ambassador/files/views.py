"""Sending a file to those who may see what it belongs to."""

from io import BytesIO

from flask import Blueprint, Response, abort, current_app, request, send_file

from ambassador.access import get_or_404, requires, viewer
from ambassador.files import queries, storage
from ambassador.files.contents import SHOWN_IN_PLACE
from ambassador.permissions import Permission

blueprint = Blueprint("files", __name__, url_prefix="/files")

SANDBOX = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; object-src 'self'"
"""Nothing a file holds may run, load or send anything; the browser's own frame for pictures needs its styles."""


@blueprint.get("/<int:number>")
@requires(Permission.CONVENTIONS_VIEW)
def show(number: int) -> Response:
    """As a download; pictures and PDF in place where the address asks so: `?view=1`."""
    file = get_or_404(queries.file(number, viewer()))
    content = storage.read(file, storage.folder_in(current_app.config["INSTANCE_PATH"]))
    if content is None:
        current_app.logger.error("file %s is missing or altered: run `flask --app app files check`", file.id)
        abort(404)
    in_place = "view" in request.args and file.media_type in SHOWN_IN_PLACE
    response = send_file(
        BytesIO(content), file.media_type, as_attachment=not in_place, download_name=file.name, etag=file.sha256
    )
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
