"""Publishing a quarter: what partners see, what is withheld, and what a correction changes."""

from collections import defaultdict
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from ambassador.accounts.models import Organisation, User
from ambassador.db import db
from ambassador.demo import factories
from ambassador.errors import RuleBroken
from ambassador.kpis.models import Answer, EntryState, IndicatorKind, IndicatorVersion, PublishedFigure
from ambassador.kpis.queries import impact
from ambassador.kpis.queries.publications import preview, published_quarters
from ambassador.kpis.queries.republished import changes
from ambassador.kpis.series import PeriodState
from ambassador.kpis.services.corrections import correct_figure
from ambassador.kpis.services.entries import FigureValues
from ambassador.kpis.services.publications import publish_quarter
from ambassador.kpis.services.review import approve_figure
from ambassador.kpis.suppression import is_small
from ambassador.periods import Frequency, Period
from tests.client import counted_queries
from tests.conftest import TODAY, World

NOW = datetime(2026, 3, 10, 11, tzinfo=UTC)
QUARTER = Period.parse("2025-Q4")


@pytest.fixture
def cast(session: Any, world: World) -> dict[str, Any]:
    people = {
        name: session.get_one(User, getattr(world, name))
        for name in ("coach", "coordinator", "staff", "admin", "partner", "other_coordinator")
    }
    return {
        **people,
        "city": session.get_one(Organisation, world.city),
        "operator": session.get_one(Organisation, world.operator),
        "service": world.service,
    }


def publish(cast: dict[str, Any], quarter: Period = QUARTER, **more: Any) -> Any:
    return publish_quarter(cast["city"], quarter, cast["coordinator"], NOW, TODAY, **more)


def definition(kind: IndicatorKind, counts_people: bool) -> IndicatorVersion:
    return IndicatorVersion(kind=kind, counts_people=counts_people)


people = st.integers(0, 30).map(Decimal)


@given(people, people.filter(bool), st.booleans())
def test_a_shown_ratio_of_people_never_speaks_of_fewer_than_five(
    numerator: Decimal, denominator: Decimal, counts_people: bool
) -> None:
    small = is_small(definition(IndicatorKind.RATIO, counts_people), numerator, denominator, None)
    assert small is (counts_people and min(numerator, denominator, denominator - numerator) < 5)


@given(people, st.booleans())
def test_a_shown_count_of_people_is_at_least_five(number: Decimal, counts_people: bool) -> None:
    small = is_small(definition(IndicatorKind.NUMBER, counts_people), number, None, None)
    assert small is (counts_people and number < 5)


@given(st.none() | people, st.booleans())
def test_a_mean_is_shown_from_five_answers_on(weight: Decimal | None, counts_people: bool) -> None:
    small = is_small(definition(IndicatorKind.MEAN, counts_people), Decimal(7), None, weight)
    assert small is (weight is None or weight < 5)


def test_a_publication_holds_the_approved_figures_that_end_in_the_quarter(cast: dict[str, Any]) -> None:
    city = cast["city"]
    quarterly = factories.kpi(city, "K1")
    yearly = factories.kpi(city, "K2", frequency=Frequency.YEARLY)
    half = factories.kpi(city, "K3", frequency=Frequency.HALF_YEARLY)
    submitted, missing = factories.kpi(city, "K4"), factories.kpi(city, "K5")
    school = factories.kpi(city, "K6", frequency=Frequency.SCHOOL_YEAR, first_month=202409)
    factories.figure(quarterly, "2025-Q4", 12)
    factories.figure(quarterly, "2025-Q3", 11)
    factories.figure(yearly, "2025", answer=Answer.UNAVAILABLE, comment="Pas mesuré")
    factories.figure(half, "2025-H2", 7)
    factories.figure(submitted, "2025-Q4", 5, state=EntryState.SUBMITTED)
    factories.figure(school, "2024-2025", 3)

    shown = preview(city, QUARTER, TODAY)
    assert {line.adoption.code for line in shown.published} == {"K1", "K2", "K3"}
    left = {line.adoption.code: line.point.state for line in shown.left_out}
    assert left == {"K4": PeriodState.SUBMITTED, "K5": PeriodState.OVERDUE}
    assert missing.id in {line.adoption.id for line in shown.left_out}

    published = publish(cast, seen=shown.seen)
    assert published.number == 1
    assert sorted((row.adoption.code, row.numerator) for row in published.figures if row.numerator) == [
        ("K1", 12),
        ("K3", 7),
    ]
    assert {row.answer for row in published.figures if row.numerator is None} == {Answer.UNAVAILABLE}


def test_a_small_figure_keeps_no_number(cast: dict[str, Any]) -> None:
    kpi = factories.kpi(cast["city"], kind=IndicatorKind.RATIO, counts_people=True)
    factories.figure(kpi, QUARTER, 48, 50)
    row = publish(cast).figures[0]
    assert row.is_suppressed
    assert (row.numerator, row.denominator, row.weight) == (None, None, None)


@pytest.mark.parametrize("column", ["numerator", "denominator", "weight"])
def test_the_database_too_keeps_no_number_of_a_suppressed_figure(cast: dict[str, Any], column: str) -> None:
    kpi = factories.kpi(cast["city"], kind=IndicatorKind.RATIO, counts_people=True)
    factories.figure(kpi, QUARTER, 48, 50)
    publish(cast)
    with pytest.raises(IntegrityError):
        db.session.execute(text(f"UPDATE published_figure SET {column} = 40000"))
    db.session.rollback()


def test_a_correction_is_published_as_a_new_number(cast: dict[str, Any]) -> None:
    entry = factories.figure(factories.kpi(cast["city"], service_id=cast["service"]), QUARTER, 12)
    publish(cast)
    values = FigureValues(Answer.VALUE, Decimal(15))
    correct_figure(entry, str(entry.version), values, "Oubli", cast["staff"], NOW, TODAY)
    db.session.flush()
    with pytest.raises(RuleBroken, match="Rien n’a changé"):
        publish(cast)
    assert _published_value(cast) == 12, "a correction in hand leaves what partners see as it was"
    approve_figure(entry, str(entry.version), cast["coordinator"], NOW, TODAY)
    db.session.flush()
    assert _published_value(cast) == 12
    assert publish(cast, note="Chiffre corrigé").number == 2
    assert _published_value(cast) == 15
    assert [(row.quarter.code, row.number) for row in published_quarters(cast["city"].id)] == [("2025-Q4", 2)]


def _published_value(cast: dict[str, Any]) -> Fraction | None:
    (series,) = impact.published_series([cast["city"].id], TODAY)
    return series.latest.value if series.latest else None


def test_publishing_again_without_a_change_is_refused(cast: dict[str, Any]) -> None:
    factories.figure(factories.kpi(cast["city"]), QUARTER, 12)
    publish(cast)
    with pytest.raises(RuleBroken, match="Rien n’a changé"):
        publish(cast)


def test_what_is_published_is_what_was_seen(cast: dict[str, Any]) -> None:
    factories.figure(factories.kpi(cast["city"], "K1"), QUARTER, 12)
    seen = preview(cast["city"], QUARTER, TODAY).seen
    factories.figure(factories.kpi(cast["city"], "K2"), QUARTER, 13)
    with pytest.raises(RuleBroken, match="depuis l’aperçu"):
        publish(cast, seen=seen)


def test_a_quarter_that_runs_or_has_nothing_approved_is_not_published(cast: dict[str, Any]) -> None:
    factories.figure(factories.kpi(cast["city"]), QUARTER, 12, state=EntryState.SUBMITTED)
    with pytest.raises(RuleBroken, match="Aucun chiffre"):
        publish(cast)
    with pytest.raises(RuleBroken, match="pas fini"):
        publish(cast, Period.parse("2026-Q1"))


@pytest.mark.parametrize("name", ["coach", "staff", "admin", "partner", "other_coordinator"])
def test_nobody_else_publishes_a_structures_quarter(cast: dict[str, Any], name: str) -> None:
    factories.figure(factories.kpi(cast["city"]), QUARTER, 12)
    with pytest.raises(RuleBroken, match="pas publier"):
        publish_quarter(cast["city"], QUARTER, cast[name], NOW, TODAY)


def test_the_programme_is_published_by_the_operators_coach_with_what_the_register_counts(
    cast: dict[str, Any],
) -> None:
    kpi = factories.kpi(
        cast["operator"], "P1", measure="conventions.structures_accompanied", targets={202501: 20}, counts_people=False
    )
    quarter = Period.parse("2026-Q1")
    day = date(2026, 4, 2)
    with pytest.raises(RuleBroken):
        publish_quarter(cast["operator"], quarter, cast["coordinator"], NOW, day)
    published = publish_quarter(cast["operator"], quarter, cast["coach"], NOW, day)
    assert [(row.adoption_id, row.numerator) for row in published.figures] == [(kpi.id, 1)]
    assert preview(cast["operator"], QUARTER, TODAY).published[0].point.value == 0, "none was in force in 2025"


def test_partners_see_published_figures_only_and_gaps_stay_gaps(cast: dict[str, Any]) -> None:
    kpi = factories.kpi(
        cast["city"],
        counts_people=True,
        targets={202501: 10, 202601: 50},
        baseline_numerator=Decimal(3),
        baseline_on=date(2024, 12, 31),
    )
    factories.figure(kpi, "2025-Q1", 20)
    factories.figure(kpi, "2025-Q2", 4)
    factories.figure(kpi, "2025-Q4", 30)
    factories.figure(factories.kpi(cast["city"], "K2"), "2025-Q4", 8)
    for code in ("2025-Q1", "2025-Q2"):
        publish(cast, Period.parse(code))

    (series,) = impact.published_series([cast["city"].id], TODAY)
    assert [point.value for point in series.points] == [20, None, None, None]
    assert [point.is_suppressed for point in series.points] == [False, True, False, False]
    assert series.total_value == 20, "what is withheld is in no total"
    assert series.baseline is None and series.baseline_is_suppressed
    assert not impact.published_series([cast["operator"].id], TODAY)


def test_inside_all_that_is_approved_is_seen(cast: dict[str, Any]) -> None:
    kpi = factories.kpi(
        cast["city"],
        kind=IndicatorKind.RATIO,
        targets={202501: 40, 202510: 50},
        baseline_numerator=Decimal(10),
        baseline_denominator=Decimal(100),
        baseline_on=date(2024, 12, 31),
    )
    factories.figure(kpi, "2025-Q1", 20, 100)
    factories.figure(kpi, "2025-Q2", answer=Answer.NOT_APPLICABLE, comment="Pas de séance")
    factories.figure(kpi, "2025-Q3", 90, 300, state=EntryState.SUBMITTED)
    factories.figure(kpi, "2025-Q4", 90, 300)
    (series,) = impact.approved_series([cast["city"].id], TODAY)
    assert [point.target for point in series.points] == [40, 40, 40, 50]
    assert series.counted_values == [20, None, None, 30]
    assert (series.baseline, series.target, series.progress) == (10, 50, Fraction(1, 2))
    assert series.distance and series.distance.gap == -20
    assert series.coverage.expected == 3 and series.coverage.with_value == 2 and series.coverage.missing == 1


def test_targets_for_the_total_are_held_against_the_total(cast: dict[str, Any]) -> None:
    kpi = factories.kpi(cast["operator"], "P1", target_is_total=True, targets={202501: 1000})
    factories.figure(kpi, "2025-Q1", 300)
    factories.figure(kpi, "2025-Q3", 100)
    (series,) = impact.approved_series([cast["operator"].id], TODAY)
    assert (series.latest and series.latest.value, series.total_value) == (100, 400)
    assert series.distance and series.distance.gap == -600 and series.progress == Fraction(2, 5)


def test_coverage_tells_answered_from_with_a_value(cast: dict[str, Any]) -> None:
    for number, (answer, state) in enumerate(
        [
            (Answer.VALUE, EntryState.APPROVED),
            (Answer.UNAVAILABLE, EntryState.APPROVED),
            (Answer.NOT_APPLICABLE, EntryState.APPROVED),
            (Answer.VALUE, EntryState.SUBMITTED),
        ]
    ):
        kpi = factories.kpi(cast["city"], f"K{number}")
        value = 3 if answer is Answer.VALUE else None
        factories.figure(kpi, QUARTER, value, answer=answer, state=state, comment="Un mot")
    factories.kpi(cast["city"], "K9", first_month=202601)
    found = impact.coverage([cast["city"].id], QUARTER, TODAY)
    assert (found.expected, found.answered, found.with_value, found.not_applicable) == (3, 2, 1, 1)


def test_the_number_of_queries_does_not_grow_with_structures_or_figures(cast: dict[str, Any]) -> None:
    def ask() -> int:
        db.session.expire_all()
        with counted_queries() as count:
            ids = [cast["city"].id, cast["operator"].id]
            impact.approved_series(ids, TODAY)
            impact.published_series(ids, TODAY)
            impact.coverage(ids, QUARTER, TODAY)
        return len(count)

    factories.figure(factories.kpi(cast["city"], "K0"), QUARTER, 12)
    publish(cast)
    once = ask()
    for number in range(1, 9):
        kpi = factories.kpi(cast["city"], f"K{number}", targets={202501: 3})
        for period in ("2025-Q2", "2025-Q3", "2025-Q4"):
            factories.figure(kpi, period, number)
        factories.figure(factories.kpi(cast["operator"], f"P{number}"), QUARTER, number)
    publish(cast)
    assert ask() <= once


def test_each_number_equals_a_plain_recount(cast: dict[str, Any]) -> None:
    """Sums beyond 64 bits when scaled, exactly, on both databases."""
    kpi = factories.kpi(cast["city"], kind=IndicatorKind.RATIO, over_time="ratio_of_sums")
    known: dict[str, tuple[Decimal, Decimal]] = defaultdict(lambda: (Decimal(0), Decimal(0)))
    for number, code in enumerate(("2025-Q1", "2025-Q2", "2025-Q4")):
        known[code] = (Decimal(10**9) - Decimal(number) / 10_000, Decimal(10**9))
        factories.figure(kpi, code, known[code][0], 10**9)
    publish(cast)
    db.session.expire_all()
    (series,) = impact.approved_series([cast["city"].id], TODAY)
    total = sum(Fraction(row[0]) for row in known.values()) * 100 / sum(Fraction(row[1]) for row in known.values())
    assert series.total_value == total
    stored = db.session.query(PublishedFigure).one()
    assert stored.numerator == known["2025-Q4"][0]


def test_a_publication_tells_what_changed_since_the_one_before(cast: dict[str, Any]) -> None:
    entry = factories.figure(factories.kpi(cast["city"], "K1", service_id=cast["service"]), QUARTER, 12)
    factories.figure(factories.kpi(cast["city"], "K2"), QUARTER, 7)
    first = publish(cast)
    values = FigureValues(Answer.VALUE, Decimal(15))
    correct_figure(entry, str(entry.version), values, "Oubli", cast["staff"], NOW, TODAY)
    db.session.flush()
    approve_figure(entry, str(entry.version), cast["coordinator"], NOW, TODAY)
    factories.figure(factories.kpi(cast["city"], "K3"), QUARTER, 1)
    second = publish(cast, note="Corrigé")
    told = [
        (one.adoption.code, one.before and one.before.numerator, one.after and one.after.numerator)
        for one in changes(second)
    ]
    assert told == [("K1", 12, 15), ("K3", None, 1)] and changes(first) == []
