"""The register's pages: the list, a convention in each state, and what each person may change there."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from ambassador.accounts.models import Organisation, User
from ambassador.conventions import measures
from ambassador.conventions.measures import Detail, Measured
from ambassador.conventions.models import Commitment, Convention, DueRule, Modality, Unit
from ambassador.db import db
from ambassador.demo import factories, sources
from ambassador.translated import Translated
from tests.client import Browser
from tests.conftest import World
from tests.rules.seeds import load

Open = Callable[..., Browser]
TODAY = date(2026, 3, 10)


@pytest.fixture
def real(app: Flask, world: World) -> dict[str, int]:
    """Both real conventions, with the world's operator and city for parties; the City and the CIRB of the second are others."""
    with app.app_context():
        organisation = {name: db.session.get_one(Organisation, getattr(world, name)) for name in ("operator", "city")}
        others = {name: db.session.get_one(Organisation, getattr(world, name)) for name in ("other_city", "centre")}
        first = sources.convention_from(
            load("convention-wetechcare.toml"),
            {"city": organisation["city"], "wetechcare": organisation["operator"]},
        )
        second = sources.convention_from(
            load("convention-wepulse.toml"), {"city": others["other_city"], "cirb": others["centre"]}
        )
        db.session.commit()
        return {"wetechcare": first.id, "wepulse": second.id}


def change(app: Flask, convention: int, **values: Any) -> None:
    with app.app_context():
        row = db.session.get_one(Convention, convention)
        for name, value in values.items():
            setattr(row, name, value)
        db.session.commit()


def test_the_list_shows_state_parties_and_last_day(browser: Open, world: World) -> None:
    page = browser(world.coach).get("/conventions/")
    assert "WeTechCare · Ville de Valbrume" in page.text
    assert "en vigueur" in page.text and "Jusqu’au 15 janvier 2027. Encore 311 jours" in page.text
    assert f"/conventions/{world.foreign_convention}" not in page.links()


def test_the_list_is_filtered_by_state_and_ignores_nonsense(browser: Open, world: World) -> None:
    coach = browser(world.coach)
    assert "Aucune convention dans cet état" in coach.get("/conventions/?state=draft").text
    for query in ("?state=in_force", "?state=%00%27&page=-3", "?page=999999999999", "?state[]=x"):
        assert f"/conventions/{world.convention}" in coach.get(f"/conventions/{query}").links()


def test_without_conventions_the_list_says_what_to_do(app: Flask, browser: Open, world: World) -> None:
    with app.app_context():
        db.session.delete(db.session.get_one(Convention, world.convention))
        db.session.commit()
    assert "/conventions/new" in browser(world.coordinator).get("/conventions/").links()
    assert "/conventions/new" not in browser(world.staff).get("/conventions/").links()


def test_many_conventions_come_in_pages(app: Flask, browser: Open, world: World) -> None:
    with app.app_context():
        parties = [db.session.get_one(Organisation, number) for number in (world.operator, world.city)]
        for _ in range(51):
            factories.convention(parties)
        db.session.commit()
    page = browser(world.coach).get("/conventions/")
    assert "Page 1 sur 2" in page.text
    assert f"/conventions/{world.convention}" in browser(world.coach).get("/conventions/?page=2").links()


def test_a_convention_explains_its_state_and_draws_its_line_of_days(browser: Open, world: World) -> None:
    page = browser(world.staff).get(f"/conventions/{world.convention}")
    assert "Signée par les deux parties le 15 janvier 2026. Elle court jusqu’au 15 janvier 2027 inclus." in page.text
    assert "Encore 311 jours" in page.text and "Aujourd’hui" in page.text and "5 jours" in page.text
    assert f"/conventions/{world.convention}/edit" not in page.links(), "staff read"


def test_the_draft_of_the_citys_convention_is_shown_article_by_article(
    browser: Open, world: World, real: dict[str, int]
) -> None:
    page = browser(world.coach).get(f"/conventions/{real['wetechcare']}")
    assert "brouillon" in page.text and "Aucune partie n’a encore signé" in page.text
    assert "24 juin 2024" in page.text
    assert len([item for item in page.all("li") if (item.get("id") or "").startswith("commitment-")]) == 20
    assert "Article 7.2 – Résiliation" in page.text


def test_two_articles_nine_are_shown_apart(browser: Open, world: World, real: dict[str, int]) -> None:
    page = browser(world.centre_coordinator).get(f"/conventions/{real['wepulse']}")
    assert "Article 9 – Fin de la convention" in page.text and "Article 9 – Litiges" in page.text
    assert len([item for item in page.all("li") if (item.get("id") or "").startswith("commitment-")]) == 11
    assert "700 jours-homme" in page.text and "800 000 EUR" in page.text
    assert "940 000" in page.text, "the other amount stands in words, apart"


def test_the_operators_people_learn_nothing_of_conventions_of_others(
    browser: Open, world: World, real: dict[str, int]
) -> None:
    for person in (world.coach, world.admin, world.coordinator):
        someone = browser(person)
        for path in ("", "/edit", "/commitments/new") if person != world.admin else ("",):
            someone.get(f"/conventions/{real['wepulse']}{path}", status=404)
        assert "WePulse" not in someone.get("/conventions/").text


def test_commitments_of_another_convention_are_not_found_beneath_ones_own(
    app: Flask, browser: Open, world: World, real: dict[str, int]
) -> None:
    with app.app_context():
        foreign = db.session.get_one(Convention, real["wepulse"]).commitments[0].id
    browser(world.coach).get(f"/conventions/{world.convention}/commitments/{foreign}/edit", status=404)


@pytest.fixture
def two_and_a_quarter() -> Iterator[None]:
    def held(_commitment: Commitment, _window: Any, _on: date) -> Measured:
        parts = (Detail("Séances", Decimal("2.25"), "conventions.index"),)
        return Measured(Decimal("2.25"), parts, endpoint="conventions.index")

    before = measures._MEASURES.get("followup.days_held")
    measures.register("followup.days_held", held, "Jours tenus")
    yield
    del measures._MEASURES["followup.days_held"]
    if before:
        measures._MEASURES["followup.days_held"] = before


def test_progress_is_shown_where_the_work_shows_it(
    app: Flask, browser: Open, world: World, two_and_a_quarter: None
) -> None:
    with app.app_context():
        convention = db.session.get_one(Convention, world.convention)
        factories.commitment(convention, quantity=Decimal(5), measure="followup.days_held")
        db.session.commit()
    page = browser(world.coordinator).get(f"/conventions/{world.convention}")
    assert "Jours tenus : 2¼ sur 5" in page.text and "Séances : 2¼" in page.text
    assert "Au plus tard le dernier jour de la convention : le 15 janvier 2027" in page.text


def test_many_details_are_folded_and_a_kept_commitment_says_so(app: Flask, browser: Open, world: World) -> None:
    def held(*_: Any) -> Measured:
        return Measured(Decimal(6), tuple(Detail(f"Séance {n} " + "longue " * 30, Decimal(1)) for n in range(6)))

    measures.register("tests.many", held, "Jours tenus")
    with app.app_context():
        factories.commitment(
            db.session.get_one(Convention, world.convention), quantity=Decimal(5), measure="tests.many"
        )
        db.session.commit()
    page = browser(world.coordinator).get(f"/conventions/{world.convention}")
    del measures._MEASURES["tests.many"]
    assert "Voir le détail" in page.text and "tenu" in page.text and "…" in page.text


def test_a_condition_not_met_is_shown_as_waiting(app: Flask, browser: Open, world: World) -> None:
    with app.app_context():
        factories.commitment(
            db.session.get_one(Convention, world.convention),
            modality=Modality.CONDITIONAL,
            condition=Translated(fr="Si les pouvoirs locaux s’en servent"),
            due=DueRule.ONGOING,
        )
        db.session.commit()
    page = browser(world.coordinator).get(f"/conventions/{world.convention}")
    assert "Si les pouvoirs locaux s’en servent" in page.text and "En continu" in page.text


def test_another_day_does_not_know_that_a_condition_was_met_later(app: Flask, browser: Open, world: World) -> None:
    with app.app_context():
        factories.commitment(
            db.session.get_one(Convention, world.convention),
            modality=Modality.CONDITIONAL,
            condition=Translated(fr="Si besoin"),
            condition_met_on=date(2026, 3, 3),
        )
        db.session.commit()
    person, place = browser(world.coordinator), f"/conventions/{world.convention}"
    assert "condition remplie" in person.get(f"{place}?on=2026-03-03").text
    assert "condition remplie" not in person.get(f"{place}?on=2026-03-02").text


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_pages_open_in_every_language(
    app: Flask, browser: Open, world: World, real: dict[str, int], language: str
) -> None:
    with app.app_context():
        db.session.get_one(User, world.coach).language = language
        db.session.commit()
    coach = browser(world.coach)
    titles = {"nl": "Diepgaande individuele begeleiding", "en": "In-depth individual follow-up"}
    assert titles[language] in coach.get(f"/conventions/{real['wetechcare']}").text
    for path in ("/conventions/", "/conventions/new", f"/conventions/{real['wetechcare']}/edit"):
        coach.get(path)


def test_changes_stand_in_the_history_with_who_and_what(browser: Open, world: World) -> None:
    coordinator = browser(world.coordinator)
    page = coordinator.get(f"/conventions/{world.convention}/edit")
    sent = coordinator.submit(page, {"source": "Texte signé"})
    shown = coordinator.follow(sent)
    assert "Nadia Coordination" in shown.text and "Texte signé" in shown.text


def test_what_was_signed_does_not_change_by_the_form(browser: Open, world: World) -> None:
    coordinator = browser(world.coordinator)
    page = coordinator.get(f"/conventions/{world.convention}/edit")
    assert "Une partie a signé" in page.text
    for values in ({"length_months": "24"}, {"quota_days": "1"}, {"early_end_months": "9"}):
        assert "par un avenant" in coordinator.submit(page, values, status=200).errors()


def test_each_party_notes_its_own_signature(app: Flask, browser: Open, world: World, draft: int) -> None:
    coach, coordinator, place = browser(world.coach), browser(world.coordinator), f"/conventions/{draft}"
    shown = coach.follow(coach.submit(coach.get(f"{place}/sign"), {"decided_on": "1/3/2026", "signed_on": "2.3.2026"}))
    assert "signée le 2 mars 2026" in shown.text and "pas encore signée" in shown.text
    assert not [link for link in shown.links() if link.endswith(("commitments/new", "articles/new"))]
    page = coordinator.get(f"{place}/sign")
    assert "Ville de Valbrume" in page.text
    shown = coordinator.follow(coordinator.submit(page, {"signed_on": "2026-03-04"}))
    assert "Signée par toutes les parties, en dernier le 4 mars 2026." in shown.text
    refused = coordinator.submit(coordinator.get(f"{place}/sign"), {"signed_on": ""}, status=200)
    assert "ne se retire plus" in refused.errors()
    assert "/sign" not in "".join(browser(world.staff).get(place).links())
    with app.app_context():
        parties = db.session.get_one(Convention, draft).parties
        assert [str(party.signed_on) for party in parties] == ["2026-03-02", "2026-03-04"]


def test_who_signs_reads_first_what_changed_meanwhile(browser: Open, world: World, draft: int) -> None:
    coach, coordinator, place = browser(world.coach), browser(world.coordinator), f"/conventions/{draft}"
    page = coordinator.get(f"{place}/sign")
    coach.submit(coach.get(f"{place}/commitments/new"), {"title-fr": "Un de plus", "article": "3"})
    shown = coordinator.submit(page, {"signed_on": "2026-03-04"}, status=200)
    assert "Relisez-le avant de signer" in shown.errors()
    assert "signée le 4 mars 2026" in coordinator.follow(coordinator.submit(shown)).text


def test_a_commitment_is_added_changed_and_deleted(browser: Open, world: World, draft: int) -> None:
    coach = browser(world.coach)
    place = f"/conventions/{draft}"
    page = coach.get(f"{place}/commitments/new")
    sent = coach.submit(
        page,
        {"title-fr": "Prêter des ordinateurs", "article": "3bis", "quantity": "12,5", "unit": "person_day", "due": "date",
         "due_on": "31/12/2026"},
    )  # fmt: skip
    assert "#commitment-" in sent.headers["Location"]
    shown = coach.get(place)
    assert "Prêter des ordinateurs" in shown.text and "12,5 jours-homme" in shown.text
    assert "Le 31 décembre 2026" in shown.text and "Article 3bis" in shown.text
    edit = next(link for link in shown.links() if link.endswith("/edit") and "/commitments/" in link)
    coach.submit(coach.get(edit), {"quantity": "13"})
    assert "13 jours-homme" in coach.get(place).text
    question = coach.get(edit.replace("/edit", "/delete"))
    assert "Prêter des ordinateurs" in question.text
    shown = coach.follow(coach.submit(question))
    assert "L’engagement est supprimé." in shown.text
    coach.get(edit, status=404)
    assert "Prêter des ordinateurs" in coach.get(place).text, "the history keeps what it said"


def test_articles_are_added_and_only_empty_ones_are_deleted(
    app: Flask, browser: Open, world: World, draft: int
) -> None:
    coach = browser(world.coach)
    place = f"/conventions/{draft}"
    for title in ("Fin de la convention", "Litiges"):
        shown = coach.follow(coach.submit(coach.get(f"{place}/articles/new"), {"number": "9", "title-fr": title}))
    assert "Article 9 – Fin de la convention" in shown.text and "Article 9 – Litiges" in shown.text
    with app.app_context():
        convention = db.session.get_one(Convention, draft)
        first, second = (article.id for article in convention.articles)
        factories.commitment(convention, "9", article_id=first)
        db.session.commit()
    refused = coach.submit(coach.get(f"{place}/articles/{first}/delete"), status=200)
    assert "déplacez-les d’abord" in refused.text
    coach.submit(coach.get(f"{place}/articles/{second}/delete"))
    assert "Litiges" not in [heading.text for heading in coach.get(place).all("h3")]


def test_units_and_quantities_are_in_words(app: Flask, browser: Open, world: World) -> None:
    with app.app_context():
        convention = db.session.get_one(Convention, world.convention)
        for unit in Unit:
            factories.commitment(convention, quantity=Decimal(1), unit=unit, due=DueRule.NONE)
        for rule in (DueRule.YEARLY, DueRule.EVENT, DueRule.BEFORE_USE, DueRule.UNLIMITED):
            factories.commitment(convention, due=rule)
        factories.commitment(convention, due=DueRule.DAYS_AFTER_START, due_days=15)
        db.session.commit()
    text = browser(world.coach).get(f"/conventions/{world.convention}").text
    days = "Dans les 15 jours calendrier après le début : le 30 janvier 2026"
    for words in ("1 jour ·", "1 livrable", "1 jour-homme", "1 EUR", days):
        assert words in text, words
