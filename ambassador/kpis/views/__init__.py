"""Pages of the KPIs: the sheet and each KPI, the entry screen, the review, the publications."""

from flask import Blueprint

blueprint = Blueprint("kpis", __name__, url_prefix="/kpis")

from ambassador.kpis.views import (  # noqa: E402
    agreed_set,
    agreement,
    closing,
    coverage,
    definitions,
    dimensions,
    entry,
    exchange,
    indicators,
    publications,
    remarks,
    review,
    shared,
    sheet,
    versions,
)

__all__ = [
    "agreed_set",
    "agreement",
    "blueprint",
    "closing",
    "coverage",
    "definitions",
    "dimensions",
    "entry",
    "exchange",
    "indicators",
    "publications",
    "remarks",
    "review",
    "shared",
    "sheet",
    "versions",
]
