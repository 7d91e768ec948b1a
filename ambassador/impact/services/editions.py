"""Editions: prepared by the operator, read by both parties, published by the other one's approval, and frozen from then on.

Proposing fixes the content and asks the approval of exactly that content ([WTC] art. 2.2, 4.1). What is sent back can be written
again; the next proposal is a new version of the same approval.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from ambassador.accounts.models import OrganisationKind, User
from ambassador.conventions.models import Approval, Convention, ConventionState
from ambassador.conventions.services import approvals
from ambassador.conventions.services.approvals import ApprovalDetails
from ambassador.db import db
from ambassador.errors import N_, RuleBroken
from ambassador.impact.edition.canonical import sha256
from ambassador.impact.models import (
    SHOWN_TO_PARTNERS,
    Edition,
    EditionScope,
    EditionState,
    Narrative,
    Quote,
    Testimonial,
    digest_of,
)
from ambassador.impact.span import MOST, Span
from ambassador.periods import Period
from ambassador.translated import LANGUAGES, Translated

BEGUN = frozenset({ConventionState.IN_FORCE, ConventionState.SUSPENDED, ConventionState.ENDED})
BOTH_SIDES = {OrganisationKind.OPERATOR, OrganisationKind.AMBASSADOR}
SALT_BYTES = 32
MOST_QUOTES = 12


@dataclass(frozen=True)
class EditionDetails:
    """`first` and `last` are quarters."""

    title: Translated
    scope: EditionScope
    first: Period
    last: Period


@dataclass(frozen=True)
class Frozen:
    """The canonical text, and how its approval is asked: `asked.text` names its SHA-256. `is_empty`: nothing in it is
    published."""

    content: str
    asked: ApprovalDetails
    is_empty: bool


Freeze = Callable[[Edition], Frozen]


def prepare_edition(convention: Convention, details: EditionDetails, person: User, today: date) -> Edition:
    _check_side(convention, person)
    if not can_have_editions(convention, today):
        raise RuleBroken(N_("Une édition se prépare sous une convention en cours ou terminée."), "convention_id")
    _check(details, today)
    last = db.session.scalar(select(func.max(Edition.number)).where(Edition.convention_id == convention.id)) or 0
    edition = Edition(convention=convention, number=last + 1, prepared_by=person)
    _write(edition, details)
    db.session.add(edition)
    db.session.flush()
    return edition


def change_edition(edition: Edition, details: EditionDetails, person: User, today: date) -> None:
    _check_editable(edition, person)
    _check(details, today)
    _write(edition, details)
    db.session.flush()


def write_narratives(edition: Edition, texts: Mapping[str, Translated], person: User) -> None:
    """By half and part ("structure.kpis"); those that are not named stay as they are."""
    _check_editable(edition, person)
    stored = {row.part: row for row in edition.narratives}
    for part, words in texts.items():
        row = stored.get(part)
        if row is None and words:
            edition.narratives.append(Narrative(part=part, words=words))
        elif row is not None and words:
            row.words = words
        elif row is not None:
            edition.narratives.remove(row)
    edition.touch()
    db.session.flush()


def choose_quotes(edition: Edition, chosen: Sequence[Testimonial], person: User, today: date) -> None:
    """In the order in which they will stand."""
    _check_editable(edition, person)
    stored = {row.testimonial_id: row for row in edition.quotes}
    wanted = {one.id: one for one in chosen}
    if any(not can_be_quoted(edition, one, today) for one in chosen if one.id not in stored):
        raise RuleBroken(N_("Choisissez des témoignages dont le consentement vaut pour le rapport."), "testimonials")
    if len(wanted) > MOST_QUOTES:
        raise RuleBroken(N_("%(most)s témoignages au plus."), "testimonials", most=MOST_QUOTES)
    for number, row in stored.items():
        if number not in wanted:
            edition.quotes.remove(row)
    for position, one in enumerate(wanted.values()):
        if one.id in stored:
            stored[one.id].position = position
        else:
            edition.quotes.append(Quote(testimonial=one, position=position))
    edition.touch()
    db.session.flush()


def delete_edition(edition: Edition, person: User) -> None:
    """One that was never proposed."""
    _check_side(edition.convention, person)
    if edition.approval is not None:
        raise RuleBroken(N_("Cette édition a été proposée : elle ne se supprime plus."))
    db.session.delete(edition)
    db.session.flush()


def new_salt() -> str:
    return secrets.token_hex(SALT_BYTES)


def propose_edition(
    edition: Edition,
    version: str,
    freeze: Freeze,
    person: User,
    now: datetime,
    today: date,
    salt: Callable[[], str] = new_salt,
) -> Approval:
    """`version`: of the preview that the person has read. The content is frozen as it is now, and its approval asked."""
    _check_editable(edition, person)
    if version != str(edition.version):
        raise RuleBroken(N_("L’édition vient de changer : relisez l’aperçu, puis proposez-la."))
    if not all(can_be_quoted(edition, row.testimonial, today) for row in edition.quotes):
        raise RuleBroken(N_("Un témoignage choisi ne peut plus être montré : retirez-le de l’édition."))
    for row in edition.quotes:
        row.salt = salt()
        row.digest = digest_of(row.salt, row.testimonial)
    frozen = freeze(edition)
    if frozen.is_empty:
        raise RuleBroken(
            N_("Rien n’est publié pour cette période : publiez d’abord un trimestre, puis proposez l’édition.")
        )
    edition.content, edition.content_sha256, edition.frozen_at = frozen.content, sha256(frozen.content), now
    if edition.content_sha256 not in frozen.asked.text:
        raise ValueError("what is asked must name the content by its SHA-256")
    if edition.approval is None:
        edition.approval = approvals.ask_approval(edition.convention, frozen.asked, person, now, today)
    else:
        edition.approval = approvals.revise_approval(
            edition.approval, frozen.asked, person, now, today, is_by_keeper=True
        )
    db.session.flush()
    return edition.approval


def take_back_edition(edition: Edition, person: User, today: date) -> None:
    """Before the other party decides."""
    _check_side(edition.convention, person)
    asked = edition.approval
    if asked is None or edition.state is not EditionState.PROPOSED:
        raise RuleBroken(N_("Seule une édition qui attend une décision peut être reprise."))
    edition.approval = asked.replaces
    if edition.approval is None:
        edition.content = edition.content_sha256 = edition.frozen_at = None
    for row in edition.quotes:
        row.salt, row.digest = "", ""
    db.session.flush()
    approvals.take_back_approval(asked, person, today)


def can_have_editions(convention: Convention, today: date) -> bool:
    """Between the operator and a structure, signed by all, and begun."""
    kinds = {party.organisation.kind for party in convention.parties}
    return convention.state(today) in BEGUN and kinds >= BOTH_SIDES


def can_be_quoted(edition: Edition, testimonial: Testimonial, today: date) -> bool:
    """Said for the operator or the structure of the convention, and the consent goes far enough."""
    is_near = edition.convention.party_of(testimonial.organisation_id) is not None
    return is_near and testimonial.is_valid(today) and testimonial.scope in SHOWN_TO_PARTNERS


def _check_side(convention: Convention, person: User) -> None:
    if not person.is_operator or convention.party_of(person.organisation_id) is None:
        raise RuleBroken(N_("C’est l’opérateur qui prépare les éditions."))


def _check_editable(edition: Edition, person: User) -> None:
    _check_side(edition.convention, person)
    match edition.state:
        case EditionState.PUBLISHED:
            raise RuleBroken(N_("Cette édition est publiée : elle ne change plus. Préparez une nouvelle édition."))
        case EditionState.PROPOSED:
            raise RuleBroken(N_("Cette édition attend une décision : reprenez-la d’abord pour la changer."))


def _check(details: EditionDetails, today: date) -> None:
    if set(details.title.texts()) != set(LANGUAGES):
        raise RuleBroken(N_("Écrivez le titre dans les trois langues : l’édition se lit dans chacune."), "title")
    if details.first.month > details.last.month:
        raise RuleBroken(N_("Le dernier trimestre précède le premier."), "last")
    if details.last.first_day > today:
        raise RuleBroken(N_("Ce trimestre n’a pas encore commencé."), "last")
    if len(Span(details.first, details.last).quarters) > MOST:
        raise RuleBroken(N_("Une édition couvre trois ans au plus."), "first")


def _write(edition: Edition, details: EditionDetails) -> None:
    edition.title, edition.scope = details.title, details.scope
    edition.first_month, edition.last_month = details.first.month, details.last.month
