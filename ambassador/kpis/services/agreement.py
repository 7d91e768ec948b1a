"""Agreeing on a KPI: draft → proposed → agreed by the other party → retired."""

from datetime import datetime

from ambassador.accounts.models import User
from ambassador.db import db
from ambassador.errors import N_, RuleBroken
from ambassador.kpis import completeness, rights, terms
from ambassador.kpis.models import Adoption, AdoptionState, AdoptionVersion, VersionState
from ambassador.kpis.queries import figures, versions
from ambassador.kpis.services.checks import check_people
from ambassador.kpis.services.definitions import check_may_define
from ambassador.kpis.terms import KpiValues


def propose_kpi(adoption: Adoption, seen: str, by: User, now: datetime) -> Adoption:
    check_may_define(adoption, by)
    check_state(adoption, seen, AdoptionState.DRAFT)
    check_complete(terms.in_force(adoption), adoption)
    adoption.state = AdoptionState.PROPOSED
    adoption.proposed_by, adoption.proposed_at = by, now
    _give_reason(adoption, "", None, None)
    return adoption


def agree_kpi(adoption: Adoption, seen: str, by: User, now: datetime) -> Adoption:
    """The other party than the proposer agrees: figures can be entered from now on."""
    check_may_define(adoption, by)
    check_state(adoption, seen, AdoptionState.PROPOSED)
    check_other_party(adoption, adoption.proposed_by, by)
    adoption.state = AdoptionState.AGREED
    adoption.agreed_by, adoption.agreed_at = by, now
    db.session.add(first_version(adoption))
    return adoption


def send_back_kpi(adoption: Adoption, seen: str, reason: str, by: User, now: datetime) -> Adoption:
    """A proposal becomes a draft again, by either party, who says why."""
    check_may_define(adoption, by)
    check_state(adoption, seen, AdoptionState.PROPOSED)
    check_reason(reason)
    adoption.state = AdoptionState.DRAFT
    adoption.proposed_by = adoption.proposed_at = None
    _give_reason(adoption, reason, by, now)
    return adoption


def retire_kpi(adoption: Adoption, seen: str, reason: str, by: User, now: datetime) -> Adoption:
    """No figure is entered any more; those there are stay, so all of them are approved first. A change that was being written
    is dropped."""
    check_may_define(adoption, by)
    check_state(adoption, seen, AdoptionState.AGREED)
    check_reason(reason)
    if waiting := figures.count_waiting(adoption.id):
        raise RuleBroken(
            N_(
                "Des chiffres de ce KPI attendent encore (%(count)s). Finissez-les d’abord : "
                "après le retrait, plus personne ne peut les modifier."
            ),
            count=waiting,
        )
    if pending := versions.pending(adoption.id):
        pending.state = VersionState.DROPPED
    adoption.state = AdoptionState.RETIRED
    _give_reason(adoption, reason, by, now)
    return adoption


def replace_people(adoption: Adoption, seen: str, owner_id: int | None, stand_in_id: int | None, by: User) -> Adoption:
    """Another owner or stand-in of an agreed KPI, at once: what was agreed stays as it is."""
    check_may_define(adoption, by)
    check_state(adoption, seen, AdoptionState.AGREED)
    check_people(adoption.organisation, adoption.service_id, owner_id, stand_in_id)
    if owner_id is None and adoption.service_id is None:
        raise RuleBroken(N_("Choisissez une personne : ce KPI n’a pas de service responsable."), field="owner_id")
    adoption.owner_id, adoption.stand_in_id = owner_id, stand_in_id
    return adoption


def first_version(adoption: Adoption) -> AdoptionVersion:
    """What was agreed at first, as the KPI stands."""
    assert adoption.agreed_at is not None
    return AdoptionVersion(
        adoption=adoption,
        number=1,
        state=VersionState.AGREED,
        content=terms.kept(terms.in_force(adoption)),
        definition=adoption.definition,
        written_at=adoption.proposed_at or adoption.agreed_at,
        proposed_by=adoption.proposed_by,
        proposed_at=adoption.proposed_at,
        agreed_by=adoption.agreed_by,
        agreed_at=adoption.agreed_at,
    )


def check_state(row: Adoption | AdoptionVersion, seen: str, wanted: AdoptionState | VersionState) -> None:
    """`seen`: the version that the person had before their eyes."""
    if row.state is not wanted or seen != str(row.version):
        raise RuleBroken(N_("Ce KPI a changé entre-temps. Relisez-le, puis recommencez si c’est encore utile."))


def check_complete(values: KpiValues, adoption: Adoption) -> None:
    if lacking := completeness.missing(values, adoption.is_programme):
        message = N_("Ce KPI n’est pas complet. Il manque un élément de la liste.")
        if len(lacking) > 1:
            message = N_("Ce KPI n’est pas complet. Il manque %(count)s éléments de la liste.")
        raise RuleBroken(message, count=len(lacking))


def check_other_party(adoption: Adoption, proposer: User | None, by: User) -> None:
    if not rights.is_other_party(by, proposer, adoption.organisation):
        raise RuleBroken(N_("C’est à l’autre partie de convenir de ce KPI : votre côté l’a proposé."))


def check_reason(reason: str) -> None:
    if not reason.strip():
        raise RuleBroken(N_("Écrivez pourquoi, en quelques mots."), field="reason")


def _give_reason(adoption: Adoption, reason: str, by: User | None, at: datetime | None) -> None:
    adoption.reason, adoption.reason_by, adoption.reason_at = reason.strip(), by, at
