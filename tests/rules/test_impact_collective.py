"""Whatever span is asked for, of the programme or of a structure, a partner's numbers come from one decision."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations_with_replacement, product

from hypothesis import given, settings
from hypothesis import strategies as st

from ambassador.accounts.models import Organisation, OrganisationKind
from ambassador.impact import live
from ambassador.impact.collective import Collective, TrackQuarter, rate_of
from ambassador.impact.decision import protected_quarter
from ambassador.impact.queries.track import TrackMonth
from ambassador.impact.reading import Reading
from ambassador.impact.span import Span
from ambassador.impact.suppression import SMALLEST_SHOWN, People, Turnout
from ambassador.periods import Period
from ambassador.translated import Translated
from ambassador.webinars.models import Theme
from tests.what_follows import Knowledge

TODAY = date(2026, 3, 10)
QUARTERS = (Period.parse("2025-Q3"), Period.parse("2025-Q4"))
SPANS = [Span(first, last) for first, last in combinations_with_replacement(QUARTERS, 2)]
MONTHS = [month for quarter in QUARTERS for month in quarter.months()]
PUBLISHED = frozenset(quarter.month for quarter in QUARTERS)
CITY, TOWN, OTHERS = 1, 2, None
ROWS = (CITY, TOWN, OTHERS)
SCOPES = (None, CITY, TOWN)

Atom = tuple[int | None, int, str]
Rows = Mapping[int, TrackMonth]


def counts(most: int) -> st.SearchStrategy[People]:
    return st.integers(0, most).flatmap(
        lambda registered: st.integers(0, registered).map(lambda present: People(registered, present))
    )


TRACK = st.fixed_dictionaries(
    {
        month: st.fixed_dictionaries({row: st.one_of(counts(7), counts(30)) for row in ROWS}).map(
            lambda people: TrackMonth({Theme.TRAINING: 1}, people)
        )
        for month in MONTHS
    }
)


def collective(rows: Rows, span: Span, scope: int | None, *, is_inside: bool = False) -> Collective:
    kind = OrganisationKind.OPERATOR if scope is None else OrganisationKind.AMBASSADOR
    organisation = Organisation(name=Translated(fr="Valbrume"), kind=kind)
    quarters = live.quarters(rows, QUARTERS, scope) if is_inside else told(rows, scope)
    return Collective(Reading(organisation, span, is_inside, PUBLISHED, TODAY), quarters)


def told(rows: Rows, scope: int | None) -> dict[int, TrackQuarter]:
    """As both quarters would be published."""
    tables = {
        quarter.month: protected_quarter([rows[month].people for month in quarter.months()]) for quarter in QUARTERS
    }
    held = {month: row.held for month, row in rows.items()}
    return {month: TrackQuarter(held, table.of(scope)) for month, table in tables.items()}


def readings(rows: Rows) -> Iterator[tuple[int | None, Span, Collective]]:
    for scope, span in product(SCOPES, SPANS):
        yield scope, span, collective(rows, span, scope)


def atoms_of(scope: int | None, months: Sequence[int], parts: str = "pa") -> list[Atom]:
    return list(product(ROWS if scope is None else [scope], months, parts))


def sums_of(scope: int | None, months: Sequence[int], turnout: Turnout) -> Iterator[tuple[list[Atom], int]]:
    if turnout.registered is not None:
        yield atoms_of(scope, months), turnout.registered
    if turnout.present is not None:
        yield atoms_of(scope, months, "p"), turnout.present


def everything_shown(rows: Rows) -> Iterator[tuple[list[Atom], int]]:
    for scope, _, found in readings(rows):
        for month in found.months:
            yield from sums_of(scope, [month.month], month.turnout)
        for quarter, turnout in found.turnouts.items():
            yield from sums_of(scope, quarter.months(), turnout)
        counted = [month for quarter in found.turnouts if quarter not in found.hidden for month in quarter.months()]
        if counted and not found.total.is_hidden:
            yield from sums_of(scope, counted, found.total)
        known = [quarter for quarter, turnout in found.turnouts.items() if turnout.registered is not None]
        if known:
            months = [month for quarter in known for month in quarter.months()]
            yield from sums_of(scope, months, Turnout(found.registered, None))


@settings(max_examples=40, deadline=None)
@given(TRACK)
def test_no_choice_of_pages_and_spans_gives_a_small_count_away(rows: Rows) -> None:
    known = Knowledge(sorted(product(ROWS, MONTHS, "pa"), key=str), everything_shown(rows))
    for atom in known.atoms:
        row, month, _ = atom
        if rows[month].people[row].registered:
            assert known.most(atom) >= SMALLEST_SHOWN, atom


@settings(max_examples=40, deadline=None)
@given(TRACK)
def test_a_quarter_and_a_month_read_the_same_in_every_span(rows: Rows) -> None:
    seen: dict[tuple[int | None, object], Turnout] = {}
    for scope, _, found in readings(rows):
        told = [*found.turnouts.items(), *((month.month, month.turnout) for month in found.months)]
        for place, turnout in told:
            assert seen.setdefault((scope, place), turnout) == turnout


@settings(max_examples=40, deadline=None)
@given(TRACK)
def test_a_rate_is_of_numbers_that_are_shown(rows: Rows) -> None:
    for scope, span, found in readings(rows):
        shown = [turnout for turnout in found.turnouts.values() if not turnout.is_hidden]
        registered = sum(turnout.registered or 0 for turnout in shown)
        present = sum(turnout.present or 0 for turnout in shown)
        assert found.rate == rate_of(Turnout(registered, present))
        for quarter, rate in ((span.last, found.latest_rate), (span.before, found.rate_before)):
            if quarter in QUARTERS:
                assert rate == rate_of(collective(rows, Span(quarter, quarter), scope).turnouts[quarter])
            else:
                assert rate is None


@settings(max_examples=40, deadline=None)
@given(TRACK)
def test_the_chart_shows_each_quarter_that_is_told(rows: Rows) -> None:
    for _, _, found in readings(rows):
        for quarter, turnout in found.turnouts.items():
            months = [month.turnout for month in found.months if month.month in quarter.months()]
            if found.is_by_month and turnout.registered:
                assert any(month.registered for month in months)


@settings(max_examples=30, deadline=None)
@given(TRACK)
def test_those_inside_read_every_number(rows: Rows) -> None:
    for scope in SCOPES:
        found = collective(rows, SPANS[1], scope, is_inside=True)
        for month in found.months:
            people = rows[month.month].of(scope)
            assert month.turnout == Turnout(people.registered, people.present)
        assert not found.hidden
        assert found.is_by_month
