"""Who may open which page. Deny by default: a view that declares nothing answers 403.

`@requires` and `@public` declare; `can` is for templates; `get_or_404` turns a row out of sight into a 404.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast

from flask import Flask, abort, current_app, flash, redirect, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.routing import IntegerConverter
from werkzeug.wrappers import Response

from ambassador.failures import signed_out, unsent_words
from ambassador.permissions import Permission, allows

if TYPE_CHECKING:
    from ambassador.accounts.models import User

View = TypeVar("View", bound=Callable[..., Any])
Row = TypeVar("Row")

PUBLIC = "public"
LARGEST_ID = 2**31 - 1


class RowNumber(IntegerConverter):
    """Row numbers in addresses; one that no database column can hold is simply not found."""

    def __init__(self, map: Any, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max", LARGEST_ID)
        super().__init__(map, *args, **kwargs)


def init(app: Flask) -> None:
    app.url_map.converters["int"] = RowNumber
    app.before_request(_check)
    app.jinja_env.globals["can"] = can


def requires(permission: Permission) -> Callable[[View], View]:
    """Only people whose role has the permission."""

    def declare(view: View) -> View:
        view.access = permission  # type: ignore[attr-defined]
        return view

    return declare


def public(view: View) -> View:
    """Everyone, signed in or not."""
    view.access = PUBLIC  # type: ignore[attr-defined]
    return view


def viewer() -> "User":
    """The signed-in person."""
    return cast("User", current_user)


def can(permission: str) -> bool:
    """For templates: `can("kpis.approve")`."""
    return bool(current_user.is_authenticated) and allows(current_user.role, Permission(permission))


def get_or_404(row: Row | None) -> Row:
    if row is None:
        abort(404)
    return row


def declared(app: Flask, endpoint: str) -> Permission | str | None:
    """What the endpoint's view declares, or None."""
    return getattr(app.view_functions.get(endpoint), "access", None)


def _check() -> Response | None:
    if request.endpoint is None or request.endpoint == "static":
        return None
    access = declared(current_app, request.endpoint)
    if access == PUBLIC:
        return None
    if access is None:
        abort(403)
    if not current_user.is_authenticated:
        return _ask_to_sign_in()
    if not allows(current_user.role, Permission(access)):
        abort(403)
    return None


def _ask_to_sign_in() -> Response:
    if words := unsent_words():
        return signed_out(words, url_for("accounts.sign_in", next=request.path))
    flash(gettext("Connectez-vous pour continuer."), "warning")
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", next=wanted))
