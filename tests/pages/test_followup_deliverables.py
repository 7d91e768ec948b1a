"""Deliverables: handed over by one party, accepted or returned by the other, counted for their commitment."""

import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from ambassador.accounts.models import User
from ambassador.conventions.models import Convention
from ambassador.db import db
from ambassador.demo import factories
from ambassador.errors import RuleBroken
from ambassador.followup import measures, services
from ambassador.followup.dues import due_from
from ambassador.followup.models import Deliverable, DeliverableKind, DeliverableState, DeliverableVersion, FollowUp
from ambassador.followup.services import Handover
from tests.client import fields_of
from tests.conftest import TODAY, World


@pytest.fixture
def kpi_set(app: Flask, follow_up: int) -> int:
    """Handed over by the operator, accepted by the city, counted for a commitment."""
    with app.app_context():
        row = db.session.get_one(FollowUp, follow_up)
        commitment = factories.commitment(row.convention, measure=measures.DELIVERABLES_ACCEPTED, quantity=Decimal(1))
        made = factories.deliverable(row, kind=DeliverableKind.KPI_SET, commitment=commitment)
        db.session.commit()
        return made.id


def state(app: Flask, number: int) -> DeliverableState:
    with app.app_context():
        return db.session.get_one(Deliverable, number).state


def told(app: Flask, person: int) -> list[str]:
    with app.app_context():
        return [one.message.replace("\xa0", " ") for one in due_from(db.session.get_one(User, person), TODAY)]


def measured(app: Flask, number: int, on: date = TODAY) -> Decimal:
    with app.app_context():
        commitment = db.session.get_one(Deliverable, number).commitment
        assert commitment is not None
        return measures.deliverables_accepted(commitment, (date(2026, 1, 15), date(2027, 1, 15)), on).quantity


def test_returned_with_a_reason_then_accepted_it_counts(app: Flask, browser: Any, world: World, kpi_set: int) -> None:
    coach, coordinator = browser(world.coach), browser(world.coordinator)
    url = f"/follow-up/deliverables/{kpi_set}"
    coach.submit(coach.get(f"{url}/submit"), {"link": "https://exemple.be/kpi", "note": "Onze KPI."})
    assert state(app, kpi_set) == "submitted"
    assert told(app, world.coordinator) == ["Livrable à accepter ou à renvoyer : %(title)s"]
    assert f"{url}/accept" not in coach.get(url).html, "nobody accepts for their own side"
    page = coordinator.get(f"{url}/return")
    assert coordinator.submit(page, {"reason": "   "}, status=200).errors()
    for _ in range(2):
        coordinator.submit(page, {"reason": "Il manque <b>les cibles</b>."})
    assert state(app, kpi_set) == "returned" and measured(app, kpi_set) == 0
    assert told(app, world.coach) == ["Livrable renvoyé, à revoir : %(title)s"]
    assert "Il manque <b>les cibles</b>." in coach.get(url).text
    coach.submit(coach.get(f"{url}/submit"), {"note": "Avec les cibles."})
    page = coordinator.follow(coordinator.submit(coordinator.get(url), action=f"{url}/accept"))
    assert "Le livrable est accepté." in page.text and "Version 2" in page.text
    assert state(app, kpi_set) == "accepted" and measured(app, kpi_set) == 1
    assert measured(app, kpi_set, TODAY - timedelta(days=1)) == 0, "not before the day it was accepted"
    assert told(app, world.coach) == told(app, world.coordinator) == []
    assert "Livrables acceptés" in coach.get(f"/conventions/{world.convention}").text


def test_what_is_not_known_of_it_is_said(browser: Any, world: World, kpi_set: int) -> None:
    assert "Pour quandNon renseigné" in browser(world.staff).get(f"/follow-up/deliverables/{kpi_set}").text


def test_the_guidelines_go_the_other_way(app: Flask, browser: Any, world: World, follow_up: int) -> None:
    coach, coordinator = browser(world.coach), browser(world.coordinator)
    place = f"/follow-up/{follow_up}/deliverables"
    page = coach.get(place)
    for _ in range(2):
        coach.submit(page, action=f"{place}/usual")
    with app.app_context():
        made = {one.kind: one for one in db.session.scalars(select(Deliverable))}
        assert set(made) == set(DeliverableKind) - {DeliverableKind.OTHER} and len(made) == 4
        assert [kind for kind, one in made.items() if one.is_optional] == [DeliverableKind.ADVICE]
        guidelines = made[DeliverableKind.GUIDELINES]
        assert guidelines.submitting_party.organisation_id == world.city
        number = guidelines.id
    again = coach.post(f"{place}/usual", {"version": "1"})
    assert "déjà dans la liste" in coach.follow(again).text
    url = f"/follow-up/deliverables/{number}"
    assert "de remettre ce livrable" in coach.submit(coach.get(f"{url}/submit"), {"note": "x"}, status=200).errors()
    coordinator.submit(coordinator.get(f"{url}/submit"), {"note": "Projet de texte."})
    refused = coordinator.post(f"{url}/accept", {"version": "2"})
    assert "pour son propre côté" in coordinator.follow(refused).text
    assert state(app, number) == "submitted"
    coach.submit(coach.get(url), action=f"{url}/accept")
    assert state(app, number) == "accepted"


def test_a_file_is_handed_over_and_seen_by_the_parties_alone(
    app: Flask, browser: Any, world: World, kpi_set: int
) -> None:
    coach, url = browser(world.coach), f"/follow-up/deliverables/{kpi_set}"
    data = fields_of(coach.get(f"{url}/submit").form())
    bad = coach._open("POST", f"{url}/submit", data={**data, "file": (io.BytesIO(b"MZ\x00\x01"), "x.pdf")})
    assert bad.status == 200 and "type de fichier" in bad.errors()
    sent = coach._open("POST", f"{url}/submit", data={**data, "file": (io.BytesIO(b"%PDF-1.7 x"), "kpi.pdf")})
    assert sent.status == 303
    link = next(one for one in browser(world.coordinator).get(url).links() if one.startswith("/files/"))
    assert browser(world.coordinator).client.get(link).data == b"%PDF-1.7 x"
    assert browser(world.other_coordinator).client.get(link).status_code == 404


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"link": "javascript:alert(1)"},
        {"link": "exemple.be"},
        {"link": "https://"},
        {"link": "https://[::1"},
        {"link": "https://a b.be"},
        {"link": "https://exemple.be/" + "x" * 500},
        {"note": "x" * 2001},
        {"note": "a\x00b"},
    ],
)
def test_nothing_or_something_odd_is_not_handed_over(
    app: Flask, browser: Any, world: World, kpi_set: int, values: dict[str, str]
) -> None:
    coach = browser(world.coach)
    page = coach.get(f"/follow-up/deliverables/{kpi_set}/submit")
    assert coach.submit(page, values, status=200).errors()
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(DeliverableVersion)) == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title-fr", ""),
        ("title-fr", "x" * 201),
        ("kind", "roman"),
        ("party_id", ""),
        ("party_id", "99999"),
        ("commitment_id", "99999"),
        ("due_on", "2026-02-30"),
        ("detail-nl", "x" * 10_001),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    browser: Any, world: World, follow_up: int, name: str, value: str
) -> None:
    coach = browser(world.coach)
    page = coach.get(f"/follow-up/{follow_up}/deliverables/new")
    typed = {**fields_of(page.form()), "title-fr": "Étude שלום <b>", "kind": "other", "due_on": "1/4/2026", name: value}
    sent = coach._open("POST", page.url, data=typed)
    assert sent.status == 200 and sent.errors()
    if name != "title-fr":
        assert sent.all("input", name="title-fr")[0].get("value") == "Étude שלום <b>"


def test_a_deliverable_is_changed_until_it_is_accepted(app: Flask, browser: Any, world: World, kpi_set: int) -> None:
    coach, coordinator = browser(world.coach), browser(world.coordinator)
    url = f"/follow-up/deliverables/{kpi_set}"
    mine, theirs = coach.get(f"{url}/edit"), coach.get(f"{url}/edit")
    coach.submit(theirs, {"title-fr": "Les KPI", "due_on": "15.03.2026"})
    assert coach.submit(mine, {"title-fr": "Mes KPI"}, status=200).all("div", id="stale")
    assert told(app, world.coach) == ["Livrable à remettre : %(title)s"]
    coach.submit(coach.get(f"{url}/submit"), {"note": "Voilà."})
    page = coach.get(f"{url}/edit")
    city = next(o.get("value") for o in page.all("option") if "Valbrume" in "".join(o.itertext()))
    assert "déjà été remise" in coach.submit(page, {"party_id": city}, status=200).errors()
    stale = coach.get(f"{url}/submit")
    coordinator.submit(coordinator.get(url), action=f"{url}/accept")
    assert coach.submit(coach.get(f"{url}/edit"), {"title-fr": "Tard"}, status=200).errors()
    assert coach.submit(stale, {"note": "Encore"}, status=200).errors(), "accepted meanwhile"
    refused = coordinator.post(f"{url}/accept", {"version": "99"})
    assert "vient de modifier" in coordinator.follow(refused).text


def test_after_the_end_nothing_is_handed_over_or_decided(session: Any, world: World) -> None:
    row = factories.follow_up(session.get_one(Convention, world.convention))
    coach, coordinator = session.get_one(User, world.coach), session.get_one(User, world.coordinator)
    one, after = factories.deliverable(row), date(2027, 1, 16)
    now = datetime(2026, 3, 10, 11, tzinfo=UTC)
    with pytest.raises(RuleBroken, match="s’est terminée"):
        services.submit(one, coach, Handover(note="x"), now, after)
    services.submit(one, coach, Handover(note="x"), now, TODAY)
    with pytest.raises(RuleBroken, match="s’est terminée"):
        services.accept(one, coordinator, now, after)
    with pytest.raises(RuleBroken, match="propre côté"):
        services.accept(one, coach, now, TODAY)
    with pytest.raises(RuleBroken, match="déjà remis"):
        services.submit(one, coach, Handover(note="y"), now, TODAY)
    services.accept(one, coordinator, now, TODAY)
    with pytest.raises(RuleBroken, match="n’attend une décision"):
        services.send_back(one, coordinator, "Non.", now, TODAY)
