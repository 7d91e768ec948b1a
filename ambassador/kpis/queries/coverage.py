"""How many of a structure's actions have an agreed KPI: the measure behind "realistic KPIs for all actions" ([WTC] 2.1-2)."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import select

from ambassador.accounts.models import OrganisationKind
from ambassador.charter.models import Acceptance, Action, Charter
from ambassador.config import BRUSSELS
from ambassador.conventions.measures import Detail, Measured, Window
from ambassador.conventions.models import Commitment
from ambassador.db import db
from ambassador.kpis.models import Adoption, AdoptionState


def agreed_for_actions(commitment: Commitment, window: Window | None, on: date) -> Measured:
    """Accepted actions of the structures bound by the convention that have a KPI agreed by the day. It shows nothing where
    no operator is bound: KPIs are agreed with the operator, and are no matter of other parties.

    Reached only where each structure confirmed that its list of actions is complete, and all of them are covered.
    """
    parties = [party.organisation for party in commitment.convention.parties]
    has_operator = any(row.kind is OrganisationKind.OPERATOR for row in parties)
    structures = {row.id for row in parties if has_operator and row.kind is OrganisationKind.AMBASSADOR}
    charters = list(db.session.scalars(select(Charter).where(Charter.organisation_id.in_(structures))))
    actions = _accepted_actions([charter.id for charter in charters])
    agreed = _agreed_by_action([action.id for action in actions], on)
    covered = [action for action in actions if agreed.get(action.id)]
    is_whole = bool(charters) and all(charter.is_complete for charter in charters)
    return Measured(
        quantity=Decimal(len(covered)),
        details=tuple(
            Detail(
                f"{action.code} {action.title}",
                Decimal(len(agreed[action.id])),
                "kpis.show",
                {"number": agreed[action.id][0]},
            )
            for action in covered
        ),
        target=Decimal(len(actions)),
        is_reached=is_whole and bool(actions) and len(covered) == len(actions),
        endpoint="kpis.index",
        arguments={"structure": min(structures)} if structures else {},
    )


def _accepted_actions(charter_ids: list[int]) -> list[Action]:
    chosen = select(Action).where(Action.charter_id.in_(charter_ids), Action.acceptance == Acceptance.ACCEPTED)
    return list(db.session.scalars(chosen.order_by(Action.code, Action.id)))


def _agreed_by_action(action_ids: list[int], on: date) -> dict[int, list[int]]:
    """The agreed KPIs of each action, by number."""
    night = datetime.combine(on + timedelta(days=1), time(), BRUSSELS)
    chosen = (
        select(Adoption.action_id, Adoption.id)
        .where(
            Adoption.action_id.in_(action_ids),
            Adoption.state == AdoptionState.AGREED,
            Adoption.agreed_at < night,
        )
        .order_by(Adoption.id)
    )
    found: dict[int, list[int]] = {}
    for action_id, adoption_id in db.session.execute(chosen):
        if action_id is not None:
            found.setdefault(action_id, []).append(adoption_id)
    return found
