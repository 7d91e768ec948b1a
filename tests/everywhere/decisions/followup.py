from datetime import date

from ambassador.accounts.models import User
from ambassador.conventions.models import Convention
from ambassador.db import db
from ambassador.demo import factories
from tests.conftest import World
from tests.everywhere.decisions import INSIDE, Decision
from tests.everywhere.decisions.rows import Rows

FOLLOW_UP = {"number": lambda rows: rows["follow_up"]}
SESSION = {"number": lambda rows: rows["followup_session"]}
CANCELLED = {"number": lambda rows: rows["cancelled_session"]}
NEED = {"number": lambda rows: rows["need"]}
DELIVERABLE = {"number": lambda rows: rows["deliverable"]}
TASK = {"number": lambda rows: rows["task"]}
CONVENTION = {"number": lambda rows: rows["follow_up_convention"]}

DECISIONS = {
    "followup.index": Decision(INSIDE),
    "followup.open_one": Decision("coach", rows=CONVENTION),
    "followup.show": Decision(INSIDE, rows=FOLLOW_UP),
    "followup.plan": Decision("coach", rows=FOLLOW_UP),
    "followup.log": Decision("coach", rows=FOLLOW_UP),
    "followup.session": Decision(INSIDE, rows=SESSION),
    "followup.hold": Decision("coach", rows=SESSION),
    "followup.edit": Decision("coach", rows=SESSION),
    "followup.cancel": Decision("coach", rows=SESSION),
    "followup.duplicate": Decision("coach", rows=SESSION),
    "followup.move": Decision("coach", rows=SESSION),
    "followup.reinstate": Decision("coach", rows=CANCELLED),
    "followup.diagnosis": Decision(INSIDE, rows=FOLLOW_UP),
    "followup.diagnosis_pdf": Decision(INSIDE, rows=FOLLOW_UP),
    "followup.add_need": Decision("coach", rows=FOLLOW_UP),
    "followup.note_need": Decision("coach", rows=SESSION),
    "followup.edit_need": Decision("coach", rows=NEED),
    "followup.raise_need": Decision("coach", rows=NEED),
    "followup.lower_need": Decision("coach", rows=NEED),
    "followup.deliverables": Decision(INSIDE, rows=FOLLOW_UP),
    "followup.add_usual_deliverables": Decision("coach", rows=FOLLOW_UP),
    "followup.add_deliverable": Decision("coach", rows=FOLLOW_UP),
    "followup.deliverable": Decision(INSIDE, rows=DELIVERABLE),
    "followup.edit_deliverable": Decision("coach", rows=DELIVERABLE),
    "followup.submit_deliverable": Decision("coach coordinator", rows=DELIVERABLE),
    "followup.accept_deliverable": Decision("coach coordinator", rows=DELIVERABLE),
    "followup.return_deliverable": Decision("coach coordinator", rows=DELIVERABLE),
    "followup.add_task": Decision("coach", rows=FOLLOW_UP),
    "followup.edit_task": Decision("coach", rows=TASK),
    "followup.finish_task": Decision("coach coordinator staff", rows=TASK),
    "followup.reopen_task": Decision("coach coordinator staff", rows=TASK),
}


def make_rows(world: World) -> Rows:
    """The city's follow-up, and one beneath the convention that the operator's people never see; the task is the staff's."""
    coach, staff = db.session.get_one(User, world.coach), db.session.get_one(User, world.staff)
    rows: dict[str, list[int]] = {}
    for convention_id in (world.convention, world.foreign_convention):
        follow_up = factories.follow_up(db.session.get_one(Convention, convention_id))
        made = {
            "follow_up": follow_up,
            "followup_session": factories.followup_session(follow_up, coach, date(2026, 3, 9), state="planned"),
            "cancelled_session": factories.followup_session(follow_up, coach, date(2026, 3, 8), state="cancelled"),
            "deliverable": factories.deliverable(
                follow_up, submitting_party=follow_up.convention.parties[0], state="submitted"
            ),
            "need": factories.need(follow_up),
            "task": factories.task(follow_up, owner=staff),
            "follow_up_convention": follow_up.convention,
        }
        for key, row in made.items():
            rows.setdefault(key, []).append(row.id)
    return {key: (own, foreign) for key, (own, foreign) in rows.items()}
