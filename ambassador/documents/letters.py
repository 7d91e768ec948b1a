"""What people typed, in letters that the documents' fonts have: a square stands for what none of them shows.

A missing letter makes Typst refuse a tagged PDF, and goes unseen in a drawing. So each character is tried once, before.
"""

import json
import re
from collections.abc import Callable
from typing import Any

import typst

from ambassador.documents.typesetting import TAGGED, compiled

SUBSTITUTE = "\N{WHITE SQUARE}"
"""Stands for a character that no font of the package can show: emoji, Chinese."""
_SHEET = "documents/characters.typ"
_WITHOUT_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_LAST_PLAIN = 0x24F
"""Up to here the typeface has every letter."""
_MOST_LEARNT = 100
_SHOWN: set[str] = set()
_MISSING: set[str] = set()


def legible(data: dict[str, Any]) -> dict[str, Any]:
    """The same data with a square for each character that cannot be shown; joiners and tones of emoji go with it."""
    rare = {character for character in set(json.dumps(data, ensure_ascii=False)) if ord(character) > _LAST_PLAIN}
    _learn(rare)
    if not any(_cannot_be_shown(character) for character in rare):
        return data
    return {name: _replaced(value, _cannot_be_shown) for name, value in data.items()}


def plain(data: dict[str, Any]) -> dict[str, Any]:
    """The same data in the letters of Europe's languages alone."""
    return {name: _replaced(value, _is_uncommon) for name, value in data.items()}


def is_about_letters(error: typst.TypstError) -> bool:
    return _WITHOUT_GLYPH.search(str(error)) is not None


def _learn(characters: set[str]) -> None:
    """Find out which of the characters no font shows, on a sheet of them alone: a long document is not made over and over."""
    left = characters - _MISSING - _SHOWN
    for _ in range(_MOST_LEARNT):
        if not left:
            return
        try:
            compiled(_SHEET, {"lang": "fr", "title": "-", "text": " ".join(sorted(left))}, **TAGGED)
        except typst.TypstError as error:
            found = _WITHOUT_GLYPH.search(str(error))
            missing = left & set(found.group(1)) if found else set()
            if not missing:
                return
            _MISSING.update(missing)
            left -= missing
        else:
            _SHOWN.update(left)
            return


def _replaced(value: Any, is_missing: Callable[[str], bool]) -> Any:
    match value:
        case str():
            shown = "".join(SUBSTITUTE if is_missing(one) and not _joins(one) else one for one in value)
            return "".join(one for one in shown if not _joins(one)) if SUBSTITUTE in shown else shown
        case list() | tuple():
            return [_replaced(one, is_missing) for one in value]
        case dict():
            return {name: _replaced(one, is_missing) for name, one in value.items()}
    return value


def _joins(character: str) -> bool:
    """What only changes the emoji before it: joiner, variant, tone of skin."""
    return character in "\u200d\ufe0e\ufe0f" or 0x1F3FB <= ord(character) <= 0x1F3FF


def _cannot_be_shown(character: str) -> bool:
    return _is_uncommon(character) and character not in _SHOWN


def _is_uncommon(character: str) -> bool:
    """Neither a letter of Europe's languages nor a typographic mark that every text font has."""
    code = ord(character)
    return not (code <= _LAST_PLAIN or 0x2010 <= code <= 0x203A or character in f"€{SUBSTITUTE}")
