"""The rows of an entry sheet that travels: how each names its figure, and what the portal knew when the sheet was made.

A key names a figure, or one category of it; a mark names its version, its definition and what it said. From the mark is
told who changed what: the person in the sheet, somebody else in the portal meanwhile, or both.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

from ambassador.db import plain
from ambassador.kpis.models import Answer, IndicatorKind, IndicatorVersion

KEY, MARK = "key", "mark"
"""The columns that are the portal's own."""
LONGEST_COMMENT, LONGEST_EVIDENCE = 2000, 500

_KEY = re.compile(r"([1-9]\d{0,9})-(\d{6})(?:-([1-9]\d{0,9}))?", re.ASCII)
_MARK = re.compile(r"v(\d{1,9})\.d(\d{1,9})\.([0-9a-f]{16})", re.ASCII)


class Outcome(StrEnum):
    """What a row of a file that came back would do."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    """Somebody else changed the figure since the sheet was made, and the sheet says something else again."""
    ERROR = "error"


class Said(Protocol):
    """What is said of a figure, in the portal or in a sheet."""

    @property
    def answer(self) -> Answer: ...
    @property
    def numerator(self) -> Decimal | None: ...
    @property
    def denominator(self) -> Decimal | None: ...
    @property
    def weight(self) -> Decimal | None: ...
    @property
    def comment(self) -> str: ...
    @property
    def evidence(self) -> str: ...
    @property
    def parts(self) -> Mapping[int, tuple[Decimal | None, Decimal | None, Decimal | None]] | None: ...


@dataclass(frozen=True, order=True)
class Figure:
    """Which figure: of what KPI, for the period that starts in what month."""

    adoption_id: int
    month: int

    def key(self, category_id: int | None = None) -> str:
        tail = "" if category_id is None else f"-{category_id}"
        return f"{self.adoption_id}-{self.month}{tail}"


def read_key(text: str) -> tuple[Figure, int | None] | None:
    """The figure and category that a key names; None for what is no key."""
    found = _KEY.fullmatch(text.strip())
    if found is None:
        return None
    adoption_id, month, category = found.groups()
    return Figure(int(adoption_id), int(month)), int(category) if category else None


@dataclass(frozen=True)
class Mark:
    """What the portal knew of a figure: its version (0 where there was none), its definition, and what it said."""

    version: int
    definition_id: int
    digest: str

    def __str__(self) -> str:
        return f"v{self.version}.d{self.definition_id}.{self.digest}"


def read_mark(text: str) -> Mark | None:
    found = _MARK.fullmatch(text.strip())
    return Mark(int(found[1]), int(found[2]), found[3]) if found else None


def digest(said: Said | None) -> str:
    """Sixteen letters that stand for what is said of a figure. Nothing said at all is the same as no figure."""
    if said is None or is_blank(said):
        return hashlib.sha256(b"").hexdigest()[:16]
    parts = sorted((number, *map(_exact, typed)) for number, typed in (said.parts or {}).items() if any_of(typed))
    numbers = [_exact(one) for one in (said.numerator, said.denominator, said.weight)]
    content: tuple[Any, ...] = (said.answer.value, *numbers, said.comment, said.evidence, parts)
    return hashlib.sha256(repr(content).encode()).hexdigest()[:16]


def is_blank(said: Said) -> bool:
    """Nothing was answered: the figure stays missing."""
    numbers = (said.numerator, said.denominator, said.weight)
    has_parts = any(any_of(typed) for typed in (said.parts or {}).values())
    return said.answer is Answer.VALUE and not (any_of(numbers) or said.comment or said.evidence or has_parts)


def any_of(numbers: tuple[Decimal | None, ...]) -> bool:
    return any(number is not None for number in numbers)


def second_of(kind: IndicatorKind) -> str | None:
    """The name of the second number that a kind takes."""
    return {IndicatorKind.RATIO: "denominator", IndicatorKind.MEAN: "weight"}.get(kind)


def is_broken_down(definition: IndicatorVersion) -> bool:
    return definition.kind is not IndicatorKind.MILESTONE and bool(definition.dimensions)


def _exact(number: Decimal | None) -> str:
    return "" if number is None else f"{plain(number) + 0:f}"  # minus zero is zero
