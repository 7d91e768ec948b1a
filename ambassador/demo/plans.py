"""The demonstration's inclusion plans: axes, actions, and the story of their status."""

from typing import Any

from ambassador.charter.models import Acceptance, Action, ActionNote, ActionStatus, Axis, Charter
from ambassador.db import db
from ambassador.demo.material import Calendar, acting, text
from ambassador.demo.people import Cast

Actions = dict[tuple[str, str], Action]


def build_plans(material: dict[str, Any], cast: Cast, calendar: Calendar) -> Actions:
    """The actions by organisation and code."""
    charters = {row["key"]: _charter(row, cast, calendar) for row in material["charter"]}
    with acting(None, calendar.moment(-340)):
        db.session.add_all(charters.values())
        for row in material["axis"]:
            charters[row["charter"]].axes.append(Axis(position=row["position"], title=text(row["title"])))
    organisations = {row["key"]: row["organisation"] for row in material["charter"]}
    actions: Actions = {}
    for row in material["action"]:
        organisation = organisations[row["charter"]]
        actions[organisation, row["code"]] = _action(row, charters[row["charter"]], organisation, cast, calendar)
    return actions


def _charter(row: dict[str, Any], cast: Cast, calendar: Calendar) -> Charter:
    is_complete = row.get("is_complete", False)
    return Charter(
        organisation=cast.organisations[row["organisation"]],
        title=text(row["title"]),
        adopted=f"{calendar.day(row['adopted_days']):%Y-%m}" if "adopted_days" in row else "",
        horizon=calendar.year(row["horizon_years"]) if "horizon_years" in row else None,
        source=row.get("source", ""),
        is_complete=is_complete,
        completed_at=calendar.moment(row["completed_days"]) if is_complete else None,
        completed_by=cast.user(row.get("completed_by")) if is_complete else None,
    )


def _action(row: dict[str, Any], charter: Charter, organisation: str, cast: Cast, calendar: Calendar) -> Action:
    axis = next((axis for axis in charter.axes if axis.position == row.get("axis")), None)
    proposer = cast.user(row.get("proposed_by"))
    notes = sorted(row.get("notes", []), key=lambda note: note["offset_days"])
    with acting(proposer or cast.users["coordinator"], calendar.moment(row.get("proposed_days", -335))):
        action = Action(
            charter=charter,
            axis=axis,
            code=row["code"],
            title=text(row["title"]),
            page=row.get("page", ""),
            service=cast.service(organisation, row.get("service")),
            horizon=calendar.year(row["horizon_years"]) if "horizon_years" in row else None,
            status=ActionStatus(row["status"]),
            acceptance=Acceptance(row["acceptance"]),
            refusal_reason=row.get("refusal_reason", ""),
            source=row.get("source", charter.source),
            to_confirm=row.get("to_confirm", False),
            proposed_by=proposer,
            proposed_on=calendar.day(row["proposed_days"]) if "proposed_days" in row else None,
            decided_by=cast.user(row.get("decided_by")),
            decided_on=calendar.day(row["decided_days"]) if "decided_days" in row else None,
        )
        db.session.add(action)
    for note in notes:
        writer = cast.user(note.get("written_by"))
        with acting(writer, calendar.moment(note["offset_days"])):
            action.notes.append(
                ActionNote(
                    on=calendar.day(note["offset_days"]),
                    status=ActionStatus(note["status"]),
                    note=note["note"],
                    written_by=writer,
                )
            )
    return action
