"""A figure as its story tells it: folding its steps one after the other gives its state and numbers at any moment.

No database. What is stored of a figure is always what its whole story folds to.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import reduce
from typing import Any, Protocol

from ambassador.kpis.models import Answer, CorrectionState, EntryState, EventKind

NUMBERS = ("numerator", "denominator", "weight")


class Step(Protocol):
    """What is read of an event."""

    @property
    def kind(self) -> EventKind: ...
    @property
    def by_id(self) -> int: ...
    @property
    def after(self) -> dict[str, Any] | None: ...


@dataclass(frozen=True)
class Told:
    """State and content after some steps. Of an approved figure the content is what is in force; a correction in hand
    stands apart."""

    state: EntryState
    content: dict[str, Any]
    edited_by_id: int
    correction: CorrectionState | None = None
    proposed: dict[str, Any] | None = None
    corrected_by_id: int | None = None

    @property
    def answer(self) -> Answer:
        return Answer(self.content["answer"])

    def number(self, name: str) -> Decimal | None:
        return None if self.content.get(name) is None else Decimal(self.content[name])


def fold(steps: Iterable[Step]) -> Told | None:
    """None before the first step, and where a draft was emptied."""
    steps = iter(steps)
    first = next(steps, None)
    if first is None:
        return None
    start = Told(EntryState.DRAFT, first.after or {"answer": Answer.VALUE}, first.by_id)
    told = reduce(_next, steps, start)
    return told if told.content else None


def _next(told: Told, step: Step) -> Told:
    match step.kind:
        case EventKind.ENTERED | EventKind.CHANGED:
            return replace(told, content=step.after or told.content, edited_by_id=step.by_id)
        case EventKind.EMPTIED:
            return replace(told, content={}, edited_by_id=step.by_id)
        case EventKind.SUBMITTED:
            return replace(told, state=EntryState.SUBMITTED)
        case EventKind.CORRECTED:
            return replace(told, correction=CorrectionState.SUBMITTED, proposed=step.after, corrected_by_id=step.by_id)
        case EventKind.APPROVED if told.correction is not None:
            return Told(EntryState.APPROVED, told.proposed or {}, told.corrected_by_id or 0)
        case EventKind.APPROVED:
            return replace(told, state=EntryState.APPROVED)
        case EventKind.RETURNED if told.correction is not None:
            return replace(told, correction=CorrectionState.RETURNED)
        case EventKind.RETURNED:
            return replace(told, state=EntryState.RETURNED)
        case EventKind.WITHDRAWN if told.correction is not None:
            return replace(told, correction=None, proposed=None, corrected_by_id=None)
        case EventKind.WITHDRAWN:
            return replace(told, state=EntryState.DRAFT)
        case _:
            return told
