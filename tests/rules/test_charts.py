"""A chart's three faces say the same numbers, whatever the numbers and the names."""

import json
import re
from decimal import Decimal
from html import unescape
from xml.etree import ElementTree

import html5lib
import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from ambassador.charts import Chart, Kind, Number, Role, Series
from ambassador.charts.picture import Rect, Text
from ambassador.charts.scale import fit
from ambassador.config import ROOT

QUARTERS = ("T1", "T2", "T3", "T4")
VALUES: tuple[Number | None, ...] = (Decimal("12.5"), 0, None, 40)
SHAPES = {
    "bar": False,
    "bar lying": True,
    "stacked": False,
    "stacked lying": True,
    "line": False,
    "bullet": True,
    "progress": True,
}


def french(value: Number) -> str:
    return f"{Decimal(value):f}".replace(".", ",")


def make_chart(
    shape: str, values: tuple[Number | None, ...] = VALUES, names: tuple[str, ...] = QUARTERS, **more
) -> Chart:
    kind = Kind(shape.split()[0])
    series = [Series("Valeur", values)]
    if kind in (Kind.BAR, Kind.STACKED):
        series.append(Series("Autre", tuple(reversed(values))))
    if kind in (Kind.LINE, Kind.BULLET, Kind.PROGRESS):
        series.append(Series("Cible", tuple(50 for _ in values), Role.TARGET))
    if kind in (Kind.LINE, Kind.BULLET):
        series.append(Series("Référence", tuple(10 for _ in values), Role.BASELINE))
    given = {
        "title": "Un constat",
        "category_label": "Trimestre",
        "format": french,
        "missing": "manquant",
        "empty": "Rien.",
    }
    return Chart("c", kind, categories=names, series=series, horizontal="lying" in shape, **{**given, **more})


JINJA = Environment(loader=FileSystemLoader(ROOT / "templates"), autoescape=True, undefined=StrictUndefined)
JINJA.trim_blocks = JINJA.lstrip_blocks = True
JINJA.add_extension("jinja2.ext.i18n")
JINJA.install_null_translations()


def render(chart: Chart) -> str:
    return str(
        JINJA.from_string('{% import "macros/charts.html" as c with context %}{{ c.figure(chart) }}').render(
            chart=chart
        )
    )


def drawing_of(page: str) -> ElementTree.Element:
    found = re.search(r'<svg class="chart-drawing".*?</svg>(?=<svg width)', page, re.DOTALL)
    assert found, "the page has no drawing"
    return ElementTree.fromstring(found[0])


def plotly_numbers(chart: Chart) -> list[list[float | None]]:
    """Series by series, in the order of the categories, whatever the traces are."""
    across = "x" if chart.lies else "y"
    numbers: dict[str, list[float | None]] = {unescape(series.name): [] for series in chart.series}
    for trace in chart.plotly()["data"]:
        numbers[unescape(trace["name"])] += trace[across]
    return list(numbers.values())


def columns_of(chart: Chart) -> list[list[str]]:
    return [
        list(column) for column in zip(*([cell.text for cell in cells] for _, cells in chart.table().rows), strict=True)
    ]


@pytest.mark.parametrize("shape", SHAPES)
def test_table_and_plotly_hold_the_numbers_of_the_description(shape):
    chart = make_chart(shape)
    exact = [list(series.values) for series in chart.series]
    assert columns_of(chart) == [["manquant" if v is None else french(v) for v in values] for values in exact]
    assert plotly_numbers(chart) == [[None if v is None else float(v) for v in values] for values in exact]


@pytest.mark.parametrize("shape", SHAPES)
def test_the_drawing_measures_the_same_numbers(shape):
    """Every box's length, on its scale, is the number the table shows."""
    chart = make_chart(shape)
    picture = chart.svg()
    assert picture is not None
    if chart.kind is Kind.LINE:
        drawn = [shape for shape in picture.shapes if shape.tag == "svg"]
        assert len(drawn) == len(chart.values[0].present)
        assert drawn[1].y - drawn[0].y == pytest.approx(184 * 12.5 / 60, abs=0.01)
        return
    boxes = [shape for shape in picture.shapes if isinstance(shape, Rect) and "chart-box" in shape.css]
    lengths = sorted(box.width if chart.lies else box.height for box in boxes)
    numbers = sorted(float(v) for series in chart.values for v in series.present if v or chart.kind is not Kind.STACKED)
    ratio = lengths[-1] / numbers[-1]
    if chart.kind is Kind.PROGRESS:
        ratio = 100 / 50
    assert lengths == pytest.approx([number * ratio for number in numbers], abs=0.01)


@pytest.mark.parametrize("shape", SHAPES)
def test_plotly_accepts_the_figure(shape):
    figure = make_chart(shape).plotly()
    assert json.loads(json.dumps(figure, allow_nan=False)) == figure
    go.Figure(figure)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_figure_is_valid_html_without_inline_style(shape):
    page = render(make_chart(shape, total="Total"))
    html5lib.HTMLParser(strict=True).parseFragment(page)
    assert not re.search(r"\sstyle=|\son\w+=", page)
    ids = re.findall(r'\sid="([^"]*)"', page)
    assert len(ids) == len(set(ids))


def test_the_drawing_has_a_title_and_a_description():
    drawing = drawing_of(render(make_chart("bar")))
    assert drawing.get("role") == "img"
    named = {element.get("id"): element.text for element in drawing if element.tag in ("title", "desc")}
    assert [named[name] for name in drawing.get("aria-labelledby", "").split()] == [
        "Un constat",
        "Valeur – T1 : 12,5, T2 : 0, T3 : manquant, T4 : 40. Autre – T1 : 40, T2 : manquant, T3 : 0, T4 : 12,5",
    ]


def test_zero_is_drawn_and_a_gap_is_a_gap():
    chart = Chart("c", Kind.LINE, "t", QUARTERS, [Series("s", (1, 0, None, 2))], "q", missing="manquant")
    picture = chart.svg()
    assert picture is not None
    assert sum(shape.tag == "line" and shape.css.startswith("chart-line") for shape in picture.shapes) == 1
    assert sum(shape.tag == "svg" for shape in picture.shapes) == 3
    (gap,) = [shape for shape in picture.shapes if shape.css == "chart-gap"]
    assert isinstance(gap, Rect)
    assert (gap.x, gap.width) == (50, 25)


def test_a_column_without_number_is_no_zero():
    series = [Series("a", (1, 2)), Series("b", (None, 0))]
    picture = Chart("c", Kind.BAR, "t", ("A", "B"), series, "q", missing="manquant").svg()
    assert picture is not None
    assert [shape.css for shape in picture.shapes].count("chart-gap") == 1
    assert picture.keys[-1].name == "manquant"


def test_an_absence_says_its_own_word():
    series = Series("s", (1, None, None, 2), absent={1: "non applicable"})
    chart = Chart("c", Kind.BAR, "t", QUARTERS, [series], "q", missing="manquant", horizontal=True)
    picture = chart.svg()
    assert picture is not None
    assert [cell.text for _, (cell,) in chart.table().rows] == ["1", "non applicable", "manquant", "2"]
    assert {"non applicable", "manquant"} <= {shape.text for shape in picture.shapes if isinstance(shape, Text)}


def test_a_sum_with_an_unknown_part_is_unknown():
    chart = make_chart("stacked", total="Total")
    assert chart.table().head[-1] == "Total"
    assert [cells[-1].text for _, cells in chart.table().rows] == ["52,5", "manquant", "manquant", "52,5"]


def test_rows_with_their_own_format_have_their_own_scale():
    series = [Series("v", (60, 1200)), Series("c", (80, 1000), Role.TARGET)]
    formats = [lambda v: f"{v} %", lambda v: f"{v} h"]
    chart = Chart("c", Kind.BULLET, "t", ("A", "B"), series, "q", row_formats=formats)
    picture = chart.svg()
    assert picture is not None
    assert [box.width for box in picture.shapes if isinstance(box, Rect) and "chart-box" in box.css] == [75, 100]
    assert [[cell.text for cell in cells] for _, cells in chart.table().rows] == [
        ["60 %", "80 %"],
        ["1200 h", "1000 h"],
    ]


def test_an_overrun_is_visible():
    series = [Series("v", (6,)), Series("c", (5,), Role.TARGET)]
    picture = Chart("c", Kind.PROGRESS, "t", ("Jours",), series, "q").svg()
    assert picture is not None
    assert [shape.css for shape in picture.shapes].count("chart-tick-mark") == 1
    assert "6 / 5" in {shape.text for shape in picture.shapes if isinstance(shape, Text)}


def test_long_names_lie_down():
    assert not make_chart("bar").lies
    assert make_chart("bar", names=("T1", "T2", "T3", "Un nom bien plus long")).lies


def test_names_with_markup_are_inert():
    hostile = "</script><script>alert(1)</script><b>x</b>"
    chart = make_chart("bar", names=(hostile, "T2", "T3", "T4"), title=hostile, note=hostile, category_label=hostile)
    page = render(chart)
    assert page.count("<script") == 1
    assert "<b>" not in page
    assert "<b>" not in json.dumps(chart.plotly())
    assert drawing_of(page).find("title").text == hostile


def test_a_number_can_be_opened():
    series = Series("v", (1, None), links=("/kpis/1?a=1&b=2", None))
    page = render(Chart("c", Kind.BAR, "t", ("A", "B"), [series], "q"))
    assert '<a href="/kpis/1?a=1&amp;b=2">1</a>' in page
    assert page.count("<a ") == 1


@pytest.mark.parametrize("values", [(), (None, None)], ids=["nothing", "all missing"])
@pytest.mark.parametrize("shape", SHAPES)
def test_without_a_number_the_page_says_so(shape, values):
    chart = make_chart(shape, values, QUARTERS[: len(values)])
    assert chart.svg() is None
    assert "Rien." in Markup(render(chart)).striptags()
    go.Figure(chart.plotly())


NUMBERS = st.integers(-(10**9), 10**9) | st.decimals(-(10**9), 10**9, places=4)
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=200)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(list(SHAPES)), st.lists(st.tuples(NAMES, st.none() | NUMBERS), max_size=30))
def test_odd_data_draws_within_its_frame(shape, points):
    chart = make_chart(shape, tuple(value for _, value in points), tuple(name for name, _ in points), total="Total")
    page = render(chart)
    html5lib.HTMLParser(strict=True).parseFragment(page)
    go.Figure(chart.plotly())
    picture = chart.svg()
    if picture is None:
        return
    drawing_of(page)
    for rect in (shape for shape in picture.shapes if isinstance(shape, Rect)):
        assert -0.01 <= rect.x <= rect.x + rect.width <= 100.01
        assert 0 <= rect.y <= rect.y + rect.height <= picture.height
        assert rect.width >= 0
        assert rect.height >= 0


@given(st.lists(NUMBERS, min_size=1), st.booleans())
def test_a_scale_covers_its_numbers_with_few_round_ticks(numbers, from_zero):
    scale = fit(numbers, from_zero=from_zero)
    assert all(0 <= scale.share(number) <= 1 for number in numbers)
    assert 2 <= len(scale.ticks) <= 9
    assert (scale.ticks[0], scale.ticks[-1]) == (scale.low, scale.high)
    assert not from_zero or 0 in scale.ticks


@pytest.mark.parametrize("value", [1.5, True, Decimal("NaN"), Decimal("Infinity"), "3"])
def test_only_exact_finite_numbers_are_charted(value):
    with pytest.raises(ValueError, match="exact"):
        Series("s", (value,))


@pytest.mark.parametrize(
    ("values", "changes", "reason"),
    [
        ((1, 2), {}, "one value per category"),
        ((1, 2, 3, 4), {"id": "T 1"}, "id of a chart"),
        ((1, 2, 3, 4), {"row_formats": [str]}, "one format per category"),
        ((1, 2, 3, 4), {"kind": Kind.BULLET, "series": [Series("c", (1, 2, 3, 4), Role.TARGET)]}, "one value series"),
        ((1, 2, 3, 4), {"series": [Series("c", (1, 2, 3, 4), Role.TARGET)]}, "has no target series"),
    ],
)
def test_a_wrong_description_is_refused(values, changes, reason):
    given = {"id": "c", "kind": Kind.BAR, "title": "t", "categories": QUARTERS, "category_label": "q"}
    with pytest.raises(ValueError, match=reason):
        Chart(**{**given, "series": [Series("v", values)], **changes})
