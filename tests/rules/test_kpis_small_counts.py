"""Of KPIs that count people, what was published once stays known: a later publication must not give a few people away."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ambassador.accounts.models import Organisation, User
from ambassador.db import db
from ambassador.demo import factories
from ambassador.errors import RuleBroken
from ambassador.kpis.models import Adoption, Entry, IndicatorKind, IndicatorVersion, OverTime, Publication
from ambassador.kpis.queries import impact
from ambassador.kpis.queries.publications import preview
from ambassador.kpis.series import Figure
from ambassador.kpis.suppression import is_small, is_small_step
from ambassador.periods import Period
from tests.conftest import TODAY, World
from tests.what_follows import Knowledge

QUARTER = Period.parse("2025-Q4")
COUNTS = {
    IndicatorKind.NUMBER: st.tuples(st.integers(0, 40), st.none(), st.none()),
    IndicatorKind.RATIO: st.integers(1, 40).flatmap(
        lambda whole: st.tuples(st.integers(0, whole), st.just(whole), st.none())
    ),
    IndicatorKind.MEAN: st.tuples(st.integers(0, 10), st.none(), st.integers(0, 40)),
}
Numbers = tuple[Decimal | None, Decimal | None, Decimal | None]


def releases(kind: IndicatorKind) -> st.SearchStrategy[tuple[IndicatorKind, list[Numbers]]]:
    numbers = COUNTS[kind].map(lambda row: tuple(None if one is None else Decimal(one) for one in row))
    return st.tuples(st.just(kind), st.lists(numbers, min_size=1, max_size=6))


def people(kind: IndicatorKind, numbers: Numbers) -> list[int]:
    numerator, denominator, weight = numbers
    if kind is IndicatorKind.MEAN:
        return [int(weight or 0)]
    if denominator is None:
        return [int(numerator or 0)]
    return [int(numerator or 0), int(denominator), int(denominator - (numerator or 0))]


def what_partners_saw(kind: IndicatorKind, stated: Sequence[Numbers]) -> list[Numbers]:
    """One publication after the other, each of them withheld or shown."""
    definition = IndicatorVersion(kind=kind, counts_people=True)
    shown: list[Figure] = []
    for numbers in stated:
        figure = Figure(202510, "value", *numbers)  # type: ignore[arg-type]
        if not is_small(definition, *numbers) and not is_small_step(definition, figure, shown):
            shown.append(figure)
    return [(figure.numerator, figure.denominator, figure.weight) for figure in shown]


@given(st.sampled_from(list(COUNTS)).flatmap(releases))
def test_no_small_count_follows_from_successive_publications(stated: tuple[IndicatorKind, list[Numbers]]) -> None:
    kind, all_numbers = stated
    shown = [people(kind, numbers) for numbers in what_partners_saw(kind, all_numbers)]
    assert all(count >= 5 for counts in shown for count in counts)
    for one, other in combinations(shown, 2):
        steps = [abs(a - b) for a, b in zip(one, other, strict=True)]
        assert all(step == 0 or step >= 5 for step in steps), (kind, one, other)


@given(st.sampled_from(list(COUNTS)).flatmap(releases))
def test_the_same_figure_gets_the_same_answer_again(stated: tuple[IndicatorKind, list[Numbers]]) -> None:
    """So that nothing appears to change, and nothing can be published again, when nothing has changed."""
    kind, all_numbers = stated
    before = what_partners_saw(kind, all_numbers)
    assert what_partners_saw(kind, [*all_numbers, all_numbers[-1]])[: len(before)] == before
    is_shown = all_numbers[-1] in before
    assert (all_numbers[-1] in what_partners_saw(kind, [*all_numbers, all_numbers[-1]])) is is_shown


# Through the portal's own publications


@pytest.fixture
def cast(session: Any, world: World) -> dict[str, Any]:
    return {
        "city": session.get_one(Organisation, world.city),
        "coordinator": session.get_one(User, world.coordinator),
    }


def correct(entry: Entry, numerator: int, denominator: int | None = None, weight: int | None = None) -> None:
    entry.numerator = Decimal(numerator)
    entry.denominator = None if denominator is None else Decimal(denominator)
    entry.weight = None if weight is None else Decimal(weight)
    db.session.flush()


def publish(cast: dict[str, Any], quarter: Period = QUARTER) -> Publication:
    return factories.publication(cast["city"], quarter, cast["coordinator"])


def told(cast: dict[str, Any]) -> list[Any]:
    """What partners read of the only KPI."""
    (series,) = impact.published_series([cast["city"].id], TODAY)
    return [series.points[-1].value, series.points[-1].is_suppressed]


def people_kpi(cast: dict[str, Any], code: str = "K1", **more: Any) -> Adoption:
    return factories.kpi(cast["city"], code, counts_people=True, first_month=202507, **more)


def test_a_figure_corrected_by_a_few_people_is_withheld(cast: dict[str, Any]) -> None:
    entry = factories.figure(people_kpi(cast), QUARTER, 12)
    publish(cast)
    assert told(cast) == [12, False]
    correct(entry, 15)
    (line,) = preview(cast["city"], QUARTER, TODAY).published
    assert line.is_small and line.is_small_step
    assert publish(cast).figures[0].numerator is None
    assert told(cast) == [None, True]
    with pytest.raises(RuleBroken, match="Rien n’a changé"):
        publish(cast)


def test_it_is_held_against_all_that_was_published_before(cast: dict[str, Any]) -> None:
    """14 differs enough from 20, but tells of two more than the 12 of the first publication."""
    entry = factories.figure(people_kpi(cast), QUARTER, 12)
    publish(cast)
    for number, is_shown in ((20, True), (14, False), (12, True), (17, False), (25, True)):
        correct(entry, number)
        publish(cast)
        assert told(cast) == ([number, False] if is_shown else [None, True]), number


def test_what_was_small_may_grow_and_what_was_large_may_shrink(cast: dict[str, Any]) -> None:
    entry = factories.figure(people_kpi(cast), QUARTER, 3)
    publish(cast)
    for number, wanted in ((6, [6, False]), (4, [None, True]), (11, [11, False])):
        correct(entry, number)
        publish(cast)
        assert told(cast) == wanted


@pytest.mark.parametrize(
    ("kind", "first", "second", "is_shown"),
    [
        (IndicatorKind.RATIO, (30, 50), (32, 50), False),
        (IndicatorKind.RATIO, (30, 50), (30, 52), False),
        (IndicatorKind.RATIO, (30, 50), (40, 60), True),
        (IndicatorKind.RATIO, (30, 50), (37, 60), False),  # the complement: 20, then 23
        (IndicatorKind.MEAN, (7, None, 20), (8, None, 21), False),  # says what the one more answered
        (IndicatorKind.MEAN, (7, None, 20), (8, None, 20), True),
        (IndicatorKind.MEAN, (7, None, 20), (8, None, 26), True),
    ],
)
def test_rates_and_means_are_held_against_their_people(
    cast: dict[str, Any], kind: IndicatorKind, first: tuple[Any, ...], second: tuple[Any, ...], is_shown: bool
) -> None:
    entry = factories.figure(people_kpi(cast, kind=kind), QUARTER, *first)
    publish(cast)
    correct(entry, *second)
    publish(cast)
    assert told(cast)[1] is not is_shown


def test_what_is_not_of_people_is_corrected_by_as_little_as_one(cast: dict[str, Any]) -> None:
    entry = factories.figure(factories.kpi(cast["city"], "K1", first_month=202507), QUARTER, 12)
    publish(cast)
    correct(entry, 13)
    publish(cast)
    assert told(cast) == [13, False]


def test_no_total_of_periods_gives_a_withheld_one_away(cast: dict[str, Any]) -> None:
    """The total for the span's end, at each end, beside the periods themselves."""
    kpi = people_kpi(cast, target_is_total=True, over_time=OverTime.SUM, targets={202501: 100})
    for code, number in (("2025-Q3", 20), ("2025-Q4", 3)):
        factories.figure(kpi, code, number)
        publish(cast, Period.parse(code))
    (series,) = impact.published_series([cast["city"].id], TODAY)
    assert series.compared == 20
    sums = [([point.period.code], int(point.value)) for point in series.points if point.value is not None]
    total = series.total
    assert total is not None
    counted = [point.period.code for point in series.counted if point.numbers is not None]
    known = Knowledge(["2025-Q3", "2025-Q4"], [*sums, (counted, int(total.numerator))])
    assert known.gives(["2025-Q3"]) == 20
    assert known.gives(["2025-Q4"]) is None
