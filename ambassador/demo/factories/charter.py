"""Charters, axes, actions and their dated notes."""

from datetime import date
from typing import Any

from ambassador.accounts.models import Organisation
from ambassador.charter.models import Action, ActionNote, ActionStatus, Axis, Charter
from ambassador.demo.factories.accounts import save
from ambassador.translated import Translated


def charter(organisation: Organisation, title: str = "Charte numérique", **values: Any) -> Charter:
    return save(Charter(organisation=organisation, title=Translated(fr=title), **values))


def axis(charter: Charter, title: str = "Inclusion", **values: Any) -> Axis:
    values.setdefault("position", len(charter.axes) + 1)
    return save(Axis(charter=charter, title=Translated(fr=title), **values))


def action(charter: Charter, code: str = "", title: str = "Former le personnel", **values: Any) -> Action:
    """An action, accepted unless said otherwise."""
    code = code or f"A{len(charter.actions) + 1:02d}"
    return save(Action(charter=charter, code=code, title=Translated(fr=title), **values))


def action_note(action: Action, on: date, status: ActionStatus, note: str = "", **values: Any) -> ActionNote:
    return save(ActionNote(action=action, on=on, status=status, note=note, **values))
