"""Gathering needs, saying what could be done, and ranking them."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from ambassador.charter.models import Action
from ambassador.db import db
from ambassador.errors import N_, RuleBroken
from ambassador.followup import queries
from ambassador.followup.models import SEVERITIES, FollowUp, FollowUpSession, Need, NeedState
from ambassador.followup.services.guards import actions_to_link, check_open


@dataclass(frozen=True)
class Observation:
    """What is written of a need."""

    area: str
    observed: str
    severity: int
    concerned: str = ""
    solution: str = ""
    state: NeedState = NeedState.OBSERVED
    action_ids: tuple[int, ...] = ()


def add_need(
    follow_up: FollowUp, observation: Observation, today: date, session: FollowUpSession | None = None
) -> Need:
    """A need, gathered in a session or beside one. It comes last among those as grave."""
    check_open(follow_up, today)
    _check(observation)
    actions = actions_to_link(follow_up, observation.action_ids)
    rank = _last_rank(follow_up, observation.severity) + 1
    need = Need(follow_up=follow_up, session=session, rank=rank)
    _write(need, observation, actions)
    db.session.add(need)
    db.session.flush()
    return need


def change_need(need: Need, observation: Observation, today: date) -> Need:
    check_open(need.follow_up, today)
    _check(observation)
    actions = actions_to_link(need.follow_up, observation.action_ids, need.actions)
    if observation.severity != need.severity:
        need.rank = _last_rank(need.follow_up, observation.severity) + 1
    _write(need, observation, actions)
    return need


def raise_need(need: Need, today: date) -> Need:
    """One place up among the open needs as grave."""
    return _swap(need, -1, today, N_("Ce besoin est déjà le premier de sa gravité."))


def lower_need(need: Need, today: date) -> Need:
    return _swap(need, 1, today, N_("Ce besoin est déjà le dernier de sa gravité."))


def _swap(need: Need, step: int, today: date, at_the_end: str) -> Need:
    check_open(need.follow_up, today)
    queries.lock(need.follow_up)
    equals = [one for one in queries.needs_of(need.follow_up) if one.severity == need.severity and one.is_open]
    place = equals.index(need) + step if need in equals else -1
    if not 0 <= place < len(equals):
        raise RuleBroken(at_the_end)
    other = equals[place]
    need.rank, other.rank = other.rank, need.rank
    return need


def _last_rank(follow_up: FollowUp, severity: int) -> int:
    chosen = select(func.max(Need.rank)).where(Need.follow_up_id == follow_up.id, Need.severity == severity)
    return db.session.scalar(chosen) or 0


def _check(observation: Observation) -> None:
    if observation.severity not in SEVERITIES:
        raise RuleBroken(N_("Choisissez dans la liste."), field="severity")
    if observation.state is NeedState.SOLUTION_PROPOSED and not observation.solution:
        raise RuleBroken(N_("Écrivez la solution proposée."), field="solution")


def _write(need: Need, observation: Observation, actions: list[Action]) -> None:
    need.area, need.observed, need.severity = observation.area, observation.observed, observation.severity
    need.concerned, need.solution, need.state = observation.concerned, observation.solution, observation.state
    need.actions = actions
    need.action_codes = ", ".join(action.code for action in actions)
