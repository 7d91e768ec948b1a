from datetime import UTC, datetime

from ambassador.accounts.models import Organisation, User
from ambassador.db import db
from ambassador.demo import factories
from ambassador.kpis.models import Publication
from tests.conftest import World
from tests.everywhere.decisions import EVERYONE, INSIDE, Decision
from tests.everywhere.decisions.rows import Rows

KEEPERS = "coach coordinator admin"
TESTIMONIAL = {"number": lambda rows: rows["testimonial"]}
FIGURE = {"chart": "headlines", "series": "webinars", "key": "all"}

DECISIONS = {
    "impact.index": Decision(EVERYONE),
    "impact.show": Decision(EVERYONE, rows={"number": lambda rows: rows["reported"]}),
    "impact.programme_figure": Decision(EVERYONE, words=FIGURE),
    "impact.figure": Decision(EVERYONE, rows={"number": lambda rows: rows["reported"]}, words=FIGURE),
    "impact.programme_chart_csv": Decision(EVERYONE, words={"chart": "attendance"}),
    "impact.chart_csv": Decision(
        EVERYONE, rows={"number": lambda rows: rows["reported"]}, words={"chart": "attendance"}
    ),
    "impact.testimonials": Decision(INSIDE),
    "impact.new_testimonial": Decision(KEEPERS),
    "impact.testimonial": Decision(INSIDE, rows=TESTIMONIAL),
    "impact.edit_testimonial": Decision(KEEPERS, rows=TESTIMONIAL),
    "impact.withdraw_testimonial": Decision(KEEPERS, rows=TESTIMONIAL),
}


def make_rows(world: World) -> Rows:
    """The city has published a quarter, so that partners may read it; the other city is not in the programme."""
    person = db.session.get_one(User, world.coordinator)
    moment = datetime(2023, 5, 1, tzinfo=UTC)
    db.session.add(
        Publication(organisation_id=world.city, month=202301, published_at=moment, published_by_id=person.id)
    )
    said = [factories.testimonial(db.session.get_one(Organisation, one)) for one in (world.city, world.other_city)]
    return {"reported": (world.city, world.other_city), "testimonial": (said[0].id, said[1].id)}
