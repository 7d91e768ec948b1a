"""The signing of a convention: each party decides and signs for itself, and what all have signed stays signed."""

from datetime import date

from ambassador.accounts.models import User
from ambassador.conventions.models import Convention, ConventionState, Party
from ambassador.conventions.services.amendments import Signing
from ambassador.conventions.services.effects import write_effects
from ambassador.conventions.services.guards import check_not_future, check_open, signed_message
from ambassador.db import db
from ambassador.errors import N_, RuleBroken


def sign_convention(convention: Convention, signing: Signing, person: User, today: date) -> Convention:
    """Record the days on which the person's own party decided and signed. The last signature starts the convention."""
    check_open(convention, today)
    party = convention.party_of(person.organisation_id)
    if party is None:
        raise RuleBroken(N_("Seules les parties de la convention signent, chacune pour elle-même."))
    check_not_future(today, decided_on=signing.decided_on, signed_on=signing.signed_on)
    if signing.decided_on and signing.signed_on and signing.signed_on < signing.decided_on:
        raise RuleBroken(N_("La signature ne peut pas précéder la décision de votre partie."), "signed_on")
    if signing.signed_on is None and convention.last_signature is not None:
        raise RuleBroken(N_("Toutes les parties ont signé : une signature ne se retire plus."), "signed_on")
    _check_moved(convention, party, signing, today)
    party.decided_on, party.signed_on = signing.decided_on, signing.signed_on
    if db.session.is_modified(party):
        convention.touch()
    write_effects(convention)
    return convention


def _check_moved(convention: Convention, party: Party, signing: Signing, today: date) -> None:
    """A wrong day is corrected by its party alone, unless the convention would live again, or begin after what was done in it."""
    start = convention.start
    if start is None or signing.signed_on is None or convention.needs_entry_into_force:
        return
    signed = [one.signed_on for one in convention.parties if one is not party and one.signed_on]
    moved = max([signing.signed_on, *signed])
    done = [
        *(row.sent_on for row in convention.notices),
        *(row.starts_on for row in convention.amendments if row.starts_on),
        *(one.on for row in convention.commitments for one in row.contributions),
    ]
    if moved > start and (
        convention.state(today) is ConventionState.ENDED or any(start <= day < moved for day in done)
    ):
        raise RuleBroken(signed_message(convention), "signed_on")
