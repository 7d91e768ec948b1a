"""What changes in the report's own rows: published cells, and testimonials with their consent."""

from ambassador.impact.services.cells import cells_differ, keep_cells
from ambassador.impact.services.testimonials import (
    Consent,
    TestimonialDetails,
    change_testimonial,
    record_testimonial,
    withdraw_testimonial,
)

__all__ = [
    "Consent",
    "TestimonialDetails",
    "cells_differ",
    "change_testimonial",
    "keep_cells",
    "record_testimonial",
    "withdraw_testimonial",
]
