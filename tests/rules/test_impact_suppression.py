"""Small counts of people stay hidden, whatever is added, subtracted or bounded, over all that partners read of a quarter."""

from collections.abc import Iterator, Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ambassador.impact.decision import decide, protected_quarter
from ambassador.impact.suppression import (
    HIDDEN,
    NOBODY,
    SMALLEST_SHOWN,
    Month,
    People,
    Release,
    Turnout,
    TurnoutTable,
    plain_quarter,
)
from tests.what_follows import Knowledge

CITY, TOWN, VILLAGE, OTHERS = 1, 2, 3, None
PLACES = (0, 1, 2)


def people(*pairs: tuple[int, int]) -> list[People]:
    return [People(*pair) for pair in pairs]


def table(rows: dict[int | None, list[People]]) -> list[Month]:
    return [{number: months[place] for number, months in rows.items()} for place in PLACES]


def alone(*pairs: tuple[int, int]) -> TurnoutTable:
    """Everybody is from outside the structures."""
    return protected_quarter(table({OTHERS: people(*pairs)}))


# What is told of the programme


def test_large_counts_are_all_shown() -> None:
    months = people((30, 24), (25, 20), (40, 31))
    assert alone((30, 24), (25, 20), (40, 31)).programme == plain_quarter(months)


def test_a_quarter_without_anybody_is_a_zero_for_everyone() -> None:
    told = protected_quarter([{}, {}, {}])
    assert told.programme == told.of(CITY) == plain_quarter(people((0, 0), (0, 0), (0, 0)))


def test_a_small_month_takes_a_second_one_with_it() -> None:
    quarter = alone((30, 22), (12, 6), (3, 3)).programme
    assert quarter.total == Turnout(45, 31)
    assert quarter.months == (Turnout(30, 22), HIDDEN, HIDDEN)


def test_three_small_months_that_make_a_large_quarter_show_the_quarter_alone() -> None:
    quarter = alone((5, 2), (5, 3), (5, 2)).programme
    assert quarter.months == (HIDDEN,) * 3
    assert quarter.total == Turnout(15, 7)


def test_few_absent_hide_who_came() -> None:
    quarter = alone((30, 28), (0, 0), (0, 0)).programme
    assert quarter.total == quarter.months[0] == Turnout(30, None)
    assert quarter.months[1:] == (NOBODY, NOBODY)


def test_a_hidden_quarter_shows_no_month_that_gives_it_away() -> None:
    told = alone((3, 2), (0, 0), (0, 0))
    assert told.programme.total == told.programme.months[0] == HIDDEN
    assert told.of(CITY).total == HIDDEN


def test_months_that_are_known_to_have_had_somebody_need_one_more_each() -> None:
    """Of 5 people in two months, each with somebody, no month can have had five."""
    assert alone((3, 0), (2, 0), (0, 0)).programme.total == HIDDEN
    assert alone((3, 0), (3, 0), (0, 0)).programme.total == Turnout(6, None)


@pytest.mark.parametrize("present", [0, 20])
def test_that_nobody_or_everybody_came_is_not_shown(present: int) -> None:
    """It would say of each of them whether they were there."""
    quarter = alone((20, present), (0, 0), (0, 0)).programme
    assert quarter.total == Turnout(20, None)
    assert quarter.months == (Turnout(20, None), NOBODY, NOBODY)


# What is told of a structure beside it


def test_a_large_structure_beside_many_others_is_told_by_month() -> None:
    city = people((20, 12), (18, 11), (0, 0))
    told = protected_quarter(table({CITY: city, OTHERS: people((40, 30), (30, 20), (20, 10))}))
    assert told.of(CITY) == plain_quarter(city)
    assert told.of(TOWN).total == HIDDEN, "that nobody came from there is not told"


def test_a_structure_cannot_be_subtracted_from_the_programme() -> None:
    """38 of the city and 41 in all would leave the 3 of the town."""
    city, town = people((20, 12), (18, 11), (0, 0)), people((2, 2), (1, 1), (0, 0))
    told = protected_quarter(table({CITY: city, TOWN: town}))
    assert told.programme.total == Turnout(41, 26)
    assert told.of(TOWN) == told.of(CITY)
    assert told.of(CITY).total == HIDDEN


def test_the_smallest_of_the_told_gives_way() -> None:
    city, town = people((20, 12), (18, 11), (0, 0)), people((12, 7), (11, 6), (0, 0))
    told = protected_quarter(table({CITY: city, TOWN: town, OTHERS: people((1, 0), (0, 0), (0, 0))}))
    assert told.of(CITY) == plain_quarter(city)
    assert told.of(TOWN).total == HIDDEN


def test_a_small_month_of_a_structure_leaves_its_quarter() -> None:
    told = protected_quarter(
        table({CITY: people((20, 12), (3, 2), (9, 4)), OTHERS: people((40, 30), (30, 20), (20, 10))})
    )
    assert told.of(CITY).total == Turnout(32, 18)
    assert told.of(CITY).months == (HIDDEN,) * 3


def test_few_absent_of_a_structure_leave_how_many_had_registered() -> None:
    told = protected_quarter(
        table({CITY: people((20, 19), (3, 3), (9, 9)), OTHERS: people((40, 30), (30, 20), (20, 10))})
    )
    assert told.of(CITY).total == Turnout(32, None)


def test_when_one_structure_hides_who_came_another_one_does_so_that_it_cannot_be_subtracted() -> None:
    told = protected_quarter(
        table(
            {
                CITY: people((20, 19), (9, 9), (0, 0)),
                TOWN: people((15, 9), (15, 9), (0, 0)),
                VILLAGE: people((20, 10), (20, 10), (0, 0)),
            }
        )
    )
    assert told.of(CITY).total == Turnout(29, None)
    assert told.of(TOWN).total == Turnout(30, None)
    assert told.of(VILLAGE).total == Turnout(40, 20)


def test_where_all_of_the_others_come_in_another_month_the_structure_is_not_told_by_month() -> None:
    """October less the city's 20 would leave the 2 of the town."""
    told = protected_quarter(table({CITY: people((20, 12), (18, 11), (0, 0)), TOWN: people((2, 1), (30, 15), (0, 0))}))
    assert told.of(CITY).total == Turnout(38, 23)
    assert told.of(CITY).months == (HIDDEN, HIDDEN, NOBODY)
    assert told.of(TOWN).total == Turnout(32, 16)


def test_where_one_month_is_the_quarter_it_is_told_as_the_quarter() -> None:
    told = protected_quarter(table({CITY: people((0, 0), (20, 19), (0, 0)), OTHERS: people((0, 0), (40, 20), (0, 0))}))
    assert told.of(CITY).months == (NOBODY, Turnout(20, None), NOBODY)


# Whatever the numbers are


def month_of(most: int) -> st.SearchStrategy[People]:
    return st.integers(0, most).flatmap(
        lambda registered: st.integers(0, registered).map(lambda present: People(registered, present))
    )


MONTH = st.one_of(st.just(People()), month_of(6), month_of(30))
TABLE = st.fixed_dictionaries(
    {number: st.lists(MONTH, min_size=3, max_size=3) for number in (CITY, TOWN, VILLAGE, OTHERS)}
).map(table)

LARGE = st.tuples(st.integers(10, 40), st.integers(10, 40)).map(lambda one: People(one[0] + one[1], one[0]))
LARGE_TABLE = st.fixed_dictionaries(
    {number: st.lists(st.one_of(LARGE, MONTH), min_size=3, max_size=3) for number in (CITY, TOWN, VILLAGE, OTHERS)}
).map(table)

Atom = tuple[int | None, int, str]


def atoms_of(rows: Sequence[int | None], places: Sequence[int], parts: str = "pa") -> set[Atom]:
    return set(product(rows, places, parts))


def shown_sums(told: TurnoutTable, structures: Sequence[int]) -> Iterator[tuple[set[Atom], int]]:
    for scope in (None, *structures):
        rows = [*structures, OTHERS] if scope is None else [scope]
        quarter = told.of(scope)
        for places, turnout in [
            *(([place], month) for place, month in enumerate(quarter.months)),
            (PLACES, quarter.total),
        ]:
            if turnout.registered is not None:
                yield atoms_of(rows, places), turnout.registered
            if turnout.present is not None:
                yield atoms_of(rows, places, "p"), turnout.present


def knowledge(told: TurnoutTable, structures: Sequence[int]) -> Knowledge:
    """All that a partner can read, and that a month was not empty where no zero stands."""
    rows = [*structures, OTHERS]
    not_empty = [atoms_of(rows, [place]) for place in PLACES if told.programme.months[place] != NOBODY]
    return Knowledge(sorted(atoms_of(rows, PLACES), key=str), shown_sums(told, structures), not_empty)


def count(months: Sequence[Month], atom: Atom) -> int:
    number, place, part = atom
    found = months[place].get(number, People())
    return found.present if part == "p" else found.away


def assert_nothing_small_follows(months: Sequence[Month], structures: Sequence[int]) -> None:
    known = knowledge(protected_quarter(months), structures)
    for group, value in known.sums:
        assert sum(count(months, atom) for atom in group) == value, "what is shown is true"
    for atom in known.atoms:
        number, place, _ = atom
        if months[place].get(number, People()).registered:
            assert known.most(atom) >= SMALLEST_SHOWN, (months, atom, "can be told to be small")


@settings(max_examples=60, deadline=None)
@given(TABLE)
def test_of_no_hidden_count_can_it_be_told_that_it_is_small(months: list[Month]) -> None:
    """The strongest reader: who adds, subtracts and bounds, all structures' pages together with the programme's."""
    assert_nothing_small_follows(months, (CITY, TOWN, VILLAGE))


@settings(max_examples=60, deadline=None)
@given(TABLE)
def test_no_small_count_of_any_group_follows_by_adding_and_subtracting(months: list[Month]) -> None:
    """Some structures, in some months, who came, stayed away, or both: whatever group one could ask for."""
    structures = (CITY, TOWN, VILLAGE)
    known = knowledge(protected_quarter(months), structures)
    for rows, places, parts in product(subsets((*structures, OTHERS)), subsets(PLACES), ("p", "a", "pa")):
        group = atoms_of(rows, places, parts)
        found = known.gives(group)
        if found is not None:
            assert found == sum(count(months, atom) for atom in group)
            is_empty = not any(months[place].get(row, People()).registered for row in rows for place in places)
            assert is_empty or found >= SMALLEST_SHOWN, (months, rows, places, parts, found)


def subsets(items: Sequence[int | None]) -> list[list[int | None]]:
    return [[one for bit, one in enumerate(items) if mask >> bit & 1] for mask in range(1, 2 ** len(items))]


@settings(max_examples=120, deadline=None)
@given(TABLE)
def test_what_is_shown_is_true_and_never_small(months: list[Month]) -> None:
    told = protected_quarter(months)
    for scope in (None, CITY, TOWN, VILLAGE):
        own = [sum((p for row, p in month.items() if scope in (None, row)), People()) for month in months]
        quarter, plain = told.of(scope), plain_quarter(own)
        for shown, true in zip([*quarter.months, quarter.total], [*plain.months, plain.total], strict=True):
            assert shown.registered in (None, true.registered)
            assert shown.present in (None, true.present)
            if not true.registered:
                assert shown in (NOBODY, HIDDEN)
                continue
            assert shown.registered is None or shown.registered >= SMALLEST_SHOWN
            assert shown.present is None or shown.present >= SMALLEST_SHOWN
            if shown.registered is not None and shown.present is not None:
                assert shown.registered - shown.present >= SMALLEST_SHOWN


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(month_of(200), min_size=3, max_size=3), min_size=1, max_size=30))
def test_with_many_structures_the_programme_is_told_as_if_there_were_none(rows: list[list[People]]) -> None:
    """Its numbers come first: the structures give way to them."""
    months = table(dict(enumerate(rows, start=1)))
    together = [sum(month.values(), People()) for month in months]
    assert protected_quarter(months).programme == protected_quarter(table({OTHERS: together})).programme


# A quarter that is published again

STRUCTURES = (CITY, TOWN, VILLAGE)
Corrections = list[tuple[int | None, int, People]]


def corrected(months: Sequence[Month], corrections: Corrections) -> list[Month]:
    found = [dict(month) for month in months]
    for number, place, people in corrections:
        found[place][number] = people
    return found


PLACE = st.tuples(st.sampled_from((*STRUCTURES, OTHERS)), st.sampled_from(PLACES))
CORRECTIONS = st.lists(st.tuples(PLACE, st.one_of(MONTH, LARGE)).map(lambda one: (*one[0], one[1])), max_size=4)
ROUNDS = st.lists(CORRECTIONS, min_size=1, max_size=2)
STORIES = st.one_of(st.tuples(TABLE, ROUNDS), st.tuples(LARGE_TABLE, ROUNDS))


def published(months: list[Month], rounds: list[Corrections]) -> list[tuple[list[Month], TurnoutTable]]:
    """Every publication with what it tells."""
    tables = [months]
    for corrections in rounds:
        tables.append(corrected(tables[-1], corrections))
    releases: list[Release] = []
    found = []
    for table in tables:
        decision = decide(table, releases)
        releases.append(decision.release)
        found.append((table, decision.table))
    return found


def twice(city: list[People], town: list[People], again: list[People]) -> tuple[TurnoutTable, TurnoutTable]:
    """Before and after a correction of the town."""
    others = people((40, 20), (40, 20), (40, 20))
    before = table({CITY: city, TOWN: town, OTHERS: others})
    first = decide(before)
    return first.table, decide(table({CITY: city, TOWN: again, OTHERS: others}), [first.release]).table


CITY_PEOPLE = people((20, 12), (18, 11), (14, 7))


def test_a_large_correction_is_told_with_the_next_publication() -> None:
    again = people((20, 10), (26, 13), (20, 10))
    _, told = twice(CITY_PEOPLE, people((20, 10), (14, 7), (20, 10)), again)
    assert told.of(TOWN) == plain_quarter(again)
    assert told.of(CITY) == plain_quarter(CITY_PEOPLE)
    assert told.programme.total == Turnout(238, 123)


@pytest.mark.parametrize("pair", [(15, 7), (14, 8), (17, 9), (12, 6)])
def test_a_small_correction_hides_the_people_of_the_quarter(pair: tuple[int, int]) -> None:
    _, told = twice(CITY_PEOPLE, people((20, 10), (14, 7), (20, 10)), people((20, 10), pair, (20, 10)))
    assert told.programme.total == told.of(CITY).total == told.of(TOWN).total == HIDDEN


def test_a_small_correction_of_who_is_not_told_of_hides_too() -> None:
    """The rest would have changed by two."""
    _, told = twice(CITY_PEOPLE, people((2, 1), (0, 0), (0, 0)), people((2, 1), (2, 1), (0, 0)))
    assert told.programme.total == HIDDEN


def test_what_was_not_told_first_is_not_told_later() -> None:
    """Else the city's neighbours would be told by one publication, and the city by the next."""
    first, told = twice(people((20, 12), (3, 2), (14, 7)), CITY_PEOPLE, people((60, 32), (18, 11), (14, 7)))
    assert first.of(CITY).months == told.of(CITY).months == (HIDDEN,) * 3
    assert told.of(CITY).total == Turnout(37, 21)


def test_a_publication_that_told_nothing_binds_none() -> None:
    few = decide(table({CITY: people((2, 1), (0, 0), (0, 0))}))
    assert few.release.shape is None
    many = table({CITY: CITY_PEOPLE, OTHERS: people((40, 20), (40, 20), (40, 20))})
    assert decide(many, [few.release]).table == protected_quarter(many)


def test_what_returns_to_what_it_was_is_told_again() -> None:
    months = table({OTHERS: people((40, 20), (40, 20), (40, 20))})
    first = decide(months)
    second = decide(corrected(months, [(OTHERS, 0, People(41, 20))]), [first.release])
    assert second.table.programme.total == HIDDEN
    assert decide(months, [first.release, second.release]).table == first.table


class Reader:
    """Who kept every publication, and knows where nothing was corrected: in which structure's months, or in which months."""

    def __init__(self, story: Sequence[tuple[list[Month], TurnoutTable]], *, knows_structures: bool = True) -> None:
        self.story = story
        self.names: list[dict[Atom, object]] = []
        for number, (months, _) in enumerate(story):
            names: dict[Atom, object] = {}
            for atom in sorted(atoms_of((*STRUCTURES, OTHERS), PLACES), key=str):
                row, place, _ = atom
                now, before = months[place], story[max(number - 1, 0)][0][place]
                is_same = number and (now.get(row) == before.get(row) if knows_structures else now == before)
                names[atom] = self.names[-1][atom] if is_same else (number, atom)
            self.names.append(names)
        sums = [
            (self.named(number, group), value)
            for number, (_, told) in enumerate(story)
            for group, value in shown_sums(told, STRUCTURES)
        ]
        self.known = Knowledge(sorted({name for names in self.names for name in names.values()}, key=str), sums)

    def named(self, number: int, group: set[Atom]) -> set[object]:
        return {self.names[number][atom] for atom in group}


@settings(max_examples=30, deadline=None)
@given(STORIES)
def test_no_small_count_follows_from_successive_publications(story: tuple[list[Month], list[Corrections]]) -> None:
    reader = Reader(published(*story))
    for number, (months, _) in enumerate(reader.story):
        for rows, places, parts in product(subsets((*STRUCTURES, OTHERS)), subsets(PLACES), ("p", "a", "pa")):
            group = atoms_of(rows, places, parts)
            found = reader.known.gives(reader.named(number, group))
            if found is not None:
                assert found == sum(count(months, atom) for atom in group)
                is_empty = not any(months[place].get(row, People()).registered for row in rows for place in places)
                assert is_empty or found >= SMALLEST_SHOWN, (number, rows, places, parts, found)


@settings(max_examples=25, deadline=None)
@given(STORIES)
def test_nobody_learns_that_few_were_added_or_removed(story: tuple[list[Month], list[Corrections]]) -> None:
    reader = Reader(published(*story))
    for later in range(1, len(reader.story)):
        for earlier, row, place, parts in product(range(later), (*STRUCTURES, OTHERS), PLACES, ("p", "a", "pa")):
            group = atoms_of([row], [place], parts)
            now, before = reader.named(later, group), reader.named(earlier, group)
            step = reader.known.gives(now - before, before - now)
            assert step is None or step == 0 or abs(step) >= SMALLEST_SHOWN or now == before, (row, place, step)


@settings(max_examples=40, deadline=None)
@given(STORIES)
def test_publishing_the_same_again_tells_the_same(story: tuple[list[Month], list[Corrections]]) -> None:
    releases: list[Release] = []
    for months, told in published(*story):
        releases.append(decide(months, releases).release)
        assert decide(months, releases).table == told


@settings(max_examples=30, deadline=None)
@given(STORIES)
def test_of_no_count_of_any_publication_can_it_be_told_that_it_is_small(
    story: tuple[list[Month], list[Corrections]],
) -> None:
    reader = Reader(published(*story), knows_structures=False)
    for number, (months, _) in enumerate(reader.story):
        for atom in atoms_of((*STRUCTURES, OTHERS), PLACES):
            if months[atom[1]].get(atom[0], People()).registered:
                assert reader.known.most(reader.names[number][atom]) >= SMALLEST_SHOWN, (number, atom)
