"""A second person approves a figure, or returns it with a reason; who sent it may take it back."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from ambassador.accounts.models import User
from ambassador.errors import N_, RuleBroken
from ambassador.kpis import rights
from ambassador.kpis.models import CorrectionState, Entry, EntryState, EventKind
from ambassador.kpis.queries.sight import looked_after
from ambassador.kpis.queries.story import sender_id
from ambassador.kpis.services.breakdowns import settle
from ambassador.kpis.services.closing import check_open
from ambassador.kpis.services.corrections import put_in_force
from ambassador.kpis.services.entries import check_may_enter
from ambassador.kpis.services.story import NOT_IN_STATE, check_version, check_waiting, tell


def approve_figure(entry: Entry, seen: str, by: User, now: datetime, today: date) -> Entry:
    """Never by who edited it last, however high their role."""
    _check_may_review(entry, by, today)
    check_waiting(entry, seen)
    if entry.last_editor_id == by.id:
        raise RuleBroken(N_("Vous avez modifié ce chiffre en dernier : une autre personne doit le valider."))
    if entry.correction is not None:
        put_in_force(entry)
    settle(entry, EntryState.APPROVED, by, now)
    tell(entry, EventKind.APPROVED, by, now)
    return entry


@dataclass
class Approvals:
    """What became of several figures approved at once."""

    approved: list[Entry] = field(default_factory=list)
    refused: list[tuple[Entry, RuleBroken]] = field(default_factory=list)


def approve_figures(chosen: Iterable[tuple[Entry, str]], by: User, now: datetime, today: date) -> Approvals:
    """Each as if it were approved alone: one that is refused does not hold up the others."""
    found = Approvals()
    for entry, seen in chosen:
        try:
            found.approved.append(approve_figure(entry, seen, by, now, today))
        except RuleBroken as broken:
            found.refused.append((entry, broken))
    return found


def return_figure(entry: Entry, seen: str, reason: str, by: User, now: datetime, today: date) -> Entry:
    """Back to who entered it, with a reason: it answers whoever asked for a second look. One may return one's own.
    Of a returned correction, the former numbers stay in force."""
    _check_may_review(entry, by, today)
    check_waiting(entry, seen)
    if not reason.strip():
        raise RuleBroken(N_("Écrivez ce qui est à revoir."), field="reason")
    if entry.correction is not None:
        entry.correction = CorrectionState.RETURNED
    else:
        settle(entry, EntryState.RETURNED)
    entry.second_look_by = None
    tell(entry, EventKind.RETURNED, by, now, reason=reason)
    return entry


def withdraw_figure(entry: Entry, seen: str, by: User, now: datetime, today: date) -> Entry:
    """Take back what one sent oneself: a draft again, or the approved figure without the correction. A correction that
    came back is given up by anyone who enters the figure."""
    check_may_enter(entry.adoption, by)
    check_open(entry.adoption.organisation, entry.period, by, today)
    if not entry.is_waiting and entry.correction is None:
        raise RuleBroken(NOT_IN_STATE)
    check_version(entry, seen)
    if entry.is_waiting and sender_id(entry) != by.id:
        raise RuleBroken(N_("Seule la personne qui a envoyé ce chiffre peut le reprendre."))
    if entry.correction is not None:
        entry.correction = entry.corrected_by = None
    else:
        settle(entry, EntryState.DRAFT)
    tell(entry, EventKind.WITHDRAWN, by, now)
    return entry


def _check_may_review(entry: Entry, by: User, today: date) -> None:
    if not rights.can_review(by, entry.adoption.organisation, looked_after(by, today)):
        raise RuleBroken(N_("Ce n’est pas à vous de valider les chiffres de cette structure."))
