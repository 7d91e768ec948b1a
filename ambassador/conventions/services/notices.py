"""Notices: breach, early end, and an authority's decision ([WTC] art. 7.2, [WP] art. 10).

Delays are calendar months of the convention's own; where its text has none, people give the day. What a notice comes to is
written by `effects`.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ambassador.accounts.models import User
from ambassador.conventions.models import BY_AUTHORITY, Convention, ConventionState, Notice, NoticeKind
from ambassador.conventions.services.effects import write_effects
from ambassador.conventions.services.guards import check_not_future, check_open
from ambassador.db import db
from ambassador.errors import N_, RuleBroken

RUNNING = frozenset({ConventionState.IN_FORCE, ConventionState.SUSPENDED})


@dataclass(frozen=True)
class NoticeDetails:
    """What is written of a notice. `sent_on` is the date of an authority's decision; `expires_on` where the text has no delay."""

    kind: NoticeKind
    sent_on: date
    reference: str
    party_id: int | None = None
    received_on: date | None = None
    expires_on: date | None = None
    reason: str = ""


class Step(StrEnum):
    """What can happen to a notice, each with its day."""

    RECEIVED = "received"
    REMEDIED = "remedied"
    TERMINATED = "terminated"
    LIFTED = "lifted"


def give_notice(convention: Convention, details: NoticeDetails, person: User, today: date) -> Notice:
    """A letter of the person's own party, or an authority's decision: nobody ends a convention in another's name."""
    _check(convention, details, person, today)
    notice = Notice(
        convention=convention,
        party_id=details.party_id,
        kind=details.kind,
        sent_on=details.sent_on,
        received_on=details.received_on,
        expires_on=details.expires_on,
        reference=details.reference,
        reason=details.reason,
    )
    db.session.add(notice)
    write_effects(convention)
    return notice


def steps(notice: Notice, person: User, day: date) -> list[Step]:
    """What the person may record of it on a day: only the party that gave a formal notice says what came of it."""
    if not notice.is_running(day) or not notice.convention.is_open(day):
        return []
    is_giver = notice.party is not None and notice.party.organisation_id == person.organisation_id
    match notice.kind:
        case NoticeKind.EARLY_END if notice.received_on is None:
            return [Step.RECEIVED]
        case NoticeKind.FORMAL_NOTICE if is_giver:
            return [Step.REMEDIED, Step.TERMINATED] if notice.is_terminable(day) else [Step.REMEDIED]
        case NoticeKind.SUSPENSION:
            return [Step.LIFTED]
        case _:
            return []


def record_step(
    notice: Notice, step: Step, day: date, note: str, person: User, today: date, expires_on: date | None = None
) -> Notice:
    """Its receipt, its remedy, the termination that follows it, or the lifting of a suspension."""
    check_open(notice.convention, today)
    check_not_future(today, day=day)
    if step not in steps(notice, person, today):
        raise RuleBroken(N_("Cette étape n’est pas (ou plus) possible. Regardez d’abord où cela en est."))
    if day < notice.sent_on:
        raise RuleBroken(N_("Cette date précède l’envoi ou la décision."), "day")
    match step:
        case Step.RECEIVED:
            _check_delay(notice.convention, NoticeKind.EARLY_END, day, expires_on)
            notice.received_on, notice.expires_on = day, expires_on
        case Step.TERMINATED:
            _terminate(notice, day, note)
        case Step.REMEDIED | Step.LIFTED:
            notice.closed_on, notice.closing_note = day, note
    write_effects(notice.convention)
    return notice


def can_take_back(notice: Notice, person: User, day: date) -> bool:
    """Whether the person's side may ask to take it back, agree to it, or take it back alone."""
    party = notice.convention.party_of(person.organisation_id)
    if notice.kind is not NoticeKind.EARLY_END or not notice.is_running(day) or party is None:
        return False
    if not notice.convention.is_open(day):
        return False
    return notice.party_id == party.id if notice.received_on is None else notice.take_back_asked_by_id != party.id


def take_back(notice: Notice, person: User, today: date) -> Notice:
    """An early end is taken back by its party alone until it is received; then one side asks and the other agrees."""
    check_open(notice.convention, today)
    party = notice.convention.party_of(person.organisation_id)
    if notice.kind is not NoticeKind.EARLY_END or not notice.is_running(today) or party is None:
        raise RuleBroken(N_("Seul un préavis de fin anticipée qui court se retire."))
    if notice.received_on is None:
        if notice.party_id != party.id:
            raise RuleBroken(N_("Tant qu’il n’est pas reçu, seule la partie qui a envoyé ce préavis le retire."))
        notice.closed_on = today
    elif notice.take_back_asked_by_id is None:
        notice.take_back_asked_by = party
    elif notice.take_back_asked_by_id == party.id:
        raise RuleBroken(N_("Votre demande est notée. L’autre partie doit encore l’accepter."))
    else:
        notice.closed_on = today
    write_effects(notice.convention)
    return notice


def _terminate(notice: Notice, last_day: date, note: str) -> None:
    if not notice.is_terminable(last_day):
        raise RuleBroken(
            N_("La convention ne peut prendre fin qu’à partir du %(day)s."), "day", day=notice.delay_ends or last_day
        )
    termination = Notice(
        convention=notice.convention,
        party_id=notice.party_id,
        kind=NoticeKind.TERMINATION,
        sent_on=last_day,
        reference=notice.reference,
        reason=note,
        follows=notice,
    )
    db.session.add(termination)


def _check(convention: Convention, details: NoticeDetails, person: User, today: date) -> None:
    check_open(convention, today)
    check_not_future(today, sent_on=details.sent_on, received_on=details.received_on)
    if convention.state(today) not in RUNNING:
        raise RuleBroken(N_("Cette convention n’est pas en vigueur : rien ne peut y mettre fin."))
    if convention.start and details.sent_on < convention.start:
        raise RuleBroken(N_("Cette date précède le début de la convention."), "sent_on")
    _check_party(convention, details, person)
    if details.kind is NoticeKind.EARLY_END:
        _check_early_end(convention, details, today)
    elif details.received_on is not None:
        raise RuleBroken(N_("La date de réception ne vaut que pour un préavis de fin anticipée."), "received_on")
    elif details.kind is NoticeKind.FORMAL_NOTICE:
        _check_delay(convention, details.kind, details.sent_on, details.expires_on)
    elif details.expires_on is not None:
        raise RuleBroken(N_("Une décision d’autorité n’a pas de délai : effacez cette date."), "expires_on")


def _check_party(convention: Convention, details: NoticeDetails, person: User) -> None:
    if details.kind is NoticeKind.TERMINATION:
        raise RuleBroken(N_("Une résiliation se note sur la mise en demeure qu’elle suit."), "kind")
    if (details.kind in BY_AUTHORITY) and details.party_id is not None:
        raise RuleBroken(N_("Une suspension ou une annulation vient d’une autorité, pas d’une partie."), "party_id")
    own = convention.party_of(person.organisation_id)
    if details.kind not in BY_AUTHORITY and (own is None or details.party_id != own.id):
        raise RuleBroken(N_("Choisissez votre partie : chacune note elle-même ce qu’elle envoie."), "party_id")


def _check_early_end(convention: Convention, details: NoticeDetails, today: date) -> None:
    if any(row.kind is NoticeKind.EARLY_END and row.is_running(today) for row in convention.notices):
        raise RuleBroken(N_("Un préavis de fin anticipée court déjà."), "kind")
    if details.received_on is not None:
        if details.received_on < details.sent_on:
            raise RuleBroken(N_("La réception ne peut pas précéder l’envoi."), "received_on")
        _check_delay(convention, details.kind, details.received_on, details.expires_on)
    elif details.expires_on is not None:
        raise RuleBroken(N_("Le délai court depuis la réception : notez-la d’abord."), "expires_on")


def _check_delay(convention: Convention, kind: NoticeKind, since: date, expires_on: date | None) -> None:
    """A day of its own where the text has no length, and only there."""
    is_formal = kind is NoticeKind.FORMAL_NOTICE
    months = convention.formal_notice_months if is_formal else convention.early_end_months
    if months is not None and expires_on is not None:
        raise RuleBroken(N_("Le texte fixe ce délai, le portail le calcule : effacez cette date."), "expires_on")
    if months is None and expires_on is None:
        raise RuleBroken(N_("Le texte ne fixe pas ce délai : donnez la date où il finit."), "expires_on")
    if expires_on is not None and expires_on < since:
        raise RuleBroken(N_("Cette date précède le début du délai."), "expires_on")
