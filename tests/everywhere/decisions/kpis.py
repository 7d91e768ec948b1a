from ambassador.accounts.models import Organisation, User
from ambassador.db import db
from ambassador.demo import factories
from ambassador.kpis.models import AdoptionState, EntryState
from tests.conftest import World
from tests.everywhere.decisions import INSIDE, Decision
from tests.everywhere.decisions.rows import Rows

_KPI = {"number": lambda rows: rows["kpi"]}
_VERSION = {"number": lambda rows: rows["kpi_version"]}
_FIGURE = {"number": lambda rows: rows["figure"]}
_PERIOD = {"code": lambda rows: ("2025-Q3", "2024-Q3")}
"""One for which the structure's KPI asks a figure, and one before the first."""
_PUBLICATION = {"number": lambda rows: rows["publication"]}
_BOTH_PARTIES = "coach coordinator"
_STAFF_SIDE = "coordinator staff"

DECISIONS = {
    "kpis.index": Decision(INSIDE),
    "kpis.coverage": Decision(INSIDE),
    "kpis.set_pdf": Decision(INSIDE),
    "kpis.set_workbook": Decision(INSIDE),
    "kpis.hand_over": Decision(_BOTH_PARTIES, rows={"number": lambda rows: rows["deliverable"]}),
    # The operator's, the same for all structures: a number that is nobody's stands for a foreign one.
    "kpis.dimensions": Decision("coach", hidden="coordinator"),
    "kpis.add_usual_dimensions": Decision("coach", hidden="coordinator"),
    "kpis.add_dimension": Decision("coach", hidden="coordinator"),
    "kpis.edit_dimension": Decision("coach", hidden="coordinator", rows={"number": lambda rows: rows["dimension"]}),
    # Over all structures: the operator's people alone, as far as they see.
    "kpis.indicators": Decision("coach admin", hidden="coordinator staff"),
    "kpis.indicator": Decision(
        "coach admin", hidden="coordinator staff", rows={"number": lambda rows: rows["indicator"]}
    ),
    "kpis.show": Decision(INSIDE, rows=_KPI),
    "kpis.new": Decision(_BOTH_PARTIES),
    "kpis.examples": Decision(_BOTH_PARTIES),
    # Who else has an indicator is for the operator's people to know.
    "kpis.shared": Decision("coach", hidden="coordinator"),
    "kpis.adopt": Decision("coach", hidden="coordinator", rows={"number": lambda rows: rows["definition"]}),
    "kpis.edit": Decision(_BOTH_PARTIES, rows=_KPI),
    "kpis.propose": Decision(_BOTH_PARTIES, rows=_KPI),
    "kpis.agree": Decision(_BOTH_PARTIES, rows=_KPI),
    "kpis.send_back": Decision(_BOTH_PARTIES, rows=_KPI),
    "kpis.retire": Decision(_BOTH_PARTIES, rows=_KPI),
    "kpis.replace_people": Decision(_BOTH_PARTIES, rows=_KPI),
    "kpis.change": Decision(_BOTH_PARTIES, rows=_KPI),
    "kpis.version": Decision(INSIDE, rows=_VERSION),
    "kpis.propose_version": Decision(_BOTH_PARTIES, rows=_VERSION),
    "kpis.agree_version": Decision(_BOTH_PARTIES, rows=_VERSION),
    "kpis.send_back_version": Decision(_BOTH_PARTIES, rows=_VERSION),
    "kpis.drop_version": Decision(_BOTH_PARTIES, rows=_VERSION),
    "kpis.entry": Decision("coach coordinator staff"),
    "kpis.review": Decision(_BOTH_PARTIES),
    "kpis.figure": Decision(INSIDE, rows=_FIGURE),
    # A structure enters and, unless it chose its coach, approves its own figures.
    "kpis.submit_figure": Decision(_STAFF_SIDE, hidden="coach", rows=_FIGURE),
    "kpis.correct": Decision(_STAFF_SIDE, hidden="coach", rows=_FIGURE),
    "kpis.approve": Decision("coordinator", hidden="coach", rows=_FIGURE),
    "kpis.return_figure": Decision("coordinator", hidden="coach", rows=_FIGURE),
    "kpis.withdraw": Decision(_STAFF_SIDE, hidden="coach", rows=_FIGURE),
    # The structure's coach looks on: comments and questions, and nothing else.
    "kpis.comment": Decision("coach coordinator staff", rows=_FIGURE),
    "kpis.second_look": Decision("coach", hidden="coordinator", rows=_FIGURE),
    "kpis.answer": Decision("coordinator", hidden="coach", rows=_FIGURE),
    # Of one's own structure; a coach's own is the operator, for its programme.
    "kpis.periods": Decision(_BOTH_PARTIES),
    "kpis.rules": Decision(_BOTH_PARTIES),
    "kpis.close_period": Decision("coordinator", hidden="coach", rows=_PERIOD),
    "kpis.open_period": Decision("coordinator", hidden="coach", rows=_PERIOD),
    "kpis.end_opening": Decision("coordinator", hidden="coach", rows={"number": lambda rows: rows["opening"]}),
    "kpis.publications": Decision(INSIDE),
    "kpis.publication": Decision(INSIDE, rows=_PUBLICATION),
    "kpis.publish": Decision(_BOTH_PARTIES),
}


def make_rows(world: World) -> Rows:
    """A KPI with an approved and published figure: of the city, and of the other city, which the operator never sees."""
    own = _make(world.city, world.coordinator, world.service)
    foreign = _make(world.other_city, world.other_coordinator, None)
    dimension = factories.dimension("gender", ["Femmes", "Hommes"])
    return {name: (own[name], foreign[name]) for name in own} | {"dimension": (dimension.id, 10**6)}


def _make(organisation_id: int, publisher_id: int, service_id: int | None) -> dict[str, int]:
    organisation = db.session.get_one(Organisation, organisation_id)
    publisher = db.session.get_one(User, publisher_id)
    adoption = factories.kpi(organisation, f"K{organisation_id}", state=AdoptionState.AGREED, service_id=service_id)
    figure = factories.figure(adoption, "2025-Q3", 12, state=EntryState.APPROVED)
    publication = factories.publication(organisation, "2025-Q3", publisher)
    opening = factories.opening(organisation, "2025-Q1", publisher)
    version = factories.kpi_version(adoption, publisher)
    return {
        "kpi": adoption.id,
        "indicator": adoption.indicator_id,
        "definition": adoption.definition_id,
        "kpi_version": version.id,
        "figure": figure.id,
        "publication": publication.id,
        "opening": opening.id,
    }
