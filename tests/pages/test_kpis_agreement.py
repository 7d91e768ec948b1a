"""The pages of an agreement: proposing, sending back, agreeing, changing what was agreed, retiring."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask

from ambassador.accounts.models import Organisation
from ambassador.db import db
from ambassador.demo import factories
from ambassador.kpis.models import (
    Adoption,
    AdoptionState,
    AdoptionVersion,
    Entry,
    IndicatorKind,
    OverStructures,
    VersionState,
)
from ambassador.kpis.queries import versions
from ambassador.permissions import Role
from ambassador.translated import Translated
from tests.client import Browser, Page, fields_of
from tests.conftest import World
from tests.pages.test_kpis_chain import post_button
from tests.pages.test_kpis_pages import send

Made = Callable[..., int]


@pytest.fixture
def kpi(made: Made, world: World) -> int:
    """An agreed KPI with a figure."""

    def build(city: Organisation) -> Adoption:
        found = factories.kpi(
            city,
            "K1",
            IndicatorKind.RATIO,
            targets={202501: 20},
            service_id=world.service,
            name=Translated(fr="Agents sensibilisés"),
            over_structures=OverStructures.RATIO_OF_SUMS,
        )
        factories.figure(found, "2025-Q3", 10, 100)
        return found

    return made(build)


def change(person: Browser, number: int, **values: str) -> Page:
    page = person.get(f"/kpis/{number}/change")
    return person.follow(send(person, page, {"reason": "Le registre a changé.", **values}, 303))


def test_a_kpi_is_proposed_sent_back_agreed_and_retired(browser: Any, world: World, made: Made) -> None:
    number = made(
        lambda city: factories.kpi(city, state=AdoptionState.DRAFT, targets={202601: 5}, service_id=world.service)
    )
    coach, coordinator = browser(world.coach), browser(world.coordinator)
    address = f"/kpis/{number}"
    assert "proposé" in coach.follow(post_button(coach, coach.get(address), "Proposer")).text

    page = coordinator.get(f"{address}/send-back")
    assert "obligatoire" in send(coordinator, page, {"reason": " "}).errors()
    page = coordinator.follow(send(coordinator, page, {"reason": "La cible <b>est</b> trop haute."}, 303))
    assert "brouillon" in page.text and "La cible <b>est</b> trop haute." in page.text and "<b>est" not in page.html
    assert "Nadia Coordination" in page.text

    assert "proposé" in coordinator.follow(post_button(coordinator, coordinator.get(address), "Proposer")).text
    page = coach.follow(post_button(coach, coach.get(address), "Convenir de ce KPI"))
    assert "convenu" in page.text and "trop haute." not in page.text.split("Historique")[0]

    page = coordinator.get(f"{address}/retire")
    page = coordinator.follow(send(coordinator, page, {"reason": "Le registre disparaît."}, 303))
    assert "retiré" in page.text and "Le registre disparaît." in page.text


def test_a_step_taken_meanwhile_is_told_and_keeps_the_reason(browser: Any, world: World, kpi: int) -> None:
    coach, coordinator = browser(world.coach), browser(world.coordinator)
    mine = coach.get(f"/kpis/{kpi}/retire")
    send(coordinator, coordinator.get(f"/kpis/{kpi}/retire"), {"reason": "Trop lourd."}, 303)
    page = send(coach, mine, {"reason": "Plus suivi."})
    assert "entre-temps" in page.errors() and fields_of(page.form())["reason"] == "Plus suivi."


@pytest.mark.parametrize("reason", ["", "x" * 2001, "a\x07b"])
def test_a_reason_that_does_not_fit_is_refused_beside_it(browser: Any, world: World, kpi: int, reason: str) -> None:
    coach = browser(world.coach)
    page = send(coach, coach.get(f"/kpis/{kpi}/retire"), {"reason": reason})
    assert page.errors()


def test_the_checklist_leads_to_what_lacks(browser: Any, world: World, made: Made) -> None:
    number = made(lambda city: factories.kpi(city, state=AdoptionState.DRAFT, source="", definition=Translated()))
    coach = browser(world.coach)
    page = coach.get(f"/kpis/{number}")
    for words in ("Spécifique", "Mesurable", "Atteignable", "Pertinent", "Situé dans le temps"):
        assert words in page.text, words
    links = [link for link in page.links() if link.startswith(f"/kpis/{number}/edit#")]
    form = coach.get(f"/kpis/{number}/edit")
    ids = {element.get("id") for element in form.tree.iter() if element.get("id")}
    assert links and {link.partition("#")[2] for link in links} <= ids


def test_a_change_waits_for_the_other_party_and_shows_old_and_new(
    app: Flask, browser: Any, world: World, kpi: int
) -> None:
    coach, coordinator = browser(world.coach), browser(world.coordinator)
    page = change(
        coach,
        kpi,
        **{
            "definition-fr": "Part des agents en service.",
            "targets-1-on": "2026-07-01",
            "targets-1-value": "45,5",
        },
    )
    for words in (
        "Version 2",
        "Ce qui est compté pendant la période.",
        "Part des agents en service.",
        "45,5",
        "registre",
    ):
        assert words in page.text, words
    version = page.url
    page = coach.follow(post_button(coach, page, "Proposer ce changement"))
    assert "autre partie" in page.text and "Convenir" not in page.text
    assert "Changement d’un KPI, à convenir : Agents sensibilisés" in coordinator.get("/").text
    assert "Changement d’un KPI" not in coach.get("/").text
    page = coordinator.get(f"/kpis/{kpi}")
    assert "45,5" not in page.text and "Un changement est proposé" in page.text

    page = coordinator.follow(post_button(coordinator, coordinator.get(version), "Convenir de ce changement"))
    assert "45,5" in page.text and "Part des agents en service." in page.text and "Version 1" in page.text
    first = next(link for link in page.links() if "/kpis/versions/" in link and link != version)
    assert "première version convenue" in coordinator.get(first).text
    with app.app_context():
        adoption = db.session.get_one(Adoption, kpi)
        assert adoption.definition.number == 2
        entry = db.session.query(Entry).one().id
    figure = coordinator.get(f"/kpis/figures/{entry}")
    assert "Saisi sous la définition n° 1" in figure.text and "Ce qui est compté pendant la période." in figure.text
    assert "La définition n° 2 est en vigueur depuis" in figure.text


def test_a_change_is_sent_back_written_again_and_dropped(browser: Any, world: World, kpi: int) -> None:
    coach, coordinator = browser(world.coach), browser(world.coordinator)
    page = change(coach, kpi, source="Registre B")
    version = page.url
    coach.follow(post_button(coach, page, "Proposer ce changement"))
    page = coordinator.get(f"{version}/send-back")
    page = coordinator.follow(send(coordinator, page, {"reason": "Ce registre n’existe plus."}, 303))
    assert "Ce registre n’existe plus." in page.text
    page = change(coach, kpi, source="Registre C")
    assert page.url == version and "Registre C" in page.text and "Registre B" not in page.text.split("Ce qui change")[1]
    page = coach.follow(post_button(coach, page, "Abandonner"))
    assert "abandonnée" in page.text and "Registre C" not in page.text.split("Historique")[0]
    assert "Version 2 Le registre a changé." in page.text


def test_what_is_wrong_in_a_change_is_said_beside_its_field(browser: Any, world: World, kpi: int) -> None:
    coach = browser(world.coach)
    for name, typed, words in (
        ("reason", "", "obligatoire"),
        ("reason", "x" * 2001, "2000 caractères"),
        ("kind", "number", "ne change plus"),
        ("frequency", "yearly", "ne change plus"),
        ("hard_min", "beaucoup", "Écrivez un nombre"),
        ("targets-0-value", "", "une date et une valeur"),
        ("first_on", "2025-10-01", "période plus ancienne"),
    ):
        values = {"reason": "Parce que.", "source": "Autre", name: typed}
        if name == "kind":
            values |= {"over_time": "sum", "over_structures": "sum"}
        page = send(coach, coach.get(f"/kpis/{kpi}/change"), values)
        assert words in page.errors(), name
        assert fields_of(page.form())["source"] == "Autre"
    page = send(coach, coach.get(f"/kpis/{kpi}/change"), {"reason": "Pour rien."})
    assert "Rien ne change" in page.errors()


def test_two_who_write_the_same_change_see_both(browser: Any, world: World, kpi: int) -> None:
    coach, coordinator = browser(world.coach), browser(world.coordinator)
    mine, theirs = coach.get(f"/kpis/{kpi}/change"), coordinator.get(f"/kpis/{kpi}/change")
    send(coordinator, theirs, {"reason": "Registre.", "source": "Registre de la Ville"}, 303)
    page = send(coach, mine, {"reason": "Registre.", "source": "Registre du coach"})
    assert "Registre de la Ville" in page.text and "Registre du coach" in page.text
    page = coach.follow(send(coach, page, {}, 303))
    assert "Registre du coach" in page.text


def test_a_change_proposed_meanwhile_keeps_what_was_typed(browser: Any, world: World, kpi: int) -> None:
    coach, coordinator = browser(world.coach), browser(world.coordinator)
    page = change(coach, kpi, source="Registre B")
    mine = coordinator.get(f"/kpis/{kpi}/change")
    post_button(coach, page, "Proposer ce changement")
    page = send(coordinator, mine, {"source": "Registre C"})
    assert fields_of(page.form())["source"] == "Registre C"
    coordinator.get(f"/kpis/{kpi}/change", status=303)


def test_a_double_click_writes_one_change(app: Flask, browser: Any, world: World, kpi: int) -> None:
    coach = browser(world.coach)
    page = coach.get(f"/kpis/{kpi}/change")
    for _ in range(2):
        send(coach, page, {"reason": "Registre.", "source": "B"}, 303)
    with app.app_context():
        states = [one.state for one in versions.of(kpi)]
        assert states == [VersionState.DRAFT, VersionState.AGREED]


def test_staff_read_a_change_without_buttons(app: Flask, browser: Any, world: World, kpi: int) -> None:
    coach = browser(world.coach)
    version = change(coach, kpi, source="Registre B").url
    page = browser(world.staff).get(version)
    assert "Registre B" in page.text and "Proposer" not in page.text and "Abandonner" not in page.text
    with app.app_context():
        number = db.session.query(AdoptionVersion).order_by(AdoptionVersion.id.desc()).first().id  # type: ignore[union-attr]
    for step in ("propose", "agree", "drop", "send-back"):
        browser(world.staff).post(f"/kpis/versions/{number}/{step}", {"version": "1"}, status=403)
    browser(world.other_coordinator).get(version, status=404)
    coach.get("/kpis/versions/999999", status=404)


def test_a_programme_kpi_has_a_funding_period_and_no_action(app: Flask, browser: Any, world: World) -> None:
    with app.app_context():
        operator = db.session.get_one(Organisation, world.operator)
        kpi = factories.kpi(operator, "P1", state=AdoptionState.DRAFT, targets={202601: 6000}, owner_id=world.coach)
        second = factories.user(Role.COACH, operator, "Dominique Coach")
        db.session.commit()
        number, other = kpi.id, second.id
    coach = browser(world.coach)
    page = coach.get(f"/kpis/{number}")
    assert "La période du financement qui le demande" in page.text and "Proposer" not in page.text
    page = coach.get(f"/kpis/{number}/edit")
    wrong = send(coach, page, {"funded_from": "2026-01-01", "funded_until": "2025-01-01"})
    assert "La fin vient avant le début" in wrong.errors()
    page = coach.follow(send(coach, page, {"funded_from": "2024-09-01", "funded_until": "31/08/2026"}, 303))
    assert "du 1er septembre 2024 au 31 août 2026" in page.text
    page = coach.follow(post_button(coach, page, "Proposer"))
    assert "Convenir" not in page.text
    dominique = browser(other)
    page = dominique.follow(post_button(dominique, dominique.get(f"/kpis/{number}"), "Convenir"))
    assert "convenu" in page.text
    with app.app_context():
        assert db.session.get_one(Adoption, number).funded_until == date(2026, 8, 31)


def test_the_sheet_marks_a_change_and_lists_what_is_retired(browser: Any, world: World, kpi: int, made: Made) -> None:
    made(lambda city: factories.kpi(city, "K9", state=AdoptionState.RETIRED, name=Translated(fr="Ancien chiffre")))
    coach = browser(world.coach)
    page = change(coach, kpi, source="Registre B")
    assert "changement en préparation" in coach.get(f"/kpis/?structure={world.city}").text
    coach.follow(post_button(coach, page, "Proposer ce changement"))
    page = browser(world.staff).get("/kpis/")
    assert "changement proposé" in page.text and "1 KPI retiré" in page.text and "Ancien chiffre" in page.text
