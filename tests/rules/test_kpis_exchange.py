"""What a sheet that came back would do: told from its marks, checked by the entry screen's own service, saved as a whole."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ambassador.accounts.models import Organisation, User
from ambassador.demo import factories
from ambassador.documents.reading import Line as FileLine
from ambassador.documents.reading import Odd, Table
from ambassador.errors import RuleBroken
from ambassador.kpis.exchange import Figure, Mark, Outcome, digest, is_blank, read_key, read_mark, second_of
from ambassador.kpis.models import Answer, Entry, EntryState, IndicatorKind
from ambassador.kpis.queries.entry import Line, lines_for
from ambassador.kpis.services import exchange as services
from ambassador.kpis.services.entries import FigureValues
from ambassador.kpis.services.exchange import Proposal, confirm_sheet, fingerprint, mark_of, propose
from ambassador.periods import Period
from ambassador.permissions import Role
from tests.conftest import TODAY

NOW = datetime(2026, 3, 10, 11, tzinfo=UTC)
PERIOD = Period.parse("2025-Q4")
ZERO = FigureValues(Answer.VALUE, Decimal(0))
NUMBER = st.integers(1, 2**31)
VALUES = st.builds(
    FigureValues,
    answer=st.sampled_from(Answer),
    numerator=st.none() | st.decimals(-10, 10, places=4),
    denominator=st.none() | st.decimals(1, 10, places=1),
    comment=st.text(max_size=3),
    parts=st.none() | st.dictionaries(st.integers(1, 3), st.just((Decimal(1), None, None))),
)


@given(NUMBER, st.integers(2000, 2099), st.integers(1, 12), st.none() | NUMBER)
def test_a_key_is_read_as_it_was_written(number: int, year: int, month: int, category: int | None) -> None:
    figure = Figure(number, year * 100 + month)
    assert read_key(f" {figure.key(category)} ") == (figure, category)


@pytest.mark.parametrize(
    "text",
    ["", "12", "12-2026", "0-202601", "-1-202601", "12-202601-", "12-202601-0", "a-202601", "١-202601", "1" * 99],
)
def test_what_is_no_key_names_nothing(text: str) -> None:
    assert read_key(text) is None


@given(st.integers(0, 10**6), NUMBER.filter(lambda number: number < 10**9), VALUES)
def test_a_mark_is_read_as_it_was_written(version: int, definition: int, values: FigureValues) -> None:
    mark = Mark(version, definition, digest(values))
    assert read_mark(str(mark)) == mark
    assert read_mark(str(mark)[:-1]) is None


@given(VALUES, VALUES)
def test_a_digest_stands_for_what_is_said_and_for_nothing_else(one: FigureValues, other: FigureValues) -> None:
    def plain(values: FigureValues) -> tuple[Any, ...]:
        numbers = values.numerator, values.denominator, values.weight
        return values.answer, numbers, values.comment, values.evidence, values.parts or {}

    is_same = plain(one) == plain(other) or (is_blank(one) and is_blank(other))
    assert (digest(one) == digest(other)) is is_same
    assert digest(replace(one, numerator=one.numerator and one.numerator.normalize())) == digest(one)


def test_minus_zero_is_zero() -> None:
    assert digest(replace(ZERO, numerator=Decimal("-0.0"))) == digest(ZERO) != digest(replace(ZERO, numerator=None))


@pytest.fixture
def city(session: Any) -> Organisation:
    return factories.organisation("Ville de Valbrume")


@pytest.fixture
def person(city: Organisation) -> User:
    return factories.user(Role.COORDINATOR, city, "Nadia Coordination")


@pytest.fixture
def line(session: Any, city: Organisation, person: User) -> Callable[..., Line]:
    """`line("A", 5)`: a KPI's figure of the quarter as it is stored now; without a number there is none."""

    def read(code: str = "A", numerator: int | None = None, **values: Any) -> Line:
        kinds = {name: values.pop(name) for name in ("hard_max", "plausible_max") if name in values}
        adoption = factories.kpi(city, code, **kinds)
        if numerator is not None:
            factories.figure(adoption, PERIOD, numerator, **{"state": EntryState.DRAFT, **values})
        return lines_for([(adoption, PERIOD)], TODAY, person)[0]

    return read


def again(line: Line, person: User) -> Line:
    return lines_for([(line.adoption, PERIOD)], TODAY, person)[0]


def says(number: int | None, **values: Any) -> FigureValues:
    return FigureValues(Answer.VALUE, None if number is None else Decimal(number), **values)


ELSE = Mark(1, 0, "0" * 16)
"""The mark of a sheet made when the figure said something else."""


@pytest.mark.parametrize(
    ("stored", "mine", "is_old", "outcome"),
    [
        (None, None, False, Outcome.UNCHANGED),
        (None, 7, False, Outcome.NEW),
        (5, 5, False, Outcome.UNCHANGED),
        (5, 7, False, Outcome.CHANGED),
        (5, 5, True, Outcome.UNCHANGED),
        (5, 7, True, Outcome.CONFLICT),
        (None, 7, True, Outcome.CONFLICT),
        (5, None, False, Outcome.CHANGED),
        (None, 101, False, Outcome.ERROR),
    ],
)
def test_marks_tell_who_changed_what(
    line: Any, person: User, stored: int | None, mine: int | None, is_old: bool, outcome: Outcome
) -> None:
    known = line("A", stored, hard_max=Decimal(100))
    mark = replace(ELSE, definition_id=known.adoption.definition_id) if is_old else mark_of(known)
    assert propose(known, says(mine), mark, person, TODAY).outcome is outcome


def test_a_row_left_alone_never_undoes_what_somebody_wrote_meanwhile(line: Any, person: User) -> None:
    known = line("A", 5)
    mark = Mark(1, known.adoption.definition_id, digest(says(4)))
    proposal = propose(known, says(4), mark, person, TODAY)
    assert (proposal.outcome, proposal.has_moved) == (Outcome.UNCHANGED, True)


def test_what_was_handed_in_is_refused_and_in_a_conflict_it_can_only_stay(line: Any, person: User) -> None:
    known = line("A", 5, state=EntryState.SUBMITTED)
    refused = propose(known, says(7), mark_of(known), person, TODAY)
    assert refused.outcome is Outcome.ERROR and refused.broken and "déjà envoyé" in refused.broken.message
    mark = replace(ELSE, definition_id=known.adoption.definition_id)
    torn = propose(known, says(7), mark, person, TODAY)
    assert torn.outcome is Outcome.CONFLICT and torn.broken
    take = {torn.figure: True}
    assert confirm_sheet([torn], True, fingerprint([torn]), take, person, NOW, TODAY) == 0
    assert again(known, person).entry.numerator == 5  # type: ignore[union-attr]


def test_anothers_figure_is_refused(line: Any, city: Organisation) -> None:
    known = line("A")
    stranger = factories.user(Role.STAFF, city, "Chris")
    proposal = propose(known, says(7), mark_of(known), stranger, TODAY)
    assert proposal.broken and "n’est pas à vous" in proposal.broken.message


def test_all_is_saved_or_nothing(session: Any, line: Any, person: User) -> None:
    good, torn = line("A"), line("B", 5)
    proposals = [
        propose(good, says(7), mark_of(good), person, TODAY),
        propose(torn, says(7), replace(ELSE, definition_id=torn.adoption.definition_id), person, TODAY),
    ]
    seen = fingerprint(proposals)
    for is_sound, mark, choices, words in (
        (False, seen, {proposals[1].figure: True}, "erreur"),
        (True, "other", {proposals[1].figure: True}, "ont changé depuis cet aperçu"),
        (True, seen, {}, "choisissez quel chiffre garder"),
    ):
        with pytest.raises(RuleBroken) as refused:
            confirm_sheet(proposals, is_sound, mark, choices, person, NOW, TODAY)
        assert words in refused.value.message
        assert session.query(Entry).count() == 1
    assert confirm_sheet(proposals, True, seen, {proposals[1].figure: False}, person, NOW, TODAY) == 1
    assert {row.numerator for row in session.query(Entry)} == {5, 7}


def test_a_preview_is_known_by_all_that_it_would_do(line: Any, person: User) -> None:
    known = line("A", 5)
    proposal = propose(known, says(7), mark_of(known), person, TODAY)
    others = [
        Proposal(known, Outcome.CONFLICT, says(7)),
        Proposal(known, Outcome.CHANGED, says(8)),
        Proposal(known, Outcome.CHANGED, says(7, comment="x")),
    ]
    assert fingerprint([proposal]) == fingerprint([Proposal(known, Outcome.CHANGED, says(7))])
    assert len({fingerprint([one]) for one in [proposal, *others]} | {fingerprint([])}) == 5


def test_a_sheet_is_kept_as_it_came_but_for_the_words_of_rows_that_are_none_of_the_persons(
    session: Any, line: Any, person: User
) -> None:
    known = line("A")
    figure = Figure(known.adoption.id, PERIOD.month)
    rows = [
        FileLine(7, {"key": figure.key(), "mark": "m", "number": Odd.FORMULA, "comment": "oui"}),
        FileLine(8, {"key": "999-202510", "comment": "secret"}),
        FileLine(9, {"key": figure.key(), "number": "3"}),
        FileLine(11, {"number": "4"}),
    ]
    kept = services.receive_sheet(Table({"key": 0}, rows), {figure}, "x" * 300 + ".csv", person, NOW)
    session.expire_all()
    read = services.table_of(kept)
    assert read.columns == {"key": 0} and len(kept.name) == 200
    assert [(row.number, row.cells) for row in read.lines] == [
        (7, rows[0].cells),
        (8, {"key": "999-202510"}),
        (9, {"key": figure.key()}),
        (11, {"key": ""}),
    ]


def test_another_file_is_refused_and_old_ones_are_forgotten(session: Any, line: Any, person: User) -> None:
    figure = Figure(line("A").adoption.id, PERIOD.month)
    mine = FileLine(7, {"key": figure.key()})
    strange = [FileLine(number, {"key": "x"}) for number in range(8, 9 + services.MOST_STRANGE)]
    for rows, words in (([], "Aucune ligne"), ([mine, *strange], "Trop de lignes")):
        with pytest.raises(RuleBroken) as refused:
            services.receive_sheet(Table({}, rows), {figure}, "a", person, NOW)
        assert words in refused.value.message
    first = services.receive_sheet(Table({}, [mine]), {figure}, "a", person, NOW)
    number = first.id
    later = NOW + services.KEPT + timedelta(seconds=1)
    assert services.receive_sheet(Table({}, [mine]), {figure}, "b", person, later).id != number
    assert [row.name for row in session.query(type(first))] == ["b"]


def test_of_each_kind_its_second_number() -> None:
    assert [second_of(kind) for kind in IndicatorKind] == [None, "denominator", "weight", None]
