"""The drawing of a timeline: it says what its table says, keeps its marks apart, and stays small whatever happened."""

import itertools
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ambassador.charts import Lane, Point, Span, Symbol, Timeline
from ambassador.charts.lanes import MARK, MOST_ROWS, arrange
from ambassador.charts.months import ticks
from ambassador.charts.picture import Mark, Rect, Text
from tests.rules.test_charts import JINJA

TODAY = date(2026, 3, 10)
SYMBOLS = {"signed": Symbol("Signature", "pen"), "due": Symbol("Échéance", "diamond", "chart-mark chart-reference", 1)}
SIGNED = Point(date(2026, 1, 15), "signed", "Signature")
IN_FORCE = Span(date(2026, 1, 15), date(2027, 1, 15), "En vigueur")


def line(*lanes: Lane, **more: Any) -> Timeline:
    given: dict[str, Any] = {
        "title": "D’un jour à l’autre",
        "today": TODAY,
        "today_label": "Aujourd’hui",
        "head": ("Jour", "Qui", "Quoi"),
        "write": lambda day: day.isoformat(),
        "write_axis": lambda day: f"{day:%m/%Y}",
    }
    return Timeline("line", lanes=lanes, symbols=SYMBOLS, **{**given, **more})


def render(chart: Timeline) -> str:
    template = JINJA.from_string('{% import "macros/charts.html" as c with context %}{{ c.timeline(chart) }}')
    return str(template.render(chart=chart))


def marks(chart: Timeline) -> list[Mark]:
    picture = chart.svg()
    assert picture
    return [shape for shape in picture.shapes if isinstance(shape, Mark)]


def test_drawing_legend_alternative_and_table_say_the_same() -> None:
    chart = line(
        Lane("Convention", spans=[IN_FORCE]), Lane("Ville", [SIGNED, Point(date(2027, 1, 15), "due", "Fin", 3)])
    )
    page = render(chart)
    found = ElementTree.fromstring(page)
    assert [mark.symbol for mark in marks(chart)] == ["pen", "diamond"]
    assert [key.name for key in chart.svg().keys] == ["Signature", "Échéance"]  # type: ignore[union-attr]
    assert chart.tell() == "Convention – En vigueur. Ville – Signature : 1, Échéance : 3"
    assert [(day, *(cell.text for cell in cells)) for day, cells in chart.table().rows] == [
        ("2026-01-15", "Convention", "En vigueur"),
        ("2026-01-15", "Ville", "Signature"),
        ("2027-01-15", "Ville", "Fin (3)"),
    ]
    assert "style=" not in page and found.find(".//desc") is not None


def test_without_any_day_there_is_no_drawing_but_a_sentence() -> None:
    chart = line(Lane("Ville"), empty="Aucune date n’est encore connue.")
    assert chart.svg() is None and "Aucune date n’est encore connue." in render(chart)


def test_a_span_without_end_reaches_the_edge_and_points_on() -> None:
    chart = line(Lane("Convention", spans=[Span(date(2026, 1, 1), None, "Illimitée")]))
    picture = chart.svg()
    assert picture
    track = next(shape for shape in picture.shapes if isinstance(shape, Rect) and shape.css == "chart-track")
    assert track.x + track.width == pytest.approx(100)
    assert [mark.symbol for mark in marks(chart)] == ["arrow"]


def test_a_suspension_that_lasts_is_hatched_up_to_the_day() -> None:
    chart = line(Lane("Convention", spans=[IN_FORCE, Span(date(2026, 2, 1), None, "Suspendue", is_pause=True)]))
    picture = chart.svg()
    assert picture
    hatched = next(shape for shape in picture.shapes if isinstance(shape, Rect) and shape.pattern == 6)
    passed = next(shape for shape in picture.shapes if isinstance(shape, Rect) and shape.pattern == 1)
    assert hatched.x + hatched.width == pytest.approx(passed.x + passed.width)


@pytest.mark.parametrize("name", ["N" * 200, "مدينة بروكسل " * 15, "<script>alert(1)</script>", "👩🏽‍🏫" * 40])
def test_names_of_any_length_and_direction_are_drawn_inertly(name: str) -> None:
    chart = line(Lane(name, [Point(TODAY, "signed", name)]))
    page = render(chart)
    assert "<script>" not in page
    names = [shape for shape in chart.svg().shapes if isinstance(shape, Text) and shape.css == "chart-name"]  # type: ignore[union-attr]
    assert 1 <= len(names) <= 2


def test_ten_thousand_events_are_a_small_picture_that_counts_them_all() -> None:
    points = [Point(TODAY + timedelta(days=number % 3000), "signed", f"Événement {number}") for number in range(10_000)]
    chart = line(Lane("Ville", points))
    drawn = marks(chart)
    counts = [shape.text for shape in chart.svg().shapes if isinstance(shape, Text) and shape.css == "chart-value"]  # type: ignore[union-attr]
    assert len(drawn) < 40
    assert sum(map(int, counts[:-1])) == 10_000, "the last one says today"
    assert all(len(mark.note.splitlines()) <= 9 for mark in drawn)


@pytest.mark.parametrize("days", [(date.min, date.max), (date(2026, 3, 10),), (date(1, 1, 1),), (date.max,)])
def test_any_days_can_be_drawn(days: tuple[date, ...]) -> None:
    assert line(Lane("Ville", [Point(day, "signed", "Signature") for day in days])).svg()


def test_a_kind_without_a_symbol_is_refused() -> None:
    with pytest.raises(ValueError, match="no symbol for lost"):
        line(Lane("Ville", [Point(TODAY, "lost", "?")]))


days = st.dates(date(2024, 1, 1), date(2030, 12, 31))


@given(st.lists(st.tuples(days, st.sampled_from(sorted(SYMBOLS))), max_size=120))
def test_marks_of_a_row_never_touch_and_none_is_lost(found: list[tuple[date, str]]) -> None:
    points = [Point(day, kind, "x") for day, kind in found]

    def place(day: date) -> float:
        return (day - date(2024, 1, 1)).days / 2557 * 100

    rows = arrange(points, place)
    assert len(rows) <= MOST_ROWS
    assert sorted(map(id, points)) == sorted(id(one) for row in rows for group in row for one in group)
    for row in rows:
        places = [place(group[0].on) for group in row]
        assert all(later - earlier >= MARK for earlier, later in itertools.pairwise(places))


@given(days, st.integers(1, 40_000))
def test_ticks_are_few_first_days_of_months(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    found = ticks(first, last)
    assert len(found) <= 9 and found == sorted(set(found))
    assert all(day.day == 1 and first < day <= last for day in found)
