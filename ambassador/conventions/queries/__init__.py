"""Reads of the register: what a person sees of conventions (`register`)."""

from ambassador.conventions.queries.register import (
    article,
    by_article,
    commitment,
    convention,
    conventions,
    conventions_with_commitments,
    names_of_articles,
    names_of_conventions,
    names_of_parties,
    possible_parties,
    seen,
    seen_ids,
    structure,
    structures,
)

__all__ = [
    "article",
    "by_article",
    "commitment",
    "convention",
    "conventions",
    "conventions_with_commitments",
    "names_of_articles",
    "names_of_conventions",
    "names_of_parties",
    "possible_parties",
    "seen",
    "seen_ids",
    "structure",
    "structures",
]
