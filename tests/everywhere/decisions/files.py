from flask import current_app

from ambassador import clock
from ambassador.accounts.models import User
from ambassador.conventions.models import Convention
from ambassador.db import db
from ambassador.demo.factories.files import stored_file, upload
from ambassador.files.storage import folder_in
from tests.conftest import World
from tests.everywhere.decisions import INSIDE, Decision
from tests.everywhere.decisions.rows import Rows

DECISIONS = {"files.show": Decision(INSIDE, rows={"number": lambda rows: rows["file"]})}


def make_rows(world: World) -> Rows:
    """A file beneath the convention of the cast, and one beneath that of others."""
    sent = upload(folder_in(current_app.config["INSTANCE_PATH"]))
    own, foreign = (
        stored_file(sent, db.session.get_one(User, person), clock.now(), db.session.get_one(Convention, number))
        for person, number in (
            (world.coach, world.convention),
            (world.other_coordinator, world.foreign_convention),
        )
    )
    return {"file": (own.id, foreign.id)}
