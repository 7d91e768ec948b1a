"""Which steps a person can take with a figure now: what its page offers. The services refuse all others."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from ambassador.accounts.models import User
from ambassador.kpis import rights
from ambassador.kpis.models import AdoptionState, CorrectionState, Entry, EntryState


class Step(StrEnum):
    SAVE = "save"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    APPROVE = "approve"
    RETURN = "return"
    CORRECT = "correct"
    COMMENT = "comment"
    ASK = "ask"
    ANSWER = "answer"


@dataclass(frozen=True)
class Around:
    """What a figure's row does not say itself."""

    looked_after: Collection[int]
    may_write: bool
    """Its period is open, or open again for the person."""
    is_over: bool
    sender_id: int | None


def steps_of(entry: Entry, person: User, around: Around) -> frozenset[Step]:
    return frozenset(
        [
            *_entering(entry, person, around),
            *_reviewing(entry, person, around),
            *_speaking(entry, person, around),
        ]
    )


def _entering(entry: Entry, person: User, around: Around) -> list[Step]:
    adoption = entry.adoption
    is_living = adoption.state is AdoptionState.AGREED and not adoption.is_computed
    if not is_living or not around.may_write or not rights.can_enter(person, adoption):
        return []
    if entry.state in (EntryState.DRAFT, EntryState.RETURNED):
        return [Step.SAVE, Step.SUBMIT] if around.is_over and not entry.is_missing else [Step.SAVE]
    if entry.is_waiting:
        return [Step.WITHDRAW] if around.sender_id == person.id else []
    return [Step.CORRECT, Step.WITHDRAW] if entry.correction is CorrectionState.RETURNED else [Step.CORRECT]


def _reviewing(entry: Entry, person: User, around: Around) -> list[Step]:
    if not entry.is_waiting or not rights.can_review(person, entry.adoption.organisation, around.looked_after):
        return []
    return [Step.RETURN] if entry.last_editor_id == person.id else [Step.APPROVE, Step.RETURN]


def _speaking(entry: Entry, person: User, around: Around) -> list[Step]:
    organisation = entry.adoption.organisation
    found = []
    if rights.can_comment(person, entry.adoption, around.looked_after):
        found.append(Step.COMMENT)
    if entry.second_look_by_id is None:
        is_something = entry.state in (EntryState.SUBMITTED, EntryState.APPROVED)
        if is_something and rights.can_ask_second_look(person, organisation, around.looked_after):
            found.append(Step.ASK)
    elif entry.second_look_by_id != person.id and rights.can_answer(person, organisation, around.looked_after):
        found.append(Step.ANSWER)
    return found
