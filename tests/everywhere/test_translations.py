"""Every text of the interface stands in Dutch and in English; French is the source."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from ambassador.config import ROOT

LANGUAGES = ("nl", "en")
KEYWORDS: dict[str, Any] = {
    "_": None,
    "N_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
}
METHODS = [("ambassador/**.py", "python"), ("templates/**.html", "jinja2")]
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%%")
REMEDY = "run `make translations` and fill in ambassador/translations/{language}/LC_MESSAGES/messages.po"


@cache
def sources() -> dict[tuple[str | None, str], str]:
    """Every text in code and templates by its context and itself, with the file it stands in."""
    found = {}
    for folder in ("ambassador", "templates"):
        for file, _line, message, _comments, context in extract_from_dir(
            ROOT / folder,
            method_map=[
                (pattern.partition("/")[2], method) for pattern, method in METHODS if pattern.startswith(folder)
            ],
            keywords=KEYWORDS,
        ):
            found[context, _first(message)] = f"{folder}/{file}"
    return found


def _first(text: Any) -> str:
    """The text itself, or the singular of two."""
    return text if isinstance(text, str) else text[0]


def catalogue(language: str) -> Catalog:
    path = Path(ROOT / f"ambassador/translations/{language}/LC_MESSAGES/messages.po")
    with path.open(encoding="utf-8") as file:
        return read_po(file, locale=language, abort_invalid=True)


def test_texts_are_found_at_all() -> None:
    assert len(sources()) > 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_missing_or_fuzzy(language: str) -> None:
    known = catalogue(language)
    problems = []
    for (context, key), file in sources().items():
        message = known.get(key, context)
        if message is None or not _is_whole(message):
            problems.append(f"{file}: {key!r}")
        elif message.fuzzy:
            problems.append(f"fuzzy: {key!r}")
    assert not problems, REMEDY.format(language=language) + ":\n" + "\n".join(problems)


def _is_whole(message: Message) -> bool:
    strings = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(text.strip() for text in strings) and len(strings) == (2 if message.pluralizable else 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_over(language: str) -> None:
    known = {(message.context, _first(message.id)) for message in catalogue(language) if message.id}
    assert known - sources().keys() == set(), "no longer in the code: " + REMEDY.format(language=language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_kept(language: str) -> None:
    problems = []
    for message in catalogue(language):
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        wanted = set(PLACEHOLDER.findall(ids[-1]))
        for text in filter(None, strings):
            missing = wanted - set(PLACEHOLDER.findall(text))
            extra = set(PLACEHOLDER.findall(text)) - wanted
            if extra or (missing - {"num"}):
                problems.append(f"{ids[0]!r} → {text!r}")
    assert not problems, "\n".join(problems)


def test_french_signs_stand_after_a_no_break_space() -> None:
    wrong = [f"{file}: {text}" for (_, text), file in sources().items() if re.search(r" [:;?!»]|« |\w'\w", text)]
    assert not wrong, "write U+00A0 before : ; ? ! and inside « », and ’ as apostrophe:\n" + "\n".join(wrong)
