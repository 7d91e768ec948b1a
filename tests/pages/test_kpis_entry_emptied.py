"""A draft saved in the wrong row is emptied again: the figure is missing, and its story says what stood there."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from ambassador.accounts.models import Organisation, User
from ambassador.db import db
from ambassador.demo import factories
from ambassador.errors import RuleBroken
from ambassador.kpis.models import Adoption, Answer, Entry, EntryEvent, EntryState, EventKind
from ambassador.kpis.queries.figures import count_waiting, rows_of
from ambassador.kpis.queries.past import figure_as_of, rows_as_of
from ambassador.kpis.services.entries import FigureValues, save_figure, submit_figure
from ambassador.periods import Period
from tests.client import fields_of
from tests.conftest import TODAY, World
from tests.pages.test_kpis_entry import PAGE, field

NOW = datetime(2026, 3, 10, 11, tzinfo=UTC)
OVER = Period.parse("2025-Q4")
BLANK = FigureValues(Answer.VALUE)


@pytest.fixture
def figure(app: Flask, world: World) -> int:
    """A draft of the staff person: 12, with a comment. Its KPI."""
    with app.app_context():
        city, staff = db.session.get_one(Organisation, world.city), db.session.get_one(User, world.staff)
        kpi = factories.kpi(city, "A01-1", service_id=world.service)
        save_figure(
            kpi, OVER, None, FigureValues(Answer.VALUE, Decimal(12), comment="Mauvaise ligne"), staff, NOW, TODAY
        )
        db.session.commit()
        return int(kpi.id)


def the_entry() -> Entry:
    return db.session.query(Entry).one()


def emptied(browser: Any, world: World, number: int) -> Any:
    staff = browser(world.staff)
    data = fields_of(staff.get(PAGE).form())
    data |= {field(number, "numerator"): "", field(number, "comment"): "", "do": "save"}
    return staff._open("POST", PAGE, data=data)


def test_an_emptied_draft_is_missing_and_its_story_keeps_what_was_there(
    app: Flask, browser: Any, world: World, figure: int
) -> None:
    assert emptied(browser, world, figure).status == 303
    with app.app_context():
        entry = the_entry()
        assert (entry.answer, entry.numerator, entry.comment, entry.state) == (None, None, "", EntryState.DRAFT)
        told = [
            (event.kind, event.before, event.after) for event in db.session.query(EntryEvent).order_by(EntryEvent.id)
        ]
        assert told[-1][0] is EventKind.EMPTIED and told[-1][2] == {}
        assert told[-1][1]["numerator"] == "12" and told[-1][1]["comment"] == "Mauvaise ligne"
        assert rows_of([figure]) == {} and rows_as_of([figure], TODAY) == {} and count_waiting(figure) == 0
        assert figure_as_of(entry, TODAY) is None
        number = entry.id
    screen = browser(world.staff).get(PAGE)
    assert fields_of(screen.form())[field(figure, "numerator")] == ""
    page = browser(world.staff).get(f"/kpis/figures/{number}")
    assert (
        "Effacé du brouillon" in page.text
        and "Mauvaise ligne" in page.text
        and "Envoyer pour validation" not in page.text
    )
    assert "Chiffres à saisir pour le 4e trimestre 2025 : 1" in browser(world.staff).get("/").text.replace(
        "\u00a0", " "
    )


def test_the_same_screen_sent_twice_empties_once(app: Flask, browser: Any, world: World, figure: int) -> None:
    emptied(browser, world, figure)
    assert emptied(browser, world, figure).status == 303
    with app.app_context():
        kinds = [event.kind for event in db.session.query(EntryEvent).order_by(EntryEvent.id)]
        assert kinds == [EventKind.ENTERED, EventKind.EMPTIED]


def test_an_emptied_figure_is_entered_anew_in_the_same_story(app: Flask, world: World, figure: int) -> None:
    with app.app_context():
        staff, entry = db.session.get_one(User, world.staff), the_entry()
        save_figure(entry.adoption, OVER, entry, BLANK, staff, NOW, TODAY)
        with pytest.raises(RuleBroken, match="Répondez"):
            submit_figure(entry, str(entry.version), staff, NOW, TODAY)
        same = save_figure(entry.adoption, OVER, entry, FigureValues(Answer.VALUE, Decimal(0)), staff, NOW, TODAY)
        assert same is entry and entry.numerator == 0 and entry.answer is Answer.VALUE
        kinds = [event.kind for event in db.session.query(EntryEvent).order_by(EntryEvent.id)]
        assert kinds == [EventKind.ENTERED, EventKind.EMPTIED, EventKind.ENTERED]


def test_a_figure_that_came_back_keeps_an_answer(app: Flask, browser: Any, world: World, figure: int) -> None:
    with app.app_context():
        the_entry().state = EntryState.RETURNED
        db.session.commit()
    page = emptied(browser, world, figure)
    assert page.status == 200 and "Écrivez un nombre. Zéro est un nombre." in page.text
    with app.app_context():
        assert the_entry().numerator == 12


def test_what_another_person_wrote_meanwhile_is_not_emptied(
    app: Flask, browser: Any, world: World, figure: int
) -> None:
    staff = browser(world.staff)
    data = fields_of(staff.get(PAGE).form())
    with app.app_context():
        other, entry = db.session.get_one(User, world.coordinator), the_entry()
        save_figure(
            entry.adoption, OVER, entry, FigureValues(Answer.VALUE, Decimal(13), comment="Relu"), other, NOW, TODAY
        )
        db.session.commit()
    data |= {field(figure, "numerator"): "", field(figure, "comment"): "", "do": "save"}
    page = staff._open("POST", PAGE, data=data)
    assert page.status == 200 and "13" in page.text
    with app.app_context():
        assert the_entry().numerator == 13


@pytest.mark.parametrize("state", ["submitted", "returned"])
def test_the_database_knows_no_answerless_figure_but_a_draft(app: Flask, figure: int, state: str) -> None:
    with app.app_context():
        with pytest.raises(IntegrityError):
            db.session.execute(text(f"UPDATE entry SET answer = NULL, numerator = NULL, state = '{state}'"))
        db.session.rollback()
        assert db.session.get_one(Adoption, figure)
