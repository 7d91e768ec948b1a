"""What the follow-up led to: as it stands for those inside, as it was when the quarter was published for partners."""

import pytest

from ambassador.conventions.models import Convention
from ambassador.db import db
from ambassador.demo import factories
from ambassador.followup.models import DeliverableState, FollowUp, Need, NeedState
from tests.impact_world import fill
from tests.pages.test_impact import rows, titles
from tests.pages.test_impact_origins import figures, read, recomputed
from tests.pages.test_impact_published import publish

QUARTER = "?from=2025-Q4&to=2025-Q4"
STEPS = [
    "Séances tenues",
    "Besoins relevés",
    "Besoins avec une solution",
    "Besoins résolus",
    "Livrables remis",
    "Livrables acceptés",
]


@pytest.fixture
def filled(app, world):
    """Two sessions in the quarter; four needs that count, two with a solution, one solved; two handed over, one accepted."""
    fill(app, world)
    with app.app_context():
        follow_up = db.session.query(FollowUp).filter_by(convention_id=world.convention).one()
        for state in (NeedState.OBSERVED, NeedState.OBSERVED, NeedState.SOLUTION_PROPOSED, NeedState.SOLVED):
            factories.need(follow_up, "<b>Guichets</b> " + state, state=state, solution="Une fiche")
        factories.need(follow_up, "Écarté", state=NeedState.SET_ASIDE)
        for state in (DeliverableState.ACCEPTED, DeliverableState.RETURNED, DeliverableState.DRAFT):
            factories.deliverable(follow_up, state=state)
        db.session.commit()
    return world


def results(page):
    return {name: int(cells[0]) for name, cells in rows(page, "results")[1].items()}


def test_inside_each_step_counts_its_rows_and_leads_to_them(filled, browser):
    coach = browser(filled.coach)
    page = coach.get(f"/impact/{filled.city}{QUARTER}")
    assert results(page) == dict(zip(STEPS, (2, 4, 2, 1, 2, 1), strict=True))
    assert titles(page)["results"].startswith("Sur 4 besoins relevés, 2 ont une solution")
    links = [(shown, link) for shown, link in figures(page) if "/figures/results/" in link]
    assert len(links) == 6
    for shown, link in links:
        opened = coach.get(link)
        assert read(shown) == recomputed(opened.html) and "<b>Guichets" not in opened.html


def test_partners_read_what_was_published_with_the_quarter(app, filled, browser):
    partner = browser(filled.partner)
    before = partner.get(f"/impact/{filled.city}{QUARTER}")
    assert results(before) == dict(zip(STEPS, (2, 0, 0, 0, 0, 0), strict=True)), "as it was when it was published"
    publish(app, filled)
    with app.app_context():
        assert db.session.get_one(Convention, filled.convention)
        for need in db.session.query(Need):
            need.state, need.solution = NeedState.SOLVED, "Une fiche"
        db.session.commit()
    page = partner.get(f"/impact/{filled.city}{QUARTER}")
    assert results(page) == dict(zip(STEPS, (2, 4, 2, 1, 2, 1), strict=True))
    for shown, link in figures(page):
        if "/figures/results/" in link:
            assert read(shown) == recomputed(partner.get(link).html)
    assert results(browser(filled.coach).get(f"/impact/{filled.city}{QUARTER}"))["Besoins résolus"] == 5


def test_without_any_follow_up_it_says_so(app, world, browser):
    page = browser(world.coach).get(f"/impact/{world.city}{QUARTER}")
    assert "Ni séance, ni besoin, ni livrable n’est encore noté" in page.text
