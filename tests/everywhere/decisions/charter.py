from ambassador.accounts.models import Organisation, Service
from ambassador.charter.models import Acceptance
from ambassador.db import db
from ambassador.demo import factories
from tests.conftest import World
from tests.everywhere.decisions import INSIDE, Decision
from tests.everywhere.decisions.rows import Rows

CHARTER = {"number": lambda rows: rows["charter"]}
AXIS = {"number": lambda rows: rows["axis"]}
ACTION = {"number": lambda rows: rows["action"]}
PROPOSED = {"number": lambda rows: rows["proposed_action"]}

DECISIONS = {
    "charter.index": Decision(INSIDE),
    "charter.show": Decision(INSIDE, rows=CHARTER),
    "charter.create": Decision("coordinator"),
    "charter.edit": Decision("coordinator", rows=CHARTER),
    "charter.mark_complete": Decision("coordinator", rows=CHARTER),
    "charter.mark_incomplete": Decision("coordinator", rows=CHARTER),
    "charter.add_axis": Decision("coordinator", rows=CHARTER),
    "charter.edit_axis": Decision("coordinator", rows=AXIS),
    "charter.action": Decision(INSIDE, rows=ACTION),
    "charter.add_action": Decision("coordinator", rows=CHARTER),
    "charter.advise": Decision("coach", rows=CHARTER),
    "charter.edit_action": Decision("coordinator", rows=ACTION),
    "charter.add_note": Decision("coordinator staff", rows=ACTION),
    "charter.accept": Decision("coordinator", rows=PROPOSED),
    "charter.refuse": Decision("coordinator", rows=PROPOSED),
}


def make_rows(world: World) -> Rows:
    """The city's charter and the other city's; the action belongs to the staff's service."""
    service = db.session.get_one(Service, world.service)
    found: dict[str, list[int]] = {"charter": [], "axis": [], "action": [], "proposed_action": []}
    for organisation_id in (world.city, world.other_city):
        charter = factories.charter(db.session.get_one(Organisation, organisation_id))
        axis = factories.axis(charter)
        action = factories.action(charter, axis=axis, service=service if organisation_id == world.city else None)
        proposed = factories.action(charter, acceptance=Acceptance.PROPOSED)
        for key, row in zip(found, (charter, axis, action, proposed), strict=True):
            found[key].append(row.id)
    return {key: (own, foreign) for key, (own, foreign) in found.items()}
