"""The whole way of a figure, as each person goes it: define, agree, enter, submit, approve, publish."""

from typing import Any

from flask import Flask

from ambassador.accounts.models import Organisation
from ambassador.db import db
from ambassador.demo import factories
from ambassador.kpis.models import Adoption, Entry, Publication
from tests.client import Browser, Page
from tests.conftest import World

KPI = {
    "code": "A07-1",
    "name-fr": "Agents sensibilisés",
    "definition-fr": "Part des agents qui ont suivi une séance.",
    "unit-fr": "%",
    "kind": "ratio",
    "direction": "up",
    "frequency": "quarterly",
    "over_time": "ratio_of_latest",
    "over_structures": "ratio_of_sums",
    "numerator_label-fr": "Agents sensibilisés",
    "denominator_label-fr": "Agents en service",
    "counts_people": "y",
    "hard_min": "0",
    "hard_max": "100",
    "first_on": "2025-07-01",
    "baseline_numerator": "40",
    "baseline_denominator": "1200",
    "baseline_on": "2025-06-30",
    "targets-0-on": "2025-07-01",
    "targets-0-value": "50",
    "source": "Registre des formations",
    "verification": "Listes de présence",
}


def post_button(person: Browser, page: Page, words: str) -> Page:
    """Press the button with these words; fails where the page has none."""
    for form in page.all("form", method="post"):
        if words in " ".join("".join(form.itertext()).split()):
            return person.submit(page, action=form.get("action"))
    raise AssertionError(f"no button {words!r} on {page.url}")


def test_a_figure_goes_from_a_definition_to_the_partners(app: Flask, browser: Any, world: World) -> None:
    with app.app_context():
        city = db.session.get_one(Organisation, world.city)
        action = factories.action(factories.charter(city), "A07")
        db.session.commit()
        action_id = action.id
    coach, coordinator, staff = browser(world.coach), browser(world.coordinator), browser(world.staff)

    page = coach.get(f"/kpis/new?structure={world.city}")
    values = {**KPI, "action_id": str(action_id), "service_id": str(world.service)}
    page = coach.follow(coach.submit(page, values))
    assert "brouillon" in page.text and "manque" not in page.text
    kpi = page.url
    page = coach.follow(post_button(coach, page, "Proposer"))
    assert "autre partie" in page.text and "Convenir de ce KPI" not in page.text

    page = coordinator.get(kpi)
    page = coordinator.follow(post_button(coordinator, page, "Convenir de ce KPI"))
    assert "convenu" in page.text

    page = staff.get("/kpis/entry")
    assert "4e trimestre 2025" in page.text and "Agents sensibilisés" in page.text
    with app.app_context():
        key = f"f{db.session.query(Adoption).one().id}-202510"
    page = staff.follow(staff.submit(page, {f"{key}-numerator": "588", f"{key}-denominator": "1 248"}))
    assert "Résultat : 47,1 %" in page.text
    form = page.form()
    sent = staff.post(page.url, {**_values(form), "do": "submit"})
    page = staff.follow(sent)
    assert "Chiffres envoyés pour validation : 1." in page.text

    page = coordinator.get("/kpis/review")
    assert "47,1 %" in page.text and "588 ÷ 1 248".replace(" ", "\u00a0") not in page.text
    page = coordinator.follow(post_button(coordinator, page, "Valider"))
    assert "Rien à valider" in page.text

    page = coordinator.get("/kpis/publications/new")
    assert "47,1 %" in page.text
    page = coordinator.follow(coordinator.submit(page, {"note": "Premier trimestre"}))
    assert "Publication n° 1" in page.text and "47,1 %" in page.text
    with app.app_context():
        entry, publication = db.session.query(Entry).one(), db.session.query(Publication).one()
        assert [event.kind.value for event in entry.events] == ["entered", "submitted", "approved"]
        assert publication.figures[0].numerator == 588


def _values(form: Any) -> dict[str, Any]:
    from tests.client import fields_of

    return fields_of(form)
