"""Reads of the register. A convention and all beneath it are seen by its parties' people alone.

The operator's people are no exception: they see the operator's conventions, and nothing of the others.
"""

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from ambassador.accounts.models import Organisation, OrganisationKind, User
from ambassador.conventions.models import Convention, Party
from ambassador.db import db


def seen(viewer: User) -> Select[int]:
    """The numbers of the conventions in the viewer's sight, as a subquery: `Convention.id.in_(seen(viewer))`."""
    return select(Party.convention_id).where(Party.organisation_id == viewer.organisation_id)


def seen_ids(viewer: User) -> frozenset[int]:
    """The numbers of the conventions in the viewer's sight."""
    return frozenset(db.session.scalars(seen(viewer)))


def conventions(viewer: User) -> list[Convention]:
    """All in the viewer's sight, newest first, with their parties and terms."""
    chosen = select(Convention).where(Convention.id.in_(seen(viewer))).order_by(Convention.id.desc())
    return list(db.session.scalars(chosen.options(selectinload(Convention.parties), selectinload(Convention.terms))))


def convention(number: int, viewer: User) -> Convention | None:
    """One in the viewer's sight, with all that its page shows."""
    chosen = select(Convention).where(Convention.id == number, Convention.id.in_(seen(viewer)))
    return db.session.scalar(
        chosen.options(
            selectinload(Convention.parties), selectinload(Convention.terms), selectinload(Convention.commitments)
        )
    )


def structures(viewer: User) -> list[Organisation]:
    """The structures whose work the viewer may see, by name: for the operator's people those that have a convention with
    the operator, for a structure's people their own."""
    if not viewer.is_operator:
        return [viewer.organisation] if viewer.organisation.kind is not OrganisationKind.PARTNER else []
    bound = select(Party.organisation_id).where(Party.convention_id.in_(seen(viewer)))
    rows = db.session.scalars(
        select(Organisation).where(Organisation.id.in_(bound), Organisation.kind == OrganisationKind.AMBASSADOR)
    )
    return sorted(rows, key=lambda row: (str(row.name).casefold(), row.id))


def structure(number: int, viewer: User) -> Organisation | None:
    return next((row for row in structures(viewer) if row.id == number), None)
