from datetime import UTC, datetime

from ambassador.accounts.models import User
from ambassador.db import db
from ambassador.kpis.models import Publication
from tests.conftest import World
from tests.everywhere.decisions import EVERYONE, Decision
from tests.everywhere.decisions.rows import Rows

DECISIONS = {
    "impact.index": Decision(EVERYONE),
    "impact.show": Decision(EVERYONE, rows={"number": lambda rows: rows["reported"]}),
}


def make_rows(world: World) -> Rows:
    """The city has published a quarter, so that partners may read it; the other city is not in the programme."""
    person = db.session.get_one(User, world.coordinator)
    moment = datetime(2023, 5, 1, tzinfo=UTC)
    db.session.add(
        Publication(organisation_id=world.city, month=202301, published_at=moment, published_by_id=person.id)
    )
    return {"reported": (world.city, world.other_city)}
