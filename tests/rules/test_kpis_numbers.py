"""Which values ask for a word of explanation: outside the plausible range, or far from the last one."""

from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ambassador.accounts.models import Organisation, User
from ambassador.demo import factories
from ambassador.errors import RuleBroken
from ambassador.kpis.models import Answer, EntryState, IndicatorKind
from ambassador.kpis.services.entries import Before, FigureValues, save_figure
from ambassador.kpis.services.numbers import expected, near
from ambassador.periods import Period
from tests.conftest import TODAY, World

NOW = datetime(2026, 3, 10, 11, tzinfo=UTC)
OVER = Period.parse("2025-Q4")
NUMBER, RATIO, MEAN, MILESTONE = IndicatorKind


@pytest.mark.parametrize(
    ("kind", "last", "limits"),
    [
        (NUMBER, 100, (50, 200)),
        (NUMBER, -100, (-200, -50)),
        (NUMBER, 0, (None, None)),
        (NUMBER, None, (None, None)),
        (MEAN, 5, (Fraction(5, 2), 10)),
        (RATIO, 47, (27, 67)),
        (RATIO, 0, (-20, 20)),
        (MILESTONE, 1, (1, None)),
        (MILESTONE, 0, (0, None)),
    ],
)
def test_what_is_near_the_last_value(kind: IndicatorKind, last: int | None, limits: tuple[Any, Any]) -> None:
    assert near(kind, None if last is None else Fraction(last)) == limits


@given(st.fractions(), st.sampled_from(list(IndicatorKind)))
def test_the_last_value_itself_never_asks_for_a_word(last: Fraction, kind: IndicatorKind) -> None:
    least, most = near(kind, last)
    assert (least is None or least <= last) and (most is None or last <= most)


@pytest.fixture
def people(session: Any, world: World) -> dict[str, Any]:
    return {"staff": session.get_one(User, world.staff), "city": session.get_one(Organisation, world.city)}


def save(people: dict[str, Any], adoption: Any, number: int, comment: str = "", **more: Any) -> Any:
    values = FigureValues(Answer.VALUE, Decimal(number), comment=comment)
    return save_figure(adoption, OVER, None, values, people["staff"], NOW, TODAY, **more)


@pytest.mark.parametrize(("number", "is_far"), [(49, True), (50, False), (200, False), (201, True), (0, True)])
def test_a_figure_far_from_the_last_asks_for_a_word(people: dict[str, Any], number: int, is_far: bool) -> None:
    kpi = factories.kpi(people["city"], owner_id=people["staff"].id)
    for period, value in (("2025-Q1", 7), ("2025-Q2", 100)):
        factories.figure(kpi, period, value)
    factories.figure(kpi, "2025-Q3", answer=Answer.UNAVAILABLE, comment="Perdu")
    if is_far:
        with pytest.raises(RuleBroken, match="loin du dernier") as refused:
            save(people, kpi, number)
        assert refused.value.field == "comment"
    assert save(people, kpi, number, comment="Compté deux fois" if is_far else "").numerator == number


def test_what_comes_later_is_not_the_last_value(people: dict[str, Any]) -> None:
    kpi = factories.kpi(people["city"], owner_id=people["staff"].id)
    factories.figure(kpi, "2026-Q1", 1000, state=EntryState.DRAFT)
    assert save(people, kpi, 1).numerator == 1


def test_who_has_read_the_last_value_already_says_so(people: dict[str, Any]) -> None:
    kpi = factories.kpi(people["city"], owner_id=people["staff"].id)
    with pytest.raises(RuleBroken, match="loin du dernier"):
        save(people, kpi, 1, before=Before(Fraction(10)))
    assert save(people, kpi, 1, before=Before(None)).numerator == 1


def test_the_values_that_need_no_word_are_within_both_ranges(people: dict[str, Any]) -> None:
    kpi = factories.kpi(people["city"], plausible_min=Decimal(60), plausible_max=Decimal(500))
    assert expected(kpi.definition, Fraction(100)) == (60, 200)
    assert expected(kpi.definition, None) == (60, 500)
    assert expected(factories.kpi(people["city"], "K2").definition, None) == (None, None)
