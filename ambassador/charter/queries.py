"""Reads of charters: those of the structures in the viewer's sight, and their actions by axis."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from ambassador.accounts.models import Organisation, Service, User
from ambassador.charter.models import Acceptance, Action, Axis, Charter
from ambassador.conventions.queries import structures
from ambassador.db import db
from ambassador.translated import Translated


@dataclass(frozen=True)
class Plan:
    """A structure and its charter, if it has one."""

    structure: Organisation
    charter: Charter | None
    accepted: int
    proposed: int


def plans(viewer: User) -> list[Plan]:
    """Each structure in the viewer's sight, by name."""
    known = structures(viewer)
    chosen = select(Charter).where(Charter.organisation_id.in_([one.id for one in known]))
    rows = db.session.scalars(chosen.options(selectinload(Charter.actions)))
    charters = {charter.organisation_id: charter for charter in rows}
    return [_plan(structure, charters.get(structure.id)) for structure in known]


def _plan(structure: Organisation, charter: Charter | None) -> Plan:
    actions = charter.actions if charter else []
    proposed = sum(action.acceptance is Acceptance.PROPOSED for action in actions)
    return Plan(structure, charter, sum(action.is_accepted for action in actions), proposed)


def _in_sight(viewer: User) -> list[int]:
    return [structure.id for structure in structures(viewer)]


def charter(number: int, viewer: User) -> Charter | None:
    """One in the viewer's sight, with its axes and actions."""
    chosen = select(Charter).where(Charter.id == number, Charter.organisation_id.in_(_in_sight(viewer)))
    return db.session.scalar(_whole(chosen))


def own_charter(number: int, viewer: User) -> Charter | None:
    """One of the viewer's own structure."""
    return db.session.scalar(
        _whole(select(Charter).where(Charter.id == number, Charter.organisation_id == viewer.organisation_id))
    )


def _whole(chosen: Select[Charter]) -> Select[Charter]:
    actions = selectinload(Charter.actions)
    return chosen.options(
        selectinload(Charter.axes),
        actions.joinedload(Action.service),
        actions.joinedload(Action.axis),
        joinedload(Charter.completed_by),
    )


def charter_of(organisation_id: int) -> Charter | None:
    return db.session.scalar(select(Charter).where(Charter.organisation_id == organisation_id))


def own_axis(number: int, viewer: User) -> Axis | None:
    """An axis of the viewer's own structure."""
    chosen = select(Axis).join(Charter).where(Axis.id == number, Charter.organisation_id == viewer.organisation_id)
    return db.session.scalar(chosen.options(joinedload(Axis.charter)))


def action(number: int, viewer: User) -> Action | None:
    """One in the viewer's sight, with its notes."""
    found = _action(number)
    return found if found is not None and found.charter.organisation_id in _in_sight(viewer) else None


def own_action(number: int, viewer: User) -> Action | None:
    """One of the viewer's own structure."""
    found = _action(number)
    return found if found is not None and found.charter.organisation_id == viewer.organisation_id else None


def action_to_note(number: int, viewer: User) -> Action | None:
    """One whose status the viewer follows."""
    found = _action(number)
    return found if found is not None and found.can_be_noted_by(viewer) else None


def _action(number: int) -> Action | None:
    return db.session.scalar(
        select(Action)
        .where(Action.id == number)
        .options(
            joinedload(Action.charter).joinedload(Charter.organisation),
            joinedload(Action.axis),
            joinedload(Action.service),
            joinedload(Action.proposed_by),
            joinedload(Action.decided_by),
            selectinload(Action.notes),
        )
    )


def services_of(organisation_id: int) -> list[Service]:
    chosen = select(Service).where(Service.organisation_id == organisation_id)
    return sorted(db.session.scalars(chosen), key=lambda service: (str(service.name).casefold(), service.id))


@dataclass(frozen=True)
class Group:
    """The accepted actions of an axis; None gathers those whose axis is unknown."""

    axis: Axis | None
    actions: list[Action]


def grouped(charter: Charter, actions: Iterable[Action]) -> list[Group]:
    """By axis in the charter's order, those without axis last and only where there are some."""
    rows = list(actions)
    groups = [Group(axis, [action for action in rows if action.axis_id == axis.id]) for axis in charter.axes]
    without = [action for action in rows if action.axis_id is None]
    return groups + ([Group(None, without)] if without else [])


def names_of_axes(numbers: Collection[int]) -> dict[int, Translated]:
    return dict(db.session.execute(select(Axis.id, Axis.title).where(Axis.id.in_(numbers))).all())


def names_of_charters(numbers: Collection[int]) -> dict[int, Translated]:
    return dict(db.session.execute(select(Charter.id, Charter.title).where(Charter.id.in_(numbers))).all())


def names_of_actions(numbers: Collection[int]) -> dict[int, str]:
    return dict(db.session.execute(select(Action.id, Action.code).where(Action.id.in_(numbers))).all())
