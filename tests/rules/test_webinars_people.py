"""Lists of people: one by one, statuses, and being forgotten."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from ambassador.accounts.models import Organisation, User
from ambassador.audit import AuditEvent
from ambassador.demo.factories.webinars import attendance, crowd, participant, webinar
from ambassador.errors import RuleBroken
from ambassador.webinars import queries, services
from ambassador.webinars.models import AttendanceStatus, Participant, Webinar, WebinarState
from ambassador.webinars.services import Mark, Outcome
from ambassador.webinars.spreadsheet import read
from tests.client import counted_queries
from tests.conftest import World

S = AttendanceStatus
NOW = datetime(2026, 3, 10, 11, 0, tzinfo=UTC)


@pytest.fixture
def row(session: Any, world: World) -> Webinar:
    return webinar(session.get_one(Organisation, world.operator), datetime(2026, 3, 3, 9, tzinfo=UTC))


def test_somebody_is_added_once(session: Any, world: World, row: Webinar) -> None:
    seat = services.add_person(row, "Anna", "anna@a.example", "ville de valbrume", S.PRESENT, NOW)
    assert seat.participant.organisation_id == world.city
    for name, email, field in (("Autre nom", "ANNA@a.example", "email"), ("anna", "", "name")):
        with pytest.raises(RuleBroken) as broken:
            services.add_person(row, name, email, "Ville de Valbrume", S.PRESENT, NOW)
        assert broken.value.field == field
    with pytest.raises(IntegrityError):
        attendance(row, seat.participant)


def test_marks_change_what_was_touched_and_spare_what_others_noted(row: Webinar) -> None:
    seats = [attendance(row, participant(f"P{number}"), S.REGISTERED) for number in range(4)]
    rows = {seat.id: seat for seat in seats}
    seats[1].status = seats[2].status = S.EXCUSED  # noted by somebody else since the page was opened
    one, two, three, four = (seat.id for seat in seats)
    untouched = {two: Mark(S.REGISTERED, S.REGISTERED), three: Mark(S.REGISTERED, S.EXCUSED)}
    assert services.conflicting(rows, untouched | {one: Mark(S.REGISTERED, S.PRESENT)}) == {}
    assert services.note_statuses(row, rows, untouched | {one: Mark(S.REGISTERED, S.PRESENT)}, NOW) == 1
    assert [seat.status for seat in seats] == [S.PRESENT, S.EXCUSED, S.EXCUSED, S.REGISTERED]
    clash = {
        two: Mark(S.REGISTERED, S.PRESENT),
        10**6: Mark(S.REGISTERED, S.PRESENT),
        four: Mark(S.REGISTERED, S.ABSENT),
    }
    assert set(services.conflicting(rows, clash)) == {two, 10**6}


def test_who_is_on_no_list_any_more_is_not_kept(session: Any, world: World, row: Webinar) -> None:
    other = webinar(session.get_one(Organisation, world.operator))
    person = participant("Anna")
    first, second = attendance(row, person), attendance(other, person)
    services.remove_person(row, first)
    assert session.scalar(select(func.count(Participant.id))) == 1
    services.remove_person(other, second)
    assert session.scalar(select(func.count(Participant.id))) == 0


def test_a_forgotten_person_leaves_the_counts_and_nothing_else(session: Any, world: World, row: Webinar) -> None:
    city = session.get_one(Organisation, world.city)
    person = participant("Anna Secrète", city, email="anna.secrete@a.example")
    attendance(row, person, S.PRESENT)
    before = queries.turnout(row)
    services.forget_person(person, NOW)
    session.flush()
    assert queries.turnout(row) == before
    assert (person.name, person.name_key, person.email) == ("", "", None)
    (line,) = services.propose(row, read("Anna Secrète;anna.secrete@a.example;Ville de Valbrume;x"), NOW)
    assert line.outcome is Outcome.NEW
    written = " ".join(str(event.changes) for event in session.scalars(select(AuditEvent))).casefold()
    assert "secr" not in written and "anna" not in written
    for refused in (
        lambda: services.forget_person(person, NOW),
        lambda: services.change_person(person, "Anna", "", "", world.operator),
    ):
        with pytest.raises(RuleBroken):
            refused()


def test_an_address_belongs_to_one_person(session: Any, world: World) -> None:
    participant("Anna", email="anna@a.example")
    bob = participant("Bob")
    with pytest.raises(RuleBroken) as broken:
        services.change_person(bob, "Bob", "ANNA@a.example", "", world.operator)
    assert broken.value.field == "email"
    services.change_person(bob, "Bobby", "bob@a.example", "Ville de Valbrume", world.operator)
    assert (bob.name_key, bob.email, bob.organisation_id) == ("bobby", "bob@a.example", world.city)


def test_ten_thousand_people_are_shown_fifty_at_a_time(session: Any, world: World, row: Webinar) -> None:
    crowd(row, 10_000, S.PRESENT, organisations=40)
    coach = session.get_one(User, world.coach)
    with counted_queries() as statements:
        page = queries.attendances(row, coach, 200)
        counts = queries.turnout(row)
    assert len(statements) <= 4
    assert [page.rows[0].participant.name, page.rows[-1].participant.name] == ["Personne 09950", "Personne 09999"]
    assert (counts.registered, counts.organisation_count) == (10_000, 40)
    assert [seat.participant.name for seat in queries.attendances(row, coach, 1, "ne 00042").rows] == ["Personne 00042"]


def test_a_cancelled_webinar_takes_nobody(session: Any, world: World) -> None:
    operator = session.get_one(Organisation, world.operator)
    row = webinar(operator, state=WebinarState.CANCELLED)
    seat = attendance(row, participant())
    for refused in (
        lambda: services.add_person(row, "Anna", "", "", S.REGISTERED, NOW),
        lambda: services.confirm_lines(row, "Anna", "", NOW),
        lambda: services.remove_person(row, seat),
        lambda: services.note_statuses(row, {seat.id: seat}, {seat.id: Mark(S.REGISTERED, S.EXCUSED)}, NOW),
    ):
        with pytest.raises(RuleBroken):
            refused()
