"""Which structures' KPIs a person sees: their own; the operator's people those bound to the operator, and the programme."""

from datetime import date

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from ambassador.accounts import queries as accounts
from ambassador.accounts.models import Organisation, OrganisationKind, User
from ambassador.charter.models import Action
from ambassador.conventions import queries as conventions
from ambassador.db import db
from ambassador.kpis.models import Adoption, Entry, IndicatorVersion
from ambassador.permissions import Role


def organisations(viewer: User) -> list[Organisation]:
    """The structures in sight, by name; for the operator's people the operator itself comes last, for its programme."""
    own = [viewer.organisation] if viewer.is_operator else []
    return [*conventions.structures(viewer), *own]


def organisation(number: int, viewer: User) -> Organisation | None:
    return next((row for row in organisations(viewer) if row.id == number), None)


def is_seen(viewer: User) -> ColumnElement[bool]:
    """The condition on `Adoption.organisation_id`."""
    own = Adoption.organisation_id == viewer.organisation_id
    if not viewer.is_operator:
        return own
    bound = select(Organisation.id).where(
        Organisation.id.in_(conventions.bound_to(viewer)), Organisation.kind == OrganisationKind.AMBASSADOR
    )
    return or_(own, Adoption.organisation_id.in_(bound))


def loaded() -> Select[Adoption]:
    """Adoptions with all that a line shows, in the order of codes."""
    return (
        select(Adoption)
        .join(Adoption.indicator)
        .options(
            contains_eager(Adoption.indicator),
            joinedload(Adoption.action).joinedload(Action.axis),
            joinedload(Adoption.definition),
            joinedload(Adoption.organisation),
            joinedload(Adoption.service),
            joinedload(Adoption.owner),
            joinedload(Adoption.stand_in),
            joinedload(Adoption.pending),
            selectinload(Adoption.targets),
        )
        .order_by(Adoption.code, Adoption.id)
    )


def adoption(number: int, viewer: User) -> Adoption | None:
    """One KPI in sight, with its definition, parties and targets."""
    chosen = loaded().where(Adoption.id == number, is_seen(viewer))
    return db.session.scalar(
        chosen.options(
            joinedload(Adoption.proposed_by),
            joinedload(Adoption.agreed_by),
            joinedload(Adoption.definition).selectinload(IndicatorVersion.dimensions),
        )
    )


def figure(number: int, viewer: User) -> Entry | None:
    """One figure in sight, with its KPI. A category alone is no figure: it shares each step of the whole."""
    chosen = select(Entry).join(Adoption, Adoption.id == Entry.adoption_id)
    chosen = chosen.where(Entry.id == number, Entry.category_id.is_(None), is_seen(viewer))
    return db.session.scalar(
        chosen.options(
            contains_eager(Entry.adoption).options(
                joinedload(Adoption.indicator),
                joinedload(Adoption.action),
                joinedload(Adoption.definition),
                joinedload(Adoption.organisation),
                selectinload(Adoption.targets),
            ),
            joinedload(Entry.edited_by),
            joinedload(Entry.approved_by),
        )
    )


def looked_after(viewer: User, today: date) -> frozenset[int]:
    """The structures that a coach looks after today; nobody else looks after any."""
    if viewer.role is not Role.COACH:
        return frozenset()
    return accounts.assigned_organisation_ids(viewer, today)


def default_organisation(
    viewer: User, chosen: int | None, today: date
) -> tuple[Organisation | None, list[Organisation]]:
    """The structure whose sheet is shown, and those one can choose: the chosen one, else one the viewer looks after."""
    found = organisations(viewer)
    mine = looked_after(viewer, today) if len(found) > 1 else frozenset()
    wanted = [row for row in found if row.id == chosen] or [row for row in found if row.id in mine] or found
    return (wanted[0] if wanted else None), found
