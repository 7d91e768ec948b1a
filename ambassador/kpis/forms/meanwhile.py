"""What a person changed in a row since they opened it, and what another person changed meanwhile.

A row carries a mark of each field as it was shown. What only one of the two touched is theirs; what both touched is shown
beside each other. Numbers and answer belong together: who touched one of them touched the figure.
"""

from collections.abc import Iterable
from zlib import crc32

from wtforms import Field

from ambassador.files.fields import UploadField
from ambassador.forms import Conflict, shown_value

FIGURE = frozenset({"answer", "numerator", "denominator", "weight"})


def content(field: Field) -> str:
    """What the field says, read or not: "1 250" and "1250" are the same, "douze" is what was typed."""
    if isinstance(field, UploadField):
        return field._value()
    if field.data is None and getattr(field, "raw_data", None):
        return str(field.raw_data[0]).strip()
    if choices := getattr(field, "choices", None):
        return next((str(choice.label) for choice in choices if str(choice.value) == str(field.data)), "")
    return shown_value(field)


def marks_of(fields: dict[str, Field]) -> str:
    return " ".join(f"{name}={_mark(field)}" for name, field in fields.items())


def touched(fields: dict[str, Field], marks: str | None) -> set[str]:
    """The fields that no longer say what was shown."""
    shown = dict(pair.split("=", 1) for pair in (marks or "").split() if "=" in pair)
    return {name for name, field in fields.items() if shown.get(name, _NOTHING) != _mark(field)}


def merge(mine: dict[str, Field], stored: dict[str, Field], marks: str | None, is_open: bool) -> list[Conflict]:
    """Give what I did not touch the stored content; tell where we both said something, and not the same. Where nothing can
    be written any more, tell all that I said."""
    by_me = touched(mine, marks)
    by_them = touched(stored, marks) if is_open else set(stored)
    is_same_figure = by_me & FIGURE and by_them & FIGURE
    disputed = (by_me & by_them) | (FIGURE if is_same_figure else frozenset())
    for name in (set(mine) & set(stored)) - by_me:
        _take(mine[name], stored[name])
    return [
        Conflict(str(field.label.text), content(field), content(stored[name]))
        for name, field in mine.items()
        if name in disputed and name in stored and content(field) != content(stored[name])
    ]


def _take(field: Field, other: Field) -> None:
    """As if the stored content had been sent."""
    field.data, field.process_errors = other.data, []
    if not isinstance(field, UploadField):
        written = other._value() if hasattr(other, "_value") else other.data
        field.raw_data = ["" if written is None else str(written)]


def _mark(field: Field) -> str:
    return f"{crc32(content(field).encode(errors='surrogatepass')):08x}"


_NOTHING = f"{crc32(b''):08x}"


def messages(fields: Iterable[Field]) -> list[str]:
    return [str(message) for field in fields for message in field.errors]
