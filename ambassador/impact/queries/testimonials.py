"""Testimonials: the register in a person's sight, what everybody reads of them, and which consents end soon."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

from ambassador.accounts.models import Assignment, Organisation, OrganisationKind, User
from ambassador.conventions.queries import bound_to
from ambassador.db import db
from ambassador.files import StoredFile
from ambassador.impact.models import SHOWN_TO_PARTNERS, SOON, ConsentScope, Testimonial, TestimonialState
from ambassador.impact.queries.sight import Programme
from ambassador.paging import SIZE, Page, nearest
from ambassador.permissions import Permission, Role, allows

MOST_VOICES = 6
DUE_DAYS = timedelta(days=30)


@dataclass(frozen=True)
class Sought:
    """What the register is narrowed to; None narrows nothing."""

    organisation_id: int | None = None
    scope: ConsentScope | None = None
    state: TestimonialState | None = None


def in_sight(viewer: User) -> ColumnElement[bool]:
    """Those of the viewer's own organisation; for the operator's people also those of its structures."""
    own = Testimonial.organisation_id == viewer.organisation_id
    if not viewer.is_operator:
        return own
    bound = select(Organisation.id).where(
        Organisation.id.in_(bound_to(viewer)), Organisation.kind == OrganisationKind.AMBASSADOR
    )
    return or_(own, Testimonial.organisation_id.in_(bound))


def testimonial(number: int, viewer: User) -> Testimonial | None:
    chosen = select(Testimonial).where(Testimonial.id == number, in_sight(viewer))
    return db.session.scalar(
        chosen.options(
            joinedload(Testimonial.organisation), joinedload(Testimonial.file), joinedload(Testimonial.withdrawn_by)
        )
    )


def register(viewer: User, sought: Sought, today: date, number: int) -> Page[Testimonial]:
    """A page of those in sight: the newest consent first, what was withdrawn last."""
    conditions = [in_sight(viewer)]
    if sought.organisation_id is not None:
        conditions.append(Testimonial.organisation_id == sought.organisation_id)
    if sought.scope is not None:
        conditions.append(Testimonial.scope == sought.scope)
    if sought.state is not None:
        conditions.append(_in_state(sought.state, today))
    total = db.session.scalar(select(func.count(Testimonial.id)).where(*conditions)) or 0
    number = nearest(number, total)
    chosen = select(Testimonial).where(*conditions).options(joinedload(Testimonial.organisation))
    chosen = chosen.order_by(
        Testimonial.withdrawn_on.is_not(None), Testimonial.consented_on.desc(), Testimonial.id.desc()
    )
    return Page(list(db.session.scalars(chosen.limit(SIZE).offset((number - 1) * SIZE))), number, total)


def _in_state(state: TestimonialState, today: date) -> ColumnElement[bool]:
    """As `Testimonial.state`."""
    end, is_there = Testimonial.expires_on, Testimonial.withdrawn_on.is_(None)
    match state:
        case TestimonialState.VALID:
            return and_(is_there, or_(end.is_(None), end > today + SOON))
        case TestimonialState.EXPIRING:
            return and_(is_there, end >= today, end <= today + SOON)
        case TestimonialState.EXPIRED:
            return and_(is_there, end < today)
        case TestimonialState.WITHDRAWN:
            return Testimonial.withdrawn_on.is_not(None)


@dataclass(frozen=True)
class Voices:
    """What is read on a page of the report: the newest consents first."""

    rows: Collection[Testimonial]
    has_more: bool = False


def voices(organisation: Organisation, programme: Programme, viewer: User, today: date) -> Voices:
    """Of a structure; of the programme: the operator's own, and those of the structures whose page the reader may open.
    Only those that may be shown to partners, whoever reads. One query."""
    numbers = {organisation.id}
    if organisation.id == programme.operator.id:
        numbers |= {one.organisation.id for one in programme.seen_by(viewer, today) if one.is_bound(today)}
    chosen = select(Testimonial).where(
        Testimonial.organisation_id.in_(numbers),
        Testimonial.scope.in_(SHOWN_TO_PARTNERS),
        Testimonial.withdrawn_on.is_(None),
        or_(Testimonial.expires_on.is_(None), Testimonial.expires_on >= today),
    )
    chosen = chosen.order_by(Testimonial.consented_on.desc(), Testimonial.id.desc()).limit(MOST_VOICES + 1)
    rows = list(db.session.scalars(chosen.options(joinedload(Testimonial.organisation))))
    return Voices(rows[:MOST_VOICES], len(rows) > MOST_VOICES)


def ending_soon(viewer: User, today: date) -> list[Testimonial]:
    """Whose consent ends within 30 days, for those who look after it: a structure's coordination, its coaches, and for the
    operator's own all its coaches. Soonest first."""
    if viewer.role not in {Role.COACH, Role.COORDINATOR}:
        return []
    mine = [Testimonial.organisation_id == viewer.organisation_id]
    if viewer.role is Role.COACH:
        is_current = and_(Assignment.since <= today, or_(Assignment.until.is_(None), Assignment.until >= today))
        looked_after = select(Assignment.organisation_id).where(Assignment.coach_id == viewer.id, is_current)
        mine.append(and_(Testimonial.organisation_id.in_(looked_after), in_sight(viewer)))
    chosen = select(Testimonial).where(
        or_(*mine),
        Testimonial.withdrawn_on.is_(None),
        Testimonial.expires_on >= today,
        Testimonial.expires_on <= today + DUE_DAYS,
    )
    chosen = chosen.options(joinedload(Testimonial.organisation))
    return list(db.session.scalars(chosen.order_by(Testimonial.expires_on, Testimonial.id)))


def is_proof_in_sight(file: StoredFile, viewer: User) -> bool:
    """The proof of a consent is read by those who read its testimonial."""
    if not allows(viewer.role, Permission.TESTIMONIALS_VIEW):
        return False
    chosen = select(Testimonial.id).where(Testimonial.file_id == file.id, in_sight(viewer))
    return db.session.scalar(chosen.limit(1)) is not None
