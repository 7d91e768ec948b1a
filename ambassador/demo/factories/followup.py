"""Follow-ups, their sessions and tasks."""

from datetime import date
from typing import Any

from ambassador.accounts.models import OrganisationKind, User
from ambassador.conventions.models import Convention
from ambassador.demo.factories.accounts import save
from ambassador.followup.models import Deliverable, FollowUp, FollowUpSession, Need, SessionMode, SessionState, Task
from ambassador.translated import Translated


def follow_up(convention: Convention) -> FollowUp:
    return save(FollowUp(convention=convention))


def followup_session(
    follow_up: FollowUp, coach: User, on: date, quarters: int = 2, state: str = SessionState.HELD, **values: Any
) -> FollowUpSession:
    """A session; a held one has notes, a cancelled one a reason."""
    values.setdefault("mode", SessionMode.ON_SITE)
    values.setdefault("subjects", "Diagnostic")
    if state == SessionState.HELD:
        values.setdefault("notes", "Nous avons fait le tour des services.")
    if state == SessionState.CANCELLED:
        values.setdefault("cancel_reason", "Reportée à la demande de la structure.")
    row = FollowUpSession(
        follow_up=follow_up, coach=coach, on=on, quarters=quarters, state=SessionState(state), **values
    )
    row.action_codes = ", ".join(action.code for action in row.actions)
    return save(row)


def task(follow_up: FollowUp, title: str = "Envoyer le compte rendu", **values: Any) -> Task:
    return save(Task(follow_up=follow_up, title=title, **values))


def need(follow_up: FollowUp, area: str = "Guichets", severity: int = 3, rank: int = 1, **values: Any) -> Need:
    values.setdefault("observed", "Les agents ne savent pas vers qui envoyer les personnes bloquées.")
    row = Need(follow_up=follow_up, area=area, severity=severity, rank=rank, **values)
    row.action_codes = ", ".join(action.code for action in row.actions)
    return save(row)


def deliverable(follow_up: FollowUp, title: str = "Série de KPI", **values: Any) -> Deliverable:
    """One that the operator hands over and the structure accepts."""
    if "submitting_party" not in values:
        values["submitting_party"] = next(
            party for party in follow_up.convention.parties if party.organisation.kind is OrganisationKind.OPERATOR
        )
    return save(Deliverable(follow_up=follow_up, title=Translated(fr=title), **values))
