"""The story of a figure: each step is told once and never changed."""

from datetime import datetime
from typing import Any

from ambassador.accounts.models import User
from ambassador.db import db
from ambassador.errors import N_, RuleBroken
from ambassador.kpis.models import Entry, EntryEvent, EntryState, EventKind

TOLD = ("answer", "numerator", "denominator", "weight", "comment", "evidence")


def snapshot(entry: Entry) -> dict[str, Any]:
    """What is told of a figure: answer, numbers as exact text, comment and evidence."""
    return {
        name: None if (value := getattr(entry, name)) is None else str(value)
        for name in TOLD
        if getattr(entry, name) not in (None, "")
    }


def tell(
    entry: Entry,
    kind: EventKind,
    by: User,
    now: datetime,
    before: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    db.session.add(
        EntryEvent(entry=entry, at=now, by=by, kind=kind, before=before, after=snapshot(entry), reason=reason)
    )


def check_seen(entry: Entry, seen: str, *states: EntryState) -> None:
    """Refuse what was decided on an older version, or in a state that does not allow it."""
    if entry.state not in states:
        raise RuleBroken(N_("Ce chiffre n’est plus dans cet état. Relisez-le avant de continuer."))
    if seen != str(entry.version):
        raise RuleBroken(N_("Ce chiffre a changé entre-temps. Relisez-le, puis recommencez si c’est encore utile."))
