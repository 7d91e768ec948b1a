from datetime import UTC, datetime

from ambassador.accounts.models import Organisation
from ambassador.db import db
from ambassador.demo import factories
from ambassador.demo.factories.webinars import attendance, participant, webinar
from tests.conftest import World
from tests.everywhere.decisions import INSIDE, Decision
from tests.everywhere.decisions.rows import Rows

_WEBINAR = {"number": lambda rows: rows["webinar"]}
_LINE = {**_WEBINAR, "line": lambda rows: rows["attendance"]}
_PERSON = {"number": lambda rows: rows["participant"]}

DECISIONS = {
    "webinars.index": Decision(INSIDE),
    "webinars.show": Decision(INSIDE, rows=_WEBINAR),
    "webinars.calendar": Decision(INSIDE, rows=_WEBINAR),
    "webinars.create": Decision("coach"),
    "webinars.edit": Decision("coach", rows=_WEBINAR),
    "webinars.duplicate": Decision("coach", rows=_WEBINAR),
    "webinars.cancel": Decision("coach", rows=_WEBINAR),
    "webinars.hold": Decision("coach", rows=_WEBINAR),
    "webinars.reopen": Decision("coach", rows=_WEBINAR),
    "webinars.attendance": Decision("coach", rows=_WEBINAR),
    "webinars.add_person": Decision("coach", rows=_WEBINAR),
    "webinars.paste": Decision("coach", rows=_WEBINAR),
    "webinars.remove_person": Decision("coach", rows=_LINE),
    "webinars.person": Decision("coach", rows=_PERSON),
    "webinars.forget_person": Decision("coach", rows=_PERSON),
}


def make_rows(world: World) -> Rows:
    """A webinar of the operator, and one of another operator that none of the cast has a convention with."""
    operators = db.session.get_one(Organisation, world.operator), factories.organisation("Autre opérateur", "operator")
    rows = [webinar(operator, datetime(2026, 3, 3, 9, tzinfo=UTC)) for operator in operators]
    people = [participant("De chez nous"), participant("D’ailleurs")]
    seats = [attendance(row, person) for row, person in zip(rows, people, strict=True)]
    return {
        name: (own.id, foreign.id)
        for name, (own, foreign) in {"webinar": rows, "attendance": seats, "participant": people}.items()
    }
