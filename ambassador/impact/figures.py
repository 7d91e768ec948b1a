"""What a report tells beside the KPIs, wherever it was read: the live tables, or the published cells."""

from collections.abc import Sequence
from dataclasses import dataclass

from ambassador.impact.collective import Collective
from ambassador.impact.results import Results
from ambassador.impact.work import Actions, Days


@dataclass(frozen=True)
class Figures:
    collective: Collective
    days: Sequence[Days]
    """One for each structure that the report tells of, as are the plans."""
    plans: Sequence[Actions]
    results: Sequence[Results] = ()
    accompanied: int | None = None
    """Structures with a convention in effect, on the programme's page."""
