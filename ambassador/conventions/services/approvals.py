"""Approvals of communications before use ([WTC] art. 4.1-4.2): of exactly this content, by the other party, in writing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ambassador import files
from ambassador.accounts.models import User
from ambassador.conventions.models import (
    Approval,
    ApprovalFile,
    ApprovalKind,
    ApprovalState,
    Convention,
    Party,
    hash_of,
)
from ambassador.conventions.services.contributions import check_link
from ambassador.conventions.services.guards import check_not_future, check_open
from ambassador.db import db
from ambassador.errors import N_, RuleBroken

DECISIONS = (ApprovalState.APPROVED, ApprovalState.CHANGES_ASKED, ApprovalState.REFUSED)
MOST_FILES = 10

Keeper = Callable[[Approval], bool]
_KEEPERS: list[Keeper] = []


def register_keeper(keeps: Keeper) -> None:
    """A feature that writes the content of some approvals itself: it alone revises them."""
    _KEEPERS.append(keeps)


@dataclass(frozen=True)
class ApprovalDetails:
    """What is written of an approval. `uploads` join the files there are; those whose numbers are `dropped` leave."""

    kind: ApprovalKind
    subject: str
    text: str
    language: str = "fr"
    link: str = ""
    where: str = ""
    use_on: date | None = None
    uploads: tuple[files.Upload, ...] = ()
    dropped: frozenset[int] = frozenset()


def ask_approval(
    convention: Convention, details: ApprovalDetails, person: User, now: datetime, today: date
) -> Approval:
    check_open(convention, today)
    party = _own(convention, person)
    _check(details, [])
    added = _keep(details, convention, person, now)
    return _ask(Approval(convention=convention, party=party), details, added, person)


def revise_approval(
    approval: Approval,
    details: ApprovalDetails,
    person: User,
    now: datetime,
    today: date,
    is_by_keeper: bool = False,
) -> Approval:
    """Other content, and so another approval: in its place while nobody has decided, else as a new version."""
    check_open(approval.convention, today)
    _check_own(approval, person)
    if not is_by_keeper and _is_kept(approval):
        raise RuleBroken(N_("Ce texte vient d’un rapport du portail : changez le rapport, et proposez-le à nouveau."))
    _check_latest(approval)
    kept = [row.file for row in approval.files if row.file_id not in details.dropped]
    _check(details, kept)
    if approval.used_on is not None:
        raise RuleBroken(N_("Ce contenu a déjà été utilisé : demandez une nouvelle approbation."))
    is_undecided = approval.state is ApprovalState.ASKED
    if not is_undecided and _hash(details, kept) == approval.content_sha256:
        raise RuleBroken(N_("Le contenu n’a pas changé : la décision reste la même."), "text")
    stored = [*kept, *_keep(details, approval.convention, person, now)]
    if is_undecided:
        return _ask(approval, details, stored, person)
    new = Approval(convention=approval.convention, party=approval.party, replaces=approval, round=approval.round + 1)
    return _ask(new, details, stored, person)


def take_back_approval(approval: Approval, person: User, today: date) -> None:
    """It was asked too early: as if it had not been, while nobody has decided. The version before it is the last again."""
    check_open(approval.convention, today)
    _check_own(approval, person)
    _check_latest(approval)
    if approval.state is not ApprovalState.ASKED or approval.used_on is not None:
        raise RuleBroken(N_("L’autre partie a déjà décidé : la demande ne se retire plus."))
    db.session.delete(approval)
    db.session.flush()


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
    return is_own and approval.replaced_by is None and approval.used_on is None and not _is_kept(approval)


def _is_kept(approval: Approval) -> bool:
    return any(keeps(approval) for keeps in _KEEPERS)


def _ask(approval: Approval, details: ApprovalDetails, stored: Sequence[files.StoredFile], person: User) -> Approval:
    _drop(approval, details.dropped)
    with db.session.no_autoflush:
        _write(approval, details)
        known = {row.file_id for row in approval.files}
        approval.files.extend(ApprovalFile(file=file) for file in stored if file.id not in known)
        approval.state, approval.asked_by = ApprovalState.ASKED, person
        approval.content_sha256 = approval.content_hash()
    db.session.add(approval)
    db.session.flush()
    return approval


def _drop(approval: Approval, numbers: frozenset[int]) -> None:
    """Take files out, each by itself: the history tells which."""
    gone = [row for row in approval.files if row.file_id in numbers]
    for row in gone:
        db.session.delete(row)
    if gone:
        db.session.flush()
        db.session.expire(approval, ["files"])


def _hash(details: ApprovalDetails, kept: Sequence[files.StoredFile]) -> str:
    sums = [*(file.sha256 for file in kept), *(upload.sha256 for upload in details.uploads)]
    return hash_of(vars(details), sums)


def _keep(details: ApprovalDetails, convention: Convention, person: User, now: datetime) -> list[files.StoredFile]:
    return [files.keep(upload, person, now, convention.id) for upload in details.uploads]


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


def _check(details: ApprovalDetails, kept: Sequence[files.StoredFile]) -> None:
    if not (details.text or details.link or details.uploads or kept):
        raise RuleBroken(N_("Donnez le texte, un lien vers le contenu ou un fichier."), "text")
    if len(kept) + len(details.uploads) > MOST_FILES:
        raise RuleBroken(N_("%(most)s fichiers au plus."), "uploads", most=MOST_FILES)
    check_link(details.link)


def _write(approval: Approval, details: ApprovalDetails) -> None:
    approval.kind, approval.subject, approval.text = details.kind, details.subject, details.text
    approval.language, approval.link, approval.where = details.language, details.link, details.where
    approval.use_on = details.use_on
