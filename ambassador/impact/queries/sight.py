"""The programme: its operator, its structures with their conventions, and the quarters each has published."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from ambassador.accounts.models import Organisation, OrganisationKind, User
from ambassador.conventions.models import Convention, ConventionState, Party
from ambassador.conventions.queries import unsigned
from ambassador.db import db
from ambassador.kpis.models import Publication
from ambassador.permissions import Permission, Role, allows

UNSIGNED = frozenset({ConventionState.DRAFT, ConventionState.PARTLY_SIGNED})
SEES_ALL = frozenset({Role.COACH, Role.ADMIN})


@dataclass(frozen=True)
class Structure:
    organisation: Organisation
    conventions: tuple[Convention, ...] = ()
    """Those with the operator."""
    published: frozenset[int] = frozenset()
    """First months of the quarters that partners see."""

    def is_bound(self, today: date) -> bool:
        """Whether it is in the programme: a convention with the operator is signed by all."""
        return any(convention.state(today) not in UNSIGNED for convention in self.conventions)

    def is_accompanied(self, day: date) -> bool:
        """Whether a convention with the operator had taken effect by the day."""
        return any(convention.start is not None and convention.start <= day for convention in self.conventions)


@dataclass(frozen=True)
class Programme:
    operator: Organisation
    published: frozenset[int]
    structures: tuple[Structure, ...] = field(default_factory=tuple)
    """By name, whoever reads."""
    latest: tuple[Publication, ...] = ()
    """The latest publication of each organisation's quarters, oldest quarter first."""

    def again(self, organisation_id: int) -> list[Publication]:
        """Those of an organisation whose quarter had been published before."""
        return [one for one in self.latest if one.organisation_id == organisation_id and one.number > 1]

    def publication(self, organisation_id: int, month: int) -> Publication | None:
        """The latest of a quarter, by its first month."""
        return next((one for one in self.latest if (one.organisation_id, one.month) == (organisation_id, month)), None)

    def published_until(self, organisation_id: int, last_month: int) -> datetime | None:
        """When an organisation published last, of its quarters up to a month."""
        own = (one for one in self.latest if one.organisation_id == organisation_id and one.month <= last_month)
        return max((one.published_at for one in own), default=None)

    def seen_by(self, viewer: User, today: date) -> list[Structure]:
        """Those whose page the person may open: inside all, their own, and every one that has published something."""
        return [
            structure
            for structure in self.structures
            if is_inside(viewer, structure.organisation) or (structure.published and structure.is_bound(today))
        ]

    def seen_by_partners(self, today: date) -> list[Structure]:
        """Those whose page everybody may open."""
        return [structure for structure in self.structures if structure.published and structure.is_bound(today)]

    def accompanied(self, day: date) -> int:
        """Structures with a convention that had taken effect by the day."""
        return sum(structure.is_accompanied(day) for structure in self.structures)

    def structure(self, number: int, viewer: User, today: date) -> Structure | None:
        return next((row for row in self.seen_by(viewer, today) if row.organisation.id == number), None)


def is_inside(viewer: User, organisation: Organisation) -> bool:
    """Whether the person sees all that was approved: coaches and admins of the operator everywhere, a structure's people
    at home. Elsewhere, and in the programme as a whole, the structures' people read as partners do."""
    if not allows(viewer.role, Permission.IMPACT_VIEW_ALL):
        return False
    if viewer.is_operator:
        return viewer.role in SEES_ALL
    return viewer.organisation_id == organisation.id


def programme(viewer: User) -> Programme | None:
    """The programme of the viewer's operator, or of the first there is. Two queries; None where nobody operates any."""
    conventions = _conventions(viewer.organisation_id if viewer.is_operator else None)
    parties = {party.organisation_id: party.organisation for convention in conventions for party in convention.parties}
    operators = (one for number, one in sorted(parties.items()) if one.kind is OrganisationKind.OPERATOR)
    operator = viewer.organisation if viewer.is_operator else next(operators, None) or _first_operator()
    if operator is None:
        return None
    if not viewer.is_operator:
        parties[viewer.organisation_id] = viewer.organisation
    return _assembled(operator, conventions, parties.values())


def programme_of(operator: Organisation) -> Programme:
    """The programme of an operator, whoever reads. Two queries."""
    conventions = _conventions(operator.id)
    parties = {party.organisation_id: party.organisation for convention in conventions for party in convention.parties}
    return _assembled(operator, conventions, parties.values())


def _assembled(
    operator: Organisation, conventions: Sequence[Convention], organisations: Iterable[Organisation]
) -> Programme:
    published, latest = _published()
    structures = [
        Structure(
            organisation,
            tuple(convention for convention in conventions if convention.party_of(organisation.id)),
            published[organisation.id],
        )
        for organisation in organisations
        if organisation.kind is OrganisationKind.AMBASSADOR
    ]
    structures.sort(key=lambda one: (str(one.organisation.name).casefold(), one.organisation.id))
    return Programme(operator, published[operator.id], tuple(structures), tuple(latest))


def conventions_of(structure_id: int) -> list[Convention]:
    """Those of a structure with the operator. One query."""
    return [convention for convention in _conventions(None) if convention.party_of(structure_id)]


def accompanied(operator_id: int, day: date) -> int:
    """Structures with a convention of the operator that had taken effect by the day. One query."""
    begun = [one for one in _conventions(operator_id) if one.start is not None and one.start <= day]
    parties = {party.organisation_id: party.organisation for one in begun for party in one.parties}
    return sum(one.kind is OrganisationKind.AMBASSADOR for one in parties.values())


def _conventions(operator_id: int | None) -> list[Convention]:
    """Those of the operator that all have signed, with their parties and terms. Without a number, of the first there is."""
    is_operator = Organisation.kind == OrganisationKind.OPERATOR
    first = select(func.min(Organisation.id)).where(is_operator).scalar_subquery()
    bound = select(Party.convention_id).where(Party.organisation_id == (operator_id or first))
    chosen = (
        select(Convention).where(Convention.id.in_(bound), Convention.id.not_in(unsigned())).order_by(Convention.id)
    )
    chosen = chosen.options(joinedload(Convention.parties), joinedload(Convention.terms))
    return list(db.session.scalars(chosen).unique())


def _first_operator() -> Organisation | None:
    """Where no convention names one yet."""
    chosen = select(Organisation).where(Organisation.kind == OrganisationKind.OPERATOR)
    return db.session.scalar(chosen.order_by(Organisation.id).limit(1))


def _published() -> tuple[defaultdict[int, frozenset[int]], list[Publication]]:
    found: defaultdict[int, frozenset[int]] = defaultdict(frozenset)
    newest = select(func.max(Publication.id)).group_by(Publication.organisation_id, Publication.month)
    chosen = select(Publication).where(Publication.id.in_(newest)).order_by(Publication.month, Publication.id)
    latest = list(db.session.scalars(chosen))
    for publication in latest:
        found[publication.organisation_id] |= {publication.month}
    return found, latest
