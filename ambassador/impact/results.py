"""What the individual follow-up led to: from sessions to needs, their solutions, and what was handed over."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ambassador.accounts.models import Organisation
from ambassador.impact.reading import Reading


class Outcome(StrEnum):
    """In the order of the work: each but the first and the fifth is a part of the one before."""

    SESSIONS = "sessions"
    """Held in the span, short contacts left out."""
    NEEDS = "needs"
    """Found on the ground and not set aside."""
    PROPOSED = "proposed"
    """Needs with a solution, proposed or in place."""
    SOLVED = "solved"
    DELIVERED = "delivered"
    """Deliverables handed over."""
    ACCEPTED = "accepted"


Counts = Mapping[Outcome, int]


@dataclass(frozen=True)
class Results:
    """Of one structure. None where nothing of it can be read: partners read what its last publication kept."""

    organisation: Organisation
    reading: Reading
    counts: Counts | None


def counted(outcomes: Iterable[Iterable[Outcome]]) -> dict[Outcome, int]:
    """Rows by what each of them counts as."""
    found = dict.fromkeys(Outcome, 0)
    for outcome in (one for row in outcomes for one in row):
        found[outcome] += 1
    return found


def summed(results: Sequence[Results]) -> dict[Outcome, int] | None:
    known = [one.counts for one in results if one.counts is not None]
    return {outcome: sum(counts[outcome] for counts in known) for outcome in Outcome} if known else None
