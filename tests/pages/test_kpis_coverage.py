"""Which actions have an agreed KPI: the page, from the sheet and from the charter; the same as the measure says."""

from typing import Any

import pytest
from flask import Flask

from ambassador.accounts.models import Organisation
from ambassador.charter.models import Acceptance, Axis
from ambassador.conventions import measures
from ambassador.db import db
from ambassador.demo import factories
from ambassador.demo.factories.kpis import charter_action
from ambassador.kpis.models import AdoptionState
from ambassador.kpis.queries.coverage import coverage
from ambassador.translated import Translated
from tests.client import fields_of
from tests.conftest import TODAY, World


@pytest.fixture
def plan(app: Flask, world: World) -> dict[str, int]:
    """Four accepted actions, one of them in an axis: with an agreed KPI, one on its way, a retired one, none."""
    with app.app_context():
        city = db.session.get_one(Organisation, world.city)
        actions = {code: charter_action(city, code) for code in ("A01", "A02", "A03", "A04", "A05")}
        charter = actions["A01"].charter
        axis = Axis(charter=charter, position=1, title=Translated(fr="Inclusion numérique"))
        for action in actions.values():
            action.acceptance = Acceptance.ACCEPTED
        actions["A01"].axis = axis
        actions["A05"].acceptance = Acceptance.PROPOSED
        factories.kpi(city, "K1", action=actions["A01"], name=Translated(fr="Heures d’aide"))
        factories.kpi(city, "K2", action=actions["A02"], state=AdoptionState.PROPOSED, name=Translated(fr="En route"))
        factories.kpi(city, "K3", action=actions["A03"], state=AdoptionState.RETIRED, name=Translated(fr="Retiré"))
        db.session.commit()
        return {code: action.id for code, action in actions.items()} | {"charter": charter.id}


def test_the_page_tells_by_axis_which_actions_have_a_kpi(browser: Any, world: World, plan: dict[str, int]) -> None:
    page = browser(world.staff).get("/kpis/coverage")
    for words in ("convenu : 1 sur 4", "Axe 1 – Inclusion numérique", "1 sur 1", "sans axe connu", "0 sur 3"):
        assert words in page.text, words
    for words in ("Heures d’aide", "En route", "en préparation", "sans KPI", "pas confirmé"):
        assert words in page.text, words
    assert "Retiré" not in page.text and "A05" not in page.text and "Partir d’un exemple" not in page.text


def test_what_lacks_is_one_link_away_from_an_example(browser: Any, world: World, plan: dict[str, int]) -> None:
    coach = browser(world.coach)
    page = coach.get(f"/kpis/coverage?structure={world.city}")
    links = [link for link in page.links() if f"action={plan['A04']}" in link]
    assert len(links) == 2
    for link in links:
        assert fields_of(coach.get(link).form())["action_id"] == str(plan["A04"])


def test_it_is_found_from_the_sheet_and_from_the_charter(browser: Any, world: World, plan: dict[str, int]) -> None:
    coordinator = browser(world.coordinator)
    for address in ("/kpis/", f"/charter/{plan['charter']}"):
        assert f"/kpis/coverage?structure={world.city}" in coordinator.get(address).links()
    assert "Heures d’aide" in coordinator.get(f"/charter/actions/{plan['A01']}").text


@pytest.mark.parametrize("structure", ["", "x", "999999", "-1"])
def test_a_nonsense_structure_shows_the_first(browser: Any, world: World, structure: str) -> None:
    assert "pas encore d’action" in browser(world.staff).get(f"/kpis/coverage?structure={structure}").text


def test_another_structures_plan_is_not_shown(browser: Any, world: World, plan: dict[str, int]) -> None:
    page = browser(world.other_coordinator).get(f"/kpis/coverage?structure={world.city}")
    assert "Heures d’aide" not in page.text


def test_the_page_and_the_measure_say_the_same(session: Any, world: World, plan: dict[str, int]) -> None:
    city, operator = session.get_one(Organisation, world.city), session.get_one(Organisation, world.operator)
    convention = factories.convention([operator, city], TODAY, None, None)
    commitment = factories.commitment(convention, "2.1-2", measure="kpis.agreed_for_actions")
    session.flush()
    found, progress = coverage([world.city], TODAY), measures.progress(commitment, TODAY)
    assert progress and progress.measured.endpoint == "kpis.coverage"
    assert (progress.measured.quantity, progress.measured.target) == (len(found.covered), len(found.actions)) == (1, 4)
