from datetime import UTC, datetime

from ambassador.accounts.models import Organisation, User
from ambassador.conventions.models import Convention
from ambassador.db import db
from ambassador.demo import factories
from ambassador.kpis.models import Publication
from tests.conftest import World
from tests.everywhere.decisions import EVERYONE, INSIDE, Decision
from tests.everywhere.decisions.rows import Rows

KEEPERS = "coach coordinator admin"
SHARERS = "coach coordinator"
TOKEN = "a-token-of-the-tests"
TESTIMONIAL = {"number": lambda rows: rows["testimonial"]}
FIGURE = {"chart": "headlines", "series": "webinars", "key": "all"}

DECISIONS = {
    "impact.index": Decision(EVERYONE),
    "impact.show": Decision(EVERYONE, rows={"number": lambda rows: rows["reported"]}),
    "impact.programme_figure": Decision(EVERYONE, words=FIGURE),
    "impact.figure": Decision(EVERYONE, rows={"number": lambda rows: rows["reported"]}, words=FIGURE),
    "impact.programme_charts": Decision(EVERYONE),
    "impact.charts": Decision(EVERYONE, rows={"number": lambda rows: rows["reported"]}),
    "impact.programme_chart_csv": Decision(EVERYONE, words={"chart": "attendance"}),
    "impact.chart_csv": Decision(
        EVERYONE, rows={"number": lambda rows: rows["reported"]}, words={"chart": "attendance"}
    ),
    "impact.testimonials": Decision(INSIDE),
    "impact.new_testimonial": Decision(KEEPERS),
    "impact.testimonial": Decision(INSIDE, rows=TESTIMONIAL),
    "impact.edit_testimonial": Decision(KEEPERS, rows=TESTIMONIAL),
    "impact.withdraw_testimonial": Decision(KEEPERS, rows=TESTIMONIAL),
    "impact.editions": Decision(EVERYONE),
    "impact.edition": Decision(EVERYONE, rows={"number": lambda rows: (rows["edition"][0], rows["draft edition"][1])}),
    "impact.new_edition": Decision("coach"),
    **{
        f"impact.{name}": Decision("coach", rows={"number": lambda rows: rows["draft edition"]})
        for name in (
            "edit_edition",
            "edit_narrative",
            "edit_quotes",
            "propose_edition",
            "take_back_edition",
            "delete_edition",
        )
    },
    "impact.edition_file": Decision(
        EVERYONE,
        rows={"number": lambda rows: (rows["edition"][0], rows["draft edition"][1])},
        words={"language": "nl", "format": "csv"},
    ),
    "impact.share_links": Decision(SHARERS, rows={"number": lambda rows: rows["edition"]}),
    "impact.new_share_link": Decision(SHARERS, rows={"number": lambda rows: rows["edition"]}),
    "impact.revoke_share_link": Decision(SHARERS, rows={"number": lambda rows: rows["share link"]}),
    "impact.funding": Decision("coach admin"),
    "impact.remove_funding": Decision("coach admin"),
    "shared.page": Decision(EVERYONE, is_public=True, words={"token": TOKEN}),
    "shared.file": Decision(EVERYONE, is_public=True, words={"token": TOKEN, "language": "nl", "format": "csv"}),
}


def make_rows(world: World) -> Rows:
    """The city has published a quarter, so that partners may read it; the other city is not in the programme."""
    person = db.session.get_one(User, world.coordinator)
    moment = datetime(2023, 5, 1, tzinfo=UTC)
    db.session.add(
        Publication(organisation_id=world.city, month=202301, published_at=moment, published_by_id=person.id)
    )
    said = [factories.testimonial(db.session.get_one(Organisation, one)) for one in (world.city, world.other_city)]
    factories.funding_notice(db.session.get_one(Organisation, world.operator))
    editions, links = zip(*(_shared(*one) for one in _conventions(world)), strict=True)
    return {
        "reported": (world.city, world.other_city),
        "testimonial": (said[0].id, said[1].id),
        "edition": editions,
        "draft edition": tuple(_draft(*one) for one in _conventions(world)),
        "share link": links,
    }


def _conventions(world: World) -> list[tuple[int, int, str]]:
    """The numbers of the own convention and of a foreign one, each with somebody of its parties and a token."""
    return [
        (world.convention, world.coordinator, TOKEN),
        (world.foreign_convention, world.other_coordinator, f"foreign-{TOKEN}"),
    ]


def _draft(convention: int, person: int, _token: str) -> int:
    return factories.edition(db.session.get_one(Convention, convention), db.session.get_one(User, person), number=9).id


def _shared(convention: int, person: int, token: str) -> tuple[int, int]:
    """The numbers of an edition and of its link."""
    maker = db.session.get_one(User, person)
    edition = factories.published_edition(db.session.get_one(Convention, convention), maker, maker)
    return edition.id, factories.share_link(edition, maker, token).id
