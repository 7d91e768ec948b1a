"""One canonical form of what an edition holds: the same content gives the same bytes, and so the same SHA-256.

A text that differs by language is kept as {"en": …, "fr": …, "nl": …}; everything else stands once. Numbers are texts, so that
no reader rounds them.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from ambassador.translated import LANGUAGES

Json = Any


class Said(str):
    """A text in the language in which the tree around it is told."""


def canonical(content: Json) -> str:
    """Keys in order, no blanks, no escapes beyond JSON's own. Raises ValueError for numbers that are not whole."""
    _check(content)
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def merged(trees: Mapping[str, Json]) -> Json:
    """The same tree told in each language made one. Raises ValueError where they differ in more than their words."""
    first = trees[LANGUAGES[0]]
    match first:
        case Said():
            return {language: str(trees[language]) for language in LANGUAGES}
        case dict():
            if any(trees[language].keys() != first.keys() for language in LANGUAGES):
                raise ValueError("the languages tell of different things")
            return {key: merged({language: trees[language][key] for language in LANGUAGES}) for key in first}
        case list():
            if any(len(trees[language]) != len(first) for language in LANGUAGES):
                raise ValueError("the languages tell of different numbers of things")
            return [merged({language: trees[language][place] for language in LANGUAGES}) for place in range(len(first))]
        case _:
            if any(trees[language] != first for language in LANGUAGES):
                raise ValueError(f"the languages differ: {first!r}")
            return first


def told(content: Json, language: str) -> Json:
    """What one language reads of a merged tree."""
    match content:
        case dict() if content.keys() == set(LANGUAGES):
            return content[language]
        case dict():
            return {key: told(value, language) for key, value in content.items()}
        case list():
            return [told(value, language) for value in content]
        case _:
            return content


def _check(content: Json) -> None:
    match content:
        case float():
            raise ValueError(f"{content!r} is not exact: write numbers as texts")
        case dict():
            for value in content.values():
                _check(value)
        case list():
            for value in content:
                _check(value)
