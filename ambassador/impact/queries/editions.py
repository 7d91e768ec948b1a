"""Editions in a person's sight: everybody reads what is published, a convention's parties what is prepared under it."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from ambassador.accounts.models import Assignment, User
from ambassador.conventions.models import Approval, ApprovalKind, ApprovalState, Convention, Party
from ambassador.conventions.queries.register import seen
from ambassador.db import db
from ambassador.impact.models import SHOWN_TO_PARTNERS, Edition, Quote, Testimonial
from ambassador.paging import SIZE, Page, nearest
from ambassador.permissions import Permission, Role, allows
from ambassador.reads import once_each

_IS_PUBLISHED = Approval.state == ApprovalState.APPROVED
_SENT_BACK = (ApprovalState.REFUSED, ApprovalState.CHANGES_ASKED)


def register(viewer: User, number: int) -> Page[Edition]:
    """A page of those in sight, the newest first."""
    counted = select(func.count(Edition.id)).outerjoin(Edition.approval).where(_in_sight(viewer))
    total = db.session.scalar(counted) or 0
    number = nearest(number, total)
    chosen = _of(viewer).order_by(Edition.last_month.desc(), Edition.id.desc())
    chosen = chosen.options(
        joinedload(Edition.approval), joinedload(Edition.convention).selectinload(Convention.parties)
    )
    return Page(list(db.session.scalars(chosen.limit(SIZE).offset((number - 1) * SIZE))), number, total)


def edition(number: int, viewer: User) -> Edition | None:
    """One to read, with what it was prepared from."""
    return db.session.scalar(_whole(_of(viewer).where(Edition.id == number)))


def edition_of_party(number: int, viewer: User) -> Edition | None:
    """One under a convention of the viewer's organisation."""
    chosen = select(Edition).where(Edition.id == number, Edition.convention_id.in_(seen(viewer)))
    return db.session.scalar(_whole(chosen))


def before(edition: Edition) -> Edition | None:
    """The last one published before it under the same convention, of the same scope."""
    chosen = (
        select(Edition)
        .join(Edition.approval)
        .where(
            Edition.convention_id == edition.convention_id,
            Edition.scope == edition.scope,
            Edition.id != edition.id,
            _IS_PUBLISHED,
        )
    )
    if edition.is_published and edition.approval and edition.approval.decided_at:
        day = edition.approval.decided_at
        is_earlier = (Approval.decided_at == day) & (Edition.id < edition.id)
        chosen = chosen.where((Approval.decided_at < day) | is_earlier)
    chosen = chosen.order_by(Approval.decided_at.desc(), Edition.id.desc()).limit(1)
    return db.session.scalar(chosen.options(joinedload(Edition.approval)))


def quotable(edition: Edition, today: date) -> list[Testimonial]:
    """What was said for a party and may stand in a report, the newest consents first; and what is chosen already."""
    parties = [party.organisation_id for party in edition.convention.parties]
    chosen_already = select(Quote.testimonial_id).where(Quote.edition_id == edition.id)
    is_valid = (
        Testimonial.scope.in_(SHOWN_TO_PARTNERS)
        & Testimonial.withdrawn_on.is_(None)
        & or_(Testimonial.expires_on.is_(None), Testimonial.expires_on >= today)
    )
    chosen = select(Testimonial).where(
        Testimonial.organisation_id.in_(parties), or_(is_valid, Testimonial.id.in_(chosen_already))
    )
    chosen = chosen.order_by(Testimonial.consented_on.desc(), Testimonial.id.desc())
    return list(db.session.scalars(chosen.options(joinedload(Testimonial.organisation))))


def sent_back(viewer: User, today: date) -> list[Edition]:
    """Those that a coach has to write again: of the structures they look after, and what they prepared."""
    if viewer.role is not Role.COACH:
        return []
    is_current = (Assignment.since <= today) & or_(Assignment.until.is_(None), Assignment.until >= today)
    mine = select(Party.convention_id).where(
        Party.organisation_id.in_(
            select(Assignment.organisation_id).where(Assignment.coach_id == viewer.id, is_current)
        )
    )
    chosen = (
        select(Edition)
        .join(Edition.approval)
        .where(
            Edition.convention_id.in_(seen(viewer)),
            or_(Edition.prepared_by_id == viewer.id, Edition.convention_id.in_(mine)),
            Approval.state.in_(_SENT_BACK),
        )
    )
    return list(db.session.scalars(chosen.options(joinedload(Edition.approval)).order_by(Edition.id)))


@once_each
def published_under(convention_ids: Collection[int]) -> dict[int, list[Edition]]:
    """Those of each convention, in the order of their publication."""
    chosen = select(Edition).join(Edition.approval).where(Edition.convention_id.in_(convention_ids), _IS_PUBLISHED)
    found: dict[int, list[Edition]] = {}
    for row in db.session.scalars(
        chosen.options(joinedload(Edition.approval)).order_by(Approval.decided_at, Edition.id)
    ):
        found.setdefault(row.convention_id, []).append(row)
    return found


def published() -> list[Edition]:
    """All, with their content."""
    chosen = select(Edition).join(Edition.approval).where(_IS_PUBLISHED).order_by(Edition.id)
    return list(
        db.session.scalars(chosen.options(joinedload(Edition.approval)).execution_options(populate_existing=True))
    )


def is_kept(approval: Approval) -> bool:
    """Whether an edition asked for this approval, in this version of it or another."""
    if approval.kind is not ApprovalKind.REPORT:
        return False
    return db.session.scalar(select(Edition.id).where(Edition.approval_id == approval.id).limit(1)) is not None


def _of(viewer: User) -> Select[Edition]:
    return select(Edition).outerjoin(Edition.approval).where(_in_sight(viewer))


def _in_sight(viewer: User) -> ColumnElement[bool]:
    if not allows(viewer.role, Permission.IMPACT_VIEW_ALL):
        return _IS_PUBLISHED
    return or_(_IS_PUBLISHED, Edition.convention_id.in_(seen(viewer)))


def _whole(chosen: Select[Edition]) -> Select[Edition]:
    return chosen.options(
        joinedload(Edition.approval).joinedload(Approval.decided_by),
        joinedload(Edition.prepared_by),
        joinedload(Edition.convention).selectinload(Convention.parties),
        selectinload(Edition.narratives),
        selectinload(Edition.quotes).joinedload(Quote.testimonial),
    )
