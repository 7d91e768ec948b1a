"""Approvals of communications before use ([WTC] art. 4.1-4.2): of exactly this content, by the other party, in writing."""

from dataclasses import dataclass
from datetime import date, datetime

from ambassador.accounts.models import User
from ambassador.conventions.models import Approval, ApprovalKind, ApprovalState, Convention, Party
from ambassador.conventions.services.contributions import check_link
from ambassador.conventions.services.guards import check_not_future, check_open
from ambassador.db import db
from ambassador.errors import N_, RuleBroken

DECISIONS = (ApprovalState.APPROVED, ApprovalState.CHANGES_ASKED, ApprovalState.REFUSED)


@dataclass(frozen=True)
class ApprovalDetails:
    kind: ApprovalKind
    subject: str
    text: str
    language: str = "fr"
    link: str = ""
    where: str = ""
    use_on: date | None = None


def ask_approval(convention: Convention, details: ApprovalDetails, person: User, today: date) -> Approval:
    check_open(convention, today)
    party = _own(convention, person)
    _check(details)
    return _ask(Approval(convention=convention, party=party), details, person)


def revise_approval(approval: Approval, details: ApprovalDetails, person: User, today: date) -> Approval:
    """Other content, and so another approval: in its place while nobody has decided, else as a new version."""
    check_open(approval.convention, today)
    _check_own(approval, person)
    _check_latest(approval)
    _check(details)
    if approval.used_on is not None:
        raise RuleBroken(N_("Ce contenu a déjà été utilisé : demandez une nouvelle approbation."))
    if approval.state is ApprovalState.ASKED:
        return _ask(approval, details, person)
    other = Approval()
    _write(other, details)
    if other.content_hash() == approval.content_sha256:
        raise RuleBroken(N_("Le contenu n’a pas changé : la décision reste la même."), "text")
    new = Approval(convention=approval.convention, party=approval.party, replaces=approval, round=approval.round + 1)
    return _ask(new, details, person)


def decide_approval(
    approval: Approval, decision: ApprovalState, reason: str, person: User, now: datetime, today: date
) -> Approval:
    check_open(approval.convention, today)
    if not can_decide(approval, person):
        raise RuleBroken(N_("C’est à l’autre partie de décider, une seule fois, de la dernière version."))
    if decision not in DECISIONS:
        raise RuleBroken(N_("Choisissez votre décision."), "decision")
    if decision is not ApprovalState.APPROVED and not reason.strip():
        raise RuleBroken(N_("Écrivez pourquoi, ou ce qui doit changer."), "reason")
    if not approval.is_intact:
        raise RuleBroken(N_("Ce contenu n’est plus celui qui a été soumis : demandez une nouvelle version."))
    approval.state, approval.reason = decision, reason.strip()
    approval.decided_by, approval.decided_at = person, now
    db.session.flush()
    return approval


def record_use(approval: Approval, used_on: date, today: date) -> Approval:
    """It was used: recorded as it is, with or without approval."""
    check_open(approval.convention, today)
    check_not_future(today, used_on=used_on)
    if approval.used_on is not None:
        raise RuleBroken(N_("Cet usage est déjà noté."))
    approval.used_on = used_on
    db.session.flush()
    return approval


def can_decide(approval: Approval, person: User) -> bool:
    """The people of another party, while it is asked: nobody decides for their own side."""
    party = approval.convention.party_of(person.organisation_id)
    return (
        party is not None
        and party.id != approval.party_id
        and approval.state is ApprovalState.ASKED
        and approval.replaced_by is None
    )


def can_revise(approval: Approval, person: User) -> bool:
    is_own = approval.party.organisation_id == person.organisation_id
    return is_own and approval.replaced_by is None and approval.used_on is None


def _ask(approval: Approval, details: ApprovalDetails, person: User) -> Approval:
    _write(approval, details)
    approval.state, approval.asked_by = ApprovalState.ASKED, person
    approval.content_sha256 = approval.content_hash()
    db.session.add(approval)
    db.session.flush()
    return approval


def _own(convention: Convention, person: User) -> Party:
    party = convention.party_of(person.organisation_id)
    if party is None:
        raise RuleBroken(N_("Seule une partie de la convention peut demander une approbation."))
    return party


def _check_own(approval: Approval, person: User) -> None:
    if approval.party.organisation_id != person.organisation_id:
        raise RuleBroken(N_("Seule la partie qui demande peut changer le contenu."))


def _check_latest(approval: Approval) -> None:
    if approval.replaced_by is not None:
        raise RuleBroken(N_("Une version plus récente existe : changez celle-là."))


def _check(details: ApprovalDetails) -> None:
    if not details.text and not details.link:
        raise RuleBroken(N_("Donnez le texte, ou un lien vers le contenu."), "text")
    check_link(details.link)


def _write(approval: Approval, details: ApprovalDetails) -> None:
    approval.kind, approval.subject, approval.text = details.kind, details.subject, details.text
    approval.language, approval.link, approval.where = details.language, details.link, details.where
    approval.use_on = details.use_on
