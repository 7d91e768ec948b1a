"""Texts of a chart neither touch each other nor leave the figure, whatever the names and the numbers, on any width."""

from dataclasses import replace
from decimal import Decimal

import pytest
from playwright.sync_api import Browser

from ambassador.charts import Multiples, Number
from ambassador.config import ROOT
from tests.rules.test_charts import SHAPES, make_chart, render
from tests.rules.test_multiples import panel
from tests.rules.test_multiples import render as render_multiples

pytestmark = pytest.mark.slow

QUARTERS = ("T1 2026", "T2 2026", "T3 2026", "T4 2026")
MONTHS = tuple(f"janv. {year}" for year in range(1990, 2026))
LONG = ("Personeelsleden van de stadsdiensten die het digitale-rechtencharter kennen en toepassen " * 3)[:200]
WORLDS: dict[str, tuple[tuple[Number | None, ...], tuple[str, ...]]] = {
    "huge": ((Decimal("-999999999.1234"), 10**9, None, Decimal("123456789.5")), QUARTERS),
    "names": ((1, 22, 333, 4444), (LONG, "W" * 200, "שלום עולם " * 20, "<script>alert(1)</script>")),
    "points": (tuple(Decimal(place * 7 % 23) for place in range(36)), MONTHS),
    "huge-points": (tuple(place * 7919 * 104729 % 10**9 + Decimal("0.1234") for place in range(36)), MONTHS),
    "one": ((Decimal("999999999.1234"),), ("2026",)),
    "negative": ((-5, -3, -8, -1), QUARTERS),
}
TROUBLES = """() => {
  const found = [];
  for (const figure of document.querySelectorAll("figure")) {
    const card = figure.getBoundingClientRect(), plot = figure.querySelector(".chart-drawing").getBoundingClientRect();
    const texts = [...figure.querySelectorAll(".chart-drawing text, .chart-panels p")]
      .filter((one) => one.getClientRects().length).map((one) => [one.textContent.slice(0, 40), one.getBoundingClientRect()]);
    if (plot.width < 60) found.push(`${figure.id}: only ${plot.width} pixels for the plot`);
    texts.forEach(([text, a], index) => {
      if (a.left < card.left - 1 || a.right > card.right + 1) found.push(`${figure.id}: ${text} leaves the figure`);
      for (const [other, b] of texts.slice(index + 1)) {
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (across > 2 && down > 4) found.push(`${figure.id}: ${text} lies on ${other}`);
      }
    });
  }
  return found;
}"""


def written(value: Number) -> str:
    return f"{Decimal(value):,f}".replace(",", "\u202f").replace(".", ",")


def with_unit(value: Number) -> str:
    return f"{written(value)} participants"


def every_chart() -> str:
    figures = []
    for world, (values, names) in WORLDS.items():
        for shape in SHAPES:
            for ending, write in (("", written), ("-unit", with_unit)):
                chart = make_chart(shape, values, names, format=write, total="Total")
                figures.append(render(replace(chart, id=f"{world}{ending}-{shape.replace(' ', '-')}")))
    panels = [panel(names[0], values, target=5, categories=names) for values, names in WORLDS.values()]
    figures.append(render_multiples(Multiples("multiples", LONG, panels, "KPI")))
    return "".join(f"<div class=charts>{figure}</div>" for figure in figures)


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_no_text_lies_on_another_or_leaves_its_figure(chromium: Browser, width: int) -> None:
    style = "".join((ROOT / f"static/{name}.css").read_text(encoding="utf-8") for name in ("tokens", "portal"))
    page = chromium.new_page(viewport={"width": width, "height": 800})
    page.set_content(f"<!doctype html><html lang=fr><style>{style}</style><body><main>{every_chart()}</main>")
    assert page.locator("figure").count() == len(WORLDS) * len(SHAPES) * 2 + 1
    assert page.evaluate(TROUBLES) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
