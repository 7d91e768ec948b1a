"""The blueprint, and addresses that are safe to go to."""

from flask import Blueprint, current_app, request, url_for
from werkzeug.exceptions import HTTPException, MethodNotAllowed

blueprint = Blueprint("accounts", __name__)


def local_address(wanted: str | None) -> str:
    """An address within the portal that a browser can open; anything else becomes Home."""
    home = url_for("home.index")
    if not wanted or not wanted.startswith("/") or wanted.startswith("//"):
        return home
    if "\\" in wanted or not wanted.isprintable():
        return home
    adapter = current_app.url_map.bind_to_environ(request.environ)
    try:
        adapter.match(wanted.partition("?")[0], method="GET")
    except MethodNotAllowed:
        return home
    except HTTPException:
        pass  # an address that is not found, or redirects, answers for itself
    return wanted.removesuffix("?")
