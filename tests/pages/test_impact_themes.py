"""Who came for which theme, and from how many organisations: for those inside alone."""

import pytest
from sqlalchemy import select

from ambassador.accounts.models import Organisation
from ambassador.db import db
from ambassador.demo.factories import webinars
from ambassador.webinars.models import Attendance, Participant, Theme, Webinar
from tests.impact_world import fill
from tests.pages.test_impact import HALF, plain, rows, titles
from tests.pages.test_impact_origins import figures, read, recomputed

HEBREW = "עיריית ברוקסל"
SCRIPT = "<script>alert(1)</script>"
TYPED = ("Asbl Pont", "ASBL  pont", HEBREW, SCRIPT, "Très " * 39 + "long")
"""Four organisations: the first two are one, written in two ways."""


@pytest.fixture
def filled(app, world):
    """Beside the world's own, people of organisations that somebody typed, all on the list of July."""
    fill(app, world)
    with app.app_context():
        july = db.session.scalars(select(Webinar).order_by(Webinar.starts_at)).first()
        for number, name in enumerate(TYPED):
            person = webinars.participant(f"Personne {number}", organisation_name=name)
            webinars.attendance(july, person)
        db.session.commit()
    return world


def opened(reader, page, chart):
    return {link: (shown, reader.get(link)) for shown, link in figures(page) if f"/figures/{chart}/" in link}


def test_people_are_told_by_theme_with_the_rate_of_each(filled, browser):
    coach = browser(filled.coach)
    page = coach.get(f"/impact/{filled.city}{HALF}")
    assert rows(page, "attendance-by-theme") == (
        ["Thème", "Inscrits", "Présents"],
        {"Gestion de projet": ["10", "5"], "Formation": ["12", "10"], "Évaluation de l’impact": ["3", "2"]},
    )
    said = titles(page)["attendance-by-theme"]
    assert said.startswith("Le taux de présence va de 50 % (gestion de projet) à 83 % (formation)")
    assert "Taux de présence : gestion de projet : 50 %, formation : 83 %, évaluation de l’impact : 67 %." in plain(
        page.text
    )


def test_organisations_are_counted_once_however_they_are_written(filled, browser):
    page = browser(filled.coach).get("/impact/" + HALF)
    assert titles(page)["organisations"].startswith("5 organisations ont inscrit des personnes")
    assert rows(page, "organisations")[1] == {
        "Gestion de projet": ["5"],
        "Formation": ["1"],
        "Évaluation de l’impact": ["1"],
    }
    assert "organisations" not in titles(browser(filled.coach).get(f"/impact/{filled.city}{HALF}")), "it is one itself"


def test_each_organisation_is_a_row_of_its_figure_and_only_a_name(filled, browser):
    coach = browser(filled.coach)
    found = opened(coach, coach.get("/impact/" + HALF), "organisations")
    assert len(found) == 3
    for shown, page in found.values():
        assert read(shown) == recomputed(page.html)
    (july,) = [page for link, (_, page) in found.items() if Theme.PROJECT_MANAGEMENT.value in link]
    assert HEBREW in july.text and SCRIPT in july.text and SCRIPT not in july.html
    assert plain(july.text).casefold().count("asbl pont") == 1


@pytest.mark.parametrize("scope", ["", "{city}"])
def test_the_filter_keeps_one_theme_and_its_figures_add_up(filled, browser, scope):
    coach = browser(filled.coach)
    page = coach.get(f"/impact/{scope.format(city=filled.city)}{HALF}&theme=training")
    assert list(rows(page, "attendance-by-theme")[1]) == ["Formation"]
    said = titles(page)["attendance-by-theme"]
    assert "des inscrits étaient présents, pour le seul thème « formation »" in said
    found = opened(coach, page, "attendance-by-theme")
    assert len(found) == 2
    for shown, explained in found.values():
        assert read(shown) == recomputed(explained.html)


@pytest.mark.parametrize("address", ["/impact/", "/impact/{city}"])
def test_partners_are_told_that_neither_is_published(filled, browser, address):
    partner = browser(filled.partner)
    address = address.format(city=filled.city)
    page = partner.get(address + HALF)
    assert not {"attendance-by-theme", "organisations"} & set(titles(page))
    assert "Les personnes par thème et le nombre d’organisations ne sont pas publiés." in plain(page.text)
    base = address.rstrip("/")
    for figure in ("attendance-by-theme/registered/training", "organisations/organisations/training"):
        partner.get(f"{base}/figures/{figure}{HALF}", status=404)
    for chart in ("attendance-by-theme", "organisations"):
        partner.get(f"{base}/charts/{chart}.csv{HALF}", status=404)


def test_a_figure_that_is_none_is_not_found(filled, browser):
    coach = browser(filled.coach)
    for figure in (
        "attendance-by-theme/nothing/training",
        "attendance-by-theme/present/nothing",
        "attendance-by-theme/present/community",
        "organisations/nothing/training",
        "organisations/organisations/nothing",
    ):
        coach.get(f"/impact/figures/{figure}{HALF}", status=404)


def test_the_same_rate_for_each_theme_is_said_once(app, filled, browser):
    with app.app_context():
        for seat in db.session.scalars(select(Attendance)):
            seat.status = "present"
        db.session.commit()
    page = browser(filled.coach).get("/impact/" + HALF)
    assert titles(page)["attendance-by-theme"].startswith("Le taux de présence est le même pour chaque thème : 100 %")


def test_lists_without_anybody_or_without_organisations_say_so(app, filled, browser):
    coach = browser(filled.coach)
    december = "?from=2025-Q4&to=2025-Q4&theme=training"
    with app.app_context():
        for person in db.session.scalars(select(Participant)):
            person.organisation_id, person.organisation_name = None, ""
        db.session.commit()
    page = coach.get("/impact/" + december)
    assert titles(page)["organisations"].startswith("Aucune organisation n’est notée pour ces trimestres")
    city = coach.get(f"/impact/{filled.city}{december}")
    assert titles(city)["attendance-by-theme"].startswith("Aucune inscription n’est notée pour ces trimestres")
    empty = coach.get("/impact/?from=2040-Q1&to=2040-Q4")
    assert not {"attendance-by-theme", "organisations"} & set(titles(empty))


def test_an_organisation_of_the_register_is_told_by_its_name(app, filled, browser):
    coach = browser(filled.coach)
    found = opened(coach, coach.get("/impact/" + HALF), "organisations")
    with app.app_context():
        name = db.session.get_one(Organisation, filled.city).name.fr
    assert all(name in page.text for _, page in found.values())
