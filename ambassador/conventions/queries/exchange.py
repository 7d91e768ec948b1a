"""Reads of what the parties exchange: contact persons, approvals."""

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from ambassador.accounts.models import User
from ambassador.conventions.models import Approval, Contact, Convention, Party
from ambassador.db import db
from ambassador.reads import once_each

_WHOLE = (
    joinedload(Approval.party),
    joinedload(Approval.asked_by),
    joinedload(Approval.decided_by),
    joinedload(Approval.replaced_by),
    joinedload(Approval.files),
)


def contacts(conventions: Iterable[Convention]) -> list[Contact]:
    """All, former ones too, by party and then newest first."""
    return [row for rows in contacts_of([convention.id for convention in conventions]).values() for row in rows]


@once_each
def contacts_of(numbers: Collection[int]) -> dict[int, list[Contact]]:
    """Those of each convention."""
    chosen = select(Contact).join(Contact.party).where(Party.convention_id.in_(numbers))
    chosen = chosen.options(
        contains_eager(Contact.party), joinedload(Contact.changed_by), joinedload(Contact.seen)
    ).order_by(Party.position, Contact.since.desc(), Contact.id.desc())
    found: dict[int, list[Contact]] = {}
    for row in db.session.scalars(chosen).unique():
        found.setdefault(row.party.convention_id, []).append(row)
    return found


def contacts_on(convention: Convention, viewer: User, day: date, is_past: bool) -> tuple[list[Contact], list[Contact]]:
    """Those to show first, and the former ones. Today whoever comes later and what the viewer has not seen are first too; as of
    another day whoever came later is not yet known."""
    shown: list[Contact] = []
    former: list[Contact] = []
    for row in contacts([convention]):
        if not is_past and row.is_new_to(viewer):
            shown.append(row)
        elif row.is_former(day):
            former.append(row)
        elif row.is_current(day) or not is_past:
            shown.append(row)
    return shown, former


def contact(convention: Convention, number: int) -> Contact | None:
    return next((row for row in contacts([convention]) if row.id == number), None)


def approvals(conventions: Iterable[Convention]) -> list[Approval]:
    """All versions, by convention and then newest first."""
    return [row for rows in approvals_of([convention.id for convention in conventions]).values() for row in rows]


@once_each
def approvals_of(numbers: Collection[int]) -> dict[int, list[Approval]]:
    """Those of each convention."""
    chosen = select(Approval).where(Approval.convention_id.in_(numbers)).order_by(Approval.id.desc())
    found: dict[int, list[Approval]] = {}
    for row in db.session.scalars(chosen.options(*_WHOLE)).unique():
        found.setdefault(row.convention_id, []).append(row)
    return found


def approval(convention: Convention, number: int) -> Approval | None:
    return next((row for row in approvals([convention]) if row.id == number), None)


def names_of_approvals(numbers: Collection[int]) -> dict[int, str]:
    rows = db.session.execute(select(Approval.id, Approval.subject.label("name")).where(Approval.id.in_(numbers)))
    return {row.id: row.name for row in rows}
