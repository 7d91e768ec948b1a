"""Planning webinars, saying what became of them, and the time in Brussels."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from ambassador.accounts.models import Organisation, User
from ambassador.db import db
from ambassador.demo import factories
from ambassador.demo.factories.webinars import attendance, participant, webinar
from ambassador.errors import RuleBroken
from ambassador.translated import Translated
from ambassador.webinars import due, queries, services
from ambassador.webinars.models import AttendanceStatus, Theme, Webinar, WebinarKind, WebinarState
from tests.conftest import TODAY, World

NOW = datetime(2026, 3, 10, 11, 0, tzinfo=UTC)
BEFORE = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 4, 3, 9, 0, tzinfo=UTC)
PLAN = services.Plan(
    WebinarKind.WORKSHOP,
    Theme.IMPACT,
    Translated(fr="Mesurer", nl="Meten"),
    date(2026, 3, 20),
    time(14, 30),
    90,
    link="https://salle.example",
)


@pytest.fixture
def operator(session: Any) -> Organisation:
    return factories.organisation("WeTechCare", "operator")


def test_a_start_is_typed_in_brussels_time(operator: Organisation) -> None:
    row = services.schedule_webinar(operator.id, PLAN)
    assert row.starts_at == datetime(2026, 3, 20, 13, 30, tzinfo=UTC)
    assert (row.start_day, row.start_time) == (date(2026, 3, 20), time(14, 30))
    assert row.is_planned


def test_summer_time_is_one_hour_nearer(operator: Organisation) -> None:
    row = services.schedule_webinar(operator.id, replace(PLAN, start_day=date(2026, 7, 1)))
    assert row.starts_at == datetime(2026, 7, 1, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize("minute", [0, 1, 30, 59])
def test_the_hour_left_out_in_march_is_refused_beside_the_field(operator: Organisation, minute: int) -> None:
    with pytest.raises(RuleBroken) as broken:
        services.schedule_webinar(operator.id, replace(PLAN, start_day=date(2026, 3, 29), start_time=time(2, minute)))
    assert broken.value.field == "start_time"


def test_the_hour_that_comes_twice_in_october_is_the_first(operator: Organisation) -> None:
    row = services.schedule_webinar(operator.id, replace(PLAN, start_day=date(2026, 10, 25), start_time=time(2, 30)))
    assert row.starts_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert row.start_time == time(2, 30)


def test_a_place_or_a_link_is_needed(operator: Organisation) -> None:
    with pytest.raises(RuleBroken) as broken:
        services.schedule_webinar(operator.id, replace(PLAN, link=""))
    assert broken.value.field == "place"
    assert services.schedule_webinar(operator.id, replace(PLAN, link="", place="Salle bleue")).place == "Salle bleue"


@pytest.mark.parametrize(
    "values",
    [
        {"minutes": 0},
        {"capacity": 0},
        {"link": ""},
        {"cancel_reason": "sans état"},
        {"state": WebinarState.CANCELLED, "cancel_reason": ""},
    ],
)
def test_the_database_refuses_what_no_webinar_can_be(operator: Organisation, values: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        webinar(operator, **values)


def test_held_only_once_it_has_started(operator: Organisation) -> None:
    coming, begun = webinar(operator, LATER), webinar(operator, NOW)
    with pytest.raises(RuleBroken):
        services.hold_webinar(coming, NOW)
    services.hold_webinar(begun, NOW)
    assert (coming.state, begun.state) == (WebinarState.PLANNED, WebinarState.HELD)


def test_cancelling_needs_a_reason_and_a_planned_webinar(operator: Organisation) -> None:
    row = webinar(operator, LATER)
    with pytest.raises(RuleBroken) as broken:
        services.cancel_webinar(row, "  ")
    assert broken.value.field == "reason"
    services.cancel_webinar(row, "Formatrice malade")
    assert row.is_cancelled
    for refused in (
        lambda: services.cancel_webinar(row, "encore"),
        lambda: services.hold_webinar(row, NOW),
        lambda: services.change_webinar(row, PLAN, NOW),
    ):
        with pytest.raises(RuleBroken):
            refused()
    db.session.flush()


def test_a_mistake_is_taken_back_and_what_was_noted_stays(operator: Organisation) -> None:
    row = webinar(operator, BEFORE, state=WebinarState.HELD)
    seat = attendance(row, participant(), AttendanceStatus.PRESENT)
    with pytest.raises(RuleBroken):
        services.hold_webinar(row, NOW)
    services.reopen_webinar(row)
    db.session.flush()
    assert row.is_planned and seat.status is AttendanceStatus.PRESENT
    with pytest.raises(RuleBroken):
        services.reopen_webinar(row)
    services.cancel_webinar(row, "Erreur")
    services.reopen_webinar(row)
    assert row.is_planned and row.cancel_reason == ""


def test_a_held_webinar_is_not_moved_into_the_future(operator: Organisation) -> None:
    row = webinar(operator, BEFORE, state=WebinarState.HELD)
    with pytest.raises(RuleBroken) as broken:
        services.change_webinar(row, PLAN, NOW)
    assert broken.value.field == "start_day"
    services.change_webinar(row, replace(PLAN, start_day=date(2026, 3, 2)), NOW)
    assert row.title.nl == "Meten"


def test_the_operators_people_see_theirs_and_bound_structures_see_them_too(session: Any, world: World) -> None:
    ours = webinar(session.get_one(Organisation, world.operator))
    other_operator = factories.organisation("Autre opérateur", "operator")
    foreign = webinar(other_operator)
    for name in ("coach", "admin", "coordinator", "staff"):
        viewer = session.get_one(User, getattr(world, name))
        assert queries.webinar(ours.id, viewer) is ours, name
        assert queries.webinar(foreign.id, viewer) is None, name
    for name in ("other_coordinator", "centre_coordinator", "partner"):
        assert queries.webinar(ours.id, session.get_one(User, getattr(world, name))) is None, name


def test_the_operators_webinars_open_once_all_have_signed(session: Any, world: World) -> None:
    operator, other = (session.get_one(Organisation, number) for number in (world.operator, world.other_city))
    row, reader = webinar(operator), session.get_one(User, world.other_coordinator)
    draft = factories.convention([operator, other])
    draft.parties[1].signed_on = TODAY
    session.flush()
    assert queries.webinar(row.id, reader) is None
    draft.parties[0].signed_on = TODAY
    session.flush()
    assert queries.webinar(row.id, reader) is row


def test_a_structure_edits_nothing_of_the_operators(session: Any, world: World) -> None:
    row = webinar(session.get_one(Organisation, world.operator))
    assert queries.editable(row.id, session.get_one(User, world.coordinator)) is None
    assert queries.editable(row.id, session.get_one(User, world.coach)) is row


def test_the_list_shows_what_comes_first_then_the_past_newest_first(session: Any, world: World) -> None:
    operator = session.get_one(Organisation, world.operator)
    days = {"past": 3, "older": 1, "today": 10, "soon": 12, "late": 28}
    rows = {
        name: webinar(operator, datetime(2026, 3, day, 8, tzinfo=UTC), title=Translated(fr=name))
        for name, day in days.items()
    }
    page = queries.webinars(session.get_one(User, world.coach), queries.Filters(), TODAY)
    assert [row.title.fr for row in page.rows] == ["today", "soon", "late", "past", "older"]
    assert page.total == len(rows)


def test_filters_narrow_the_list(session: Any, world: World) -> None:
    operator = session.get_one(Organisation, world.operator)
    coach = session.get_one(User, world.coach)
    webinar(operator, BEFORE, title=Translated(fr="Évaluer l’impact"), theme=Theme.IMPACT, state=WebinarState.HELD)
    webinar(operator, LATER, title=Translated(nl="Samen leren"), kind=WebinarKind.WORKSHOP, place="Salle Œillet")
    webinar(operator, datetime(2025, 12, 31, 23, 30, tzinfo=UTC), title=Translated(en="New Year"))

    def found(**values: Any) -> list[str]:
        return [str(row.title) for row in queries.webinars(coach, queries.Filters(**values), TODAY).rows]

    assert found(words="evaluer IMPACT") == ["Évaluer l’impact"]
    assert found(words="œillet") == found(kind=WebinarKind.WORKSHOP) == ["Samen leren"]
    assert found(words="%") == found(words="rien de tel") == []
    assert found(theme=Theme.IMPACT) == found(state=WebinarState.HELD) == ["Évaluer l’impact"]
    assert found(year=2025) == []  # half past midnight on 1 January in Brussels
    assert len(found(year=2026)) == 3
    assert queries.years(coach) == [2026]


@pytest.mark.parametrize("words", ["", "jargon"])
def test_a_long_list_has_pages(session: Any, world: World, words: str) -> None:
    operator = session.get_one(Organisation, world.operator)
    for _ in range(53):
        webinar(operator, LATER)
    coach = session.get_one(User, world.coach)
    filters = queries.Filters(words=words)
    first, last = (queries.webinars(coach, filters, TODAY, number) for number in (1, 99))
    assert (len(first.rows), len(last.rows), last.number, last.pages) == (50, 3, 2, 2)
    assert not {row.id for row in first.rows} & {row.id for row in last.rows}


def test_what_is_due_from_a_coach(session: Any, world: World) -> None:
    operator = session.get_one(Organisation, world.operator)
    rows: dict[str, Webinar] = {
        "open": webinar(operator, BEFORE),
        "unnoted": webinar(operator, BEFORE, state=WebinarState.HELD),
        "noted": webinar(operator, BEFORE, state=WebinarState.HELD),
        "cancelled": webinar(operator, BEFORE, state=WebinarState.CANCELLED),
        "near": webinar(operator, datetime(2026, 3, 17, 20, tzinfo=UTC)),
        "far": webinar(operator, datetime(2026, 3, 18, 8, tzinfo=UTC)),
    }
    attendance(rows["unnoted"], participant("Une personne"))
    attendance(rows["noted"], participant("Une autre"), AttendanceStatus.EXCUSED)
    found = {item.arguments["number"]: item for item in due.find(session.get_one(User, world.coach), TODAY)}
    assert set(found) == {rows["open"].id, rows["unnoted"].id, rows["near"].id}
    assert found[rows["open"].id].is_overdue(TODAY) and not found[rows["near"].id].is_overdue(TODAY)
    assert found[rows["unnoted"].id].endpoint == "webinars.attendance"
    for name in ("coordinator", "staff", "admin", "partner"):
        assert due.find(session.get_one(User, getattr(world, name)), TODAY) == []


def test_the_history_calls_a_webinar_by_its_title(operator: Organisation) -> None:
    row = webinar(operator)
    assert queries.names_of_webinars([row.id, 404]) == {row.id: row.title}
