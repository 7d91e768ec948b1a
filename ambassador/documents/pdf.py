"""PDF, tagged for screen readers (PDF/UA-1), from a Typst template and plain data.

The template says the language and the title.
"""

import json
import re
from collections.abc import Callable
from typing import Any

import typst

from ambassador.documents.typesetting import compiled

_WITHOUT_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_MOST_LEARNT = 100
_MISSING: set[str] = set()
"""Characters found so far that no font shows."""
_SHEET = "documents/characters.typ"
SUBSTITUTE = "\N{WHITE SQUARE}"
"""Stands for a character that no font of the package can show: emoji, Chinese."""


def pdf(template: str, data: dict[str, Any]) -> bytes:
    """The document of a template, by its path below `templates/`. Raises typst.TypstError for a fault of the template."""
    data = _replaced(data, _MISSING.__contains__)
    try:
        return _made(template, data)
    except typst.TypstError as error:
        if _WITHOUT_GLYPH.search(str(error)) is None:
            raise
    _learn({character for character in json.dumps(data, ensure_ascii=False) if ord(character) > 0x24F})
    try:
        return _made(template, _replaced(data, _MISSING.__contains__))
    except typst.TypstError:
        plain = _replaced(data, lambda character: ord(character) > 0x24F and not _is_mark(character))
        return _made(template, plain)


def _learn(characters: set[str]) -> None:
    """Find out which of the characters no font shows, on a sheet of them alone: a long document is not made over and over."""
    left = characters - _MISSING
    for _ in range(_MOST_LEARNT):
        try:
            _made(_SHEET, {"lang": "fr", "title": "-", "text": " ".join(sorted(left))})
            return
        except typst.TypstError as error:
            found = _WITHOUT_GLYPH.search(str(error))
            missing = left & set(found.group(1)) if found else set()
            if not missing:
                return
            _MISSING.update(missing)
            left -= missing


def _made(template: str, data: dict[str, Any]) -> bytes:
    return compiled(template, data, format="pdf", pdf_standards=["ua-1"])


def _replaced(value: Any, is_missing: Callable[[str], bool]) -> Any:
    """The same data with a square for each character that cannot be shown; joiners and tones of emoji go."""
    match value:
        case str():
            shown = "".join(SUBSTITUTE if is_missing(one) and not _joins(one) else one for one in value)
            return "".join(one for one in shown if not _joins(one)) if SUBSTITUTE in shown else shown
        case list():
            return [_replaced(one, is_missing) for one in value]
        case dict():
            return {name: _replaced(one, is_missing) for name, one in value.items()}
    return value


def _joins(character: str) -> bool:
    """What only changes the emoji before it: joiner, variant, tone of skin."""
    return character in "\u200d\ufe0e\ufe0f" or 0x1F3FB <= ord(character) <= 0x1F3FF


def _is_mark(character: str) -> bool:
    """Typographic marks that every text font has."""
    return 0x2010 <= ord(character) <= 0x203A or character in f"€{SUBSTITUTE}"
