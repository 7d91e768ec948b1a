from ambassador.db import db
from ambassador.demo import factories
from tests.conftest import World
from tests.everywhere.decisions import Decision
from tests.everywhere.decisions.rows import Rows

_WHO_ENTERS = "coach coordinator staff"

DECISIONS = {
    "kpis.offline": Decision(_WHO_ENTERS),
    "kpis.offline_workbook": Decision(_WHO_ENTERS),
    "kpis.offline_csv": Decision(_WHO_ENTERS),
    # What a person sent is theirs alone, until it is saved.
    "kpis.check_offline": Decision("staff", hidden="coach coordinator", rows={"number": lambda rows: rows["sheet"]}),
}


def make_rows(world: World) -> Rows:
    """A sheet that came back: the staff person's, and one of the other city."""
    own, foreign = factories.received_sheet(world.staff), factories.received_sheet(world.other_coordinator)
    db.session.flush()
    return {"sheet": (own.id, foreign.id)}
