"""Indicators over all structures: what the operator's people read, and nobody else."""

from typing import Any

import pytest
from flask import Flask

from ambassador.accounts.models import Organisation, User
from ambassador.db import db
from ambassador.demo import factories
from ambassador.kpis.models import Adoption, AdoptionState, Answer, IndicatorKind, OverStructures, OverTime
from ambassador.periods import Frequency
from ambassador.translated import Translated
from tests.conftest import TODAY, World


@pytest.fixture
def shared(app: Flask, world: World) -> dict[str, int]:
    """Hours and a share that two structures have in common, a count that does not add up, and one of a foreign city."""
    with app.app_context():
        city, foreign = (db.session.get_one(Organisation, number) for number in (world.city, world.other_city))
        operator = db.session.get_one(Organisation, world.operator)
        media = factories.organisation("Médiathèque")
        factories.convention([operator, media], TODAY.replace(year=2025))
        share = {"kind": IndicatorKind.RATIO, "over_time": OverTime.RATIO_OF_SUMS}
        hours = _both("H", city, media, over_structures=OverStructures.SUM, targets={202501: 10})
        shares = _both("S", city, media, over_structures=OverStructures.RATIO_OF_SUMS, **share)
        apart = _both("N", city, media, over_structures=OverStructures.NONE)
        for kpi, number in zip(hours, (3, 1250), strict=True):
            factories.figure(kpi, "2025-Q1", number)
        factories.figure(hours[0], "2025-Q2", answer=Answer.UNAVAILABLE)
        for kpi, above, below in ((shares[0], 1, 2), (shares[1], 9, 98)):
            factories.figure(kpi, "2025-Q1", above, below)
        factories.figure(apart[0], "2025-Q1", 7)
        secret = factories.kpi(foreign, "F1", name=Translated(fr="Secret de Clairmont"))
        db.session.commit()
        found = {"hours": hours, "shares": shares, "apart": apart, "secret": [secret]}
        return {name: rows[0].indicator_id for name, rows in found.items()} | {"sheet": hours[0].id}


def _both(code: str, *structures: Organisation, targets: Any = None, **values: Any) -> list[Any]:
    first, second = (
        factories.kpi(one, f"{code}{one.id}", targets=targets, name=Translated(fr=f"Indicateur {code}"), **values)
        for one in structures
    )
    second.indicator, second.definition = first.indicator, first.definition
    return [first, second]


def test_the_overview_says_what_adds_up_and_what_does_not(browser: Any, world: World, shared: dict[str, int]) -> None:
    page = browser(world.coach).get("/kpis/indicators")
    assert "1 253" in page.text
    assert "10 %" in page.text, "10 of 100, not the mean of 50 % and 9 %"
    assert page.text.count("ne s’additionne pas") == 1
    assert "Secret" not in page.text


def test_one_indicator_shows_periods_structures_and_gaps(browser: Any, world: World, shared: dict[str, int]) -> None:
    page = browser(world.coach).get(f"/kpis/indicators/{shared['hours']}")
    for words in ("Ville de Valbrume", "Médiathèque", "2 sur 2", "indisponible", "20"):
        assert words in page.text, words
    assert "1 sur 2, dont 0 avec une valeur" in page.text, "unavailable is answered, and no zero"
    assert f"/kpis/{shared['sheet']}" in page.links()


def test_structures_that_do_not_add_up_stand_side_by_side(browser: Any, world: World, shared: dict[str, int]) -> None:
    page = browser(world.coach).get(f"/kpis/indicators/{shared['apart']}")
    assert "ne s’additionne pas" in page.text and "7 heures" in page.text


def test_other_frequencies_stand_apart(app: Flask, browser: Any, world: World, shared: dict[str, int]) -> None:
    with app.app_context():
        adoption = db.session.get_one(Adoption, shared["sheet"])
        factories.newer_definition(adoption, frequency=Frequency.YEARLY)
        db.session.commit()
    page = browser(world.coach).get(f"/kpis/indicators/{shared['hours']}")
    assert "montrées à part" in page.text and page.text.count("1 structure") == 2


@pytest.mark.parametrize(
    "query",
    [
        "from=x",
        "until=0001-01-01",
        "from=2025-02-30",
        "from=9999-12-31&until=",
        "page=999999",
        "from=2025-12-31&until=2025-01-01",
    ],
)
def test_nonsense_in_the_address_is_passed_over(browser: Any, world: World, shared: dict[str, int], query: str) -> None:
    coach = browser(world.coach)
    for address in ("/kpis/indicators", f"/kpis/indicators/{shared['hours']}"):
        assert "Indicateur H" in coach.get(f"{address}?{query}").text


def test_a_span_says_which_periods_it_cuts(browser: Any, world: World, shared: dict[str, int]) -> None:
    address = f"/kpis/indicators/{shared['hours']}?from=2025-02-01&until=2025-12-31"
    page = browser(world.coach).get(address)
    assert "Coupées par l’intervalle" in page.text and "1er trimestre 2025" in page.text
    empty = browser(world.coach).get(f"/kpis/indicators/{shared['hours']}?from=2090-01-01&until=2090-12-31")
    assert "Aucune période" in empty.text


def test_milestones_are_counted(app: Flask, browser: Any, world: World, shared: dict[str, int]) -> None:
    with app.app_context():
        city = db.session.get_one(Organisation, world.city)
        others = [row for row in db.session.query(Organisation) if row.name.fr == "Médiathèque"]
        rows = _both("M", city, *others, kind=IndicatorKind.MILESTONE, over_structures=OverStructures.SUM)
        for row in rows:
            factories.figure(row, "2025-Q1", 1)
        db.session.commit()
        number = rows[0].indicator_id
    assert "atteint par 2 structures" in browser(world.coach).get(f"/kpis/indicators/{number}").text


def test_without_any_agreed_kpi_the_page_says_so(app: Flask, browser: Any, world: World) -> None:
    assert "Aucun KPI convenu" in browser(world.coach).get("/kpis/indicators").text
    with app.app_context():
        made = factories.kpi(db.session.get_one(Organisation, world.city), state=AdoptionState.PROPOSED)
        db.session.commit()
        number = made.indicator_id
    assert browser(world.coach).get(f"/kpis/indicators/{number}", status=404)


def test_many_structures_come_page_by_page(app: Flask, browser: Any, world: World) -> None:
    with app.app_context():
        operator = db.session.get_one(Organisation, world.operator)
        first = factories.kpi(db.session.get_one(Organisation, world.city), "K0", over_structures=OverStructures.SUM)
        for index in range(55):
            city = factories.organisation(f"Ville {index:02d}")
            factories.convention([operator, city], TODAY.replace(year=2025))
            kpi = factories.kpi(city, f"K{index + 1}")
            kpi.indicator, kpi.definition = first.indicator, first.definition
            factories.figure(kpi, "2025-Q1", 1)
        db.session.commit()
        number = first.indicator_id
    page = browser(world.coach).get(f"/kpis/indicators/{number}")
    assert "55 heures" in page.text and "Page 1 sur 2" in page.text
    assert "Ville 54" in browser(world.coach).get(f"/kpis/indicators/{number}?page=2").text


@pytest.mark.parametrize("language", ["nl", "en"])
def test_other_languages(app: Flask, browser: Any, world: World, shared: dict[str, int], language: str) -> None:
    with app.app_context():
        db.session.get_one(User, world.coach).language = language
        db.session.commit()
    coach = browser(world.coach)
    for address in ("/kpis/indicators", f"/kpis/indicators/{shared['hours']}"):
        coach.get(address)
