from ambassador.conventions.models import Convention
from ambassador.db import db
from ambassador.demo.factories.conventions import article, commitment
from tests.conftest import World
from tests.everywhere.decisions import INSIDE, Decision
from tests.everywhere.decisions.rows import Rows

EDITORS = "coach coordinator"
NUMBER = {"number": lambda rows: rows["convention"]}
COMMITMENT = {**NUMBER, "commitment_number": lambda rows: rows["commitment"]}
ARTICLE = {**NUMBER, "article_number": lambda rows: rows["article"]}

DECISIONS = {
    "conventions.index": Decision(INSIDE),
    "conventions.show": Decision(INSIDE, rows=NUMBER),
    "conventions.register_pdf": Decision(INSIDE, rows=NUMBER),
    "conventions.register_workbook": Decision(INSIDE, rows=NUMBER),
    "conventions.new": Decision(EDITORS),
    "conventions.edit": Decision(EDITORS, rows=NUMBER),
    "conventions.sign": Decision(EDITORS, rows=NUMBER),
    "conventions.new_commitment": Decision(EDITORS, rows=NUMBER),
    "conventions.edit_commitment": Decision(EDITORS, rows=COMMITMENT),
    "conventions.delete_commitment": Decision(EDITORS, rows=COMMITMENT),
    "conventions.new_article": Decision(EDITORS, rows=NUMBER),
    "conventions.edit_article": Decision(EDITORS, rows=ARTICLE),
    "conventions.delete_article": Decision(EDITORS, rows=ARTICLE),
}


def make_rows(world: World) -> Rows:
    own = db.session.get_one(Convention, world.convention)
    foreign = db.session.get_one(Convention, world.foreign_convention)
    articles, commitments = [], []
    for convention in (own, foreign):
        articles.append(article(convention))
        commitments.append(commitment(convention))
    db.session.flush()
    return {
        "convention": (own.id, foreign.id),
        "article": (articles[0].id, articles[1].id),
        "commitment": (commitments[0].id, commitments[1].id),
    }
