"""The whole demonstration, in the order in which one thing needs the other. Deterministic for a given day."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from ambassador.accounts.models import Organisation
from ambassador.accounts.queries import has_demo_accounts
from ambassador.conventions.models import Convention
from ambassador.db import db
from ambassador.demo import sources
from ambassador.demo.agreements import build_agreements
from ambassador.demo.changes import build_changes
from ambassador.demo.contributions import build_contributions
from ambassador.demo.days import build_days
from ambassador.demo.dimensions import load_dimensions
from ambassador.demo.editions import build_editions
from ambassador.demo.figures import build_figures
from ambassador.demo.lists import complete_lists
from ambassador.demo.material import Calendar, acting, read, text
from ambassador.demo.people import Cast, build_people
from ambassador.demo.plans import build_plans
from ambassador.demo.sharing import build_funding, build_sharing
from ambassador.demo.sheets import build_sheets
from ambassador.demo.stories import build_stories
from ambassador.demo.track import build_track
from ambassador.demo.voices import build_voices, withdraw_voices
from ambassador.errors import N_, RuleBroken
from ambassador.kpis.services import publish_quarter
from ambassador.periods import Frequency

PASSWORD = "ambassador-demo"


def load_demo(today: date, is_production: bool, password_hash: str) -> str:
    """Build the demonstration and say so. RuleBroken in production, or where the database holds other data."""
    if is_production:
        raise RuleBroken(N_("La démonstration ne se charge pas en production."))
    if has_demo_accounts():
        return "The demonstration is there already."
    if db.session.scalar(select(Organisation.id).limit(1)) is not None:
        raise RuleBroken(N_("Cette base contient d’autres données : la démonstration ne s’y charge pas."))
    build_demo(today, password_hash)
    return f"The demonstration is loaded, around {today}."


def build_demo(today: date, password_hash: str) -> Cast:
    calendar = Calendar(today)
    material = read("demo")
    with acting(None, calendar.moment(-700)):
        real = sources.load_organisations(read("organisations"))
        sources.load_conventions([read("convention-wetechcare"), read("convention-wepulse")], real)
        sources.load_charter(read("charter-brussels"), real["city"])
        dimensions = load_dimensions(read("dimensions"))
        cast = build_people(material, real, calendar, password_hash)
    conventions = {row["key"]: _convention(row, cast, calendar) for row in material["convention"]}
    build_contributions(material, cast, conventions, calendar)
    build_changes(material, cast, conventions, calendar)
    build_track(material, cast, calendar)
    actions = build_plans(material, cast, calendar)
    build_days(material, cast, conventions, actions, calendar)
    kpis = build_figures(material, read("indicators-example"), dimensions, cast, actions, calendar)
    build_agreements(read("demo-agreements"), kpis, cast, calendar)
    _publish(material, cast, calendar)
    said = read("demo-testimonials")
    voices = build_voices(said, cast, calendar)
    named = {row["key"]: one for row, one in zip(said["testimonial"], voices, strict=True) if "key" in row}
    planned = read("demo-editions")["edition"]
    early = [row for row in planned if row.get("is_early")]
    build_editions(early, cast, conventions, named, calendar)
    build_stories(read("demo-stories"), kpis, cast, calendar)
    build_editions([row for row in planned if row not in early], cast, conventions, named, calendar)
    withdraw_voices(said, voices, cast, calendar)
    complete_lists(read("demo-lists"), cast, calendar)
    build_sheets(cast, calendar)
    build_funding(cast, calendar)
    build_sharing(read("demo-sharing"), cast, calendar)
    return cast


def _convention(row: dict[str, Any], cast: Cast, calendar: Calendar) -> Convention:
    """A made-up convention, modelled on one of the two real ones."""
    with acting(cast.users["coordinator"], calendar.moment(-345)):
        convention = sources.convention_from(
            read(f"convention-{row['model']}"),
            {party["model"]: cast.organisations[party["organisation"]] for party in row["parties"]},
            row,
        )
        for data in row["parties"]:
            party = convention.party_of(cast.organisations[data["organisation"]].id)
            assert party is not None
            party.decided_on = calendar.day(data["decided_days"]) if "decided_days" in data else None
            if "signatory" in data:
                party.signatory = text(data["signatory"])
            party.signed_on = calendar.day(data["signed_days"]) if "signed_days" in data else None
        if "entry_into_force_days" in row:
            convention.entry_into_force = calendar.day(row["entry_into_force_days"])
    return convention


def _publish(material: dict[str, Any], cast: Cast, calendar: Calendar) -> None:
    for row in material["publication"]:
        person = cast.users[row["published_by"]]
        for back in row["back"]:
            quarter = calendar.period(Frequency.QUARTERLY, back)
            moment = min(
                calendar.moment(0, 9), calendar.moment(0) - (calendar.today - quarter.last_day) + timedelta(days=40)
            )
            with acting(person, moment):
                publish_quarter(cast.organisations[row["organisation"]], quarter, person, moment, calendar.today)
