"""What changes a charter: its axes and actions, the status of an action, advice and the structure's answer."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from ambassador.accounts.models import Organisation
from ambassador.charter import queries
from ambassador.charter.models import Acceptance, Action, ActionNote, ActionStatus, Axis, Charter
from ambassador.db import db
from ambassador.errors import N_, RuleBroken
from ambassador.translated import Translated

_NUMBERED = re.compile(r"(.*?)(\d+)")


@dataclass(frozen=True)
class CharterDetails:
    title: Translated
    adopted: str = ""
    horizon: int | None = None
    source: str = ""


@dataclass(frozen=True)
class ActionDetails:
    """What is written of an action. Axis, service and horizon may be unknown."""

    code: str
    title: Translated
    axis_id: int | None = None
    page: str = ""
    service_id: int | None = None
    horizon: int | None = None
    source: str = ""
    to_confirm: bool = False


def create_charter(organisation: Organisation, details: CharterDetails) -> Charter:
    if queries.charter_of(organisation.id):
        raise RuleBroken(N_("Votre structure a déjà une charte."))
    charter = Charter(organisation=organisation)
    _write_charter(charter, details)
    db.session.add(charter)
    db.session.flush()
    return charter


def change_charter(charter: Charter, details: CharterDetails) -> Charter:
    _write_charter(charter, details)
    return charter


def _write_charter(charter: Charter, details: CharterDetails) -> None:
    charter.title, charter.adopted = details.title, details.adopted
    charter.horizon, charter.source = details.horizon, details.source


def mark_complete(charter: Charter, user_id: int, now: datetime) -> Charter:
    """The structure confirms that no action is missing: from now on "all" can be said."""
    if charter.is_complete:
        raise RuleBroken(N_("La liste est déjà confirmée comme complète."))
    if not any(action.is_accepted for action in charter.actions):
        raise RuleBroken(N_("La liste est vide : ajoutez d’abord les actions."))
    charter.is_complete, charter.completed_at, charter.completed_by_id = True, now, user_id
    return charter


def mark_incomplete(charter: Charter) -> Charter:
    if not charter.is_complete:
        raise RuleBroken(N_("La liste n’est pas confirmée comme complète."))
    charter.is_complete, charter.completed_at, charter.completed_by_id = False, None, None
    return charter


def add_axis(charter: Charter, position: int, title: Translated) -> Axis:
    _check_position(charter, position, None)
    axis = Axis(charter=charter, position=position, title=title)
    db.session.add(axis)
    return axis


def change_axis(axis: Axis, position: int, title: Translated) -> Axis:
    _check_position(axis.charter, position, axis)
    axis.position, axis.title = position, title
    return axis


def _check_position(charter: Charter, position: int, axis: Axis | None) -> None:
    if any(other.position == position for other in charter.axes if other is not axis):
        raise RuleBroken(N_("Un autre axe porte déjà ce numéro."), field="position")


def add_action(charter: Charter, details: ActionDetails, status: ActionStatus, user_id: int, today: date) -> Action:
    """An action that the structure itself adds: taken up at once, its status dated today."""
    action = _add(charter, details, Action(acceptance=Acceptance.ACCEPTED, status=status, decided_on=None))
    action.notes.append(ActionNote(on=today, status=status, written_by_id=user_id))
    db.session.flush()
    return action


def advise_action(charter: Charter, details: ActionDetails, why: str, coach_id: int, today: date) -> Action:
    """A coach proposes an action; it counts for nothing until the structure takes it up."""
    status = ActionStatus.NOT_STARTED
    proposed = Action(
        acceptance=Acceptance.PROPOSED, status=status, refusal_reason="", proposed_by_id=coach_id, proposed_on=today
    )
    action = _add(charter, details, proposed)
    action.notes.append(ActionNote(on=today, status=status, note=why, written_by_id=coach_id))
    db.session.flush()
    return action


def _add(charter: Charter, details: ActionDetails, action: Action) -> Action:
    _check_action(charter, details, None)
    action.charter = charter
    _write_action(action, details)
    db.session.add(action)
    return action


def change_action(action: Action, details: ActionDetails) -> Action:
    _check_action(action.charter, details, action)
    _write_action(action, details)
    return action


def _check_action(charter: Charter, details: ActionDetails, action: Action | None) -> None:
    codes = {other.code.casefold() for other in charter.actions if other is not action}
    if details.code.casefold() in codes:
        raise RuleBroken(N_("Une autre action porte déjà ce code."), field="code")
    if details.axis_id is not None and details.axis_id not in {axis.id for axis in charter.axes}:
        raise RuleBroken(N_("Cet axe n’est pas dans cette charte."), field="axis_id")
    services = {service.id for service in queries.services_of(charter.organisation_id)}
    if details.service_id is not None and details.service_id not in services:
        raise RuleBroken(N_("Ce service n’est pas dans cette structure."), field="service_id")


def _write_action(action: Action, details: ActionDetails) -> None:
    action.code, action.title, action.page = details.code, details.title, details.page
    action.axis_id, action.service_id, action.horizon = details.axis_id, details.service_id, details.horizon
    action.source, action.to_confirm = details.source, details.to_confirm


def accept_action(action: Action, user_id: int, today: date) -> Action:
    """The structure takes a proposed action up, or changes its mind about a refused one."""
    if action.is_accepted:
        raise RuleBroken(N_("Cette action est déjà acceptée."))
    action.acceptance, action.refusal_reason = Acceptance.ACCEPTED, ""
    action.decided_by_id, action.decided_on = user_id, today
    return action


def refuse_action(action: Action, reason: str, user_id: int, today: date) -> Action:
    if action.acceptance is not Acceptance.PROPOSED:
        raise RuleBroken(N_("La structure a déjà répondu à cette proposition."))
    if not reason.strip():
        raise RuleBroken(N_("Écrivez pourquoi : la personne qui l’a proposée le lira."), field="reason")
    action.acceptance, action.refusal_reason = Acceptance.REFUSED, reason.strip()
    action.decided_by_id, action.decided_on = user_id, today
    return action


def add_note(action: Action, on: date, status: ActionStatus, note: str, user_id: int, today: date) -> ActionNote:
    """The status from a day on. The newest note is the action's status; an older one only completes the story."""
    if on > today:
        raise RuleBroken(N_("Cette date est dans le futur."), field="on")
    if not action.is_accepted:
        raise RuleBroken(N_("Cette action n’est pas acceptée par la structure."))
    is_newest = all(other.on <= on for other in action.notes)
    written = ActionNote(on=on, status=status, note=note, written_by_id=user_id)
    action.notes.append(written)
    if is_newest:
        action.status = status
    return written


def next_code(codes: Iterable[str]) -> str:
    """The code that follows the highest: A01, A02 → A03. Empty where codes bear no number."""
    numbered = [match for code in codes if (match := _NUMBERED.fullmatch(code))]
    if not numbered:
        return ""
    prefix, digits = max((match.group(1, 2) for match in numbered), key=lambda pair: int(pair[1]))
    return f"{prefix}{int(digits) + 1:0{len(digits)}d}"
