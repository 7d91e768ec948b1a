"""A second person approves a figure, or returns it with a reason."""

from datetime import date, datetime

from ambassador.accounts.models import User
from ambassador.errors import N_, RuleBroken
from ambassador.kpis import rights
from ambassador.kpis.models import Entry, EntryState, EventKind
from ambassador.kpis.queries.sight import looked_after
from ambassador.kpis.services.story import check_seen, tell


def approve_figure(entry: Entry, seen: str, by: User, now: datetime, today: date) -> Entry:
    """Never by who edited it last, however high their role."""
    _check_may_review(entry, by, today)
    check_seen(entry, seen, EntryState.SUBMITTED)
    if entry.edited_by_id == by.id:
        raise RuleBroken(N_("Vous avez modifié ce chiffre en dernier : une autre personne doit le valider."))
    entry.state = EntryState.APPROVED
    entry.approved_by, entry.approved_at = by, now
    tell(entry, EventKind.APPROVED, by, now)
    return entry


def return_figure(entry: Entry, seen: str, reason: str, by: User, now: datetime, today: date) -> Entry:
    """Back to who entered it, with a reason. One may return one's own."""
    _check_may_review(entry, by, today)
    check_seen(entry, seen, EntryState.SUBMITTED)
    if not reason.strip():
        raise RuleBroken(N_("Écrivez ce qui est à revoir."), field="reason")
    entry.state = EntryState.RETURNED
    tell(entry, EventKind.RETURNED, by, now, reason=reason)
    return entry


def _check_may_review(entry: Entry, by: User, today: date) -> None:
    if not rights.can_review(by, entry.adoption.organisation, looked_after(by, today)):
        raise RuleBroken(N_("Ce n’est pas à vous de valider les chiffres de cette structure."))
