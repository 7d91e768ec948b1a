"""What the report itself owns: published cells, frozen editions with their share links, and testimonials with their consent."""

from ambassador.impact.models.cells import PublishedCells
from ambassador.impact.models.edition import (
    Edition,
    EditionScope,
    EditionState,
    FundingNotice,
    Narrative,
    Quote,
    ShareLink,
    ShareState,
    ShareView,
    digest_of,
)
from ambassador.impact.models.keeping import PublishedChanged
from ambassador.impact.models.testimonial import (
    SHOWN_TO_PARTNERS,
    SOON,
    ConsentScope,
    Testimonial,
    TestimonialState,
)

__all__ = [
    "SHOWN_TO_PARTNERS",
    "SOON",
    "ConsentScope",
    "Edition",
    "EditionScope",
    "EditionState",
    "FundingNotice",
    "Narrative",
    "PublishedCells",
    "PublishedChanged",
    "Quote",
    "ShareLink",
    "ShareState",
    "ShareView",
    "Testimonial",
    "TestimonialState",
    "digest_of",
]
