"""The figures of the collective track: never an average of rates, an organisation counted once."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ambassador.accounts.models import Organisation, User
from ambassador.conventions.measures import progress
from ambassador.conventions.models import Convention, DueRule
from ambassador.demo import factories
from ambassador.demo.factories.webinars import attendance, participant, webinar
from ambassador.i18n import percent
from ambassador.webinars import queries
from ambassador.webinars.models import AttendanceStatus, Theme, WebinarKind, WebinarState
from ambassador.webinars.turnout import Turnout
from tests.client import counted_queries
from tests.conftest import TODAY, World

S = AttendanceStatus


@st.composite
def turnouts(draw: st.DrawFn) -> Turnout:
    present, absent, excused, left = (draw(st.integers(0, 10_000)) for _ in range(4))
    organisations = draw(st.frozensets(st.sampled_from(["#1", "#2", "asbl", "vzw"])))
    return Turnout(present + absent + excused + left, present, absent, excused, organisations)


@settings(deadline=None)
@given(st.lists(turnouts()))
def test_a_sums_rate_is_the_sum_over_the_sum(parts: list[Turnout]) -> None:
    whole = sum(parts, Turnout())
    registered, present = sum(one.registered for one in parts), sum(one.present for one in parts)
    assert whole.rate == (Decimal(present) / Decimal(registered) if registered else None)
    assert whole.rate is None or 0 <= whole.rate <= 1
    assert whole.registered == whole.present + whole.absent + whole.excused + whole.to_note
    assert whole.organisation_count <= sum(one.organisation_count for one in parts)


@settings(deadline=None)
@given(turnouts(), turnouts(), turnouts())
def test_the_order_of_adding_does_not_count(one: Turnout, two: Turnout, three: Turnout) -> None:
    assert one + two == two + one
    assert (one + two) + three == one + (two + three)
    assert one + Turnout() == one


def test_nobody_registered_is_not_zero_percent() -> None:
    assert Turnout().rate is None
    assert Turnout(registered=3).rate == 0


def test_the_field_reads_100_81_81_percent(session: Any) -> None:
    assert percent(Turnout(registered=100, present=81, excused=12).rate).replace("\xa0", " ") == "81 %"


def test_a_turnout_counts_people_by_status_and_organisations_once(session: Any, world: World) -> None:
    operator, city = (session.get_one(Organisation, number) for number in (world.operator, world.city))
    row, empty = webinar(operator), webinar(operator)
    people = [
        (participant("A", city), S.PRESENT),
        (participant("B", city), S.ABSENT),
        (participant("C", organisation_name="La  Maison ASBL"), S.PRESENT),
        (participant("D", organisation_name="la maison asbl"), S.EXCUSED),
        (participant("E"), S.REGISTERED),
    ]
    for person, status in people:
        attendance(row, person, status)
    assert queries.turnout(row) == Turnout(5, 2, 1, 1, frozenset({f"#{city.id}", "la maison asbl"}))
    assert queries.turnout(row).to_note == 1
    assert queries.turnout(empty) == Turnout()


@pytest.fixture
def year(session: Any, world: World) -> Organisation:
    """Held: two on training in February, one on impact, one annual meeting in March; one on training a year before."""
    operator, city = (session.get_one(Organisation, number) for number in (world.operator, world.city))
    held = {"state": WebinarState.HELD}
    rows = [
        webinar(operator, datetime(2026, 2, 3, 9, tzinfo=UTC), **held),
        webinar(operator, datetime(2026, 2, 28, 22, 59, tzinfo=UTC), **held),
        webinar(operator, datetime(2026, 2, 28, 23, 30, tzinfo=UTC), theme=Theme.IMPACT, **held),
        webinar(
            operator,
            datetime(2026, 3, 5, 9, tzinfo=UTC),
            theme=Theme.COMMUNITY,
            kind=WebinarKind.ANNUAL_MEETING,
            **held,
        ),
        webinar(operator, datetime(2025, 2, 3, 9, tzinfo=UTC), **held),
    ]
    webinar(operator, datetime(2026, 2, 4, 9, tzinfo=UTC))
    webinar(operator, datetime(2026, 2, 5, 9, tzinfo=UTC), state=WebinarState.CANCELLED)
    webinar(factories.organisation("Autre", "operator"), datetime(2026, 2, 3, 9, tzinfo=UTC), **held)
    regular = participant("Régulière", city)
    for row in rows:
        attendance(row, regular, S.PRESENT)
    attendance(rows[1], participant("Absente", city), S.ABSENT)
    return operator


def test_the_track_is_told_by_month_in_brussels_and_theme(year: Organisation) -> None:
    rows = queries.collective_track(year.id, date(2026, 1, 1), date(2026, 3, 31))
    assert [(row.month, row.theme, row.held) for row in rows] == [
        (202602, Theme.TRAINING, 2),
        (202603, Theme.IMPACT, 1),
        (202603, Theme.COMMUNITY, 1),
    ]
    assert (rows[0].turnout.registered, rows[0].turnout.present, rows[0].turnout.organisation_count) == (3, 2, 1)
    whole = sum((row.turnout for row in rows), Turnout())
    assert (whole.registered, whole.present, whole.organisation_count) == (5, 4, 1)


def test_the_track_of_a_span_includes_both_its_days(year: Organisation) -> None:
    (row,) = queries.collective_track(year.id, date(2026, 2, 28), date(2026, 2, 28))
    assert (row.theme, row.held) == (Theme.TRAINING, 1)
    assert queries.collective_track(year.id, date(2024, 1, 1), date(2024, 12, 31)) == []


def test_the_track_takes_as_many_queries_for_a_year_as_for_a_day(year: Organisation) -> None:
    counts = []
    for first_day in (date(2026, 3, 5), date(2025, 1, 1)):
        with counted_queries() as statements:
            queries.collective_track(year.id, first_day, date(2026, 3, 5))
        counts.append(len(statements))
    assert counts == [2, 2]


def test_a_commitment_shows_what_was_held_by_theme_since_the_convention_started(
    session: Any, world: World, year: Organisation
) -> None:
    convention = session.get_one(Convention, world.convention)
    promised = factories.commitment(convention, "2.1-1", measure="webinars.held_by_theme")
    shown = progress(promised, TODAY)
    assert shown is not None
    assert shown.measured.quantity == 3
    assert [(detail.label, detail.quantity) for detail in shown.measured.details] == [
        (Theme.PROJECT_MANAGEMENT, 0),
        (Theme.TRAINING, 2),
        (Theme.IMPACT, 1),
    ]
    assert shown.target is None and not shown.is_reached


def test_annual_meetings_count_in_the_conventions_current_year(session: Any, world: World, year: Organisation) -> None:
    convention = session.get_one(Convention, world.convention)
    promised = factories.commitment(
        convention, "2.1-3", measure="webinars.annual_meetings", quantity=Decimal(1), due=DueRule.YEARLY
    )
    shown = progress(promised, TODAY)
    assert shown is not None and shown.measured.quantity == 1 and shown.is_reached
    long = session.get_one(Convention, world.convention)
    long.terms[0].length_months = 36
    later = progress(promised, date(2027, 3, 1))
    assert later is not None and later.measured.quantity == 0 and not later.is_reached


def test_a_convention_without_operator_shows_nothing_held(session: Any, world: World, year: Organisation) -> None:
    foreign = session.get_one(Convention, world.foreign_convention)
    shown = progress(factories.commitment(foreign, measure="webinars.held_by_theme"), TODAY)
    assert shown is not None and shown.measured.quantity == 0


def test_names_are_read_by_coaches_and_by_ones_own_organisation_only(session: Any, world: World) -> None:
    operator, city, other = (
        session.get_one(Organisation, number) for number in (world.operator, world.city, world.other_city)
    )
    row = webinar(operator)
    for name, organisation in (("De la ville", city), ("D’ailleurs", other), ("De l’opérateur", operator)):
        attendance(row, participant(name, organisation))
    attendance(row, participant("Sans structure"))

    def names(viewer: int) -> list[str]:
        found = queries.attendances(row, session.get_one(User, viewer))
        return sorted(seat.participant.name for seat in found.rows)

    assert len(names(world.coach)) == 4
    assert names(world.coordinator) == names(world.staff) == ["De la ville"]
    assert names(world.admin) == ["De l’opérateur"]
