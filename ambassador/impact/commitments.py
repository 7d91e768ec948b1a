"""What the parties of a structure's conventions promised, and where each promise stands on a day. For those inside alone: a
convention is seen by its parties' people, and nothing of it is published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ambassador.conventions import measures
from ambassador.conventions.models import Commitment, Party
from ambassador.conventions.standing import CommitmentState, standing
from ambassador.impact.queries.commitments import with_commitments
from ambassador.impact.queries.sight import Structure

SHARED = "both"
"""The key of what all parties promised."""


@dataclass(frozen=True)
class Promise:
    commitment: Commitment
    party: Party | None
    """None: each of them."""
    state: CommitmentState

    @property
    def key(self) -> str:
        """By who promised it, whatever the convention."""
        return str(self.party.organisation_id) if self.party else SHARED


def promises(structure: Structure, on: date | None) -> list[Promise]:
    """Of the conventions that had taken effect by the day: those that stand in the text then."""
    if on is None:
        return []
    begun = [one.id for one in structure.conventions if one.start is not None and one.start <= on]
    conventions = with_commitments(begun)
    standing_then = [row for one in conventions for row in one.commitments_on(on)]
    measures.read_ahead(standing_then, begun)
    return [Promise(row, _party(row), standing(row, on).state) for row in standing_then]


def _party(commitment: Commitment) -> Party | None:
    return next((one for one in commitment.convention.parties if one.id == commitment.party_id), None)


def by_party(rows: Sequence[Promise]) -> dict[str, list[Promise]]:
    """In the order of the conventions' parties; last what all promised."""
    ordered = sorted(rows, key=lambda row: (row.party is None, row.party.position if row.party else 0))
    found: dict[str, list[Promise]] = {}
    for row in ordered:
        found.setdefault(row.key, []).append(row)
    return found
