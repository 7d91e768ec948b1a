"""The demonstration: one believable year of made-up people and figures around a given day, and the real facts as drafts."""
