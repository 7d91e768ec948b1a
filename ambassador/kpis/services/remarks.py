"""Words beside a figure: comments, and a second look asked for by the structure's coach. None of them changes it."""

from datetime import date, datetime

from ambassador.accounts.models import User
from ambassador.errors import N_, RuleBroken
from ambassador.kpis import rights
from ambassador.kpis.models import Entry, EntryState, EventKind
from ambassador.kpis.queries.sight import looked_after
from ambassador.kpis.services.story import NOT_IN_STATE, check_version, tell


def comment_figure(entry: Entry, words: str, by: User, now: datetime, today: date) -> Entry:
    if not rights.can_comment(by, entry.adoption, looked_after(by, today)):
        raise RuleBroken(N_("Ce n’est pas à vous de commenter les chiffres de cette structure."))
    tell(entry, EventKind.COMMENTED, by, now, reason=_said(words))
    return entry


def ask_second_look(entry: Entry, seen: str, words: str, by: User, now: datetime, today: date) -> Entry:
    """The structure's coach asks to look again at what was sent or approved; it stays as it is."""
    if not rights.can_ask_second_look(by, entry.adoption.organisation, looked_after(by, today)):
        raise RuleBroken(N_("Seul le ou la coach de la structure demande un second regard."))
    if entry.state not in (EntryState.SUBMITTED, EntryState.APPROVED):
        raise RuleBroken(NOT_IN_STATE)
    check_version(entry, seen)
    if entry.second_look_by_id is not None:
        raise RuleBroken(N_("Un second regard est déjà demandé sur ce chiffre."))
    said = _said(words)
    entry.second_look_by = by
    tell(entry, EventKind.SECOND_LOOK, by, now, reason=said)
    return entry


def answer_second_look(entry: Entry, seen: str, words: str, by: User, now: datetime, today: date) -> Entry:
    """Settles the question, by another person than who asked."""
    if not rights.can_answer(by, entry.adoption.organisation, looked_after(by, today)):
        raise RuleBroken(N_("Ce n’est pas à vous de répondre pour cette structure."))
    if entry.second_look_by_id is None:
        raise RuleBroken(NOT_IN_STATE)
    check_version(entry, seen)
    if entry.second_look_by_id == by.id:
        raise RuleBroken(N_("Vous avez demandé ce second regard : une autre personne y répond."))
    said = _said(words)
    entry.second_look_by = None
    tell(entry, EventKind.ANSWERED, by, now, reason=said)
    return entry


def _said(words: str) -> str:
    if not words.strip():
        raise RuleBroken(N_("Écrivez quelques mots."), field="reason")
    return words
