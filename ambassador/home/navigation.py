"""The main navigation, and what every page needs to draw its frame."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, request
from flask_babel import gettext, pgettext
from flask_login import current_user
from werkzeug.urls import iri_to_uri

from ambassador import access, i18n
from ambassador.accounts.queries import has_demo_accounts
from ambassador.permissions import Permission
from ambassador.responses import address


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    is_current: bool


def init(app: Flask) -> None:
    app.context_processor(_frame)


def _frame() -> dict[str, Any]:
    if g.get("is_bare"):
        return {"locale": i18n.language()}
    return {
        "locale": i18n.language(),
        "navigation": _links(),
        "demo": _is_demo(),
        "here": iri_to_uri(request.full_path),
    }


def _links() -> list[Link]:
    if not current_user.is_authenticated:
        return []
    places = (
        (gettext("Accueil"), "home.index", Permission.ACCOUNT_USE),
        (gettext("Conventions"), "conventions.index", Permission.CONVENTIONS_VIEW),
        (gettext("Parcours collectif"), "webinars.index", Permission.WEBINARS_VIEW),
        (gettext("Suivi individuel"), "followup.index", Permission.FOLLOWUP_VIEW),
        (gettext("Charte"), "charter.index", Permission.CHARTER_VIEW),
        (pgettext("plural", "KPI"), "kpis.index", Permission.KPIS_VIEW),
        (gettext("Impact"), "impact.index", Permission.IMPACT_VIEW),
        (gettext("Administration"), "accounts.admin", Permission.ACCOUNTS_MANAGE),
    )
    feature = (request.endpoint or "").partition(".")[0]
    return [
        Link(label, address(endpoint), _is_current(endpoint, feature))
        for label, endpoint, permission in places
        if access.can(permission)
    ]


def _is_current(endpoint: str, feature: str) -> bool:
    if endpoint == "accounts.admin":
        return request.path.startswith("/admin/")
    return endpoint.partition(".")[0] == feature and not request.path.startswith("/admin/")


def _is_demo() -> bool:
    """Whether the data is a demonstration's: asked once and kept, since it never changes while serving."""
    known = current_app.extensions.get("ambassador.is_demo")
    if known is None:
        known = current_app.extensions["ambassador.is_demo"] = has_demo_accounts()
    return bool(known)
