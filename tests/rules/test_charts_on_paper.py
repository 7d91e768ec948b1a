"""A chart's drawing for documents: the same picture, complete by itself, which typst makes into vectors or pixels."""

import re
from decimal import Decimal
from io import BytesIO
from itertools import pairwise
from xml.etree import ElementTree

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from ambassador.charts import (
    Chart,
    Kind,
    Lane,
    Point,
    Role,
    Series,
    Span,
    Timeline,
    hatching,
    standalone,
    write_drawing,
)
from ambassador.charts.picture import Rect, Text
from ambassador.config import ROOT
from ambassador.documents import png
from ambassador.documents.letters import legible
from ambassador.documents.typesetting import compiled
from tests.rules.test_charts import NAMES, NUMBERS, SHAPES, make_chart
from tests.rules.test_timelines import SYMBOLS, TODAY, line

SVG = "{http://www.w3.org/2000/svg}"
LONG = "Aantal personeelsleden van de stadsdiensten dat het charter voor digitale rechten kent en toepast"


def make_timeline() -> Timeline:
    points = [Point(TODAY, kind, "x", 2) for kind in SYMBOLS]
    return line(Lane("Stad", points, [Span(TODAY, None, "x"), Span(TODAY, TODAY, "y", is_pause=True)]))


def drawn(chart: Chart, width: int = standalone.WIDTH) -> ElementTree.Element:
    svg = chart.drawn(width)
    assert svg is not None
    return ElementTree.fromstring(svg)


def texts(drawing: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in drawing.iter(f"{SVG}text")]


def extent(text: ElementTree.Element) -> tuple[float, float]:
    """Where a text begins and ends, with letters as wide as this typeface has them at most."""
    wide = len(text.text or "") * 7.0
    before = {"middle": wide / 2, "end": wide}.get(text.get("text-anchor", ""), 0)
    left = float(text.get("x", "")) - before
    return left, left + wide


@pytest.mark.parametrize("shape", SHAPES)
def test_the_drawing_needs_no_page_and_no_style_sheet(shape):
    svg = make_chart(shape, total="Total").drawn()
    assert svg is not None
    drawing = ElementTree.fromstring(svg)
    assert not re.search(r'class=|style=|var\(|%"|currentColor|<pattern|<svg .*<svg ', svg)
    assert [drawing.get(name) for name in ("width", "role")] == ["640", "img"]
    assert drawing.get("viewBox") == f"0 0 640 {drawing.get('height')}"
    assert [drawing.findtext(SVG + tag) for tag in ("title", "desc")] == [
        "Un constat",
        make_chart(shape, total="Total").tell(),
    ]


@pytest.mark.parametrize("shape", SHAPES)
def test_it_says_what_the_drawing_of_the_page_says(shape):
    chart = make_chart(shape, total="Total")
    picture = chart.svg()
    assert picture is not None
    said = [shape.text for shape in picture.shapes if isinstance(shape, Text)]
    assert sorted(texts(drawn(chart))) == sorted(said + [key.name for key in picture.keys])


@pytest.mark.parametrize("shape", ["bar", "bar lying", "stacked", "stacked lying", "bullet", "progress"])
def test_its_boxes_measure_the_same_numbers(shape):
    chart = make_chart(shape)
    picture = chart.svg()
    assert picture is not None
    side = "width" if chart.lies else "height"
    wanted = [getattr(box, side) for box in picture.shapes if isinstance(box, Rect)]
    boxes = list(drawn(chart).iter(f"{SVG}rect"))[-len(wanted) :]
    found = [float(box.get(side, "")) for box in boxes]
    assert len(wanted) > 2
    assert [size / max(found) for size in found] == pytest.approx([size / max(wanted) for size in wanted], abs=0.001)


@pytest.mark.parametrize("values", [(), (None, None)], ids=["nothing", "all missing"])
def test_without_a_number_there_is_no_drawing(values):
    assert make_chart("line", values, ("T1", "T2")[: len(values)]).drawn() is None


def test_one_value_is_drawn():
    assert "7" in texts(drawn(make_chart("line", (7,), ("2026",))))


def test_a_long_name_stands_whole_on_a_wide_sheet_and_within_a_narrow_one():
    values = (Decimal("-999999999.1234"), 10**9)
    chart = make_chart("bar lying", values, (LONG, "Kort"))
    assert LONG in " ".join(texts(drawn(chart)))
    for width in (640, 320):
        ends = [extent(text) for text in drawn(chart, width).iter(f"{SVG}text")]
        assert min(left for left, _ in ends) >= 0 and max(right for _, right in ends) <= width


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(list(SHAPES)), st.lists(st.tuples(NAMES, st.none() | NUMBERS), min_size=1, max_size=30))
def test_odd_data_stays_on_the_sheet(shape, points):
    chart = make_chart(shape, tuple(value for _, value in points), tuple(name for name, _ in points), total="Total")
    svg = chart.drawn()
    if svg is None:
        assert chart.is_empty
        return
    drawing = ElementTree.fromstring(svg)
    width, height = (float(drawing.get(side, "")) for side in ("width", "height"))
    for rect in drawing.iter(f"{SVG}rect"):
        x, y, wide, high = (float(rect.get(name, "")) for name in ("x", "y", "width", "height"))
        assert -0.01 <= x <= x + wide <= width + 0.01 and 0 <= y <= y + high <= height
    for text in drawing.iter(f"{SVG}text"):
        assert 0 <= float(text.get("x", "")) <= width and 0 <= float(text.get("y", "")) <= height


def test_names_with_markup_and_forbidden_characters_are_only_text():
    hostile = "</text><script>alert(1)</script>\x0b\ufffe"
    drawing = drawn(make_chart("bar", names=(hostile, "T2", "T3", "T4"), title=hostile))
    assert drawing.find(f".//{SVG}script") is None
    assert drawing.findtext(f"{SVG}title") == "</text><script>alert(1)</script>"


def test_its_colours_are_those_of_the_light_theme():
    light = (ROOT / "static/tokens.css").read_text(encoding="utf-8").split("@media")[0]
    tokens = dict(re.findall(r"--([\w-]+):\s*(#\w+);", light))
    assert tokens["ink"] == standalone.INK
    named = ("soft", "edge", "line", "sunken", "surface", "bad")
    assert [tokens[name] for name in named] == [
        standalone.SOFT,
        standalone.EDGE,
        standalone.GRID,
        standalone.SUNKEN,
        standalone.SURFACE,
        standalone.ALARM,
    ]
    assert tuple(tokens[f"series-{tone}"] for tone in range(1, 7)) == standalone.TONES


def test_every_class_of_a_drawing_has_its_look_on_paper():
    pictures = [make_chart(shape, total="Total").svg() for shape in SHAPES] + [make_timeline().svg()]
    names = {name for picture in pictures if picture for shape in picture.shapes for name in shape.css.split()}
    plain = {"chart-roomy", "chart-line", *(f"chart-tone-{tone}" for tone in range(1, 7))}
    assert len(names) > 10
    assert names - plain <= set(standalone.STYLES), "give the class a style in ambassador/charts/standalone.py"


def test_series_differ_without_colour():
    drawings = {tone: hatching.of_tone(tone, 0, 0, 40, 20) for tone in range(1, 7)}
    assert drawings[1] == ""
    assert len(set(drawings.values())) == 6
    assert len(set(standalone.DASHES)) == 6


@given(st.integers(2, 6), st.floats(0, 600), st.floats(0, 300), st.floats(0, 600), st.floats(0, 200))
def test_hatching_stays_in_its_box(tone, x, y, width, height):
    path = hatching.of_tone(tone, x, y, width, height)
    for across, down in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", path):
        assert x - 0.01 <= float(across) <= x + width + 0.01
        assert y - 0.01 <= float(down) <= y + height + 0.01


def test_a_picture_is_made_of_it_as_sharp_as_asked():
    svg = make_chart("stacked").drawn(400)
    assert svg is not None
    sizes = []
    for ppi in (96, 192):
        picture = png(svg, ppi)
        assert picture.startswith(b"\x89PNG\r\n\x1a\n")
        sizes.append((int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")))
    assert sizes[0][0] == 400 and sizes[1][0] == 800
    assert sizes[1][1] == pytest.approx(sizes[0][1] * 2, abs=1)


def test_in_a_document_it_is_vectors_and_text_in_the_typeface_of_documents():
    svg = make_chart("line", format=lambda value: f"{value} stuks").drawn()
    document = PdfReader(BytesIO(compiled("documents/picture.typ", {"svg": svg}, format="pdf")))
    (page,) = document.pages
    assert not page.images
    assert page.extract_text().splitlines()[0] == "Valeur Cible Référence manquant"
    assert {"40 stuks", "50 stuks", "10 stuks"} <= set(page.extract_text().splitlines())
    fonts = {font["/BaseFont"] for font in (one.get_object() for one in page["/Resources"]["/Font"].values())}
    assert fonts and all("SourceSans" in name for name in fonts)


@pytest.mark.parametrize("name", ["👩🏽‍🏫 Inge", "中\u200d文"])
def test_letters_that_no_typeface_has_are_squares_in_it(name):
    svg = make_chart("bar lying", (1, 2), (name, "Kort")).drawn()
    document = PdfReader(BytesIO(compiled("documents/picture.typ", legible({"svg": svg}), format="pdf")))
    shown = document.pages[0].extract_text()
    assert "□" in shown and "Kort" in shown


def test_a_fault_in_a_drawing_is_told():
    with pytest.raises(typst.TypstError):
        png("<svg")


def test_a_timeline_can_be_drawn_too():
    picture = make_timeline().svg()
    assert picture is not None
    drawing = ElementTree.fromstring(write_drawing(picture, 500))
    assert len(texts(drawing)) > 5


def test_stacks_beside_each_other_share_one_grid_of_hatching():
    lows = [float(y) for y in re.findall(r"M[\d.]+ ([\d.]+)L", hatching.of_tone(4, 0, 3, 40, 50))]
    assert [round(b - a, 2) for a, b in pairwise(lows)] == [6] * (len(lows) - 1)
    assert all(low % 6 == 0 for low in lows)


def test_a_chart_without_legend_begins_at_the_top():
    series = Series("v", (1, 2))
    chart = Chart("c", Kind.BAR, "t", ("A", "B"), [series], "q")
    both = Chart("c", Kind.LINE, "t", ("A", "B"), [series, Series("c", (2, 2), Role.TARGET)], "q")
    heights = [float(drawn(one).get("height", "")) for one in (chart, both)]
    assert heights[1] > heights[0]
