"""Amendments: what they change, and who decided and signed when ([WTC] art. 7.1).

An amendment is written freely until a party signs; what all have signed takes effect by `effects`, and nothing before.
Each party decides and signs for itself. Its files are in `amendment_files`.
"""

from dataclasses import dataclass
from datetime import date

from ambassador.accounts.models import User
from ambassador.conventions.models import (
    Amendment,
    AmendmentEnding,
    AmendmentSignature,
    AmendmentState,
    Commitment,
    Convention,
    ConventionState,
    Party,
)
from ambassador.conventions.models.change import last_of, starting_day
from ambassador.conventions.services.commitments import CommitmentDetails, check_commitment, write_commitment
from ambassador.conventions.services.effects import write_effects
from ambassador.conventions.services.guards import check_not_future, check_open
from ambassador.db import db
from ambassador.errors import N_, RuleBroken
from ambassador.periods import add_calendar_months
from ambassador.translated import Translated

UNSIGNED = frozenset({ConventionState.DRAFT, ConventionState.PARTLY_SIGNED})


@dataclass(frozen=True)
class AmendmentDetails:
    """What is written of an amendment. `is_unlimited` and no quota count only where the amendment changes them."""

    number: str
    subject: Translated
    effective_from: date
    text: str = ""
    changes_length: bool = False
    is_unlimited: bool = False
    length_months: int | None = None
    changes_quota: bool = False
    quota_quarters: int | None = None


@dataclass(frozen=True)
class Signing:
    """The days a party's organ decided and the party signed."""

    decided_on: date | None = None
    signed_on: date | None = None


def create_amendment(convention: Convention, details: AmendmentDetails, today: date) -> Amendment:
    _check(convention, None, details, today)
    amendment = Amendment(convention=convention)
    amendment.signatures = [AmendmentSignature(party_id=party.id) for party in convention.parties]
    _write(amendment, details)
    db.session.add(amendment)
    db.session.flush()
    return amendment


def change_amendment(amendment: Amendment, details: AmendmentDetails, today: date) -> Amendment:
    _check_writable(amendment, today)
    _check(amendment.convention, amendment, details, today)
    _write(amendment, details)
    db.session.flush()
    return amendment


def delete_amendment(amendment: Amendment, today: date) -> None:
    _check_writable(amendment, today)
    for proposal in amendment.proposals:
        db.session.delete(proposal)
    db.session.flush()
    amendment.convention.amendments.remove(amendment)
    db.session.flush()


def sign_amendment(amendment: Amendment, signing: Signing, person: User, today: date) -> Amendment:
    """Record the decision and signature of the person's own party: nobody signs for another. The last signature lets the
    amendment take effect."""
    convention = amendment.convention
    check_open(convention, today)
    party = convention.party_of(person.organisation_id)
    if party is None:
        raise RuleBroken(N_("Seules les parties de la convention signent, chacune pour elle-même."))
    _check_signing(amendment, party, signing, today)
    _check_fits(amendment, party, signing)
    row = amendment.signature_of(party)
    if row is None:
        row = AmendmentSignature(party_id=party.id)
        amendment.signatures.append(row)
    row.decided_on, row.signed_on = signing.decided_on, signing.signed_on
    if db.session.is_modified(amendment) or db.session.is_modified(row):
        amendment.touch()
    write_effects(convention)
    return amendment


def propose_commitment(amendment: Amendment, details: CommitmentDetails, today: date) -> Commitment:
    """One more commitment, once the amendment is signed."""
    _check_writable(amendment, today)
    check_commitment(details, today)
    position = max((row.position for row in amendment.convention.commitments), default=0) + 1
    return _propose(amendment, details, position, None)


def propose_other(amendment: Amendment, target: Commitment, details: CommitmentDetails, today: date) -> Commitment:
    """Another commitment in the place of the target; or other words for what the amendment itself proposes."""
    _check_writable(amendment, today)
    check_commitment(details, today)
    if target.amendment_id == amendment.id:
        write_commitment(target, details)
        if db.session.is_modified(target):
            amendment.touch()
        db.session.flush()
        return target
    _check_untouched(amendment, target)
    return _propose(amendment, details, target.position, target.id)


def propose_ending(amendment: Amendment, target: Commitment, today: date) -> AmendmentEnding:
    _check_writable(amendment, today)
    _check_untouched(amendment, target)
    ending = AmendmentEnding(commitment_id=target.id)
    amendment.endings.append(ending)
    amendment.touch()
    db.session.flush()
    return ending


def drop_change(amendment: Amendment, target: Commitment, today: date) -> None:
    """The amendment leaves the commitment alone again, or no longer adds it."""
    _check_writable(amendment, today)
    for ending in [row for row in amendment.endings if row.commitment_id == target.id]:
        db.session.delete(ending)
    for proposal in [row for row in amendment.proposals if target.id in (row.id, row.replaces_id)]:
        db.session.delete(proposal)
    amendment.touch()
    db.session.flush()
    db.session.expire(amendment, ["proposals", "endings"])


def _propose(amendment: Amendment, details: CommitmentDetails, position: int, replaces: int | None) -> Commitment:
    number = amendment.convention_id  # not the convention itself: a proposal is not among its commitments
    proposal = Commitment(convention_id=number, amendment_id=amendment.id, position=position, replaces_id=replaces)
    write_commitment(proposal, details)
    db.session.add(proposal)
    amendment.touch()
    db.session.flush()
    db.session.expire(amendment, ["proposals"])
    return proposal


def _check_writable(amendment: Amendment, today: date) -> None:
    check_open(amendment.convention, today)
    if amendment.is_frozen:
        raise RuleBroken(N_("Une partie a déjà signé cet avenant : son contenu ne change plus."))


def _check_untouched(amendment: Amendment, target: Commitment) -> None:
    changed = {row.replaces_id for row in amendment.proposals} | {row.commitment_id for row in amendment.endings}
    if target.id in changed:
        raise RuleBroken(N_("Cet avenant change déjà cet engagement."))
    if not target.is_valid_on(amendment.effective_from):
        raise RuleBroken(N_("Cet engagement ne vaut plus le jour où l’avenant prend effet."))


def _check(convention: Convention, amendment: Amendment | None, details: AmendmentDetails, today: date) -> None:
    check_open(convention, today)
    if convention.state(today) in UNSIGNED:
        raise RuleBroken(
            N_("Un avenant change une convention que toutes les parties ont signée. Celle-ci ne l’est pas.")
        )
    others = [row for row in convention.amendments if row is not amendment]
    if details.number.casefold() in {row.number.casefold() for row in others}:
        raise RuleBroken(N_("Un avenant de cette convention porte déjà ce numéro."), "number")
    if convention.start and details.effective_from < convention.start:
        raise RuleBroken(N_("L’avenant ne peut pas prendre effet avant le début de la convention."), "effective_from")
    _check_length(details)
    if not details.changes_quota and details.quota_quarters is not None:
        raise RuleBroken(N_("Cochez que l’avenant change les jours de suivi, ou effacez ce nombre."), "quota_days")
    length = (details.changes_length, details.length_months)
    _check_last_day(convention, amendment, details.effective_from, length, "effective_from")


def _check_length(details: AmendmentDetails) -> None:
    has_length = details.length_months is not None
    if not details.changes_length and (has_length or details.is_unlimited):
        raise RuleBroken(N_("Cochez que l’avenant change la durée, ou effacez la nouvelle durée."), "length_months")
    if details.changes_length and has_length == details.is_unlimited:
        raise RuleBroken(
            N_("Donnez la nouvelle durée en mois, ou cochez « Durée illimitée » : l’un des deux."), "length_months"
        )


def _check_signing(amendment: Amendment, party: Party, signing: Signing, today: date) -> None:
    check_not_future(today, decided_on=signing.decided_on, signed_on=signing.signed_on)
    if signing.signed_on is None:
        if amendment.state is AmendmentState.SIGNED:
            raise RuleBroken(
                N_(
                    "Toutes les parties ont signé : une signature ne se retire plus. Un autre avenant peut tout changer."
                ),
                "signed_on",
            )
        return
    if amendment.signed_on(party) is None and not amendment.has_content:
        raise RuleBroken(N_("Cet avenant est vide : écrivez d’abord son texte, ou joignez un fichier."))
    if signing.decided_on is None:
        raise RuleBroken(N_("Notez d’abord le jour où l’organe compétent a décidé."), "decided_on")
    if signing.signed_on < signing.decided_on:
        raise RuleBroken(N_("La signature ne peut pas précéder la décision de votre partie."), "signed_on")


def _check_fits(amendment: Amendment, party: Party, signing: Signing) -> None:
    """An amendment that all have signed takes effect while the convention runs."""
    days = [signing.signed_on if one is party else amendment.signed_on(one) for one in amendment.convention.parties]
    starts_on = starting_day(amendment.effective_from, last_of(days))
    if starts_on is not None:
        length = (amendment.changes_length, amendment.length_months)
        _check_last_day(amendment.convention, amendment, starts_on, length, None)


def _check_last_day(
    convention: Convention, amendment: Amendment | None, day: date, length: tuple[bool, int | None], field: str | None
) -> None:
    """The convention still runs on the day, without the amendment and with its new length."""
    last_day = _last_day_without(convention, amendment, day)
    if last_day is not None and last_day < day:
        raise RuleBroken(
            N_("La convention prend fin le %(day)s : l’avenant ne peut pas prendre effet après."), field, day=last_day
        )
    changes_length, months = length
    if convention.start and changes_length and months is not None:
        last_day = add_calendar_months(convention.start, months)
        if last_day < day:
            raise RuleBroken(
                N_("Avec cette durée, la convention finirait le %(day)s : avant que l’avenant prenne effet."),
                "length_months" if field else None,
                day=last_day,
            )


def _last_day_without(convention: Convention, amendment: Amendment | None, day: date) -> date | None:
    own = amendment.id if amendment else None
    kept = [row for row in convention.terms if own is None or row.amendment_id != own]
    holding = max(
        (row for row in kept if row.effective_from is None or row.effective_from <= day),
        key=lambda row: row.effective_from or date.min,
    )
    ends = [holding.ends_on]
    if convention.start and holding.length_months is not None:
        ends.append(add_calendar_months(convention.start, holding.length_months))
    return min((end for end in ends if end is not None), default=None)


def _write(amendment: Amendment, details: AmendmentDetails) -> None:
    amendment.number, amendment.subject, amendment.text = details.number, details.subject, details.text
    amendment.effective_from = details.effective_from
    amendment.changes_length, amendment.changes_quota = details.changes_length, details.changes_quota
    amendment.length_months, amendment.quota_quarters = details.length_months, details.quota_quarters
