"""Every figure of a report can be opened, and whoever adds up its rows comes to the same number, exactly."""

import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest

from tests.impact_world import SECRET_NAME, fill

HALF = "?from=2025-Q3&to=2025-Q4"
QUARTERS = {"¼": Fraction(1, 4), "½": Fraction(1, 2), "¾": Fraction(3, 4)}


@pytest.fixture
def filled(app, world):
    fill(app, world)
    return world


def read(text):
    """A number as it stands in a French page: "1 248,5", "68 %", "1¾"; a pair "3 sur 4" by its first; a milestone as 1 or 0."""
    text = text.replace("\u00a0", " ").replace("\u202f", " ").strip()
    if text in ("atteint", "pas atteint"):
        return Fraction(text == "atteint")
    part = next((value for sign, value in QUARTERS.items() if sign in text), Fraction())
    (plain,) = re.findall(r"\A[-−]?[\d ]*(?:,\d+)?", text)
    assert plain or part, f"{text!r} is no number"
    return Fraction(plain.replace(" ", "").replace(",", ".").replace("−", "-") or "0") + part


def figures(page):
    """Each number of a report with the address that explains it."""
    cells = [cell.find("a") for cell in page.all("td")] + [one.find("a") for one in page.all("p", class_="figure")]
    return [
        ("".join(link.itertext()), link.get("href"))
        for link in cells
        if link is not None and "/figures/" in link.get("href")
    ]


def has_number(cell):
    """Not the name of a period, which stands in a column of its own where several KPIs are listed."""
    text = " ".join("".join(cell.itertext()).split())
    is_said = any(sign.isdigit() or sign in QUARTERS for sign in text)
    return cell.get("class") == "num" and is_said and not re.fullmatch(r"T\d \d{4}", text)


def recomputed(html):
    """By the rows of a figure's page alone, rounded as the page says."""
    table = re.search(r'<table id="origin" data-formula="(\w+)"(?: data-places="(\d+)")?', html)
    if table is None:
        return Fraction()
    rows = [[Fraction(value) for value in re.findall(r'<data value="([^"]+)"', row)] for row in html.split("<tr>")]
    value = made(table[1], [row for row in rows if row])
    return value if table[2] is None else rounded(value, int(table[2]))


def made(formula, rows):
    match formula:
        case "sum":
            return sum(row[0] for row in rows)
        case "ratio":
            return sum(row[0] for row in rows) * 100 / sum(row[1] for row in rows)
        case "mean":
            return sum(row[0] * row[1] for row in rows) / sum(row[1] for row in rows)
        case "latest":
            return rows[-1][0]
        case "latest_ratio":
            return rows[-1][0] * 100 / rows[-1][1]


def rounded(value, places):
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return Fraction(exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP))


@pytest.mark.parametrize("person", ["coach", "coordinator", "partner"])
@pytest.mark.parametrize("address", ["/impact/", "/impact/{city}"])
def test_each_figure_is_what_its_rows_make(filled, browser, person, address):
    reader = browser(getattr(filled, person))
    report = reader.get(address.format(city=filled.city) + HALF)
    found = figures(report)
    assert not [one for one in report.all("td") if one.find("a") is None and has_number(one)], (
        "a number that leads nowhere"
    )
    assert len(found) > 10
    for shown, link in found:
        page = reader.get(link)
        assert read(shown) == recomputed(page.html), f"{link}: {shown} is not {recomputed(page.html)}"
        assert SECRET_NAME not in page.html


def test_a_figure_that_the_report_does_not_show_is_not_found(filled, browser):
    coach, partner = browser(filled.coach), browser(filled.partner)
    for path in (
        "nothing/present/2025-10",
        "attendance/nothing/2025-10",
        "attendance/present/2031-01",
        "headlines/nothing/all",
    ):
        coach.get(f"/impact/{filled.city}/figures/{path}{HALF}", status=404)
    coach.get(f"/impact/{filled.city}/figures/attendance/present/2025-11{HALF}")
    partner.get(f"/impact/{filled.city}/figures/attendance/present/2025-11{HALF}", status=404)  # hidden
    partner.get(f"/impact/{filled.city}/figures/attendance/present/2025-07{HALF}", status=404)  # not published


def test_partners_read_who_published_a_number_by_role_and_organisation(filled, browser):
    page = browser(filled.partner).get(f"/impact/{filled.city}/figures/attendance/registered/2025-Q4{HALF}")
    assert "publication n° 1 : coach, " in page.text.replace("\u00a0", " ")
