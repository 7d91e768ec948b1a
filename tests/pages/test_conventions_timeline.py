"""A convention's timeline on its page: a lane for each party, and the same as a list, in every state it can be in."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import insert

from ambassador.accounts.models import Organisation, User
from ambassador.conventions.models import (
    Contribution,
    ContributionState,
    Convention,
    DueRule,
    EndReason,
    NoticeKind,
    Terms,
    Unit,
)
from ambassador.db import db
from ambassador.demo import factories
from ambassador.demo.factories import changes, conventions
from ambassador.translated import Translated
from ambassador.webinars.models import WebinarState
from tests.client import Browser, Page
from tests.conftest import World

Open = Callable[..., Browser]
SVG = "{http://www.w3.org/2000/svg}"
NOON = datetime(2026, 3, 1, 11, tzinfo=UTC)


def told(page: Page) -> list[str]:
    """The items of the list."""
    lists = page.all("ol", class_="timeline")
    assert len(lists) == 1
    return [" ".join("".join(item.itertext()).split()) for item in lists[0].iter("li")]


def drawing(page: Page) -> str:
    """What the drawing says: its names, its marks' tips, its alternative."""
    found = page.all(f"{SVG}svg", class_="chart-drawing")
    return " ".join("".join(found[0].itertext()).split()) if found else ""


def look(app: Flask, browser: Open, world: World, prepare: Callable[[Convention], object], query: str = "") -> Page:
    with app.app_context():
        prepare(db.session.get_one(Convention, world.convention))
        db.session.commit()
    return browser(world.coach).get(f"/conventions/{world.convention}{query}")


def test_each_party_has_a_lane_below_the_conventions_own(app: Flask, browser: Open, world: World) -> None:
    page = look(app, browser, world, lambda row: setattr(row.parties[1], "decided_on", date(2025, 12, 1)))
    names = [text.text for text in page.all(f"{SVG}text", class_="chart-name")]
    assert names == ["La convention", "WeTechCare", "Ville de Valbrume"]
    assert "1er décembre 2025 : Décision : Ville de Valbrume" in drawing(page)
    assert told(page) == [
        "1er décembre 2025 Décision : Ville de Valbrume",
        "15 janvier 2026 Signature : WeTechCare",
        "15 janvier 2026 Signature : Ville de Valbrume",
        "15 janvier 2026 La convention commence",
        "10 mars 2026 Aujourd’hui Encore 311 jours",
        "15 janvier 2027 Dernier jour",
    ]
    svg = page.all(f"{SVG}svg", class_="chart-drawing")[0]
    assert svg.get("role") == "img" and page.all("details", id=svg.get("aria-details", ""))


def test_dues_stand_in_the_lane_of_who_is_bound_with_their_state(app: Flask, browser: Open, world: World) -> None:
    def prepare(row: Convention) -> None:
        late = {"due": DueRule.DATE, "due_on": date(2026, 2, 1)}
        factories.commitment(row, "1", party=row.parties[0], title=Translated(fr="Rapport"), **late)
        factories.commitment(row, "2", party=row.parties[1], title=Translated(fr="Relais"))
        factories.commitment(row, "3", title=Translated(fr="Logos"))

    page = look(app, browser, world, prepare)
    items = told(page)
    assert "1er février 2026 Échéance : Rapport WeTechCare · en retard" in items
    assert "15 janvier 2027 Échéance : Relais Ville de Valbrume · en cours" in items
    assert "15 janvier 2027 Échéance : Logos Les deux parties · en cours" in items
    description = " ".join(page.all(f"{SVG}svg", class_="chart-drawing")[0].find(f"{SVG}desc").text.split())  # type: ignore[union-attr]
    assert "WeTechCare – Signature : 1, Échéance : en cours : 1, Échéance : en retard : 1" in description
    assert "Ville de Valbrume – Signature : 1, Échéance : en cours : 2" in description


def test_the_work_and_what_was_contributed_are_on_the_line(app: Flask, browser: Open, world: World) -> None:
    def prepare(row: Convention) -> None:
        coach, coordinator = (db.session.get_one(User, number) for number in (world.coach, world.coordinator))
        days = factories.commitment(row, "2.1", party=row.parties[0], quantity=Decimal(5), measure="followup.days_held")
        factories.commitment(row, "2.2", party=row.parties[0], measure="webinars.held_by_theme")
        shared = factories.commitment(row, "3.1", party=row.parties[1], title=Translated(fr="Partage"), unit=Unit.EVENT)
        factories.followup_session(factories.follow_up(row), coach, date(2026, 2, 3), subjects="Guichets")
        factories.webinar(db.session.get_one(Organisation, world.operator), NOON, state=WebinarState.HELD)
        conventions.contribution(shared, coordinator, date(2026, 2, 20))
        gone = conventions.contribution(shared, coordinator, date(2026, 2, 21))
        gone.state = ContributionState.WITHDRAWN
        assert days.measure

    items = told(look(app, browser, world, prepare))
    assert "3 février 2026 Guichets Jours de suivi utilisés : ½ · WeTechCare" in items
    assert "1er mars 2026 Former sans jargon Webinaires et ateliers tenus : 1 · WeTechCare" in items
    assert "20 février 2026 Contribution : Partage Ville de Valbrume · 1 événement · à confirmer" in items
    assert not any("21 février" in item for item in items)


def test_ten_thousand_contributions_are_told_by_month_or_longer(app: Flask, browser: Open, world: World) -> None:
    def prepare(row: Convention) -> None:
        person = db.session.get_one(User, world.coordinator)
        shared = factories.commitment(row, "3.1", party=row.parties[1], unit=Unit.EVENT)
        one = {"party_id": row.parties[1].id, "commitment_id": shared.id, "recorded_by_id": person.id}
        values = {"note": "x", "quantity": Decimal(1), "version": 1}
        days = [date(2026, 1, 15) + timedelta(days=number % 54) for number in range(10_000)]
        db.session.execute(insert(Contribution), [{**one, **values, "on": day} for day in days])

    page = look(app, browser, world, prepare)
    items = [item for item in told(page) if "Contributions" in item]
    assert len(items) == 3 and all("fois" in item for item in items)
    assert len(page.html) < 60_000


def test_a_notice_an_amendment_and_a_condition_are_on_the_line(app: Flask, browser: Open, world: World) -> None:
    def prepare(row: Convention) -> None:
        row.formal_notice_months = 1
        changes.notice(row, date(2026, 2, 10), party=row.parties[1])
        changes.notice(row, date(2026, 3, 1), NoticeKind.SUSPENSION, party=None)
        change = changes.amendment(row, subject=Translated(fr="Sept jours"), effective_from=date(2026, 3, 5))
        for signature in change.signatures:
            signature.decided_on = signature.signed_on = date(2026, 3, 2)
        factories.commitment(row, "4", title=Translated(fr="Profils"), condition_met_on=date(2026, 3, 3))

    page = look(app, browser, world, prepare)
    items = "\n".join(told(page))
    assert "10 février 2026 Mise en demeure : Ville de Valbrume" in items
    assert "10 mars 2026 La convention peut être résiliée" in items
    assert "1er mars 2026 Suspension par une autorité" in items
    assert "2 mars 2026 Signature de l’avenant 1 : WeTechCare" in items
    assert "5 mars 2026 Avenant 1 : Sept jours" in items
    assert "3 mars 2026 Condition remplie : Profils" in items
    assert "Suspendue" in drawing(page)


def test_as_of_another_day_what_came_later_is_not_on_the_line(app: Flask, browser: Open, world: World) -> None:
    page = look(app, browser, world, lambda row: changes.notice(row, date(2026, 3, 1)), "?on=2026-01-20")
    assert "20 janvier 2026 Ce jour-là Encore 360 jours" in told(page)
    assert "Mise en demeure" not in drawing(page)
    before = browser(world.coach).get(f"/conventions/{world.convention}?on=2026-01-01")
    assert "Sans date Signature : WeTechCare" in told(before) and not before.all(f"{SVG}svg", class_="chart-drawing")


def test_a_draft_without_dates_is_a_list_alone(browser: Open, world: World, draft: int) -> None:
    page = browser(world.coach).get(f"/conventions/{draft}")
    assert not page.all(f"{SVG}svg", class_="chart-drawing")
    assert told(page) == [
        "10 mars 2026 Aujourd’hui",
        "Sans date Signature : WeTechCare",
        "Sans date Signature : Ville de Valbrume",
    ]


def test_a_partly_signed_one_shows_the_signature_there_is(app: Flask, browser: Open, world: World) -> None:
    page = look(app, browser, world, lambda row: setattr(row.parties[1], "signed_on", None))
    assert "La convention n’a pas encore commencé" in page.text and "Signature : WeTechCare" in drawing(page)


def test_an_unlimited_one_runs_on(app: Flask, browser: Open, world: World) -> None:
    page = look(app, browser, world, lambda row: setattr(row.terms[0], "length_months", None))
    assert "Depuis le 15 janvier 2026, pour une durée illimitée" in page.text
    assert page.all(f"{SVG}rect", class_="chart-track") and "Dernier jour" not in drawing(page)


@pytest.mark.parametrize("reason", [EndReason.EARLY_END, EndReason.ANNULMENT, EndReason.BREACH])
def test_an_ended_one_ends_on_the_line_with_its_reason(
    app: Flask, browser: Open, world: World, reason: EndReason
) -> None:
    def prepare(row: Convention) -> None:
        over = {"ends_on": date(2026, 2, 20), "end_reason": reason, "effective_from": date(2026, 2, 1)}
        row.terms.append(Terms(length_months=12, **over))

    page = look(app, browser, world, prepare)
    assert any(item.startswith("20 février 2026 Dernier jour") for item in told(page))
    assert "Du 15 janvier 2026 au 20 février 2026" in page.text


@pytest.mark.parametrize("name", ["N" * 200, "مدينة بروكسل الكبرى", "<script>alert(1)</script>"])
def test_names_of_any_length_and_direction_leave_the_page_whole(
    app: Flask, browser: Open, world: World, name: str
) -> None:
    def prepare(row: Convention) -> None:
        row.parties[1].organisation.name = Translated(fr=name)
        factories.commitment(row, "1", party=row.parties[1], title=Translated(fr=name))

    page = look(app, browser, world, prepare)
    assert f"Signature : {name}" in " ".join(told(page)) and "<script>alert" not in page.html


def test_a_notice_that_runs_is_said_on_top_until_it_is_remedied(app: Flask, browser: Open, world: World) -> None:
    def prepare(row: Convention) -> None:
        row.formal_notice_months = 1
        changes.notice(row, date(2026, 2, 5), closed_on=date(2026, 3, 9), closing_note="Fait")

    page = look(app, browser, world, prepare)
    assert not page.all("div", class_="notice warn")
    before = browser(world.coach).get(f"/conventions/{world.convention}?on=2026-03-08")
    words = [" ".join("".join(one.itertext()).split()) for one in before.all("div", class_="notice warn")]
    assert any("Mise en demeure : WeTechCare" in one and "peut noter la fin" in one for one in words)
