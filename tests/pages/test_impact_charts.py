"""Every chart of the demonstration's report holds the same numbers on the page, in its drawing, in Plotly and in its file."""

import csv
import io
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go
import pytest
from flask import Flask

from ambassador.accounts.models import Organisation
from ambassador.db import db
from ambassador.translated import Translated
from tests.client import Browser, Element
from tests.conftest import World
from tests.impact_world import drawn_apart, fill
from tests.pages.test_impact_demo import demo, person, seen_structures  # noqa: F401

ADDRESSES = re.compile(r"/impact/(\d+/)?charts/[a-z0-9-]+\.csv\?")
QUARTERS_OF_A_DAY = {"¼": ",25", "½": ",5", "¾": ",75"}
SVG = "{http://www.w3.org/2000/svg}"
Column = list[Decimal | None]


def rows_of(browser: Browser, url: str) -> list[list[str]]:
    with browser.client.get(url) as answer:
        assert answer.status_code == 200
        assert answer.content_type == "text/csv; charset=utf-8"
        assert answer.headers["Content-Disposition"].startswith('attachment; filename="')
        return list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")), delimiter=";"))


def number(text: str) -> Decimal | None:
    """What a cell says, of the page or of a file; None for a word."""
    plain = " ".join(text.split())
    if plain in ("atteint", "pas atteint"):
        return Decimal(plain == "atteint")
    for sign, share in QUARTERS_OF_A_DAY.items():
        if sign in plain:
            return Decimal(((plain.split(sign)[0] or "0") + share).replace(",", "."))
    found = re.match(r"-?\d{1,3}(?: \d{3})+(?:,\d+)?(?!\d)|-?\d+(?:,\d+)?", plain)
    return Decimal(found[0].replace(",", ".").replace(" ", "")) if found else None


def columns(rows: list[list[Any]]) -> list[Column]:
    return [list(column) for column in zip(*([number(cell) for cell in row[1:]] for row in rows), strict=True)]


def table_of(figure: Element) -> tuple[list[str], list[list[str]]]:
    rows = [["".join(cell.itertext()).strip() for cell in row if cell.tag in ("th", "td")] for row in figure.iter("tr")]
    return rows[0], rows[1:]


def plotly_columns(figure: dict[str, Any]) -> dict[str, list[float | None]]:
    found: dict[str, list[float | None]] = {}
    for trace in figure["data"]:
        lies = trace.get("orientation") == "h" or trace.get("mode") == "markers"
        found.setdefault(trace["name"], []).extend(trace["x" if lies else "y"])
    return found


def drawn(figure: Element) -> Element:
    (drawing,) = [one for one in figure.iter(f"{SVG}svg") if one.get("class") == "chart-drawing"]
    return drawing


def lengths(figure: Element, side: str) -> list[float]:
    boxes = [one for one in drawn(figure).iter(f"{SVG}rect") if "chart-box" in one.get("class", "")]
    return sorted(float(one.get(side, "").rstrip("%")) for one in boxes)


def shares(numbers: list[Decimal]) -> list[float]:
    return sorted(float(abs(one) / max(map(abs, numbers))) for one in numbers)


def check_drawing(figure: Element, plotly: dict[str, Any], exact: list[Column]) -> str:
    """The drawing's lengths are the numbers, on one scale; the kind that was checked."""
    first = plotly["data"][0]
    if first["type"] == "scatter":
        marks = [
            one for one in drawn(figure) if one.tag == f"{SVG}svg" and one.get("class", "").startswith("chart-mark")
        ]
        values = [value for value in exact[0] if value is not None]
        heights = [float(mark.get("y", "")) for mark in marks]
        assert len(heights) == len(values)
        slopes = {
            round((y - heights[0]) / float(value - values[0]), 1)
            for y, value in zip(heights, values, strict=True)
            if abs(value - values[0]) > Decimal("0.5")
        }
        assert len(slopes) <= 1 or max(slopes) - min(slopes) <= 0.1 * abs(min(slopes))
        return "line"
    if any(shape["name"] == "chart-track" for shape in plotly["layout"]["shapes"]):
        for_rows = [
            [abs(one) for one in row if one is not None] for row in zip(*exact, strict=True) if row[0] is not None
        ]
        wanted = sorted(float(row[0] / max(row)) * 100 for row in for_rows if len(row) > 1)
        assert lengths(figure, "width")[-len(wanted) :] == pytest.approx(wanted, abs=0.01)
        return "rows of their own scale"
    values = [value for column in exact[: len(plotly["data"])] for value in column if value]
    side = "width" if first.get("orientation") == "h" else "height"
    found = [length for length in lengths(figure, side) if length]
    assert bool(found) == bool(values), figure.get("id")
    assert [length / max(found) for length in found] == pytest.approx(shares(values), abs=0.005)
    return side


def check_multiples(figure: Element, plotly: dict[str, Any], exact: dict[str, Column]) -> str:
    for name, column in exact.items():
        shown = [y for trace in plotly["data"] if trace["name"] == name for y in trace["y"] if y is not None]
        values = [float(value) for value in column if value is not None]
        assert name == "Période" or shown == values
    drawings = [one for one in figure.iter(f"{SVG}svg") if one.get("class") == "chart-drawing"]
    assert len(drawings) == plotly["layout"]["meta"]["panels"] > 1
    return "multiples"


def speaking_french(browser: Browser) -> Browser:
    browser.post("/language", {"language": "fr"})
    return browser


def figures(browser: Browser) -> Iterator[tuple[Browser, Element, dict[str, Any] | None]]:
    """Every chart, with what the charts' library draws of it."""
    for url in ("/impact/", *seen_structures(browser)):
        page = browser.get(url)
        drawn = drawn_apart(browser, page)
        for figure in page.all("figure"):
            if figure.get("class") == "chart":
                yield browser, figure, drawn.get(figure.get("id", ""))


@pytest.mark.parametrize("name", ["coach", "partner"])
def test_every_chart_says_the_same_numbers_in_each_of_its_faces(person: Any, name: str) -> None:  # noqa: F811
    kinds = set()
    for browser, figure, plotly in figures(speaking_french(person(name))):
        head, shown = table_of(figure)
        addresses = [one.get("href", "") for one in figure.iter("a") if ADDRESSES.match(one.get("href", ""))]
        assert len(addresses) == bool(shown)
        if not addresses:
            continue
        (address,) = addresses
        file_head, *file_rows = rows_of(browser, address)
        assert head == file_head and [row[0] for row in shown] == [row[0] for row in file_rows]
        exact, seen = columns(file_rows), columns(shown)
        assert [[None if one is None else round(one, 1) for one in column] for column in exact] == [
            [None if one is None else round(one, 1) for one in column] for column in seen
        ], figure.get("id")
        if plotly is None:
            assert not any(value is not None for column in exact[:1] for value in column)
            continue
        go.Figure(plotly)
        if "meta" in plotly["layout"]:
            kinds.add(check_multiples(figure, plotly, dict(zip(head[1:], exact, strict=True))))
            continue
        for column, found in zip(exact, plotly_columns(plotly).values(), strict=False):
            assert found == [None if value is None else float(value) for value in column], figure.get("id")
        kinds.add(check_drawing(figure, plotly, exact))
        described = "".join(next(one for one in drawn(figure) if one.tag == f"{SVG}desc").itertext())
        assert all(cell in described for row in shown for cell in row[1 : 1 + len(plotly_columns(plotly))])
    assert kinds >= {"line", "multiples", "width", "height", "rows of their own scale"}


def test_a_partners_file_has_no_small_count_and_no_quarter_that_is_not_published(person: Any) -> None:  # noqa: F811
    partner = speaking_french(person("partner"))
    cells = [
        cell
        for url in seen_structures(partner)
        for span in ("?from=2025-Q3&to=2026-Q4", "?from=2026-Q1&to=2026-Q1")
        for row in rows_of(partner, f"{url}/charts/attendance.csv{span}")[1:]
        for cell in row[1:]
    ]
    assert not [cell for cell in cells if cell in ("1", "2", "3", "4")]
    assert {cell for cell in cells if not cell.isdigit()} == {"masqué", "pas encore publié"}
    assert len([cell for cell in cells if cell.isdigit() and cell != "0"]) > 5


def test_a_name_in_a_file_cannot_run(app: Flask, world: World, browser: Any) -> None:
    fill(app, world)
    with app.app_context():
        db.session.get_one(Organisation, world.city).name = Translated("=HYPERLINK(1)")
        db.session.commit()
    names = [row[0] for row in rows_of(browser(world.coach), "/impact/charts/days.csv")]
    assert "'=HYPERLINK(1)" in names


@pytest.mark.parametrize("chart", ["nothing", "kpi-0", "../x", "a b"])
def test_a_chart_that_is_not_there_has_no_file(world: World, browser: Any, chart: str) -> None:
    browser(world.coach).get(f"/impact/charts/{chart}.csv", status=404)
