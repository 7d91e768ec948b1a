"""What came of the demonstration's days: needs of the diagnosis, and deliverables with their versions."""

from collections import Counter
from typing import Any

from ambassador.accounts.models import User
from ambassador.conventions.models import Convention
from ambassador.db import db
from ambassador.demo.material import Calendar, acting, text
from ambassador.demo.people import Cast, representative
from ambassador.demo.plans import Actions
from ambassador.followup.models import (
    Deliverable,
    DeliverableKind,
    DeliverableState,
    DeliverableVersion,
    FollowUp,
    FollowUpSession,
    Need,
    NeedState,
)

Sessions = dict[tuple[str, int], FollowUpSession]


def build_needs(
    material: dict[str, Any],
    cast: Cast,
    follow_ups: dict[str, FollowUp],
    sessions: Sessions,
    actions: Actions,
    calendar: Calendar,
) -> None:
    """Each as it was found, then as it stands now."""
    structures = {row["key"]: row["parties"][0]["organisation"] for row in material["convention"]}
    ranks: Counter[tuple[str, int]] = Counter()
    for row in material["need"]:
        key, severity = row["convention"], row["severity"]
        ranks[key, severity] += 1
        session = sessions.get((key, row.get("session", 0)))
        linked = [actions[structures[key], code] for code in row["actions"]]
        found_on = row.get("session", -60)
        with acting(cast.users["coach"], calendar.moment(found_on, 17)):
            need = Need(
                follow_up=follow_ups[key],
                session=session,
                area=row["area"],
                observed=row["observed"],
                concerned=row["concerned"],
                severity=severity,
                rank=ranks[key, severity],
                actions=linked,
                action_codes=", ".join(action.code for action in linked),
            )
            db.session.add(need)
        with acting(cast.users["coach"], calendar.moment(found_on // 2, 16)):
            need.solution, need.state = row["solution"], NeedState(row["state"])


def build_deliverables(
    material: dict[str, Any],
    cast: Cast,
    conventions: dict[str, Convention],
    follow_ups: dict[str, FollowUp],
    calendar: Calendar,
) -> None:
    for row in material["deliverable"]:
        convention = conventions[row["convention"]]
        party = next(one for one in convention.parties if one.organisation is cast.organisations[row["by"]])
        with acting(cast.users["coach"], calendar.moment(-200)):
            deliverable = Deliverable(
                follow_up=follow_ups[row["convention"]],
                kind=DeliverableKind(row["kind"]),
                title=text(row["title"]),
                detail=text(row.get("detail")),
                is_optional=row.get("is_optional", False),
                submitting_party=party,
                commitment=convention.commitments[row["commitment"] - 1] if "commitment" in row else None,
                due_on=calendar.working_day(row["due_days"]) if "due_days" in row else None,
            )
            db.session.add(deliverable)
        other = next(one for one in convention.parties if one is not party)
        for number, version in enumerate(row["versions"], 1):
            _hand_over(deliverable, number, version, representative(cast, party.organisation), calendar)
            if "answer_days" in version:
                _answer(deliverable, version, representative(cast, other.organisation), calendar)


def _hand_over(deliverable: Deliverable, number: int, version: dict[str, Any], by: User, calendar: Calendar) -> None:
    moment = calendar.moment(version["days"], 14)
    with acting(by, moment):
        deliverable.state = DeliverableState.SUBMITTED
        deliverable.versions.append(
            DeliverableVersion(
                number=number,
                link=version.get("link", ""),
                note=version["note"],
                submitted_by_id=by.id,
                submitted_at=moment,
            )
        )


def _answer(deliverable: Deliverable, version: dict[str, Any], by: User, calendar: Calendar) -> None:
    moment = calendar.moment(version["answer_days"], 11)
    with acting(by, moment):
        is_accepted = version.get("is_accepted", False)
        deliverable.state = DeliverableState.ACCEPTED if is_accepted else DeliverableState.RETURNED
        last = deliverable.versions[-1]
        last.is_accepted, last.reason = is_accepted, version.get("reason", "")
        last.decided_by_id, last.decided_at = by.id, moment
