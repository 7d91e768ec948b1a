"""Small multiples: one panel for each, and three faces with the same numbers."""

import json
import re
from decimal import Decimal
from xml.etree import ElementTree

import html5lib
import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ambassador.charts import Chart, Kind, Multiples, Number, Role, Series
from ambassador.charts.panels import HEIGHT, PLOT, TOP
from ambassador.charts.picture import Mark, Rect, Segment
from tests.rules.test_charts import JINJA, NAMES, NUMBERS, french

QUARTERS = ("T1 2026", "T2 2026", "T3 2026", "T4 2026")
Values = tuple[Number | None, ...]


def panel(name: str, values: Values, *, target: int | None = None, categories: tuple[str, ...] = QUARTERS) -> Chart:
    series = [Series("Valeur", values, links=[f"/f/{i}" for i, _ in enumerate(values)])]
    if target is not None:
        series.append(Series("Cible", [target] * len(values), Role.TARGET))
    names = categories[: len(values)] if len(values) <= len(categories) else tuple(map(str, range(len(values))))
    return Chart("p", Kind.LINE, name, names, series, "Trimestre", format=french, missing="manquant")


def multiples(*panels: Chart, **more: bool) -> Multiples:
    return Multiples("m", "Un constat", panels, "KPI", missing="manquant", empty="Rien.", **more)


USUAL = multiples(
    panel("Présents", (Decimal("12.5"), 0, None, 40), target=50), panel("Défauts", (-3, 7), categories=("2025", "2026"))
)


def render(chart: Multiples) -> str:
    return str(
        JINJA.from_string('{% import "macros/charts.html" as c with context %}{{ c.multiples(chart) }}').render(
            chart=chart
        )
    )


def test_table_file_and_plotly_hold_the_same_numbers():
    table = USUAL.table()
    assert table.head == ("KPI", "Trimestre", "Valeur", "Cible")
    assert [(name, *(cell.text for cell in cells)) for name, cells in table.rows] == [
        ("Présents", "T1 2026", "12,5", "50"),
        ("Présents", "T2 2026", "0", "50"),
        ("Présents", "T3 2026", "manquant", "50"),
        ("Présents", "T4 2026", "40", "50"),
        ("Défauts", "2025", "-3", ""),
        ("Défauts", "2026", "7", ""),
    ]
    assert [cells[1].link for _, cells in table.rows] == ["/f/0", "/f/1", "/f/2", "/f/3", "/f/0", "/f/1"]
    assert USUAL.exact()[1] == ["Présents", "T1 2026", Decimal("12.5"), 50]
    assert USUAL.exact()[5] == ["Défauts", "2025", -3, ""]
    assert [(trace["name"], trace["xaxis"], trace["y"]) for trace in USUAL.plotly()["data"]] == [
        ("Valeur", "x", [12.5, 0, None, 40]),
        ("Cible", "x", [50, 50, 50, 50]),
        ("Valeur", "x2", [-3, 7]),
    ]


@pytest.mark.parametrize("shares_scale", [False, True])
def test_the_drawings_measure_the_same_numbers(shares_scale):
    chart = multiples(*USUAL.panels, shares_scale=shares_scale)
    reach = []
    for (one, picture), scale in zip(chart.drawings(), chart.scales, strict=True):
        assert picture is not None
        (line,) = one.values
        height = float(scale.high - scale.low)
        expected = {
            round(TOP + PLOT * (1 - float(Decimal(value) - scale.low) / height), 2)
            for value in line.values
            if value is not None
        }
        drawn = {
            y
            for shape in picture.shapes
            if isinstance(shape, Segment) and "line" in shape.css
            for y in (shape.y1, shape.y2)
        }
        drawn |= {shape.y for shape in picture.shapes if isinstance(shape, Mark)}
        assert drawn == expected
        reach.append(scale.ticks)
    assert (reach[0] == reach[1]) is shares_scale


def test_a_gap_is_a_gap_in_each_face():
    _, picture = USUAL.drawings()[0]
    assert picture is not None
    (gap,) = [shape for shape in picture.shapes if isinstance(shape, Rect)]
    assert (gap.x, gap.width) == (50, 25)
    (shape,) = USUAL.plotly()["layout"]["shapes"]
    assert (shape["name"], shape["x0"], shape["x1"]) == ("chart-gap", 1.5, 2.5)
    assert sum("chart-line" in one.css for one in picture.shapes) == 1
    assert [key.name for key in USUAL.keys] == ["Valeur", "Cible", "manquant"]


def test_plotly_accepts_the_figure_and_lays_a_pair_of_axes_for_each_panel():
    chart = multiples(*(panel(str(number), (1, 2)) for number in range(7)), panel("vide", (None,)))
    figure = chart.plotly()
    assert json.loads(json.dumps(figure, allow_nan=False)) == figure
    go.Figure(figure)
    assert figure["layout"]["meta"]["panels"] == 7
    places = [
        (figure["layout"][f"xaxis{n or ''}"]["domain"][0], figure["layout"][f"yaxis{n or ''}"]["domain"][0])
        for n in (0, 2, 3, 4, 5, 6, 7)
    ]
    assert len(set(places)) == 7


def test_the_page_is_valid_and_each_panel_says_what_it_shows():
    page = render(multiples(*USUAL.panels, panel("Vide", (None, None))))
    html5lib.HTMLParser(strict=True).parseFragment(page)
    assert not re.search(r"\sstyle=|\son\w+=", page)
    ids = re.findall(r'\sid="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    assert re.findall(r"<title id=[^>]*>([^<]*)", page) == ["Présents", "Défauts"]
    assert page.count("<desc ") == 2 and "12,5" in page
    assert page.count("manquant") >= 3


def test_names_with_markup_are_inert():
    hostile = "</script><script>alert(1)</script><b>x</b>"
    chart = multiples(panel(hostile, (1, 2), categories=(hostile, "b")))
    page = render(chart)
    assert page.count("<script") == 1
    assert "<b>" not in page and "<b>" not in json.dumps(chart.plotly())


def test_without_a_number_the_page_says_so():
    for chart in (multiples(), multiples(panel("a", (None, None)), panel("b", ()))):
        assert chart.is_empty and chart.drawn() is None
        assert "Rien." in render(chart)
        assert chart.plotly() == {"data": [], "layout": {}}


def test_only_lines_of_one_value_are_panels():
    bar = Chart("b", Kind.BAR, "t", ("A",), [Series("v", (1,))], "q")
    two = Chart("b", Kind.LINE, "t", ("A",), [Series("v", (1,)), Series("w", (1,))], "q")
    for wrong in (bar, two):
        with pytest.raises(ValueError, match="line chart of one value"):
            multiples(wrong)
    with pytest.raises(ValueError, match="id of a chart"):
        Multiples("M 1", "t", [], "KPI")


def test_on_paper_panels_stand_beside_each_other_and_wrap():
    wide, narrow = (ElementTree.fromstring(USUAL.drawn(width) or "") for width in (640, 300))
    svg = "{http://www.w3.org/2000/svg}"
    assert float(narrow.get("height", "")) > float(wide.get("height", "")) + HEIGHT
    texts = [text.text for text in wide.iter(f"{svg}text")]
    assert {"Présents", "40 (T4 2026)", "T1 2026", "T4 2026", "Défauts", "7 (2026)", "Cible"} <= set(texts)
    assert wide.findtext(f"{svg}title") == "Un constat"


PANELS = st.lists(st.tuples(NAMES, st.lists(st.none() | NUMBERS, max_size=36)), max_size=8)


@settings(max_examples=40, deadline=None)
@given(PANELS, st.booleans(), st.sampled_from([300, 640]))
def test_odd_data_draws_within_its_frame(panels, shares_scale, width):
    chart = multiples(*(panel(name, tuple(values), target=5) for name, values in panels), shares_scale=shares_scale)
    html5lib.HTMLParser(strict=True).parseFragment(render(chart))
    go.Figure(chart.plotly())
    for _, picture in chart.drawings():
        for shape in picture.shapes if picture else []:
            if isinstance(shape, Mark | Segment):
                ys = (shape.y,) if isinstance(shape, Mark) else (shape.y1, shape.y2)
                assert all(TOP - 0.01 <= y <= TOP + PLOT + 0.01 for y in ys)
    drawn = chart.drawn(width)
    if drawn:
        sheet = ElementTree.fromstring(drawn)
        height = float(sheet.get("height", ""))
        for text in sheet.iter("{http://www.w3.org/2000/svg}text"):
            assert 0 <= float(text.get("x", "")) <= width and 0 <= float(text.get("y", "")) <= height
