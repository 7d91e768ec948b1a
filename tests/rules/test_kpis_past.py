"""Figures as of a past day: what the story tells of each day is what stood there that day."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ambassador.accounts.models import Organisation, User
from ambassador.db import db
from ambassador.demo import factories
from ambassador.errors import RuleBroken
from ambassador.kpis.models import Adoption, Answer, Entry, EntryState
from ambassador.kpis.queries import impact
from ambassador.kpis.queries.figures import rows_of, series_of
from ambassador.kpis.queries.past import figure_as_of, rows_as_of, series_as_of
from ambassador.kpis.services.corrections import correct_figure
from ambassador.kpis.services.entries import FigureValues, save_figure, submit_figure
from ambassador.kpis.services.review import approve_figure, return_figure, withdraw_figure
from ambassador.periods import Period
from tests.conftest import TODAY, World

OVER = Period.parse("2025-Q4")
FIRST = date(2026, 1, 5)


@pytest.fixture
def cast(session: Any, world: World) -> dict[str, Any]:
    return {
        "city": session.get_one(Organisation, world.city),
        "service": world.service,
        **{name: session.get_one(User, getattr(world, name)) for name in ("staff", "coordinator")},
    }


def values(number: int) -> FigureValues:
    return FigureValues(Answer.VALUE, Decimal(number), comment="Compté.")


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 11, tzinfo=UTC)


def step(kind: str, kpi: Adoption, entry: Entry | None, number: int, cast: dict[str, Any], now: datetime) -> Any:
    staff, coordinator, seen = cast["staff"], cast["coordinator"], str(entry.version) if entry else ""
    if kind == "save":
        return save_figure(kpi, OVER, entry, values(number), staff, now, TODAY)
    if entry is None:
        raise RuleBroken("nothing yet")
    match kind:
        case "submit":
            return submit_figure(entry, seen, staff, now, TODAY)
        case "withdraw":
            return withdraw_figure(entry, seen, staff, now, TODAY)
        case "approve":
            return approve_figure(entry, seen, coordinator, now, TODAY)
        case "return":
            return return_figure(entry, seen, "À revoir", coordinator, now, TODAY)
        case _:
            return correct_figure(entry, seen, values(number), "Oubli", staff, now, TODAY)


KINDS = ("save", "submit", "withdraw", "approve", "return", "correct")
days = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(1, 9), st.integers(0, 2)), min_size=4, max_size=20)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days)
def test_each_past_day_is_told_as_it_was(cast: dict[str, Any], tried: list[tuple[str, int, int]]) -> None:
    number = db.session.query(Adoption).count()
    kpi = factories.kpi(cast["city"], f"K{number}", service_id=cast["service"])
    entry: Entry | None = None
    day, stood = FIRST, {FIRST - timedelta(days=1): None}
    for kind, value, later in tried:
        day += timedelta(days=later)
        try:
            entry = step(kind, kpi, entry, value, cast, at(day))
            db.session.flush()
        except RuleBroken:
            pass
        stood[day] = (entry.state, entry.numerator) if entry else None
    for past, what in stood.items():
        rows = rows_as_of([kpi.id], past)[kpi.id]
        assert [(row.state, row.numerator) for row in rows] == ([] if what is None else [what]), past
    assert entry is None or rows_as_of([kpi.id], TODAY) == _without_hands(rows_of([kpi.id]))


def _without_hands(rows: dict[int, list[Any]]) -> dict[int, list[Any]]:
    """A past day does not say who has a correction or a second look in hand."""
    from dataclasses import replace

    bare = {"correction": None, "corrected_by_id": None, "second_look_by_id": None}
    return {number: [replace(row, **bare) for row in found] for number, found in rows.items()}


def test_readers_keep_the_former_value_until_a_correction_is_approved(cast: dict[str, Any]) -> None:
    kpi = factories.kpi(cast["city"], service_id=cast["service"])
    entry = factories.figure(kpi, OVER, 12, by=cast["staff"], approved_by=cast["coordinator"])

    def read() -> list[Any]:
        db.session.flush()
        (seen,) = impact.approved_series([cast["city"].id], TODAY)
        (sheet,) = series_of([kpi], TODAY)
        covered = impact.coverage([cast["city"].id], OVER, TODAY)
        return [seen.counted_values[-1], sheet.counted_values[-1], covered.with_value]

    correct_figure(entry, str(entry.version), values(15), "Oubli", cast["staff"], at(TODAY), TODAY)
    assert read() == [12, 12, 1]
    return_figure(entry, str(entry.version), "Pourquoi ?", cast["coordinator"], at(TODAY), TODAY)
    assert read() == [12, 12, 1]
    correct_figure(entry, str(entry.version), values(16), "Oubli", cast["staff"], at(TODAY), TODAY)
    db.session.flush()
    approve_figure(entry, str(entry.version), cast["coordinator"], at(TODAY), TODAY)
    assert read() == [16, 16, 1]
    (before,) = series_as_of([kpi], TODAY - timedelta(days=1))
    assert before.counted_values[-1] == 12


def test_the_day_ends_at_midnight_in_brussels(cast: dict[str, Any]) -> None:
    kpi = factories.kpi(cast["city"], service_id=cast["service"])
    late = datetime(2026, 1, 15, 23, 30, tzinfo=UTC)  # half past midnight on the 16th
    entry = factories.figure(kpi, OVER, 12, state=EntryState.DRAFT, by=cast["staff"], entered_at=late)
    assert figure_as_of(entry, date(2026, 1, 15)) is None
    told = figure_as_of(entry, date(2026, 1, 16))
    assert told is not None and told.number("numerator") == 12


def test_a_figure_and_its_categories_are_corrected_together(cast: dict[str, Any]) -> None:
    gender = factories.dimension("gender", ["Femmes", "Hommes"])
    women, men = (category.id for category in gender.categories)
    kpi = factories.kpi(cast["city"], service_id=cast["service"])
    kpi.definition.dimensions = [gender]
    entry = factories.figure(kpi, OVER, 12, by=cast["staff"], approved_by=cast["coordinator"])
    factories.part(entry, women, 7)
    db.session.expire(entry)
    changed = FigureValues(
        Answer.VALUE, Decimal(15), parts={women: (Decimal(8), None, None), men: (Decimal(6), None, None)}
    )
    correct_figure(entry, str(entry.version), changed, "Oubli", cast["staff"], at(TODAY), TODAY)
    db.session.flush()
    db.session.expire(entry)
    assert {part.category_id: part.numerator for part in entry.parts} == {women: 7}
    event = entry.events[-1]
    assert event.before is not None and event.before["parts"] == {str(women): {"numerator": "7"}}
    assert event.after is not None and event.after["parts"][str(men)] == {"numerator": "6"}
    approve_figure(entry, str(entry.version), cast["coordinator"], at(TODAY), TODAY)
    db.session.flush()
    db.session.expire(entry)
    assert {part.category_id: part.numerator for part in entry.parts} == {women: 8, men: 6}
    assert all((part.state, part.approved_by) == (entry.state, cast["coordinator"]) for part in entry.parts)
