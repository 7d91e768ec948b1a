"""The pages of the report, and of what it is made from."""

from ambassador.impact.views import (
    charts,
    edition_files,
    editions,
    figures,
    funding,
    report,
    shared,
    sharing,
    testimonials,
)
from ambassador.impact.views.blueprint import blueprint

__all__ = [
    "blueprint",
    "charts",
    "edition_files",
    "editions",
    "figures",
    "funding",
    "report",
    "shared",
    "sharing",
    "testimonials",
]
