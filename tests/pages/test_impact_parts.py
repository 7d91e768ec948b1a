"""Parts that tell how things stand: actions over time, commitments by party, categories of KPIs, and what is known at all."""

import pytest

from ambassador.accounts.models import Organisation
from ambassador.charter.models import Action, Axis
from ambassador.conventions.models import Convention
from ambassador.db import db
from ambassador.demo import factories
from ambassador.demo.factories import kpis
from ambassador.kpis.models import IndicatorKind
from ambassador.translated import Translated
from tests.impact_world import fill
from tests.pages.test_impact import plain, rows
from tests.pages.test_impact_origins import HALF, figures, read, recomputed

LONG = "Très " * 40
HEBREW = "עיריית ברוקסל"
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def told(app, world):
    """A commitment of the city, one of both parties; a figure by gender, with some people of whom it is not stated."""
    fill(app, world)
    with app.app_context():
        convention = db.session.get_one(Convention, world.convention)
        city = next(party for party in convention.parties if party.organisation_id == world.city)
        factories.commitment(convention, party_id=city.id, article="3.1", title=Translated(fr="Article à écrire"))
        factories.commitment(convention, party_id=None, article="4.1", title=Translated(fr="Invitations mutuelles"))
        gender = kpis.dimension("gender", ["Femmes", "Hommes"])
        adoption = kpis.kpi(
            db.session.get_one(Organisation, world.city),
            "C-1",
            first_month=202507,
            name=Translated(fr="Agents formés"),
            dimensions=[gender],
        )
        whole = kpis.figure(adoption, "2025-Q4", 30)
        for category, number in zip(gender.categories, (17, 11), strict=True):
            kpis.part(whole, category.id, number)
        db.session.commit()
    return world


def page_of(browser, person, world):
    return browser(person).get(f"/impact/{world.city}{HALF}")


def charts(page):
    return [one.get("id") for one in page.all("figure")]


def test_actions_are_told_at_the_end_of_each_quarter(told, browser):
    inside = rows(page_of(browser, told.coach, told), "actions-over-time")[1]
    partner = rows(page_of(browser, told.partner, told), "actions-over-time")[1]
    assert [list(one) for one in inside.values()] == [["2", "1", "0", "3"], ["1", "1", "1", "3"]]
    assert [list(one) for one in partner.values()] == [["pas encore publié"] * 3 + ["non montré"], ["1", "1", "1", "3"]]


def test_commitments_are_counted_by_party_for_the_parties_people_alone(told, browser):
    for person in (told.coach, told.coordinator, told.staff):
        page = page_of(browser, person, told)
        assert list(rows(page, "commitments")[1])[-1] == "Les deux parties"
        assert "sur 2" in plain(page.text) or "Aucun des 2 engagements n’est encore tenu" in plain(page.text)
    partner = page_of(browser, told.partner, told)
    assert "commitments" not in charts(partner)
    assert "Seules les parties de la convention voient où en sont ses engagements." in plain(partner.text)
    assert "Article à écrire" not in partner.html


def test_a_figure_is_told_by_category_inside_alone(told, browser):
    page = page_of(browser, told.coordinator, told)
    (name,) = [one for one in charts(page) if one.startswith("breakdown-")]
    assert {key: list(cells) for key, cells in rows(page, name)[1].items()} == {
        "Femmes": ["17 heures"],
        "Hommes": ["11 heures"],
    }
    assert "Sans catégorie : 2." in plain(page.text)
    for person in (told.partner, told.other_coordinator):
        page = page_of(browser, person, told)
        assert not [one for one in charts(page) if one.startswith("breakdown-")]
        browser(person).get(f"/impact/{told.city}/figures/{name}/value/1{HALF}", status=404)


def test_every_new_figure_is_what_its_rows_make(told, browser):
    reader = browser(told.coach)
    found = [
        one
        for one in figures(page_of(browser, told.coach, told))
        if any(f"/figures/{name}" in one[1] for name in ("breakdown-", "commitments", "coverage", "actions-over-time"))
    ]
    assert len({link.split("/figures/")[1].split("/")[0] for _, link in found}) == 4
    for shown, link in found:
        assert read(shown) == recomputed(reader.get(link).html), link


def test_coverage_tells_what_is_known_missing_and_unavailable_and_how_fresh_it_is(told, browser):
    inside = page_of(browser, told.coach, told)
    # Q3: hours and staff known, devices unavailable, families and agents missing; Q4: devices still a draft
    assert [list(one) for one in rows(inside, "coverage")[1].values()] == [["2", "1", "2", "5"], ["4", "0", "1", "5"]]
    assert "Dernière validation : 15 janvier 2026." in plain(inside.text)
    partner = page_of(browser, told.partner, told)
    assert "Dernière publication : 9 février 2026. Seuls les KPI publiés sont comptés." in plain(partner.text)
    assert next(iter(rows(partner, "coverage")[1].values()))[0] == "pas encore publié"


@pytest.mark.parametrize("name", [LONG, HEBREW, SCRIPT])
def test_long_foreign_and_dangerous_names_are_only_names(told, app, browser, name):
    with app.app_context():
        db.session.get_one(Organisation, told.city).name = Translated(fr=name)
        for kind in (Action, Axis):
            for row in db.session.scalars(db.select(kind)):
                row.title = Translated(fr=name)
        for adoption in db.session.scalars(db.select(kpis.Adoption)):
            adoption.definition.name = Translated(fr=name)
        for category in db.session.scalars(db.select(kpis.Category)):
            category.name = Translated(fr=name)
        db.session.commit()
    for person in (told.coach, told.partner):
        reader = browser(person)
        for page in (reader.get(f"/impact/{told.city}{HALF}"), reader.get(f"/impact/{HALF}")):
            assert SCRIPT not in page.html
            for _, link in figures(page)[::9]:
                assert SCRIPT not in reader.get(link).html


def test_one_value_nothing_known_and_the_largest_number_are_told(app, world, browser):
    reader = browser(world.coach)
    assert "Aucun chiffre n’est attendu pour ces trimestres" in plain(page_of(browser, world.coach, world).text)
    with app.app_context():
        city = db.session.get_one(Organisation, world.city)
        largest = kpis.kpi(city, "A01-1", first_month=202510)
        kpis.figure(largest, "2025-Q4", "999999999.9999")
        kpis.figure(kpis.kpi(city, "A01-2", IndicatorKind.MEAN, first_month=202510), "2025-Q4", 0, None, 0)
        db.session.commit()
        number = largest.id
    page = reader.get(f"/impact/{world.city}/figures/kpi-{number}/value/2025-Q4{HALF}")
    assert str(recomputed(page.html)) == "9999999999999/10000"
    for path in (
        f"kpi-{2**70}/value/2025-Q4",
        "coverage/known/2099-Q9",
        f"breakdown-{2**80}x1/value/1",
        "commitments/kept/x",
    ):
        reader.get(f"/impact/{world.city}/figures/{path}{HALF}", status=404)
