"""Where a commitment stands on a day. Computed from the convention's dates, its due rule and what was done; never stored.

| | before its day | after its day |
|---|---|---|
| not started, suspended, condition not met | waiting | lapsed once the convention has ended |
| reached, or shown where nothing is counted | kept | kept |
| firm, or its condition met | on track, or at risk | overdue |
| optional | on track | lapsed |

Rules without a day (each event, before a use, ongoing) are on track until the convention ends, then kept if the other
party confirmed anything, else lapsed. What is owed without limit of time goes on after the end.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ambassador.conventions.models import Commitment, ConventionState, DueRule, Modality
from ambassador.conventions.work import Work, work_for

NEAR = 60
"""Days before its due day from which a commitment can be at risk."""


class CommitmentState(StrEnum):
    WAITING = "waiting"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OVERDUE = "overdue"
    KEPT = "kept"
    LAPSED = "lapsed"


class Reason(StrEnum):
    """Why it is in its state: each is a sentence on the page."""

    NOT_STARTED = "not_started"
    SUSPENDED = "suspended"
    CONDITION_NOT_MET = "condition_not_met"
    AMENDED = "amended"
    ENDED = "ended"
    NOT_USED = "not_used"
    REACHED = "reached"
    SHOWN = "shown"
    RUNS = "runs"
    OPTIONAL = "optional"
    BEHIND = "behind"
    LATE = "late"
    YEAR_MISSED = "year_missed"
    BROKEN = "broken"


@dataclass(frozen=True)
class Standing:
    """`due_on` is the day that counts now; `year` the convention's year that was missed, 1 for the first."""

    state: CommitmentState
    reason: Reason
    work: Work
    due_on: date | None = None
    year: int | None = None

    @property
    def is_open(self) -> bool:
        """Something is still to be done for it."""
        return self.state in {CommitmentState.ON_TRACK, CommitmentState.AT_RISK, CommitmentState.OVERDUE}


Answer = tuple[CommitmentState, Reason]
State = CommitmentState
_KEPT_WHEN_SHOWN = {DueRule.DATE, DueRule.DAYS_AFTER_START, DueRule.NONE}
"""Rules of something done once: shown before the day, it is kept. The others go on until the convention's end."""


def standing(commitment: Commitment, on: date) -> Standing:
    work = work_for(commitment, on)
    if answer := _not_binding(commitment, on):
        return Standing(*answer, work)
    if work.is_broken:
        return Standing(State.OVERDUE, Reason.BROKEN, work)
    if commitment.due is DueRule.YEARLY:
        return _yearly(commitment, work, on)
    day = commitment.due_day(on)
    if work.is_reached:
        return Standing(State.KEPT, Reason.REACHED, work, day)
    if commitment.due is DueRule.UNLIMITED:
        return Standing(State.ON_TRACK, Reason.RUNS, work)
    if day is None:
        return Standing(*_without_day(commitment, work, on), work)
    return Standing(*_by_day(commitment, work, day, on), work, day)


def is_at_risk(work: Work, first: date, last: date, on: date) -> bool:
    """The one rule: fewer than 60 days are left, and a smaller share is done than of the time that has passed.

    Where nothing is counted, all is done once anything is shown. Compared without dividing: exact.
    """
    if (last - on).days >= NEAR:
        return False
    asked = work.target if work.target is not None else 1
    done = work.done if work.target is not None else int(work.is_shown)
    return done * (last - first).days < asked * (on - first).days


def _not_binding(commitment: Commitment, on: date) -> Answer | None:
    convention = commitment.convention
    if convention.start is None or convention.start > on:
        return State.WAITING, Reason.NOT_STARTED
    if not commitment.is_valid_on(on):
        is_to_come = commitment.valid_until is None or commitment.valid_until >= on
        return (State.WAITING, Reason.NOT_STARTED) if is_to_come else (State.LAPSED, Reason.AMENDED)
    if not commitment.counts_on(on):
        return (State.LAPSED if _has_ended(commitment, on) else State.WAITING), Reason.CONDITION_NOT_MET
    if convention.state(on) is ConventionState.SUSPENDED:
        return State.WAITING, Reason.SUSPENDED
    return None


def _has_ended(commitment: Commitment, on: date) -> bool:
    return commitment.convention.state(on) is ConventionState.ENDED


def _first_day(commitment: Commitment) -> date:
    """The day from which its time is counted."""
    start = commitment.convention.start or date.min
    return max(filter(None, (start, commitment.valid_from, commitment.condition_met_on)))


def _without_day(commitment: Commitment, work: Work, on: date) -> Answer:
    is_shown = work.is_shown and work.verdict is None and work.target is None
    has_ended = _has_ended(commitment, on)
    if is_shown and (has_ended or commitment.due in _KEPT_WHEN_SHOWN):
        return State.KEPT, Reason.SHOWN
    if has_ended:
        is_unused = commitment.modality is Modality.OPTIONAL or not work.is_shown
        return State.LAPSED, Reason.NOT_USED if is_unused else Reason.ENDED
    return State.ON_TRACK, Reason.OPTIONAL if commitment.modality is Modality.OPTIONAL else Reason.RUNS


def _by_day(commitment: Commitment, work: Work, day: date, on: date) -> Answer:
    is_over = day < on
    is_shown = work.is_shown and work.verdict is None and work.target is None
    if is_shown and (is_over or commitment.due in _KEPT_WHEN_SHOWN):
        return State.KEPT, Reason.SHOWN
    if commitment.modality is Modality.OPTIONAL:
        return (State.LAPSED, Reason.NOT_USED) if is_over else (State.ON_TRACK, Reason.OPTIONAL)
    if is_over:
        return State.OVERDUE, Reason.LATE
    if _has_ended(commitment, on):
        return State.LAPSED, Reason.ENDED
    if is_at_risk(work, _first_day(commitment), day, on):
        return State.AT_RISK, Reason.BEHIND
    return State.ON_TRACK, Reason.RUNS


def _yearly(commitment: Commitment, work: Work, on: date) -> Standing:
    """Each of the convention's years for itself: one that went by without it stays a missed one."""
    years = commitment.convention.years(on)
    begun = [(number, year) for number, year in enumerate(years, start=1) if year[1] >= _first_day(commitment)]
    kept = {number: _is_kept(work_for(commitment, min(year[1], on))) for number, year in begun}
    missed = [number for number, year in begun if year[1] < on and not kept[number]]
    number, (first, last) = begun[-1]
    if commitment.modality is Modality.OPTIONAL:
        if last < on and not any(kept.values()):
            return Standing(State.LAPSED, Reason.NOT_USED, work, last)
    elif missed:
        return Standing(State.OVERDUE, Reason.YEAR_MISSED, work, years[missed[0] - 1][1], missed[0])
    if kept[number] or last < on:
        return Standing(State.KEPT, Reason.REACHED, work, last)
    if commitment.modality is Modality.OPTIONAL:
        return Standing(State.ON_TRACK, Reason.OPTIONAL, work, last)
    if is_at_risk(work, max(first, _first_day(commitment)), last, on):
        return Standing(State.AT_RISK, Reason.BEHIND, work, last)
    return Standing(State.ON_TRACK, Reason.RUNS, work, last)


def _is_kept(work: Work) -> bool:
    return work.is_reached or (work.target is None and work.verdict is None and work.is_shown)
