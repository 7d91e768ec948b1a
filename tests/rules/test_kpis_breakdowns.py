"""A figure and its categories: what they sum to, what is not stated, and that they share every step."""

from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ambassador.accounts.models import Organisation, User
from ambassador.db import db
from ambassador.demo import factories
from ambassador.errors import RuleBroken
from ambassador.kpis.models import Adoption, Answer, Dimension, Entry, EntryEvent, EntryState, IndicatorKind
from ambassador.kpis.services.breakdowns import parts_of
from ambassador.kpis.services.corrections import correct_figure
from ambassador.kpis.services.entries import FigureValues, save_figure, submit_figure
from ambassador.kpis.services.review import approve_figure, return_figure
from ambassador.kpis.values import Numbers, not_stated
from ambassador.periods import Period
from tests.conftest import TODAY, World

D, F = Decimal, Fraction
NOW = datetime(2026, 3, 10, 11, tzinfo=UTC)
OVER = Period.parse("2025-Q4")


@pytest.fixture
def people(session: Any, world: World) -> dict[str, Any]:
    return {
        "staff": session.get_one(User, world.staff),
        "coordinator": session.get_one(User, world.coordinator),
        "city": session.get_one(Organisation, world.city),
        "service": world.service,
        "gender": factories.dimension("gender", ["Femmes", "Hommes", "X"]),
        "publics": factories.dimension("publics", ["Femmes", "Seniors"], is_exclusive=False),
    }


def kpi(people: dict[str, Any], kind: IndicatorKind = IndicatorKind.NUMBER, **values: Any) -> Adoption:
    dimensions = [people["gender"], people["publics"]]
    return factories.kpi(people["city"], kind=kind, service_id=people["service"], dimensions=dimensions, **values)


def ids(dimension: Dimension) -> list[int]:
    return [category.id for category in dimension.categories]


def three(number: int | str, denominator: int | None = None, weight: int | None = None) -> Any:
    return D(number), None if denominator is None else D(denominator), None if weight is None else D(weight)


def save(people: dict[str, Any], adoption: Adoption, parts: Any, entry: Entry | None = None, **values: Any) -> Entry:
    given = {"numerator": D(100), **values}
    figure = FigureValues(Answer.VALUE, comment="Compté", parts=parts, **given)
    return save_figure(adoption, OVER, entry, figure, people["staff"], NOW, TODAY)


def stored(entry: Entry) -> dict[int | None, D | None]:
    return {row.category_id: row.numerator for row in parts_of(entry)}


def test_categories_are_stored_with_their_figure_and_an_empty_one_is_no_row(people: dict[str, Any]) -> None:
    women, men, other = ids(people["gender"])
    adoption = kpi(people)
    entry = save(people, adoption, {women: three(60), men: three(0), other: (None, None, None)})
    assert stored(entry) == {women: 60, men: 0}
    assert entry.events[-1].after["parts"] == {str(women): {"numerator": "60"}, str(men): {"numerator": "0"}}
    version = entry.version
    save(people, adoption, {women: three(60), men: three(0)}, entry)
    assert entry.version == version and len(entry.events) == 1, "the same again changes nothing"
    save(people, adoption, {women: three(61), other: three(2)}, entry)
    db.session.expire_all()
    assert stored(entry) == {women: 61, other: 2}
    assert entry.version == version + 1, "a change in the categories alone is a newer version of the figure"
    assert entry.events[-1].before["parts"][str(women)] == {"numerator": "60"}
    save(people, adoption, None, entry, numerator=D(110))
    assert stored(entry) == {women: 61, other: 2}, "who says nothing of the categories leaves them"
    save(people, adoption, {}, entry)
    assert stored(entry) == {} and "parts" not in entry.events[-1].after


def refused(people: dict[str, Any], adoption: Adoption, parts: Any, **values: Any) -> str | None:
    with pytest.raises(RuleBroken) as broken:
        save(people, adoption, parts, **values)
    assert not db.session.query(Entry).count()
    return broken.value.field


def test_an_exclusive_dimension_never_passes_its_total_and_an_overlapping_one_may_in_sum(
    people: dict[str, Any],
) -> None:
    women, men, other = ids(people["gender"])
    ladies, seniors = ids(people["publics"])
    adoption = kpi(people)
    assert refused(people, adoption, {men: three(60), other: three(41)}) == f"part_{men}_numerator"
    assert refused(people, adoption, {seniors: three(101)}) == f"part_{seniors}_numerator"
    assert refused(people, adoption, {999_999: three(1)}) is None
    entry = save(people, adoption, {women: three(60), men: three(40), ladies: three(60), seniors: three(100)})
    assert sum(number or 0 for number in stored(entry).values()) == 260
    with pytest.raises(RuleBroken):
        save(people, adoption, None, entry, numerator=D(99))
    assert entry.numerator == 100, "a smaller total is refused as long as its categories say more"


def test_each_kind_is_shared_out_by_what_it_counts(people: dict[str, Any]) -> None:
    women, men, _ = ids(people["gender"])
    ratio = kpi(people, IndicatorKind.RATIO, code="R", hard_min=D(0), hard_max=D(100))
    both = {"numerator": D(30), "denominator": D(60)}
    assert refused(people, ratio, {women: three(20, 40), men: three(11, 20)}, **both) == f"part_{women}_numerator"
    assert refused(people, ratio, {women: three(20, 40), men: three(1, 21)}, **both) == f"part_{women}_denominator"
    assert refused(people, ratio, {women: three(20)}, **both) == f"part_{women}_denominator"
    assert refused(people, ratio, {women: three(21, 20)}, **both) == f"part_{women}_numerator"
    mean = kpi(people, IndicatorKind.MEAN, code="M", hard_min=D(1), hard_max=D(10))
    four = {"numerator": D(7), "weight": D(4)}
    assert refused(people, mean, {women: three(9, weight=3), men: three(2, weight=2)}, **four) == f"part_{women}_weight"
    assert refused(people, mean, {women: three(11, weight=1)}, **four) == f"part_{women}_numerator"
    milestone = kpi(people, IndicatorKind.MILESTONE, code="J")
    assert refused(people, milestone, {women: three(1)}, numerator=D(1)) is None
    assert stored(save(people, mean, {women: three(9, weight=3)}, **four)) == {women: 9}


def test_no_value_has_no_categories(people: dict[str, Any]) -> None:
    women = ids(people["gender"])[0]
    adoption = kpi(people)
    entry = save(people, adoption, {women: three(60)})
    nothing = FigureValues(Answer.UNAVAILABLE, comment="Registre perdu", parts={women: three(60)})
    with pytest.raises(RuleBroken):
        save_figure(adoption, OVER, entry, nothing, people["staff"], NOW, TODAY)
    nothing = FigureValues(Answer.UNAVAILABLE, comment="Registre perdu")
    save_figure(adoption, OVER, entry, nothing, people["staff"], NOW, TODAY)
    assert stored(entry) == {}


def test_categories_share_every_step_of_their_figure(people: dict[str, Any]) -> None:
    women = ids(people["gender"])[0]
    staff, coordinator = people["staff"], people["coordinator"]
    entry = save(people, kpi(people), {women: three(60)})

    def states() -> set[tuple[Any, Any, Any]]:
        db.session.flush()
        return {(row.state, row.edited_by_id, row.approved_by_id) for row in db.session.query(Entry)}

    submit_figure(entry, str(entry.version), staff, NOW, TODAY)
    assert states() == {(EntryState.SUBMITTED, staff.id, None)}
    return_figure(entry, str(entry.version), "À revoir", coordinator, NOW, TODAY)
    assert states() == {(EntryState.RETURNED, staff.id, None)}
    figure = FigureValues(Answer.VALUE, D(100), comment="Relu", parts={women: three(60)})
    save_figure(entry.adoption, OVER, entry, figure, coordinator, NOW, TODAY)
    assert states() == {(EntryState.RETURNED, coordinator.id, None)}, "the last edit is that of the categories too"
    save(people, entry.adoption, {women: three(61)}, entry)
    submit_figure(entry, str(entry.version), staff, NOW, TODAY)
    db.session.flush()
    approve_figure(entry, str(entry.version), coordinator, NOW, TODAY)
    assert states() == {(EntryState.APPROVED, staff.id, coordinator.id)}
    corrected = FigureValues(Answer.VALUE, D(100), comment="Relu", parts={women: three(62)})
    correct_figure(entry, str(entry.version), corrected, "Oubli", staff, NOW, TODAY)
    assert states() == {(EntryState.APPROVED, staff.id, coordinator.id)} and stored(entry) == {women: 61}
    told = db.session.query(EntryEvent).filter_by(kind="corrected").one()
    assert (told.before["parts"][str(women)], told.after["parts"][str(women)]) == (
        {"numerator": "61"},
        {"numerator": "62"},
    )
    approve_figure(entry, str(entry.version), coordinator, NOW, TODAY)
    assert states() == {(EntryState.APPROVED, staff.id, coordinator.id)} and stored(entry) == {women: 62}


def test_a_draft_made_under_an_older_definition_is_looked_at_again_before_it_is_sent(people: dict[str, Any]) -> None:
    women = ids(people["gender"])[0]
    adoption = kpi(people)
    entry = save(people, adoption, {women: three(60)})
    older = entry.definition
    newer = factories.newer_definition(adoption, dimensions=[people["publics"]])
    with pytest.raises(RuleBroken, match="définition"):
        submit_figure(entry, str(entry.version), people["staff"], NOW, TODAY)
    assert entry.definition is older
    save(people, adoption, None, entry)
    db.session.flush()
    assert (
        entry.definition_id == newer.id and not db.session.query(Entry).filter(Entry.category_id.is_not(None)).count()
    )
    submit_figure(entry, str(entry.version), people["staff"], NOW, TODAY)
    assert entry.state is EntryState.SUBMITTED


def test_what_is_not_stated_is_what_the_categories_leave(people: dict[str, Any]) -> None:
    assert not_stated(IndicatorKind.NUMBER, Numbers(F(100)), [Numbers(F(60)), Numbers(F(30))]) == Numbers(F(10))
    assert not_stated(IndicatorKind.NUMBER, Numbers(F(90)), [Numbers(F(60)), Numbers(F(30))]) is None
    assert not_stated(IndicatorKind.RATIO, Numbers(F(3), F(9)), [Numbers(F(3), F(4))]) == Numbers(F(0), F(5))
    rest = not_stated(IndicatorKind.MEAN, Numbers(F(7), None, F(4)), [Numbers(F(9), None, F(1))])
    assert rest == Numbers(F(19, 3), None, F(3))


amounts = st.lists(st.integers(0, 10**13), max_size=6)


@given(amounts, st.integers(0, 10**13))
def test_the_categories_and_what_is_not_stated_make_the_total_exactly(parts: list[int], rest: int) -> None:
    scaled = [F(part, 10_000) for part in parts]
    whole = sum(scaled, F(rest, 10_000))
    left = not_stated(IndicatorKind.NUMBER, Numbers(whole), [Numbers(part) for part in scaled])
    assert sum(scaled, F()) + (left.numerator if left else 0) == whole
    assert (left is None) is (rest == 0)
