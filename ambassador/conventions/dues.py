"""What the register finds due from a person: signatures to record, ends that come near, commitments to keep,
contributions to confirm or to look at again."""

from collections.abc import Iterator
from datetime import date, timedelta

from ambassador.accounts.models import User
from ambassador.accounts.queries import assigned_organisation_ids
from ambassador.conventions import measures, queries
from ambassador.conventions.models import Commitment, ContributionState, Convention, ConventionState, Modality
from ambassador.conventions.standing import standing
from ambassador.due import Due
from ambassador.errors import N_
from ambassador.permissions import Permission, allows

SIGHT = timedelta(days=30)
"""How far ahead a commitment's day is shown."""
END_IN_SIGHT = timedelta(days=60)


def find(viewer: User, today: date) -> list[Due]:
    """For whoever edits conventions or contributes; a coach sees those of the structures they look after."""
    if not allows(viewer.role, Permission.CONTRIBUTIONS_RECORD):
        return []
    rows = queries.conventions_at_work(viewer)
    if viewer.is_operator:
        mine = assigned_organisation_ids(viewer, today)
        rows = [row for row in rows if any(party.organisation_id in mine for party in row.parties)]
    found = [item for row in rows for item in _contributions(row, viewer)]
    if allows(viewer.role, Permission.CONVENTIONS_EDIT):
        near = (commitment for row in rows for _, commitment in _near(row, viewer, today))
        measures.read_ahead(near, [row.id for row in rows])
        found += [item for row in rows for item in _of_convention(row, viewer, today)]
    return found


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
    for day, commitment in _near(convention, viewer, today):
        found = standing(commitment, today)
        if found.is_open and not found.work.is_reached:
            days.setdefault(day, []).append(commitment)
    for day, commitments in days.items():
        first, count = commitments[0], len(commitments)
        message = N_("Engagement à tenir : %(commitment)s")
        if count > 1:
            message = N_("%(count)s engagements à tenir : %(convention)s")
        yield _due(convention, message, day, f"commitment-{first.id}", commitment=first.title, count=count)


def _near(convention: Convention, viewer: User, today: date) -> Iterator[tuple[date, Commitment]]:
    """What is firm, binds the viewer's own side and has a day that is past or in sight."""
    if convention.state(today) is not ConventionState.IN_FORCE:
        return
    for commitment in convention.commitments_on(today):
        day = commitment.due_day(today)
        is_mine = commitment.party is None or commitment.party.organisation_id == viewer.organisation_id
        if day and day <= today + SIGHT and is_mine and commitment.modality is not Modality.OPTIONAL:
            yield day, commitment


def _contributions(convention: Convention, viewer: User) -> Iterator[Due]:
    """What the other side recorded and waits to be confirmed; what the own side recorded and is contested."""
    decides = allows(viewer.role, Permission.CONTRIBUTIONS_DECIDE)
    for commitment in convention.commitments:
        waiting = contested = 0
        for row in commitment.contributions:
            is_own = row.party.organisation_id == viewer.organisation_id
            waiting += row.state is ContributionState.RECORDED and not is_own and decides
            is_theirs = decides or row.recorded_by_id == viewer.id
            contested += row.state is ContributionState.CONTESTED and is_own and is_theirs
        if waiting == 1:
            yield _to_decide(commitment, N_("Contribution à confirmer : %(commitment)s"), waiting)
        elif waiting:
            yield _to_decide(commitment, N_("%(count)s contributions à confirmer : %(commitment)s"), waiting)
        if contested:
            yield _to_decide(commitment, N_("Contribution contestée, à revoir : %(commitment)s"), contested)


def _to_decide(commitment: Commitment, message: str, count: int) -> Due:
    place = {
        "number": commitment.convention_id,
        "commitment_number": commitment.id,
        "_anchor": "contributions",
    }
    return Due(message, "conventions.commitment", place, None, {"commitment": commitment.title, "count": count})


def _due(convention: Convention, message: str, on: date | None, anchor: str | None = None, **more: object) -> Due:
    arguments: dict[str, object] = {"number": convention.id}
    if anchor:
        arguments["_anchor"] = anchor
    return Due(message, "conventions.show", arguments, on, {"convention": convention.title, **more})
