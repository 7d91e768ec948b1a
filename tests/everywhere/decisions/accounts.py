from datetime import UTC, date, datetime

from ambassador.accounts.models import User
from ambassador.db import db
from ambassador.demo import factories
from ambassador.demo.factories.accounts import invitation
from tests.conftest import World
from tests.everywhere.decisions import EVERYONE, PUBLIC, Decision
from tests.everywhere.decisions.rows import Rows

UNKNOWN = 999_999
TOKEN = "a-token-for-tests"


def make_rows(world: World) -> Rows:
    """Administrators see all people and organisations: what is foreign to them is what does not exist."""
    coach = db.session.get_one(User, world.coach)
    other = factories.organisation("Ville d’Ombreval")
    assignment = factories.assignment(coach, other, date(2026, 1, 1))
    invitation(coach, TOKEN, datetime(2026, 3, 9, tzinfo=UTC))
    return {
        "person": (world.staff, UNKNOWN),
        "organisation": (world.city, UNKNOWN),
        "service": (world.service, UNKNOWN),
        "assignment": (assignment.id, UNKNOWN),
        "invitation": (TOKEN, "another-token"),
    }


def admin_of(row: str) -> Decision:
    return Decision("admin", rows={"number": lambda rows: rows[row]})


DECISIONS = {
    "accounts.sign_in": PUBLIC,
    "accounts.set_language": PUBLIC,
    "accounts.invitation": Decision(EVERYONE, rows={"token": lambda rows: rows["invitation"]}, is_public=True),
    "accounts.sign_out": Decision(EVERYONE),
    "accounts.me": Decision(EVERYONE),
    "accounts.change_password": Decision(EVERYONE),
    "accounts.admin": Decision("admin"),
    "accounts.invite_person": Decision("admin"),
    "accounts.person": admin_of("person"),
    "accounts.edit_person": admin_of("person"),
    "accounts.renew_link": admin_of("person"),
    "accounts.deactivate_person": admin_of("person"),
    "accounts.reactivate_person": admin_of("person"),
    "accounts.organisations": Decision("admin"),
    "accounts.create_organisation": Decision("admin"),
    "accounts.organisation": admin_of("organisation"),
    "accounts.edit_organisation": admin_of("organisation"),
    "accounts.create_service": admin_of("organisation"),
    "accounts.edit_service": admin_of("service"),
    "accounts.assign_coach": admin_of("organisation"),
    "accounts.edit_assignment": admin_of("assignment"),
    "accounts.end_assignment": admin_of("assignment"),
    "accounts.changes": Decision("admin"),
}
