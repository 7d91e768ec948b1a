"""The demonstration's individual follow-up: sessions and next steps; `results` is what came of them."""

from typing import Any

from ambassador.conventions.models import Convention
from ambassador.db import db
from ambassador.demo.material import Calendar, acting
from ambassador.demo.people import Cast
from ambassador.demo.plans import Actions
from ambassador.demo.results import Sessions, build_deliverables, build_needs
from ambassador.followup.models import FollowUp, FollowUpSession, SessionMode, SessionState, Task


def build_days(
    material: dict[str, Any], cast: Cast, conventions: dict[str, Convention], actions: Actions, calendar: Calendar
) -> None:
    structures = {row["key"]: row["parties"][0]["organisation"] for row in material["convention"]}
    follow_ups: dict[str, FollowUp] = {}
    sessions: Sessions = {}
    for row in material["followup_session"]:
        key = row["convention"]
        coach = cast.users[row["coach"]]
        if key not in follow_ups:
            with acting(coach, calendar.moment(row["offset_days"] - 10)):
                follow_ups[key] = FollowUp(convention=conventions[key])
                db.session.add(follow_ups[key])
        session = sessions[key, row["offset_days"]] = _session(row, cast, calendar)
        with acting(coach, calendar.moment(min(row["offset_days"], -1), 17)):
            session.follow_up = follow_ups[key]
            session.actions = [actions[structures[key], code] for code in row.get("actions", [])]
            db.session.add(session)
            db.session.flush()
            session.tasks = [_task(step, session, cast, calendar) for step in row.get("next_steps", [])]
    build_needs(material, cast, follow_ups, sessions, actions, calendar)
    build_deliverables(material, cast, conventions, follow_ups, calendar)


def _session(row: dict[str, Any], cast: Cast, calendar: Calendar) -> FollowUpSession:
    return FollowUpSession(
        state=SessionState(row["state"]),
        on=calendar.working_day(row["offset_days"]),
        quarters=row["quarters"],
        mode=SessionMode(row["mode"]),
        people=", ".join(cast.users[key].name for key in row.get("people", [])),
        subjects=row.get("subjects", ""),
        notes=row.get("notes", ""),
        cancel_reason=row.get("cancel_reason", ""),
        overrun_reason=row.get("overrun_reason", ""),
        coach=cast.users[row["coach"]],
    )


def _task(step: dict[str, Any], session: FollowUpSession, cast: Cast, calendar: Calendar) -> Task:
    due_on = calendar.working_day(step["due_days"]) if "due_days" in step else None
    return Task(
        follow_up=session.follow_up,
        title=step["title"],
        owner=cast.user(step.get("owner")),
        due_on=due_on,
        done_on=min(due_on or calendar.today, calendar.today) if step.get("is_done") else None,
    )
