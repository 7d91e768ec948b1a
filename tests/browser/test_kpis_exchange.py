"""A quarter entered in a spreadsheet, in a real browser: download, fill in, a wrong cell, a conflict, confirm."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from ambassador.accounts.models import Organisation, User
from ambassador.db import db
from ambassador.kpis.models import Adoption, Entry
from ambassador.kpis.services.entries import FigureValues, save_figure
from tests.browser.conftest import DEMO_DAY, Person, Site
from tests.browser.test_every_page import WCAG, dark_violations, violations

pytestmark = pytest.mark.slow

PAGE = "/kpis/entry/offline?period=2026-Q3"
CODE, NUMBER, COMMENT, KEY = 1, 10, 12, 14
"""Columns of the sheet."""
MISSING, RETURNED = "A10.1", "A13.1"


def fill_in(path: Path, cells: dict[tuple[str, int], Any]) -> None:
    """What the person types, by the KPI's code and the column; the total's row is the first of its code."""
    book = load_workbook(path)
    page = book.worksheets[0]
    rows: dict[str, int] = {}
    for row in range(7, page.max_row + 1):
        rows.setdefault(page.cell(row, CODE).value, row)
    for (code, column), value in cells.items():
        page.cell(rows[code], column).value = value
    book.save(path)


def download(page: Page, folder: Path) -> Path:
    with page.expect_download() as started:
        page.get_by_role("link", name="Télécharger en XLSX").click()
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    return path


def send(page: Page, path: Path) -> None:
    page.get_by_label("Feuille remplie").set_input_files(path)
    page.get_by_role("button", name="Envoyer et vérifier").click()
    expect(page.get_by_role("heading", name="Vérifier la feuille")).to_be_visible()


def stored(site: Site, code: str) -> Decimal | None:
    with site.app.app_context():
        return db.session.query(Entry.numerator).filter_by(**_figure(code)).scalar()


def _figure(code: str) -> dict[str, Any]:
    of_city = db.session.query(Adoption.id).join(Adoption.organisation).filter(Organisation.key == "demo-valbrume")
    number = of_city.filter(Adoption.code == code).scalar()
    return {"adoption_id": number, "month": 202607, "category_id": None}


def write_meanwhile(site: Site, code: str, number: str) -> None:
    """A colleague of the service writes the figure in the portal."""
    with site.app.app_context():
        entry = db.session.query(Entry).filter_by(**_figure(code)).one()
        adoption = db.session.get_one(Adoption, entry.adoption_id)
        colleague = db.session.query(User).filter_by(email="staff@demo.example").one()
        values = FigureValues(entry.answer, Decimal(number), comment="Recompté.")
        save_figure(adoption, entry.period, entry, values, colleague, site.app.config["CLOCK"](), DEMO_DAY)
        db.session.commit()


def test_a_quarter_is_filled_in_in_a_spreadsheet_checked_and_confirmed(
    fresh_site: Site, person: Callable[..., Person], tmp_path: Path
) -> None:
    page = person(fresh_site, "coordinator").open("/kpis/entry?period=2026-Q3")
    page.get_by_role("link", name="Saisir dans un tableur").click()
    path = download(page, tmp_path)
    fill_in(path, {(MISSING, NUMBER): "huit cents", (RETURNED, NUMBER): 49, (RETURNED, COMMENT): "Compté deux fois."})
    send(page, path)
    expect(page.get_by_text("Erreurs : 1.")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Cellule J12 : Écrivez un nombre")).to_be_visible()
    expect(page.get_by_role("button", name="Enregistrer le tout")).to_have_count(0)

    write_meanwhile(fresh_site, RETURNED, "48")
    page.get_by_role("link", name="Envoyer le fichier corrigé").click()
    fill_in(path, {(MISSING, NUMBER): 812.5})
    send(page, path)
    expect(page.get_by_text("Nouveaux : 1. Changés : 0. Conflits : 1. Erreurs : 0.")).to_be_visible()
    assert not violations(page, WCAG) + dark_violations(page)
    assert stored(fresh_site, MISSING) is None and stored(fresh_site, RETURNED) == 48, "nothing is saved yet"
    page.get_by_role("group", name="Appareils").get_by_label("Prendre celui de ma feuille").check()
    page.get_by_role("button", name="Enregistrer le tout comme brouillon").click()
    expect(page.get_by_text("2 chiffres sont enregistrés comme brouillon")).to_be_visible()
    assert stored(fresh_site, MISSING) == Decimal("812.5") and stored(fresh_site, RETURNED) == 49

    page.goto(fresh_site.url + PAGE)
    send(page, path)
    expect(page.get_by_text("il n’y a rien à enregistrer")).to_be_visible()
