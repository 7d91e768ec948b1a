from datetime import date

from ambassador.accounts.models import User
from ambassador.conventions.models import Convention
from ambassador.db import db
from ambassador.demo.factories.conventions import commitment, contribution
from tests.conftest import World
from tests.everywhere.decisions import INSIDE, Decision
from tests.everywhere.decisions.rows import Rows

NUMBER = {"number": lambda rows: rows["convention"]}
COMMITMENT = {**NUMBER, "commitment_number": lambda rows: rows["commitment"]}
CONTRIBUTION = {**NUMBER, "contribution_number": lambda rows: rows["contribution"]}
OF_THE_CITY = {**NUMBER, "commitment_number": lambda rows: rows["city_commitment"]}

DECISIONS = {
    "conventions.commitment": Decision(INSIDE, rows=COMMITMENT),
    "conventions.contribute": Decision("coordinator staff", hidden="coach", rows=OF_THE_CITY),
    "conventions.edit_contribution": Decision("coordinator staff", hidden="coach", rows=CONTRIBUTION),
    "conventions.withdraw_contribution": Decision("coordinator staff", hidden="coach", rows=CONTRIBUTION),
    "conventions.confirm_contribution": Decision("coach", hidden="coordinator", rows=CONTRIBUTION),
    "conventions.contest_contribution": Decision("coach", hidden="coordinator", rows=CONTRIBUTION),
    "conventions.record_condition": Decision("coach coordinator", rows=COMMITMENT),
    "conventions.undo_condition": Decision("coach coordinator", rows=COMMITMENT),
}


def make_rows(world: World) -> Rows:
    """A commitment of the city with what its staff contributed, and one between others."""
    commitments, contributions = [], []
    for convention, organisation, person in (
        (world.convention, world.city, world.staff),
        (world.foreign_convention, world.other_city, world.other_coordinator),
    ):
        row = db.session.get_one(Convention, convention)
        commitments.append(commitment(row, party=row.party_of(organisation)))
        contributions.append(contribution(commitments[-1], db.session.get_one(User, person), date(2026, 3, 1)))
    return {
        "city_commitment": (commitments[0].id, commitments[1].id),
        "contribution": (contributions[0].id, contributions[1].id),
    }
