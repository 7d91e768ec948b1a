"""Who may do what with which KPI. Plain rules over a person, a structure and an adoption; sight is the queries' matter.

A structure agrees, enters, approves and publishes its own figures; the operator's coaches propose and agree with it, and
do all of this for the programme's own indicators.
"""

from collections.abc import Collection

from ambassador.accounts.models import KpiReviewer, Organisation, OrganisationKind, User
from ambassador.kpis.models import Adoption
from ambassador.permissions import Role


def _is_coordinator_of(person: User, organisation_id: int) -> bool:
    return person.role is Role.COORDINATOR and person.organisation_id == organisation_id


def _is_coach(person: User) -> bool:
    return person.role is Role.COACH and person.is_operator


def _runs_programme(person: User, organisation_id: int) -> bool:
    return _is_coach(person) and person.organisation_id == organisation_id


def can_define(person: User, organisation: Organisation) -> bool:
    """Write, change, propose, send back and retire KPIs of a structure in the person's sight."""
    return _is_coach(person) or _is_coordinator_of(person, organisation.id)


def can_configure(person: User) -> bool:
    """Say how figures can be broken down, for all structures."""
    return _is_coach(person)


def is_other_party(person: User, proposer: User | None, organisation: Organisation) -> bool:
    """The agreeing party: of a structure's KPI the side that did not propose, of the programme's another person. Nobody is
    while nobody proposed."""
    if proposer is None or not can_define(person, organisation):
        return False
    if organisation.kind is OrganisationKind.OPERATOR:
        return person.id != proposer.id
    return _is_coach(person) is not _is_coach(proposer)


def can_enter(person: User, adoption: Adoption) -> bool:
    """Staff: what their service owns, and where they are owner or stand-in. A coordinator: all of the structure's."""
    if _runs_programme(person, adoption.organisation_id) or _is_coordinator_of(person, adoption.organisation_id):
        return True
    if person.role is not Role.STAFF or person.organisation_id != adoption.organisation_id:
        return False
    is_of_service = person.service_id is not None and person.service_id == adoption.service_id
    return is_of_service or person.id in {adoption.owner_id, adoption.stand_in_id}


def can_review(person: User, organisation: Organisation, looked_after: Collection[int]) -> bool:
    """The structure's coordinator, or its coach where it chose so. `looked_after`: the structures the coach looks after."""
    if organisation.kind is OrganisationKind.OPERATOR:
        return _runs_programme(person, organisation.id)
    if organisation.kpi_reviewer is KpiReviewer.COACH:
        return _is_coach(person) and organisation.id in looked_after
    return _is_coordinator_of(person, organisation.id)


def can_publish(person: User, organisation_id: int) -> bool:
    return _runs_programme(person, organisation_id) or _is_coordinator_of(person, organisation_id)


def can_close(person: User, organisation_id: int) -> bool:
    """Close and open periods, and change who approves and when periods close."""
    return can_publish(person, organisation_id)


def enters_figures(person: User) -> bool:
    """Whether the person's role enters figures of their own organisation at all."""
    return person.role in (Role.STAFF, Role.COORDINATOR) or _is_coach(person)


def can_comment(person: User, adoption: Adoption, looked_after: Collection[int]) -> bool:
    """The coach of the structure, and those who enter or approve the figure."""
    organisation = adoption.organisation
    is_coach_of = _is_coach(person) and organisation.id in looked_after
    return is_coach_of or can_enter(person, adoption) or can_review(person, organisation, looked_after)


def can_ask_second_look(person: User, organisation: Organisation, looked_after: Collection[int]) -> bool:
    return _is_coach(person) and organisation.id in looked_after


def can_answer(person: User, organisation: Organisation, looked_after: Collection[int]) -> bool:
    """Who approves, and the structure's coordinator, whoever approves."""
    return can_review(person, organisation, looked_after) or _is_coordinator_of(person, organisation.id)
