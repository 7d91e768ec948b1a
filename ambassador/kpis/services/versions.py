"""Changing an agreed KPI: a new version is written beside the one in force, proposed, and agreed by the other party."""

from datetime import datetime

from ambassador.accounts.models import User
from ambassador.db import db
from ambassador.errors import N_, RuleBroken
from ambassador.kpis import terms
from ambassador.kpis.models import Adoption, AdoptionState, AdoptionVersion, VersionState
from ambassador.kpis.queries import versions
from ambassador.kpis.services.agreement import (
    check_complete,
    check_other_party,
    check_reason,
    check_state,
    first_version,
)
from ambassador.kpis.services.checks import check_figures_fit, checked
from ambassador.kpis.services.definitions import check_may_define, write
from ambassador.kpis.terms import KpiValues


def write_version(adoption: Adoption, values: KpiValues, reason: str, by: User, now: datetime) -> AdoptionVersion:
    """The change as a draft: a new one, or the one that is being written."""
    check_may_define(adoption, by)
    if adoption.state is not AdoptionState.AGREED:
        raise RuleBroken(N_("Seul un KPI convenu se change ainsi."))
    version = versions.pending(adoption.id)
    if version is not None and version.state is not VersionState.DRAFT:
        raise RuleBroken(N_("Un changement est déjà proposé. L’autre partie en convient, ou le renvoie."))
    values = _checked(adoption, values)
    if values == terms.in_force(adoption):
        raise RuleBroken(N_("Rien ne change par rapport à ce qui est convenu."))
    check_reason(reason)
    version = version or _new(adoption)
    version.content, version.reason = terms.kept(values), reason.strip()
    version.written_by, version.written_at = by, now
    db.session.add(version)
    db.session.flush()
    return version


def propose_version(version: AdoptionVersion, seen: str, by: User, now: datetime) -> AdoptionVersion:
    check_may_define(version.adoption, by)
    check_state(version, seen, VersionState.DRAFT)
    check_complete(terms.with_people_of(terms.read(version.content), version.adoption), version.adoption)
    version.state = VersionState.PROPOSED
    version.proposed_by, version.proposed_at, version.returned = by, now, ""
    return version


def agree_version(version: AdoptionVersion, seen: str, by: User, now: datetime) -> AdoptionVersion:
    """The other party agrees: from now on this version is in force. Figures keep the one they were entered under."""
    adoption = version.adoption
    check_may_define(adoption, by)
    check_state(version, seen, VersionState.PROPOSED)
    check_other_party(adoption, version.proposed_by, by)
    values = _checked(adoption, terms.read(version.content))
    write(adoption, values, now, is_new_version=True)
    version.state, version.definition = VersionState.AGREED, adoption.definition
    version.agreed_by, version.agreed_at = by, now
    return version


def send_back_version(version: AdoptionVersion, seen: str, reason: str, by: User) -> AdoptionVersion:
    check_may_define(version.adoption, by)
    check_state(version, seen, VersionState.PROPOSED)
    check_reason(reason)
    version.state, version.returned = VersionState.DRAFT, reason.strip()
    version.proposed_by = version.proposed_at = None
    return version


def drop_version(version: AdoptionVersion, seen: str, by: User) -> AdoptionVersion:
    """Give up a change that is being written; its words stay in the story."""
    check_may_define(version.adoption, by)
    check_state(version, seen, VersionState.DRAFT)
    version.state = VersionState.DROPPED
    return version


def _checked(adoption: Adoption, values: KpiValues) -> KpiValues:
    """As checked for any KPI; its code and its people stay, and so does what its figures rely on."""
    values = terms.with_people_of(values, adoption)
    if values.code != adoption.code:
        raise RuleBroken(N_("Le code d’un KPI convenu ne change plus."), field="code")
    values = checked(adoption.organisation, values, adoption.id)
    check_figures_fit(adoption, values, versions.months_with_figures(adoption.id))
    return values


def _new(adoption: Adoption) -> AdoptionVersion:
    """After the versions there are. What was agreed before versions were kept becomes the first."""
    known = versions.of(adoption.id)
    if not known:
        first = first_version(adoption)
        db.session.add(first)
        known = [first]
    return AdoptionVersion(adoption=adoption, number=max(one.number for one in known) + 1)
