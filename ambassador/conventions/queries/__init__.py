"""Reads of the register: what a person sees of conventions (`register`), and what changes them (`changes`)."""

from ambassador.conventions.queries.changes import (
    amendment,
    commitment_for,
    conventions_with_changes,
    names_of_amendments,
    names_of_commitments,
    notice,
)
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
    "amendment",
    "article",
    "by_article",
    "commitment",
    "commitment_for",
    "convention",
    "conventions",
    "conventions_with_changes",
    "conventions_with_commitments",
    "names_of_amendments",
    "names_of_articles",
    "names_of_commitments",
    "names_of_conventions",
    "names_of_parties",
    "notice",
    "possible_parties",
    "seen",
    "seen_ids",
    "structure",
    "structures",
]
