"""What the register finds due from a person: signatures to record, ends that come near, commitments to keep."""

from collections.abc import Iterator
from datetime import date, timedelta

from ambassador.accounts.models import User
from ambassador.accounts.queries import assigned_organisation_ids
from ambassador.conventions import measures, queries
from ambassador.conventions.models import Commitment, Convention, ConventionState, Modality
from ambassador.due import Due
from ambassador.errors import N_
from ambassador.permissions import Permission, allows

SIGHT = timedelta(days=30)
"""How far ahead a commitment's day is shown."""
END_IN_SIGHT = timedelta(days=60)


def find(viewer: User, today: date) -> list[Due]:
    """For whoever edits conventions; a coach sees those of the structures they look after."""
    if not allows(viewer.role, Permission.CONVENTIONS_EDIT):
        return []
    rows = queries.conventions_with_commitments(viewer)
    if viewer.is_operator:
        mine = assigned_organisation_ids(viewer, today)
        rows = [row for row in rows if any(party.organisation_id in mine for party in row.parties)]
    return [item for row in rows for item in _of_convention(row, viewer, today)]


def _of_convention(convention: Convention, viewer: User, today: date) -> Iterator[Due]:
    match convention.state(today):
        case ConventionState.PARTLY_SIGNED:
            yield _due(convention, N_("Signature à noter : %(convention)s"), None)
        case ConventionState.SIGNED if convention.start is None:
            yield _due(convention, N_("Entrée en vigueur à noter : %(convention)s"), None)
        case ConventionState.IN_FORCE:
            last_day = convention.last_day(today)
            if last_day and last_day <= today + END_IN_SIGHT:
                yield _due(convention, N_("Fin de la convention : %(convention)s"), last_day)
            yield from _commitments(convention, viewer, today)


def _commitments(convention: Convention, viewer: User, today: date) -> Iterator[Due]:
    """One line for each day: the commitment itself, or how many there are."""
    days: dict[date, list[Commitment]] = {}
    for commitment in convention.commitments_on(today):
        day = commitment.due_day(today)
        if day and day <= today + SIGHT and _is_open(commitment, viewer, today):
            days.setdefault(day, []).append(commitment)
    for day, commitments in days.items():
        first, count = commitments[0], len(commitments)
        message = N_("Engagement à tenir : %(commitment)s")
        if count > 1:
            message = N_("%(count)s engagements à tenir : %(convention)s")
        yield _due(convention, message, day, f"commitment-{first.id}", commitment=first.title, count=count)


def _is_open(commitment: Commitment, viewer: User, today: date) -> bool:
    """Firm, binding the viewer's own side, and not shown to be kept by the work."""
    is_mine = commitment.party is None or commitment.party.organisation_id == viewer.organisation_id
    if commitment.modality is Modality.OPTIONAL or not is_mine or not commitment.counts_on(today):
        return False
    found = measures.progress(commitment, today)
    return found is None or not found.is_reached


def _due(convention: Convention, message: str, on: date | None, anchor: str | None = None, **more: object) -> Due:
    arguments: dict[str, object] = {"number": convention.id}
    if anchor:
        arguments["_anchor"] = anchor
    return Due(message, "conventions.show", arguments, on, {"convention": convention.title, **more})
