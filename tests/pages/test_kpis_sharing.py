"""The pages on which a second structure takes over what another agreed on, and on which owner and stand-in are replaced."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from ambassador.accounts.models import Organisation, User
from ambassador.charter.models import Action
from ambassador.conventions.models import Convention
from ambassador.db import db
from ambassador.demo import factories
from ambassador.demo.factories.kpis import charter_action
from ambassador.followup.models import DeliverableKind, DeliverableState
from ambassador.kpis.models import Adoption, AdoptionState, Indicator, IndicatorKind, OverStructures
from ambassador.permissions import Role
from ambassador.translated import Translated
from tests.client import Browser, Page, fields_of
from tests.conftest import World
from tests.pages.test_kpis_chain import post_button
from tests.pages.test_kpis_pages import Made, send

CLUB, CITY = "Club des voisins", "Ville de Valbrume"


@pytest.fixture
def first(made: Made, world: World) -> int:
    """The city's agreed KPI."""

    def build(city: Organisation) -> Adoption:
        return factories.kpi(
            city,
            "STAFF",
            IndicatorKind.RATIO,
            targets={202501: 20},
            service_id=world.service,
            name=Translated(fr="Agents sensibilisés"),
            over_structures=OverStructures.RATIO_OF_SUMS,
            proposed_by=db.session.get_one(User, world.coach),
            agreed_by=db.session.get_one(User, world.coordinator),
        )

    return made(build)


@pytest.fixture
def club(app: Flask, world: World) -> dict[str, int]:
    """A second structure of the operator, with an action and a coordinator."""
    with app.app_context():
        operator = db.session.get_one(Organisation, world.operator)
        row = factories.organisation(CLUB)
        factories.convention([operator, row], date(2026, 1, 15))
        coordinator = factories.user(Role.COORDINATOR, row, "Chloé Club")
        action = charter_action(row, "C1")
        db.session.commit()
        return {"id": row.id, "action": action.id, "coordinator": coordinator.id}


def definition_of(app: Flask, number: int) -> int:
    with app.app_context():
        return db.session.get_one(Adoption, number).definition_id


def adopt_page(coach: Browser, club: dict[str, int]) -> Page:
    page = coach.get(f"/kpis/shared?structure={club['id']}")
    link = next(link for link in page.links() if link.startswith("/kpis/shared/"))
    return coach.get(link)


def filled(club: dict[str, int], **changes: str) -> dict[str, str]:
    return {
        "action_id": str(club["action"]),
        "first_on": "2026-01-01",
        "baseline_comment": "Inconnue.",
        "targets-0-on": "2026-01-01",
        "targets-0-value": "12,5",
        "owner_id": str(club["coordinator"]),
        "source": "Registre du club",
        "verification": "Listes",
        "days_allowed": "30",
        **changes,
    }


# --- adopting --------------------------------------------------------------------------------------------------------


def test_a_second_structure_takes_over_an_agreed_kpi_and_agrees_on_it(
    app: Flask, browser: Any, world: World, first: int, club: dict[str, int]
) -> None:
    coach, chloe = browser(world.coach), browser(club["coordinator"])
    assert f"/kpis/shared?structure={club['id']}" in coach.get(f"/kpis/?structure={club['id']}").links()
    for address in ("new", "examples"):
        page = coach.get(f"/kpis/{address}?structure={club['id']}")
        assert any(link.startswith("/kpis/shared?") for link in page.links())
    page = adopt_page(coach, club)
    assert "Ce qui est compté pendant la période." in page.text and "Agents sensibilisés" in page.text
    fields = fields_of(page.form())
    assert not {"name-fr", "unit-fr", "kind", "baseline_weight"} & set(fields)
    page = coach.follow(send(coach, page, filled(club), 303))
    assert "brouillon" in page.text and CLUB in page.text and "12,5" in page.text
    assert "Aussi convenu par" in page.text and CITY in page.text
    number = page.url
    assert "Agents sensibilisés" not in coach.get(f"/kpis/shared?structure={club['id']}").text
    coach.follow(post_button(coach, page, "Proposer"))

    page = chloe.get(number)
    for words in ("Valbrume", "Nadia", "Aussi convenu"):
        assert words not in page.html, "who else has the KPI is not theirs to know"
    page = chloe.follow(post_button(chloe, page, "Convenir de ce KPI"))
    assert "convenu" in page.text
    assert (
        CLUB in coach.get(f"/kpis/{first}").text and CLUB not in browser(world.coordinator).get(f"/kpis/{first}").html
    )
    with app.app_context():
        assert db.session.query(Indicator).count() == 1
        assert len({row.definition_id for row in db.session.scalars(select(Adoption))}) == 1


def test_a_structures_people_find_no_list_of_others_kpis(
    app: Flask, browser: Any, world: World, first: int, club: dict[str, int]
) -> None:
    definition = definition_of(app, first)
    for person, status in (("coordinator", 404), ("staff", 403), ("partner", 403), ("admin", 403)):
        browser(getattr(world, person)).get("/kpis/shared", status=status)
        browser(getattr(world, person)).get(f"/kpis/shared/{definition}", status=status)
    chloe = browser(club["coordinator"])
    chloe.get(f"/kpis/shared?structure={world.city}", status=404)
    chloe.get(f"/kpis/shared/{definition}?structure={club['id']}", status=404)
    for address in ("/kpis/", "/kpis/new", "/kpis/examples"):
        page = chloe.get(address)
        assert "ailleurs" not in page.text and "Valbrume" not in page.html


@pytest.mark.parametrize("structure", ["x", "-1", "999999", "99999999999999999999"])
def test_a_nonsense_structure_or_page_is_answered_politely(
    browser: Any, world: World, first: int, club: dict[str, int], structure: str
) -> None:
    coach = browser(world.coach)
    assert coach._open("GET", f"/kpis/shared?structure={structure}").status in (200, 404)
    for page in ("x", "-1", "999999"):
        address = f"/kpis/shared?structure={club['id']}&page={page}&action=z"
        assert "Agents sensibilisés" in coach.get(address).text
    coach.get(f"/kpis/shared?structure={world.operator}", status=404)
    coach.get(f"/kpis/shared?structure={world.other_city}", status=404)
    coach.get("/kpis/shared/999999", status=404)


def test_a_long_list_has_pages_and_stays_within_its_budget(
    browser: Any, world: World, made: Made, club: dict[str, int]
) -> None:
    made(lambda city: [factories.kpi(city, f"K{number:02d}") for number in range(52)].pop())
    coach = browser(world.coach)
    page = coach.get(f"/kpis/shared?structure={club['id']}")
    assert "K49" in page.text and "K50" not in page.text
    assert "K50" in coach.get(f"/kpis/shared?structure={club['id']}&page=2").text


def test_an_empty_list_says_what_comes_next(browser: Any, world: World, club: dict[str, int]) -> None:
    page = browser(world.coach).get(f"/kpis/shared?structure={club['id']}")
    assert "Aucune autre structure" in page.text
    assert any(link.startswith("/kpis/examples?") for link in page.links())


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("action_id", "999999", "Choisissez"),
        ("action_id", "x", "Choisissez"),
        ("first_on", "31/02/2026", "date"),
        ("first_on", "", "obligatoire"),
        ("targets-0-value", "douze", "Écrivez un nombre"),
        ("targets-0-value", "120.5.1", "Écrivez un nombre"),
        ("targets-0-on", "", "une date et une valeur"),
        ("baseline_numerator", "-5 🙂", "Écrivez un nombre"),
        ("baseline_denominator", "3", "Écrivez aussi"),
        ("owner_id", "999999", "Choisissez dans la liste"),
        ("source", "x" * 201, "200"),
        ("source", "a\x07b", "caractère"),
        ("baseline_comment", "x" * 2001, "2000"),
        ("days_allowed", "-1", "0"),
        ("days_allowed", "1e9", "nombre"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(
    browser: Any, world: World, first: int, club: dict[str, int], name: str, typed: str, words: str
) -> None:
    coach = browser(world.coach)
    page = send(coach, adopt_page(coach, club), filled(club, verification="<script>العدّ", **{name: typed}))
    assert words in page.errors(), page.errors()
    assert fields_of(page.form())["verification"] == "<script>العدّ" and "<script>الع" not in page.html


def test_a_forged_definition_does_not_count(
    app: Flask, browser: Any, world: World, first: int, club: dict[str, int]
) -> None:
    coach = browser(world.coach)
    forged = {"name-fr": "Faux", "kind": "number", "dimension_ids": "1"}
    page = coach.follow(send(coach, adopt_page(coach, club), {**filled(club), **forged}, 303))
    assert "Faux" not in page.text and "Agents sensibilisés" in page.text


def test_taken_over_meanwhile_or_twice(
    app: Flask, browser: Any, world: World, first: int, club: dict[str, int]
) -> None:
    coach, other = browser(world.coach), browser(world.coach)
    mine, theirs = adopt_page(coach, club), adopt_page(other, club)
    for _ in range(2):
        send(other, theirs, filled(club), 303)
    page = send(coach, mine, filled(club, source="Mon registre"))
    assert "déjà ce KPI" in page.errors() and fields_of(page.form())["source"] == "Mon registre"
    page = coach.get(f"/kpis/shared/{definition_of(app, first)}?structure={club['id']}", status=303)
    with app.app_context():
        assert db.session.query(Adoption).count() == 2


def test_a_structure_without_actions_is_told_so(app: Flask, browser: Any, world: World, first: int, club: Any) -> None:
    with app.app_context():
        db.session.delete(db.session.get_one(Action, club["action"]))
        db.session.commit()
    assert "n’a pas encore d’action" in adopt_page(browser(world.coach), club).text


# --- the draft of a shared definition --------------------------------------------------------------------------------


def test_a_draft_keeps_the_shared_definition_unless_another_is_asked_for(
    app: Flask, browser: Any, world: World, first: int, club: dict[str, int]
) -> None:
    coach, chloe = browser(world.coach), browser(club["coordinator"])
    number = coach.follow(send(coach, adopt_page(coach, club), filled(club), 303)).url
    page = chloe.get(f"{number}/edit")
    assert "Une définition partagée" in page.text and "Valbrume" not in page.html
    assert "name-fr" not in fields_of(page.form())
    page = chloe.follow(send(chloe, page, {"source": "Autre registre"}, 303))
    assert "Autre registre" in page.text
    page = chloe.get(f"{number}/edit?definition=own")
    assert "pour cette structure seule" in page.text
    page = chloe.follow(send(chloe, page, {"definition-fr": "Autrement.", "code": "C1-1"}, 303))
    assert "Autrement." in page.text and "C1-1" in page.text and "Valbrume" not in page.html
    assert "Autrement." not in coach.get(f"/kpis/{first}").text


def test_two_who_write_the_same_shared_draft_see_both(
    browser: Any, world: World, first: int, club: dict[str, int]
) -> None:
    coach, chloe = browser(world.coach), browser(club["coordinator"])
    number = coach.follow(send(coach, adopt_page(coach, club), filled(club), 303)).url
    mine, theirs = coach.get(f"{number}/edit"), chloe.get(f"{number}/edit")
    send(chloe, theirs, {"source": "Registre de Chloé"}, 303)
    page = send(coach, mine, {"source": "Registre du coach"})
    assert "Registre de Chloé" in page.text and "Registre du coach" in page.text


def test_a_change_that_separates_figures_says_so_before_it_is_agreed(
    browser: Any, world: World, first: int, club: dict[str, int]
) -> None:
    coach = browser(world.coach)
    send(coach, adopt_page(coach, club), filled(club), 303)
    page = coach.get(f"/kpis/{first}/change")
    assert "Une définition partagée" in page.text
    again = coach.follow(send(coach, page, {"reason": "Plus clair.", "definition-fr": "Plus clair."}, 303))
    assert "ne s’additionnent plus" not in again.text
    page = coach.follow(send(coach, coach.get(f"/kpis/{first}/change"), {"unit-fr": "‰"}, 303))
    assert "ne s’additionnent plus" in page.text
    page = browser(world.coordinator).get(page.url)
    assert "ne s’additionnent plus" in page.text and CLUB not in page.html


def test_an_example_taken_over_by_a_second_structures_own_people_is_the_same_indicator(
    app: Flask, browser: Any, world: World, club: dict[str, int]
) -> None:
    with app.app_context():
        action = charter_action(db.session.get_one(Organisation, world.city), "A10").id
        db.session.commit()
    nadia, chloe = browser(world.coordinator), browser(club["coordinator"])
    send(nadia, nadia.get("/kpis/examples"), {"example": "support-hours", "action_id": str(action)}, 303)
    page = chloe.get("/kpis/examples")
    page = chloe.follow(send(chloe, page, {"example": "support-hours", "action_id": str(club["action"])}, 303))
    assert "Une définition partagée" in page.text and "Nadia" not in page.html and "Valbrume" not in page.html
    number = page.url.removesuffix("/edit")
    page = chloe.get(number)
    assert "exemple, à adapter avec la structure" in page.text and "Nadia" not in page.html
    with app.app_context():
        assert db.session.query(Indicator).count() == 1


@pytest.mark.parametrize(
    ("state", "is_marked"),
    [(AdoptionState.DRAFT, True), (AdoptionState.PROPOSED, True), (AdoptionState.AGREED, False)],
)
def test_the_mark_of_an_example_goes_once_it_is_agreed(
    browser: Any, world: World, made: Made, state: AdoptionState, is_marked: bool
) -> None:
    coach, coordinator = browser(world.coach), browser(world.coordinator)
    number = made(lambda city: factories.kpi(city, "E1", is_example=True, targets={202601: 5}, state=state))
    page = coordinator.get(f"/kpis/{number}")
    assert ("exemple, à adapter" in page.text) is is_marked
    assert ("Repris de nos exemples" in coach.get(f"/kpis/?structure={world.city}").text) is is_marked


# --- owner and stand-in ----------------------------------------------------------------------------------------------


def test_owner_and_stand_in_are_replaced_without_an_agreement(
    app: Flask, browser: Any, world: World, first: int
) -> None:
    coordinator = browser(world.coordinator)
    page = coordinator.get(f"/kpis/{first}")
    assert f"/kpis/{first}/people" in page.links()
    page = coordinator.get(f"/kpis/{first}/people")
    chosen = {"owner_id": str(world.staff), "stand_in_id": str(world.coordinator)}
    for _ in range(2):
        sent = send(coordinator, page, chosen, 303)
    page = coordinator.follow(sent)
    assert "Sam Service" in page.text and "convenu" in page.text and "responsable" in page.text.split("Historique")[1]
    with app.app_context():
        kpi = db.session.get_one(Adoption, first)
        assert (kpi.owner_id, kpi.stand_in_id, kpi.state) == (world.staff, world.coordinator, AdoptionState.AGREED)
    assert "owner_id" not in fields_of(coordinator.get(f"/kpis/{first}/change").form())


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"owner_id": "999999"}, "Choisissez dans la liste"),
        ({"owner_id": "abc"}, "Choisissez dans la liste"),
        ({"owner_id": "-1"}, "Choisissez dans la liste"),
        ({"stand_in_id": "🙂"}, "Choisissez dans la liste"),
    ],
)
def test_a_person_who_is_not_there_is_refused(
    browser: Any, world: World, first: int, typed: dict[str, str], words: str
) -> None:
    coach = browser(world.coach)
    assert words in send(coach, coach.get(f"/kpis/{first}/people"), typed).errors()


def test_one_person_is_not_both_and_two_edits_are_compared(browser: Any, world: World, first: int) -> None:
    coach, coordinator = browser(world.coach), browser(world.coordinator)
    mine, theirs = coach.get(f"/kpis/{first}/people"), coordinator.get(f"/kpis/{first}/people")
    both = {"owner_id": str(world.staff), "stand_in_id": str(world.staff)}
    assert "une autre personne" in send(coordinator, theirs, both).errors()
    send(coordinator, theirs, {"owner_id": str(world.staff)}, 303)
    page = send(coach, mine, {"owner_id": str(world.coordinator)})
    assert "Quelqu’un a modifié" in page.text and "Sam Service" in page.text
    coach.follow(send(coach, page, {}, 303))


def test_a_draft_has_no_such_page(browser: Any, world: World, made: Made) -> None:
    number = made(lambda city: factories.kpi(city, state=AdoptionState.DRAFT))
    coach = browser(world.coach)
    coach.get(f"/kpis/{number}/people", status=303)
    assert f"/kpis/{number}/people" not in coach.get(f"/kpis/{number}").links()
    browser(world.staff).get(f"/kpis/{number}/people", status=403)


# --- the set's deliverable -------------------------------------------------------------------------------------------


def test_the_sheet_says_when_the_follow_up_lacks_a_deliverable_for_the_set(
    app: Flask, browser: Any, world: World, first: int
) -> None:
    coach, coordinator = browser(world.coach), browser(world.coordinator)
    words = "n’a pas de livrable"
    assert words not in coach.get(f"/kpis/?structure={world.city}").text, "there is no follow-up"
    with app.app_context():
        follow_up = factories.follow_up(db.session.get_one(Convention, world.convention)).id
        db.session.commit()
    link = f"/follow-up/{follow_up}/deliverables/new"
    page = coach.get(f"/kpis/?structure={world.city}")
    assert words in page.text and link in page.links()
    coach.get(link)
    page = coordinator.get("/kpis/")
    assert words in page.text and link not in page.links()
    assert words not in browser(world.staff).get("/kpis/").text
    assert words not in coach.get(f"/kpis/?structure={world.operator}").text


@pytest.mark.parametrize("state", list(DeliverableState))
def test_a_deliverable_in_hand_is_enough_and_an_accepted_one_is_not(
    app: Flask, browser: Any, world: World, first: int, state: DeliverableState
) -> None:
    with app.app_context():
        follow_up = factories.follow_up(db.session.get_one(Convention, world.convention))
        factories.deliverable(follow_up, kind=DeliverableKind.KPI_SET, state=state)
        db.session.commit()
    page = browser(world.coach).get(f"/kpis/?structure={world.city}")
    assert ("n’a pas de livrable" in page.text) is (state is DeliverableState.ACCEPTED)
