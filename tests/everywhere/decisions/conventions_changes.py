"""Amendments and what else changes a convention."""

from ambassador.conventions.models import Convention
from ambassador.db import db
from ambassador.demo.factories.changes import amendment
from tests.conftest import World
from tests.everywhere.decisions import INSIDE, Decision
from tests.everywhere.decisions.rows import Rows

EDITORS = "coach coordinator"
NUMBER = {"number": lambda rows: rows["convention"]}
AMENDMENT = {**NUMBER, "amendment_number": lambda rows: rows["amendment"]}
PROPOSAL = {**AMENDMENT, "commitment_number": lambda rows: rows["commitment"]}

DECISIONS = {
    "conventions.amendment": Decision(INSIDE, rows=AMENDMENT),
    "conventions.new_amendment": Decision(EDITORS, rows=NUMBER),
    "conventions.edit_amendment": Decision(EDITORS, rows=AMENDMENT),
    "conventions.delete_amendment": Decision(EDITORS, rows=AMENDMENT),
    "conventions.sign_amendment": Decision(EDITORS, rows=AMENDMENT),
    "conventions.propose_commitment": Decision(EDITORS, rows=AMENDMENT),
    "conventions.alter_commitment": Decision(EDITORS, rows=PROPOSAL),
    "conventions.end_commitment": Decision(EDITORS, rows=PROPOSAL),
    "conventions.drop_change": Decision(EDITORS, rows=PROPOSAL),
}


def make_rows(world: World) -> Rows:
    conventions = [db.session.get_one(Convention, number) for number in (world.convention, world.foreign_convention)]
    own, foreign = (amendment(convention) for convention in conventions)
    return {"amendment": (own.id, foreign.id)}
