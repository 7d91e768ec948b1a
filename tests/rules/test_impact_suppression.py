"""Small counts of people stay hidden, whatever is added or subtracted."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ambassador.impact.suppression import Turnout, is_small, plain_quarter, protected_quarter

MONTH = st.integers(0, 12).flatmap(lambda registered: st.tuples(st.just(registered), st.integers(0, registered)))
LARGE = st.integers(0, 200).flatmap(lambda registered: st.tuples(st.just(registered), st.integers(0, registered)))


def test_large_counts_are_all_shown():
    months = [(30, 24), (25, 20), (40, 31)]
    assert protected_quarter(months) == plain_quarter(months)
    assert protected_quarter(months).total == Turnout(95, 75)


def test_a_quarter_without_anybody_is_a_zero():
    assert protected_quarter([(0, 0)] * 3) == plain_quarter([(0, 0)] * 3)


def test_a_small_month_takes_a_second_one_with_it():
    quarter = protected_quarter([(30, 22), (12, 6), (3, 3)])
    assert quarter.total == Turnout(45, 31)
    assert quarter.months == (Turnout(30, 22), Turnout(None, None), Turnout(None, None))


def test_three_small_months_that_make_a_large_quarter_show_the_quarter_alone():
    quarter = protected_quarter([(4, 2), (4, 2), (4, 2)])
    assert quarter.months == (Turnout(None, None),) * 3
    assert quarter.total == Turnout(12, 6)


def test_few_absent_hide_who_came():
    quarter = protected_quarter([(30, 28), (0, 0), (0, 0)])
    assert quarter.total == Turnout(30, None)
    assert quarter.months[0] == Turnout(30, None)


def test_a_hidden_quarter_shows_no_month_that_gives_it_away():
    quarter = protected_quarter([(3, 2), (0, 0), (0, 0)])
    assert quarter.total == Turnout(None, None)
    assert quarter.months[0] == Turnout(None, None)


def test_two_hidden_months_never_leave_less_than_five_people_between_them():
    """Total 20 less a shown 18 would leave 2 people for two months: one each."""
    quarter = protected_quarter([(18, 9), (1, 1), (1, 0)])
    assert [month.registered for month in quarter.months].count(None) == 3


@pytest.mark.parametrize("present", [0, 20])
def test_that_nobody_or_everybody_came_is_not_shown(present):
    """It would say of each of them whether they were there."""
    quarter = protected_quarter([(20, present), (0, 0), (0, 0)])
    assert quarter.total == Turnout(20, None)
    assert quarter.months == (Turnout(20, None), Turnout(0, 0), Turnout(0, 0))


def shown_sums(months, quarter):
    """What is shown, as (set of elementary counts, value): month 0 present, month 0 absent, month 1 present…"""
    rows = [(range(len(months)), quarter.total), *(([i], month) for i, month in enumerate(quarter.months))]
    for row, turnout in rows:
        if turnout.registered is not None:
            yield frozenset((m, part) for m in row for part in "pa"), turnout.registered
        if turnout.present is not None:
            yield frozenset((m, "p") for m in row), turnout.present


def people(months):
    return {(i, part): count for i, (r, p) in enumerate(months) for part, count in (("p", p), ("a", r - p))}


@settings(max_examples=300, deadline=None)
@given(st.lists(MONTH, min_size=3, max_size=3))
def test_no_small_count_follows_by_adding_and_subtracting(months):
    """An attacker who joins and takes apart whatever is shown, again and again."""
    counts = people(months)
    known = dict(shown_sums(months, protected_quarter(months)))
    while True:
        found = {}
        for (one, a), (other, b) in product(known.items(), repeat=2):
            if one < other:
                found[other - one] = b - a
            elif not one & other:
                found[one | other] = a + b
        if found.keys() <= known.keys():
            break
        known.update(found)
    nobody = {i for i, (registered, _) in enumerate(months) if not registered}
    natural = [group for group in known if len({tuple(sorted(p for m, p in group if m == i)) for i, _ in group}) == 1]
    for group in natural:
        assert known[group] == sum(counts[one] for one in group)
        assert {i for i, _ in group} <= nobody or not is_small(known[group]), (months, sorted(group), known[group])


@settings(max_examples=120, deadline=None)
@given(st.lists(MONTH, min_size=2, max_size=2))
def test_every_hidden_count_could_be_another(months):
    """An attacker who tries every table that agrees with what is shown, knowing that people are whole and not negative."""
    quarter = protected_quarter(months)
    if quarter == plain_quarter(months):
        return
    shown = list(shown_sums(months, quarter))
    counts = people(months)
    atoms = list(counts)
    most = sum(counts.values()) + 6
    possible = []

    def bound(atom):
        return min((value for group, value in shown if atom in group), default=most)

    for values in product(*(range(min(bound(atom), 30) + 1) for atom in atoms)):
        table = dict(zip(atoms, values, strict=True))
        if all(sum(table[atom] for atom in group) == value for group, value in shown):
            possible.append(table)
    for atom, count in counts.items():
        if is_small(count) and months[atom[0]][0]:
            assert len({table[atom] for table in possible}) > 1, (months, quarter, atom)


@settings(max_examples=100, deadline=None)
@given(st.lists(LARGE, min_size=3, max_size=3))
def test_what_is_shown_is_true_and_never_small(months):
    quarter, plain = protected_quarter(months), plain_quarter(months)
    for shown, true in zip([*quarter.months, quarter.total], [*plain.months, plain.total], strict=True):
        assert shown.registered in (None, true.registered)
        assert shown.present in (None, true.present)
        if not true.registered:
            assert shown == Turnout(0, 0)
            continue
        assert shown.registered is None or not is_small(shown.registered)
        assert shown.present is None or not is_small(shown.present)
        assert shown.is_hidden or not is_small(shown.registered - shown.present)


@pytest.mark.parametrize(("count", "wanted"), [(0, True), (1, True), (4, True), (5, False)])
def test_five_is_shown(count, wanted):
    assert is_small(count) is wanted
