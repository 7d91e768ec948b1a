"""Figures over structures and time, against a plain recomputation, figure by figure, with fractions."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ambassador.accounts.models import Organisation
from ambassador.db import db
from ambassador.demo import factories
from ambassador.kpis.models import (
    Adoption,
    AdoptionState,
    Answer,
    CorrectionState,
    EntryState,
    IndicatorKind,
    OverStructures,
    OverTime,
)
from ambassador.kpis.overview import Line
from ambassador.kpis.queries import exact
from ambassador.kpis.queries.figures import series_of
from ambassador.kpis.queries.overview import Question, ask
from ambassador.kpis.spans import Span
from ambassador.kpis.values import OVER_STRUCTURES, OVER_TIME, Coverage
from ambassador.periods import Frequency, Period
from ambassador.translated import Translated
from tests import figures

TODAY = date(2026, 3, 10)
MOST = 10**9
STEPS = 7
codes = count()

any_number = st.integers(-MOST * 10**4, MOST * 10**4).map(lambda scaled: Decimal(scaled) / 10**4)
huge = st.sampled_from([Decimal(MOST), Decimal(MOST) - Decimal("0.0001"), -Decimal(MOST)])
positive = st.sampled_from([Decimal(MOST), Decimal("0.0001"), Decimal(3)]) | any_number.map(abs).filter(bool)


@dataclass(frozen=True)
class Told:
    """One figure as it is stored."""

    answer: Answer
    numbers: tuple[Decimal, Decimal, Decimal]
    state: EntryState = EntryState.APPROVED
    correction: CorrectionState | None = None


@dataclass(frozen=True)
class Structure:
    first: int
    """Its first period, counted from the first of all."""
    is_retired: bool
    told: dict[int, Told]
    targets: dict[int, Decimal]
    is_total: bool
    baseline: tuple[Decimal, Decimal, Decimal] | None
    group: int = 0
    """Those of the second group agreed on another unit."""


@dataclass(frozen=True)
class Case:
    kind: IndicatorKind
    frequency: Frequency
    over_time: OverTime
    over_structures: OverStructures
    structures: list[Structure]
    span: tuple[int, int] = field(default=(0, 0))

    @property
    def start(self) -> Period:
        return Period.containing(date(2024, 2, 1), self.frequency)

    def period(self, index: int) -> Period:
        return self.start.next(index)


figures_told = st.builds(
    Told,
    st.sampled_from([Answer.VALUE, Answer.VALUE, Answer.VALUE, Answer.UNAVAILABLE, Answer.NOT_APPLICABLE]),
    st.tuples(huge | any_number | st.just(Decimal(0)), positive, positive),
    st.sampled_from([EntryState.APPROVED, EntryState.APPROVED, EntryState.APPROVED, *EntryState]),
)


@st.composite
def structures(draw: st.DrawFn, kind: IndicatorKind) -> Structure:
    first = draw(st.integers(0, 2))
    told = draw(st.dictionaries(st.integers(first, STEPS - 1), figures_told, max_size=STEPS))
    if kind is IndicatorKind.MILESTONE:
        told = {at: Told(one.answer, (Decimal(at % 2), *one.numbers[1:]), one.state) for at, one in told.items()}
    told = {
        at: Told(one.answer, one.numbers, one.state, draw(st.sampled_from([None, CorrectionState.SUBMITTED])))
        if one.state is EntryState.APPROVED
        else one
        for at, one in told.items()
    }
    return Structure(
        first,
        draw(st.sampled_from([False, False, False, True])),
        told,
        draw(st.dictionaries(st.integers(0, STEPS), st.sampled_from([Decimal(0), Decimal(5), Decimal("7.5")]))),
        draw(st.booleans()) and kind is not IndicatorKind.MILESTONE,
        draw(st.none() | st.tuples(any_number, positive, positive)),
        draw(st.sampled_from([0, 0, 0, 1])),
    )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    kind = draw(st.sampled_from(IndicatorKind))
    found = draw(st.lists(structures(kind), min_size=1, max_size=4))
    first = draw(st.integers(0, STEPS))
    return Case(
        kind,
        draw(st.sampled_from(Frequency)),
        draw(st.sampled_from(OVER_TIME[kind])),
        draw(st.sampled_from(OVER_STRUCTURES[kind])),
        found,
        (first, draw(st.integers(first, STEPS))),
    )


Numbers = tuple[Fraction, Fraction | None, Fraction | None]


def numbers_of(case: Case, one: Told) -> Numbers:
    numerator, denominator, weight = map(Fraction, one.numbers)
    return (
        numerator,
        denominator if case.kind is IndicatorKind.RATIO else None,
        weight if case.kind is IndicatorKind.MEAN else None,
    )


def made_one(rule: str, found: Sequence[Numbers]) -> Numbers | None:
    """By a rule for structures or for time."""
    if not found or rule == "none":
        return None
    total = sum((one[0] for one in found), Fraction())
    match rule:
        case "latest" | "ratio_of_latest":
            return found[-1]
        case "sum":
            return total, None, None
        case "ratio_of_sums":
            return total, sum((one[1] or Fraction() for one in found), Fraction()), None
        case _:
            weight = sum((one[2] or Fraction() for one in found), Fraction())
            return sum((one[0] * (one[2] or 0) for one in found), Fraction()) / weight, None, weight


def value(case: Case, found: Numbers | None) -> Fraction | None:
    if found is None:
        return None
    return found[0] * 100 / found[1] if case.kind is IndicatorKind.RATIO and found[1] else found[0]


def plain(found: Any) -> Numbers | None:
    return None if found is None else (found.numerator, found.denominator, found.weight)


@pytest.fixture
def cast(session: Any) -> tuple[list[int], tuple[int, int]]:
    """Four structures, and two people."""
    numbers = figures.structures(4)
    return numbers, figures.two_people(numbers[0])


def stored(case: Case, numbers: list[int], people: tuple[int, int]) -> int:
    """A new indicator of the structures."""
    indicator = figures.indicator()
    shared = {
        "kind": case.kind,
        "frequency": case.frequency,
        "over_time": case.over_time,
        "over_structures": case.over_structures,
    }
    definitions = [
        figures.definition(indicator, number + 1, unit=Translated(fr=unit), **shared)
        for number, unit in enumerate(("heures", "jours"))
    ]
    adopted = [
        figures.adoption(
            definitions[one.group],
            number,
            people,
            first_month=case.period(one.first).month,
            state=AdoptionState.RETIRED if one.is_retired else AdoptionState.AGREED,
            target_is_total=one.is_total,
            **_baseline(case, one),
        )
        for one, number in zip(case.structures, numbers, strict=False)
    ]
    ids = figures.adopt(adopted)
    figures.aim(
        (number, case.period(index).month, target)
        for one, number in zip(case.structures, ids, strict=True)
        for index, target in one.targets.items()
    )
    figures.enter(
        figures.entry(
            number,
            row,
            case.period(index),
            people,
            answer=told.answer,
            state=told.state,
            correction=told.correction,
            corrected_by_id=people[0] if told.correction else None,
            **_numbers(case, told),
        )
        for one, number, row in zip(case.structures, ids, adopted, strict=True)
        for index, told in one.told.items()
    )
    return indicator.id


def _baseline(case: Case, one: Structure) -> dict[str, Decimal | None]:
    if one.baseline is None:
        return {}
    return {f"baseline_{name}": number for name, number in _three(case, one.baseline).items()}


def _numbers(case: Case, told: Told) -> dict[str, Decimal | None]:
    return _three(case, told.numbers) if told.answer is Answer.VALUE else {}


def _three(case: Case, numbers: tuple[Decimal, Decimal, Decimal]) -> dict[str, Decimal | None]:
    return {
        "numerator": numbers[0],
        "denominator": numbers[1] if case.kind is IndicatorKind.RATIO else None,
        "weight": numbers[2] if case.kind is IndicatorKind.MEAN else None,
    }


def check(line: Line, case: Case, structures: list[Structure], span: Span) -> None:
    alone = len(structures) == 1
    rule = "latest" if alone else str(case.over_structures)
    last_over = Period.containing(TODAY, case.frequency).next(-1)
    earliest = min(one.first for one in structures)
    so_far: list[Numbers] = []
    expected = {}
    for index in range(earliest, 200):
        period = case.period(index)
        told = [one.told[index] for one in structures if index in one.told]
        told = [one for one in told if one.state is EntryState.APPROVED]
        is_past = period.month <= last_over.month and any(not one.is_retired for one in structures)
        if not is_past and index >= STEPS:
            break
        in_value = [numbers_of(case, one) for one in told if one.answer is Answer.VALUE]
        here = made_one(rule, in_value)
        if here is not None:
            so_far.append(here)
        expected[period] = (here, made_one(case.over_time, so_far))
        if period not in {cell.period for cell in line.cells}:
            continue
        cell = next(cell for cell in line.cells if cell.period == period)
        assert (plain(cell.numbers), plain(cell.cumulated)) == expected[period], period
        assert cell.value == value(case, here)
        assert cell.coverage == coverage(structures, index, period)
        assert cell.target == target(case, structures, index, alone), (period, cell)
    shown = [cell.period for cell in line.cells]
    assert shown == [period for period in expected if is_in(period, span) and period.month <= max(line_last(line), 0)]
    total = made_one(case.over_time, [here for period in shown if (here := expected[period][0]) is not None])
    assert plain(line.total) == total


def line_last(line: Line) -> int:
    last = Period.containing(TODAY, line.rules.frequency).next(-1).month if line.structures else 0
    return max([last, *line.months])


def is_in(period: Period, span: Span) -> bool:
    return span.first <= period.first_day and period.last_day <= span.last


def coverage(structures: list[Structure], index: int, period: Period) -> Coverage:
    answers: list[Answer | None] = []
    for one in structures:
        told = one.told.get(index)
        if told is not None and told.state is EntryState.APPROVED:
            answers.append(told.answer)
        elif not one.is_retired and one.first <= index and period.last_day < TODAY:
            answers.append(None)
    return Coverage.of(answers)


def target(case: Case, structures: list[Structure], index: int, alone: bool) -> Fraction | None:
    """Of those that have begun: one for all, the same or added."""
    asked = [one for one in structures if one.first <= index and not one.is_retired]
    held = [max((step for step in one.targets if step <= index), default=None) for one in asked]
    if not asked or None in held or len({one.is_total for one in asked}) > 1:
        return None
    found = [Fraction(one.targets[step]) for one, step in zip(asked, held, strict=True) if step is not None]
    if alone:
        return found[0]
    if case.over_structures is OverStructures.SUM:
        return sum(found, Fraction())
    is_one = len(set(found)) == 1 and case.over_structures is not OverStructures.NONE
    return found[0] if is_one else None


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cases())
def test_what_the_database_adds_up_is_what_a_plain_recomputation_gives(
    cast: tuple[list[int], tuple[int, int]], case: Case
) -> None:
    numbers, people = cast
    indicator = stored(case, numbers, people)
    span = Span(case.period(case.span[0]).first_day, case.period(case.span[1]).last_day)
    lines = ask(Question(span, TODAY, [indicator]))
    groups = sorted({one.group for one in case.structures})
    assert len(lines) == len(groups), "structures whose units differ are never made one"
    for line, group in zip(lines, groups, strict=True):
        check(line, case, [one for one in case.structures if one.group == group], span)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exact, "MOST", 0)
        wide = ask(Question(span, TODAY, [indicator]))
    assert [line.cells for line in wide] == [line.cells for line in lines], "added in halves it is the same"
    everything = ask(Question(span, TODAY))
    assert [line.cells for line in everything if line.indicator_id == indicator] == [line.cells for line in lines]
    for one, number in zip(case.structures, numbers, strict=False):
        (line,) = ask(Question(span, TODAY, [indicator], [number]))
        check(line, case, [one], span)


YEAR = Span(date(2025, 1, 1), date(2025, 12, 31))


@pytest.fixture
def cities(session: Any) -> list[Organisation]:
    return [factories.organisation(name) for name in ("Ville de Valbrume", "Ville de Clairmont")]


def kpis(cities: list[Organisation], **values: Any) -> list[Adoption]:
    """One indicator that both have."""
    first = factories.kpi(cities[0], "K1", over_structures=OverStructures.SUM, targets={202501: 10}, **values)
    second = factories.kpi(cities[1], "K2", over_structures=OverStructures.SUM, targets={202507: 5}, **values)
    second.indicator, second.definition = first.indicator, first.definition
    db.session.flush()
    return [first, second]


def test_periods_that_a_span_cuts_are_named_and_left_out(cities: list[Organisation]) -> None:
    first, _ = kpis(cities)
    for quarter, number in (("2025-Q1", 3), ("2025-Q2", 4), ("2025-Q3", 5)):
        factories.figure(first, quarter, number)
    (line,) = ask(Question(Span(date(2025, 2, 1), date(2025, 8, 31)), TODAY))
    assert [cell.period.code for cell in line.cells] == ["2025-Q2"]
    assert [period.code for period in line.cut] == ["2025-Q1", "2025-Q3"]
    assert (line.total_value, line.cells[0].cumulated_value) == (4, 7), "what came before is in what is cumulated"


def test_a_gap_is_a_gap_and_a_zero_a_zero(cities: list[Organisation]) -> None:
    first, second = kpis(cities)
    factories.figure(first, "2025-Q1", 0)
    factories.figure(second, "2025-Q2", 4)
    factories.figure(second, "2025-Q3", answer=Answer.UNAVAILABLE)
    (line,) = ask(Question(YEAR, TODAY))
    assert [cell.value for cell in line.cells] == [0, 4, None, None]
    assert [cell.cumulated_value for cell in line.cells] == [0, 4, 4, 4]
    assert [cell.coverage.missing for cell in line.cells] == [1, 1, 1, 2]
    assert [cell.target for cell in line.cells] == [None, None, 15, 15]
    assert all(cell.distance is None for cell in line.cells), "a part is not held against the target of the whole"


def test_a_category_is_asked_for_alone(cities: list[Organisation]) -> None:
    gender = factories.dimension("gender", ["Femmes", "Hommes"])
    first, second = kpis(cities)
    for kpi, number in ((first, 3), (second, 4)):
        whole = factories.figure(kpi, "2025-Q1", 10)
        factories.part(whole, gender.categories[0].id, number)
    (line,) = ask(Question(YEAR, TODAY, category_id=gender.categories[0].id))
    assert line.cells[0].value == 7
    (line,) = ask(Question(YEAR, TODAY))
    assert line.cells[0].value == 20


def test_structures_that_agreed_on_another_frequency_stand_apart(cities: list[Organisation]) -> None:
    first, second = kpis(cities)
    factories.newer_definition(second, frequency=Frequency.MONTHLY)
    factories.figure(first, "2025-Q1", 3)
    factories.figure(second, "2025-01", 4)
    lines = ask(Question(YEAR, TODAY, [first.indicator_id]))
    assert [(line.rules.frequency, line.structures, line.total_value) for line in lines] == [
        (Frequency.QUARTERLY, 1, 3),
        (Frequency.MONTHLY, 1, 4),
    ]


def test_one_structures_line_is_its_own_series(cities: list[Organisation]) -> None:
    first, _ = kpis(cities, target_is_total=True)
    first.baseline_numerator = Decimal(2)
    for quarter, number in (("2025-Q1", "3.5"), ("2025-Q3", 5)):
        factories.figure(first, quarter, number)
    (series,) = series_of([first], TODAY)
    (line,) = ask(Question(YEAR, TODAY, organisation_ids=[cities[0].id]))
    assert [cell.value for cell in line.cells] == [point.value for point in series.points]
    assert [cell.target for cell in line.cells] == [point.target for point in series.points]
    assert (line.total_value, line.baseline) == (series.total_value, series.baseline) == (Fraction("8.5"), 2)
    assert line.latest and line.latest.distance == series.distance
    assert line.coverage == series.coverage


def test_nothing_agreed_gives_nothing(cities: list[Organisation]) -> None:
    factories.kpi(cities[0], state=AdoptionState.PROPOSED)
    assert ask(Question(YEAR, TODAY)) == []
    with pytest.raises(ValueError, match="ends before"):
        Span(YEAR.last, YEAR.first)
