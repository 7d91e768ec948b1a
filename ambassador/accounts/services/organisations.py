"""Organisations, their services, and which coach looks after which structure."""

from datetime import date

from sqlalchemy import or_, select

from ambassador.accounts.models import (
    Assignment,
    AssignmentKind,
    KpiReviewer,
    Organisation,
    OrganisationKind,
    Service,
    User,
)
from ambassador.db import db
from ambassador.errors import N_, RuleBroken
from ambassador.permissions import Role
from ambassador.translated import Translated

ACCOMPANIED = frozenset({OrganisationKind.AMBASSADOR, OrganisationKind.AUTHORITY})


def create_organisation(
    *, name: Translated, kind: OrganisationKind, is_made_up: bool, kpi_reviewer: KpiReviewer
) -> Organisation:
    organisation = Organisation(name=name, kind=kind, is_made_up=is_made_up, kpi_reviewer=kpi_reviewer)
    db.session.add(organisation)
    db.session.flush()
    return organisation


def change_organisation(
    organisation: Organisation, *, name: Translated, kind: OrganisationKind, is_made_up: bool, kpi_reviewer: KpiReviewer
) -> Organisation:
    """The kind follows what hangs on it: coaches and admins need an operator, assignments a structure."""
    if organisation.kind is OrganisationKind.OPERATOR and kind is not OrganisationKind.OPERATOR:
        chosen = (User.organisation_id == organisation.id, User.role.in_([Role.COACH, Role.ADMIN]))
        if db.session.scalar(select(User.id).where(*chosen).limit(1)):
            raise RuleBroken(N_("Des coachs ou des administrateurs en font partie : elle reste l’opérateur."), "kind")
    if kind not in ACCOMPANIED and organisation.assignments:
        raise RuleBroken(N_("Un coach accompagne cette structure : sa sorte ne change pas."), "kind")
    organisation.name, organisation.kind = name, kind
    organisation.is_made_up, organisation.kpi_reviewer = is_made_up, kpi_reviewer
    db.session.flush()
    return organisation


def create_service(organisation: Organisation, *, name: Translated) -> Service:
    service = Service(organisation_id=organisation.id, name=name)
    db.session.add(service)
    db.session.flush()
    return service


def rename_service(service: Service, *, name: Translated) -> Service:
    service.name = name
    db.session.flush()
    return service


def assign_coach(
    organisation: Organisation, *, coach_id: int, kind: AssignmentKind, since: date, until: date | None
) -> Assignment:
    coach = db.session.get(User, coach_id)
    if coach is None or coach.role is not Role.COACH or not coach.is_active:
        raise RuleBroken(N_("Choisissez dans la liste."), field="coach_id")
    if organisation.kind not in ACCOMPANIED:
        raise RuleBroken(N_("Seule une structure ambassadrice ou un pouvoir public peut être accompagné."))
    _check_dates(organisation.id, None, coach, kind, since, until)
    assignment = Assignment(coach=coach, organisation_id=organisation.id, kind=kind, since=since, until=until)
    db.session.add(assignment)
    db.session.flush()
    return assignment


def change_assignment(assignment: Assignment, *, kind: AssignmentKind, since: date, until: date | None) -> Assignment:
    _check_dates(assignment.organisation_id, assignment, assignment.coach, kind, since, until)
    assignment.kind, assignment.since, assignment.until = kind, since, until
    db.session.flush()
    return assignment


def end_assignment(assignment: Assignment, today: date) -> None:
    """Today is its last day."""
    if assignment.until is not None and assignment.until <= today:
        raise RuleBroken(N_("Cet accompagnement est déjà terminé."))
    if assignment.since > today:
        raise RuleBroken(N_("Cet accompagnement n’a pas encore commencé : changez plutôt ses dates."))
    assignment.until = today
    db.session.flush()


def _check_dates(
    organisation_id: int,
    assignment: Assignment | None,
    coach: User,
    kind: AssignmentKind,
    since: date,
    until: date | None,
) -> None:
    """One coach once at a time, and one lead at a time."""
    if until is not None and until < since:
        raise RuleBroken(N_("Le dernier jour vient avant le premier."), field="until")
    chosen = select(Assignment).where(
        Assignment.organisation_id == organisation_id, or_(Assignment.until.is_(None), Assignment.until >= since)
    )
    if until is not None:
        chosen = chosen.where(Assignment.since <= until)
    for other in db.session.scalars(chosen.order_by(Assignment.since, Assignment.id)):
        if assignment is not None and other.id == assignment.id:
            continue
        if other.coach_id == coach.id:
            raise RuleBroken(
                N_("%(name)s accompagne déjà cette structure à ces dates."), field="since", name=coach.name
            )
        if kind is AssignmentKind.LEAD and other.kind is AssignmentKind.LEAD:
            raise RuleBroken(
                N_("%(name)s est déjà coach de référence de cette structure à ces dates."),
                field="kind",
                name=other.coach.name,
            )
