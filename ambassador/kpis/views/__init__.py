"""Pages of the KPIs: the sheet and each KPI, the entry screen, the review, the publications."""

from flask import Blueprint

blueprint = Blueprint("kpis", __name__, url_prefix="/kpis")

from ambassador.kpis.views import definitions, entry, publications, review, sheet  # noqa: E402

__all__ = ["blueprint", "definitions", "entry", "publications", "review", "sheet"]
