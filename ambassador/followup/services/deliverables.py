"""Deliverables: the usual ones of a follow-up, handing a version over, accepting it or returning it with a reason.

Who hands over and who accepts is each deliverable's own: the guidelines are drafted by the structure and reviewed by the
operator, the KPI set goes the other way. Nobody decides for their own side.
"""

from dataclasses import dataclass
from datetime import date, datetime

from ambassador.accounts.models import OrganisationKind, User
from ambassador.conventions.models import Commitment, Party
from ambassador.db import db
from ambassador.errors import N_, RuleBroken
from ambassador.files import Upload, keep
from ambassador.followup import queries
from ambassador.followup.measures import DELIVERABLES_ACCEPTED
from ambassador.followup.models import (
    Deliverable,
    DeliverableKind,
    DeliverableState,
    DeliverableVersion,
    FollowUp,
)
from ambassador.followup.services.guards import check_open
from ambassador.translated import Translated


@dataclass(frozen=True)
class Brief:
    """What a deliverable is to be."""

    kind: DeliverableKind
    title: Translated
    detail: Translated
    is_optional: bool
    party_id: int
    commitment_id: int | None = None
    due_on: date | None = None


@dataclass(frozen=True)
class Handover:
    """What is handed over: a link, a file or a note."""

    link: str = ""
    note: str = ""
    upload: Upload | None = None


@dataclass(frozen=True)
class _Usual:
    kind: DeliverableKind
    title: Translated
    is_optional: bool
    is_by_operator: bool


KPI_MEASURE = "kpis.agreed_for_actions"
"""The commitment of the KPI set is the one that counts agreed KPIs."""
USUAL = (
    _Usual(
        DeliverableKind.KPI_SET,
        Translated(fr="Série de KPI réalistes", nl="Reeks realistische KPI’s", en="Set of realistic KPIs"),
        is_optional=False,
        is_by_operator=True,
    ),
    _Usual(
        DeliverableKind.AWARENESS,
        Translated(
            fr="Matériel de sensibilisation du personnel",
            nl="Materiaal om het personeel te sensibiliseren",
            en="Awareness material for staff",
        ),
        is_optional=False,
        is_by_operator=True,
    ),
    _Usual(
        DeliverableKind.GUIDELINES,
        Translated(
            fr="Lignes directrices sur les droits numériques",
            nl="Richtlijnen over digitale rechten",
            en="Digital-rights guidelines",
        ),
        is_optional=False,
        is_by_operator=False,
    ),
    _Usual(
        DeliverableKind.ADVICE,
        Translated(
            fr="Conseil sur d’autres engagements ou actions",
            nl="Advies over andere verbintenissen of acties",
            en="Advice on further commitments or actions",
        ),
        is_optional=True,
        is_by_operator=True,
    ),
)
"""What a follow-up usually brings: the KPI set is promised by the text, the advice is optional ([WTC] art. 2.1-2)."""


def add_usual(follow_up: FollowUp, today: date) -> list[Deliverable]:
    """The usual deliverables that are not there yet. Raises RuleBroken when all are."""
    check_open(follow_up, today)
    there = {one.kind for one in queries.deliverables_of(follow_up)}
    counted_for = _counted_for(follow_up, today)
    added = [
        _from_template(follow_up, usual, counted_for.get(usual.kind)) for usual in USUAL if usual.kind not in there
    ]
    if not added:
        raise RuleBroken(N_("Les livrables habituels sont déjà dans la liste."))
    db.session.add_all(added)
    db.session.flush()
    return added


def _counted_for(follow_up: FollowUp, today: date) -> dict[DeliverableKind, Commitment]:
    """The commitment of each usual deliverable, where the text leaves no doubt: the KPI set counts for the one that counts
    agreed KPIs; the others for those that count deliverables, in the text's order, if there is one for each."""
    standing = follow_up.convention.commitments_on(today)
    of_kpis = [row for row in standing if row.measure == KPI_MEASURE]
    counting = [row for row in standing if row.measure == DELIVERABLES_ACCEPTED]
    others: list[DeliverableKind] = [usual.kind for usual in USUAL if usual.kind is not DeliverableKind.KPI_SET]
    pairs = zip(others, counting, strict=True) if len(others) == len(counting) else ()
    return dict([*pairs, *((DeliverableKind.KPI_SET, row) for row in of_kpis[:1])])


def _from_template(follow_up: FollowUp, usual: _Usual, commitment: Commitment | None) -> Deliverable:
    parties = follow_up.convention.parties
    party = next(one for one in parties if (one.organisation.kind is OrganisationKind.OPERATOR) is usual.is_by_operator)
    return Deliverable(
        follow_up=follow_up,
        kind=usual.kind,
        title=usual.title,
        is_optional=usual.is_optional,
        submitting_party=party,
        commitment=commitment,
    )


def add_deliverable(follow_up: FollowUp, brief: Brief, today: date) -> Deliverable:
    check_open(follow_up, today)
    deliverable = Deliverable(follow_up=follow_up)
    _write(deliverable, brief)
    db.session.add(deliverable)
    db.session.flush()
    return deliverable


def change_deliverable(deliverable: Deliverable, brief: Brief, today: date) -> Deliverable:
    """Until it is accepted; the party that hands over stays once something was handed over."""
    check_open(deliverable.follow_up, today)
    if deliverable.state is DeliverableState.ACCEPTED:
        raise RuleBroken(N_("Ce livrable est accepté : il ne change plus."))
    if deliverable.versions and brief.party_id != deliverable.submitting_party_id:
        raise RuleBroken(N_("Une version a déjà été remise par cette partie."), field="party_id")
    _write(deliverable, brief)
    return deliverable


def submit(deliverable: Deliverable, by: User, handover: Handover, now: datetime, today: date) -> DeliverableVersion:
    """A new version for the other party to decide on."""
    check_open(deliverable.follow_up, today)
    if not deliverable.is_of(by):
        raise RuleBroken(N_("C’est à l’autre partie de remettre ce livrable."))
    if not deliverable.awaits_submission():
        raise RuleBroken(N_("Ce livrable est déjà remis."))
    if not (handover.link or handover.note or handover.upload):
        raise RuleBroken(N_("Donnez un lien, un fichier ou une note."), field="link")
    version = DeliverableVersion(
        number=len(deliverable.versions) + 1,
        link=handover.link,
        note=handover.note,
        submitted_by_id=by.id,
        submitted_at=now,
    )
    if handover.upload:
        version.file = keep(handover.upload, by, now, deliverable.follow_up.convention_id)
    deliverable.versions.append(version)
    deliverable.state = DeliverableState.SUBMITTED
    db.session.flush()
    return version


def accept(deliverable: Deliverable, by: User, now: datetime, today: date) -> Deliverable:
    return _decide(deliverable, by, True, "", now, today)


def send_back(deliverable: Deliverable, by: User, reason: str, now: datetime, today: date) -> Deliverable:
    """The other party says what is missing; another version can follow."""
    if not reason.strip():
        raise RuleBroken(N_("Écrivez ce qui manque ou ce qui doit changer."), field="reason")
    return _decide(deliverable, by, False, reason.strip(), now, today)


def _decide(
    deliverable: Deliverable, by: User, is_accepted: bool, reason: str, now: datetime, today: date
) -> Deliverable:
    check_open(deliverable.follow_up, today)
    version = deliverable.last_version
    if version is None or deliverable.state is not DeliverableState.SUBMITTED:
        raise RuleBroken(N_("Aucune version n’attend une décision."))
    if not deliverable.can_be_decided_by(by):
        raise RuleBroken(N_("Personne n’accepte pour son propre côté : l’autre partie décide."))
    version.is_accepted, version.reason = is_accepted, reason
    version.decided_by_id, version.decided_at = by.id, now
    deliverable.state = DeliverableState.ACCEPTED if is_accepted else DeliverableState.RETURNED
    return deliverable


def _write(deliverable: Deliverable, brief: Brief) -> None:
    follow_up = deliverable.follow_up
    deliverable.submitting_party = _party(follow_up, brief.party_id)
    commitments = {one.id: one for one in queries.commitments_of(follow_up)} if brief.commitment_id else {}
    if brief.commitment_id and brief.commitment_id not in commitments:
        raise RuleBroken(N_("Cet engagement n’est pas de cette convention."), field="commitment_id")
    deliverable.commitment = commitments.get(brief.commitment_id or 0)
    deliverable.kind, deliverable.title, deliverable.detail = brief.kind, brief.title, brief.detail
    deliverable.is_optional, deliverable.due_on = brief.is_optional, brief.due_on


def _party(follow_up: FollowUp, number: int) -> Party:
    for party in follow_up.convention.parties:
        if party.id == number:
            return party
    raise RuleBroken(N_("Cette partie n’est pas de cette convention."), field="party_id")
