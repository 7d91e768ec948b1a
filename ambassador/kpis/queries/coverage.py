"""Which of a structure's actions have an agreed KPI: the page, and the measure of [WTC] 2.1-2, "realistic KPIs for all"."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ambassador.accounts.models import Organisation, OrganisationKind, User
from ambassador.charter.models import Acceptance, Action, Axis, Charter
from ambassador.charter.related import Related
from ambassador.config import BRUSSELS
from ambassador.conventions.measures import Detail, Measured, Window
from ambassador.conventions.models import Commitment, Party
from ambassador.db import db
from ambassador.kpis.models import Adoption, AdoptionState
from ambassador.kpis.queries.sight import is_seen
from ambassador.reads import once_each


@dataclass(frozen=True)
class Covered:
    """An accepted action, and its KPIs: those agreed by the day, and those still on their way."""

    action: Action
    agreed: tuple[Adoption, ...]
    coming: tuple[Adoption, ...]

    @property
    def is_covered(self) -> bool:
        return bool(self.agreed)


@dataclass(frozen=True)
class Coverage:
    """The accepted actions of one or more structures, by code. `is_whole`: each confirmed that its list is complete."""

    actions: tuple[Covered, ...]
    charters: tuple[Charter, ...]

    @property
    def covered(self) -> list[Covered]:
        return [one for one in self.actions if one.is_covered]

    @property
    def is_whole(self) -> bool:
        return bool(self.charters) and all(charter.is_complete for charter in self.charters)

    @property
    def is_reached(self) -> bool:
        return self.is_whole and bool(self.actions) and len(self.covered) == len(self.actions)

    def by_axis(self) -> list[tuple[Axis | None, list[Covered]]]:
        """The axes in order; the actions whose axis is unknown come last."""
        axes = {one.action.axis for one in self.actions}
        ordered = sorted(axes, key=lambda axis: (axis is None, axis.position if axis else 0))
        return [(axis, [one for one in self.actions if one.action.axis is axis]) for axis in ordered]


@dataclass(frozen=True)
class Plan:
    """A structure's charter with the actions it accepted, by code, and the KPIs of each that are not retired."""

    charter: Charter
    actions: tuple[Action, ...]
    kpis: dict[int, list[Adoption]]


def coverage(organisation_ids: Collection[int], on: date) -> Coverage:
    """What is covered on a day: later agreements do not count, nor does what was retired."""
    charters = db.session.scalars(select(Charter).where(Charter.organisation_id.in_(organisation_ids)))
    return _coverage(_plans(list(charters)), on)


def _coverage(plans: Collection[Plan], on: date) -> Coverage:
    night = datetime.combine(on + timedelta(days=1), time(), BRUSSELS)
    found = [(plan, action) for plan in plans for action in plan.actions]
    found.sort(key=lambda pair: (pair[1].code, pair[1].id))
    covered = tuple(_covered(action, plan.kpis.get(action.id, ()), night) for plan, action in found)
    return Coverage(covered, tuple(plan.charter for plan in plans))


def _plans(charters: Collection[Charter]) -> list[Plan]:
    """In two statements, whatever their number."""
    numbers = [charter.id for charter in charters]
    chosen = select(Action).where(Action.charter_id.in_(numbers), Action.acceptance == Acceptance.ACCEPTED)
    chosen = chosen.options(joinedload(Action.axis)).order_by(Action.code, Action.id)
    actions = list(db.session.scalars(chosen)) if numbers else []
    kpis = _kpis_of([action.id for action in actions])
    return [
        Plan(charter, tuple(action for action in actions if action.charter_id == charter.id), kpis)
        for charter in sorted(charters, key=lambda charter: charter.id)
    ]


@once_each
def plans_of(convention_ids: Collection[int]) -> dict[int, list[Plan]]:
    """The plans of the structures that each convention binds."""
    chosen = (
        select(Party.convention_id, Charter)
        .join(Organisation, Organisation.id == Party.organisation_id)
        .join(Charter, Charter.organisation_id == Organisation.id)
        .where(Party.convention_id.in_(convention_ids), Organisation.kind == OrganisationKind.AMBASSADOR)
    )
    bound = [(number, charter) for number, charter in db.session.execute(chosen)]
    plans = {plan.charter.id: plan for plan in _plans(list({charter.id: charter for _, charter in bound}.values()))}
    found: dict[int, list[Plan]] = {}
    for number, charter in sorted(bound, key=lambda pair: (pair[0], pair[1].id)):
        found.setdefault(number, []).append(plans[charter.id])
    return found


def _covered(action: Action, kpis: Sequence[Adoption], night: datetime) -> Covered:
    agreed = tuple(kpi for kpi in kpis if kpi.state is AdoptionState.AGREED and kpi.agreed_at and kpi.agreed_at < night)
    return Covered(action, agreed, tuple(kpi for kpi in kpis if kpi not in agreed))


def _kpis_of(action_ids: Collection[int]) -> dict[int, list[Adoption]]:
    """The KPIs of each action but the retired ones, in the order they were written."""
    if not action_ids:
        return {}
    chosen = (
        select(Adoption)
        .where(Adoption.action_id.in_(action_ids), Adoption.state != AdoptionState.RETIRED)
        .options(joinedload(Adoption.definition))
        .order_by(Adoption.id)
    )
    found: dict[int, list[Adoption]] = {}
    for adoption in db.session.scalars(chosen):
        if adoption.action_id is not None:
            found.setdefault(adoption.action_id, []).append(adoption)
    return found


def agreed_for_actions(commitment: Commitment, window: Window | None, on: date) -> Measured:
    """Accepted actions of the structures bound by the convention that have a KPI agreed by the day. It shows nothing where
    no operator is bound: KPIs are agreed with the operator, and are no matter of other parties.

    Reached only where each structure confirmed that its list of actions is complete, and all of them are covered.
    """
    parties = [party.organisation for party in commitment.convention.parties]
    has_operator = any(row.kind is OrganisationKind.OPERATOR for row in parties)
    structures = {row.id for row in parties if has_operator and row.kind is OrganisationKind.AMBASSADOR}
    plans = plans_of([commitment.convention_id])[commitment.convention_id] if structures else []
    found = _coverage(plans, on)
    return Measured(
        quantity=Decimal(len(found.covered)),
        details=tuple(
            Detail(
                f"{one.action.code} {one.action.title}",
                Decimal(len(one.agreed)),
                "kpis.show",
                {"number": one.agreed[0].id},
            )
            for one in found.covered
        ),
        target=Decimal(len(found.actions)),
        is_reached=found.is_reached,
        endpoint="kpis.coverage",
        arguments={"structure": min(structures)} if structures else {},
    )


def kpis_about(action: Action, viewer: User) -> list[Related]:
    """The KPIs of an action, for its page."""
    chosen = (
        select(Adoption)
        .where(Adoption.action_id == action.id, Adoption.state != AdoptionState.RETIRED, is_seen(viewer))
        .options(joinedload(Adoption.definition))
        .order_by(Adoption.code, Adoption.id)
    )
    return [Related(row.definition.name, "kpis.show", {"number": row.id}) for row in db.session.scalars(chosen)]
