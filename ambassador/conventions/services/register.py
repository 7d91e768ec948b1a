"""Conventions with their parties and first terms.

Both sides write the text, and the audit says who did; each signs for itself (`signing`). Who may is settled before: the row
is in the person's sight.
"""

from dataclasses import dataclass
from datetime import date

from ambassador.accounts.models import User
from ambassador.conventions.models import Convention, ConventionState, Party, Terms
from ambassador.conventions.services.effects import write_effects
from ambassador.conventions.services.guards import check_open, refused_where_used, signed_message
from ambassador.db import db
from ambassador.errors import N_, RuleBroken
from ambassador.translated import Translated

FEWEST_PARTIES = 2
NO_TEXT = Translated()


@dataclass(frozen=True)
class PartyDetails:
    """What is written of a party. A line of the form without an organisation has None."""

    organisation_id: int | None
    signatory: Translated = NO_TEXT


@dataclass(frozen=True)
class ConventionDetails:
    """What is written of a convention. `quota_quarters` are quarter days; None: the text grants none."""

    title: Translated
    subject: Translated
    source: str
    parties: list[PartyDetails]
    is_unlimited: bool = False
    length_months: int | None = None
    quota_quarters: int | None = None
    needs_entry_into_force: bool = False
    entry_into_force: date | None = None
    formal_notice_months: int | None = None
    early_end_months: int | None = None


def create_convention(details: ConventionDetails, author: User) -> Convention:
    _check(details, author)
    convention = Convention(terms=[Terms()])
    db.session.add(convention)
    _write(convention, details)
    db.session.flush()
    return convention


def change_convention(convention: Convention, details: ConventionDetails, editor: User, today: date) -> Convention:
    check_open(convention, today)
    _check(details, editor)
    _check_leaving(convention, details)
    if convention.last_signature is not None or not convention.is_text_open(today):
        _check_parties(convention, details)
    if not convention.is_text_open(today):
        _check_terms_stay(convention, details)
    _check_stays_ended(convention, details, today)
    _write(convention, details)
    if _is_changed(convention):
        convention.touch()
    with refused_where_used(N_("Cette partie est citée ailleurs dans la convention : elle ne peut pas en sortir.")):
        db.session.flush()
    write_effects(convention)
    return convention


def _is_changed(convention: Convention) -> bool:
    kept = [convention, convention.first_terms, *convention.parties]
    return any(row in db.session.new or db.session.is_modified(row) for row in kept)


def _check(details: ConventionDetails, person: User) -> None:
    numbers = [party.organisation_id for party in details.parties]
    for place, party in enumerate(details.parties):
        _check_party(place, party, numbers[:place])
    if len(numbers) < FEWEST_PARTIES:
        raise RuleBroken(N_("Une convention lie au moins deux parties."), f"parties-{len(numbers)}-organisation_id")
    if person.organisation_id not in numbers:
        raise RuleBroken(N_("Votre organisation doit être l’une des parties."), "parties-0-organisation_id")
    _check_terms(details)


def _check_party(place: int, party: PartyDetails, earlier: list[int | None]) -> None:
    field = f"parties-{place}-"
    if party.organisation_id is None:
        raise RuleBroken(N_("Choisissez l’organisation de cette partie."), field + "organisation_id")
    if party.organisation_id in earlier:
        raise RuleBroken(
            N_("Cette organisation est déjà une partie : choisissez-en une autre."), field + "organisation_id"
        )


def _check_terms(details: ConventionDetails) -> None:
    if details.is_unlimited and details.length_months is not None:
        raise RuleBroken(N_("Effacez la durée, ou décochez « Durée illimitée »."), "length_months")
    if not details.is_unlimited and details.length_months is None:
        raise RuleBroken(N_("Donnez la durée en mois, ou cochez « Durée illimitée »."), "length_months")
    if details.entry_into_force and not details.needs_entry_into_force:
        raise RuleBroken(
            N_("Effacez cette date, ou cochez que le texte prévoit une date d’entrée en vigueur."), "entry_into_force"
        )


def _check_leaving(convention: Convention, details: ConventionDetails) -> None:
    """A party that signed or that has commitments does not leave by a change of the form."""
    staying = {party.organisation_id for party in details.parties}
    bound = {commitment.party_id for commitment in convention.commitments}
    for place, party in enumerate(convention.parties):
        if party.organisation_id not in staying and (party.signed_on or party.id in bound):
            field = f"parties-{min(place, len(details.parties) - 1)}-organisation_id"
            raise RuleBroken(
                N_("%(party)s a signé ou a des engagements : cette partie ne peut pas sortir de la convention."),
                field,
                party=party.organisation.name,
            )


def _check_parties(convention: Convention, details: ConventionDetails) -> None:
    """Who signed knows with whom: nobody enters and nobody leaves any more, in a correction neither ([WTC] art. 7.1)."""
    known = {party.organisation_id for party in convention.parties}
    if left := known - {party.organisation_id for party in details.parties}:
        place = next(place for place, party in enumerate(convention.parties) if party.organisation_id in left)
        raise RuleBroken(signed_message(convention), f"parties-{min(place, len(details.parties) - 1)}-organisation_id")
    for place, party in enumerate(details.parties):
        if party.organisation_id not in known:
            raise RuleBroken(
                N_("Une partie a déjà signé : personne d’autre ne peut entrer dans la convention."),
                f"parties-{place}-organisation_id",
            )


def _check_stays_ended(convention: Convention, details: ConventionDetails, today: date) -> None:
    """A correction by one side says what the text was; it does not let an ended convention live again."""
    if convention.state(today) is not ConventionState.ENDED:
        return
    months = None if details.is_unlimited else details.length_months
    into_force, known = details.entry_into_force, convention.entry_into_force
    for field, is_later in (
        ("length_months", _is_longer(convention.first_terms.length_months, months)),
        ("early_end_months", _is_longer(convention.early_end_months, details.early_end_months)),
        ("entry_into_force", known is not None and (into_force is None or into_force > known)),
    ):
        if is_later:
            raise RuleBroken(signed_message(convention), field)


def _is_longer(before: int | None, after: int | None) -> bool:
    return before is not None and (after is None or after > before)


def _check_terms_stay(convention: Convention, details: ConventionDetails) -> None:
    """Who signed knows these words, for how long and from when: the form changes none of it any more ([WTC] art. 7.1)."""
    for field in ("title", "subject"):
        signed, given = getattr(convention, field).texts(), getattr(details, field).texts()
        if any(given.get(language) != text for language, text in signed.items()):
            raise RuleBroken(N_("Une partie a signé ces mots : vous pouvez seulement ajouter une langue."), field)
    terms = convention.first_terms
    months = None if details.is_unlimited else details.length_months
    for field, before, after in (
        ("length_months", terms.length_months, months),
        ("quota_days", terms.quota_quarters, details.quota_quarters),
        ("needs_entry_into_force", convention.needs_entry_into_force, details.needs_entry_into_force),
        ("entry_into_force", convention.entry_into_force or details.entry_into_force, details.entry_into_force),
        ("formal_notice_months", convention.formal_notice_months, details.formal_notice_months),
        ("early_end_months", convention.early_end_months, details.early_end_months),
    ):
        if before != after:
            raise RuleBroken(signed_message(convention), field)


def _write(convention: Convention, details: ConventionDetails) -> None:
    convention.title, convention.subject, convention.source = details.title, details.subject, details.source
    convention.needs_entry_into_force = details.needs_entry_into_force
    convention.entry_into_force = details.entry_into_force
    convention.formal_notice_months = details.formal_notice_months
    convention.early_end_months = details.early_end_months
    convention.first_terms.length_months = None if details.is_unlimited else details.length_months
    convention.first_terms.quota_quarters = details.quota_quarters
    known = {party.organisation_id: party for party in convention.parties}
    convention.parties = [
        _party(known.get(party.organisation_id or 0), party, position) for position, party in enumerate(details.parties)
    ]


def _party(row: Party | None, details: PartyDetails, position: int) -> Party:
    row = row or Party(organisation_id=details.organisation_id)
    row.position = position
    row.signatory = details.signatory
    return row
