"""Contributions: what a party did for a commitment where no other work shows it. The other party confirms or contests."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import urlsplit

from ambassador import files
from ambassador.accounts.models import User
from ambassador.conventions.models import Commitment, Contribution, ContributionState, Party, Unit
from ambassador.conventions.services.guards import check_not_future, check_open
from ambassador.conventions.work import chain
from ambassador.db import db
from ambassador.errors import N_, RuleBroken

AMOUNTS = {Unit.DAY: 4, Unit.PERSON_DAY: 4, Unit.EUR: 2, Unit.PROFILE: 2}
"""Units that are measured, with their decimals. The others count things: each contribution is one."""


@dataclass(frozen=True)
class ContributionDetails:
    """What is written of a contribution. `quantity` only where the unit is an amount; `upload` replaces the file there is."""

    on: date
    note: str
    quantity: Decimal | None = None
    link: str = ""
    upload: files.Upload | None = None
    drops_file: bool = False


def record_contribution(
    commitment: Commitment, details: ContributionDetails, recorder: User, now: datetime, today: date
) -> Contribution:
    party = contributing_party(commitment, recorder)
    if party is None:
        raise RuleBroken(N_("Seules les personnes de la partie qui s’engage notent ce qu’elle a fait."))
    _check(commitment, details, today)
    contribution = Contribution(party=party, recorded_by=recorder)
    _write(contribution, commitment, details, recorder, now)
    commitment.contributions.append(contribution)
    db.session.flush()
    return contribution


def change_contribution(
    contribution: Contribution, details: ContributionDetails, editor: User, now: datetime, today: date
) -> Contribution:
    """Correct it while it is undecided or contested: the other party decides anew."""
    _check_own(contribution, editor)
    _check(contribution.commitment, details, today)
    _write(contribution, contribution.commitment, details, editor, now)
    contribution.state, contribution.reason = ContributionState.RECORDED, ""
    contribution.decided_by, contribution.decided_at = None, None
    db.session.flush()
    return contribution


def withdraw_contribution(contribution: Contribution, person: User, today: date) -> Contribution:
    _check_own(contribution, person)
    check_open(contribution.commitment.convention, today)
    contribution.state = ContributionState.WITHDRAWN
    db.session.flush()
    return contribution


def confirm_contribution(contribution: Contribution, decider: User, now: datetime) -> Contribution:
    _check_other(contribution, decider)
    if not contribution.can_change:
        raise RuleBroken(N_("Cette contribution est déjà confirmée, ou a été retirée."))
    contribution.state, contribution.reason = ContributionState.CONFIRMED, ""
    contribution.decided_by, contribution.decided_at = decider, now
    db.session.flush()
    return contribution


def contest_contribution(contribution: Contribution, reason: str, decider: User, now: datetime) -> Contribution:
    """Say why it is not so. A confirmation can be taken back this way too."""
    _check_other(contribution, decider)
    if contribution.state in {ContributionState.CONTESTED, ContributionState.WITHDRAWN}:
        raise RuleBroken(N_("Cette contribution est déjà contestée, ou a été retirée."))
    if not reason.strip():
        raise RuleBroken(N_("Écrivez pourquoi vous contestez."), "reason")
    contribution.state, contribution.reason = ContributionState.CONTESTED, reason.strip()
    contribution.decided_by, contribution.decided_at = decider, now
    db.session.flush()
    return contribution


def contributing_party(commitment: Commitment, person: User) -> Party | None:
    """The person's party, where the commitment binds it."""
    party = commitment.convention.party_of(person.organisation_id)
    return party if party is not None and commitment.party_id in (None, party.id) else None


def _check_own(contribution: Contribution, person: User) -> None:
    if person.organisation_id != contribution.party.organisation_id:
        raise RuleBroken(N_("Seules les personnes de la partie qui l’a notée changent une contribution."))
    if not contribution.can_change:
        raise RuleBroken(
            N_("L’autre partie a confirmé cette contribution, ou elle a été retirée : elle ne change plus.")
        )


def _check_other(contribution: Contribution, decider: User) -> None:
    parties = contribution.commitment.convention.parties
    if all(party.organisation_id != decider.organisation_id for party in parties):
        raise RuleBroken(N_("Seule une autre partie à la convention décide."))
    if decider.organisation_id == contribution.party.organisation_id:
        raise RuleBroken(N_("Personne ne décide pour son propre côté : c’est à l’autre partie de le faire."))


def _check(commitment: Commitment, details: ContributionDetails, today: date) -> None:
    start, last_day = commitment.convention.start, commitment.convention.last_day(today)
    if start is None or start > today:
        raise RuleBroken(N_("La convention n’est pas encore en vigueur."))
    check_open(commitment.convention, today)
    check_not_future(today, on=details.on)
    if details.on < start:
        raise RuleBroken(N_("Cette date précède le début de la convention."), "on")
    if last_day and details.on > last_day:
        raise RuleBroken(N_("Cette date suit la fin de la convention."), "on")
    if not any(row.counts_on(details.on) for row in chain(commitment)):
        raise RuleBroken(N_("À cette date, la condition de l’engagement n’était pas encore remplie."), "on")
    if not details.note.strip():
        raise RuleBroken(N_("Écrivez en quelques mots ce qui a été fait."), "note")
    _check_quantity(commitment.unit, details.quantity)
    check_link(details.link)


def _check_quantity(unit: Unit | None, quantity: Decimal | None) -> None:
    if unit not in AMOUNTS:
        if quantity is not None:
            raise RuleBroken(N_("Cet engagement ne se compte pas en quantités."), "quantity")
        return
    if quantity is None:
        raise RuleBroken(N_("Donnez la quantité."), "quantity")
    if quantity <= 0:
        raise RuleBroken(N_("La quantité doit être plus grande que zéro."), "quantity")
    if quantity != round(quantity, AMOUNTS[unit]):
        raise RuleBroken(N_("%(places)s décimales au plus."), "quantity", places=AMOUNTS[unit])


def check_link(link: str) -> None:
    """A web address that anyone can open, without a password in it."""
    if not link:
        return
    try:
        parts = urlsplit(link)
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None
    except ValueError:
        is_web = False
    if not is_web or any(character.isspace() for character in link):
        raise RuleBroken(N_("Donnez une adresse web complète, qui commence par https:// ou http://."), "link")


def _write(
    contribution: Contribution, commitment: Commitment, details: ContributionDetails, person: User, now: datetime
) -> None:
    contribution.on, contribution.note, contribution.link = details.on, details.note.strip(), details.link
    is_counted = commitment.unit is not None and commitment.unit not in AMOUNTS
    contribution.quantity = Decimal(1) if is_counted else details.quantity
    if details.upload is not None:
        contribution.file = files.keep(details.upload, person, now, commitment.convention_id)
    elif details.drops_file:
        contribution.file = None
