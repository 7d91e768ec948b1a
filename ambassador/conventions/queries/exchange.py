"""Reads of what the parties exchange: contact persons, approvals."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from ambassador.conventions.models import Approval, Contact, Convention, Party
from ambassador.db import db

_WHOLE = (
    joinedload(Approval.party),
    joinedload(Approval.asked_by),
    joinedload(Approval.decided_by),
    selectinload(Approval.replaced_by),
)


def contacts(conventions: Iterable[Convention]) -> list[Contact]:
    """All, former ones too, by party and then newest first."""
    numbers = [convention.id for convention in conventions]
    chosen = select(Contact).join(Party).where(Party.convention_id.in_(numbers))
    chosen = chosen.options(joinedload(Contact.party), joinedload(Contact.changed_by))
    return list(db.session.scalars(chosen.order_by(Party.position, Contact.since.desc(), Contact.id.desc())))


def contact(convention: Convention, number: int) -> Contact | None:
    return next((row for row in contacts([convention]) if row.id == number), None)


def approvals(conventions: Iterable[Convention]) -> list[Approval]:
    """All versions, newest first."""
    numbers = [convention.id for convention in conventions]
    chosen = select(Approval).where(Approval.convention_id.in_(numbers)).order_by(Approval.id.desc())
    return list(db.session.scalars(chosen.options(*_WHOLE)))


def approval(convention: Convention, number: int) -> Approval | None:
    return next((row for row in approvals([convention]) if row.id == number), None)
