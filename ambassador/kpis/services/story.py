"""The story of a figure: each step is told once and never changed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from ambassador.accounts.models import User
from ambassador.db import db
from ambassador.errors import N_, RuleBroken
from ambassador.files import StoredFile
from ambassador.kpis import past
from ambassador.kpis.models import Entry, EntryEvent, EntryState, EventKind
from ambassador.kpis.services.breakdowns import parts_of

NOT_IN_STATE = N_("Ce chiffre n’est plus dans cet état. Relisez-le avant de continuer.")
NUMBERS = past.NUMBERS
TOLD = ("answer", *NUMBERS, "comment", "evidence")


def snapshot(entry: Entry) -> dict[str, Any]:
    """What is told of a figure as it is stored, its categories with it."""
    parts = [(row.category_id, *(getattr(row, name) for name in NUMBERS)) for row in parts_of(entry)]
    return told(entry, parts, entry.file)


def told(figure: Any, parts: Iterable[tuple[Any, ...]], file: StoredFile | None) -> dict[str, Any]:
    """Answer, numbers as exact text, comment and evidence; by category its numbers; the file by number and name."""
    content: dict[str, Any] = {name: str(value) for name in TOLD if (value := getattr(figure, name)) not in (None, "")}
    categories = {
        str(category): {name: str(number) for name, number in zip(NUMBERS, numbers, strict=True) if number is not None}
        for category, *numbers in parts
    }
    if categories:
        content["parts"] = categories
    if file is not None:
        content["file_id"], content["file"] = file.id, file.name
    return content


def tell(
    entry: Entry,
    kind: EventKind,
    by: User,
    now: datetime,
    before: dict[str, Any] | None = None,
    reason: str = "",
    after: dict[str, Any] | None = None,
) -> None:
    """`after`: where it is not what is stored now, as of a correction that waits for approval."""
    after = snapshot(entry) if after is None else after
    db.session.add(EntryEvent(entry=entry, at=now, by=by, kind=kind, before=before, after=after, reason=reason))


def check_seen(entry: Entry, seen: str, *states: EntryState) -> None:
    """Refuse what was decided on an older version, or in a state that does not allow it."""
    if entry.state not in states:
        raise RuleBroken(NOT_IN_STATE)
    check_version(entry, seen)


def check_waiting(entry: Entry, seen: str) -> None:
    """Refuse unless the figure, or a correction of it, waits for approval as it was seen."""
    if not entry.is_waiting:
        raise RuleBroken(NOT_IN_STATE)
    check_version(entry, seen)


def check_version(entry: Entry, seen: str) -> None:
    if seen != str(entry.version):
        raise RuleBroken(N_("Ce chiffre a changé entre-temps. Relisez-le, puis recommencez si c’est encore utile."))
