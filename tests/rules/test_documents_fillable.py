"""A sheet to fill in: what may be typed is open and checked, the rest is locked, and what people wrote never runs."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook

from ambassador.documents import Column
from ambassador.documents.fillable import Fillable, NumberWithin, OneOf, Open, TextUpTo, fillable_workbook

DAY = date(2026, 3, 10)
NUMBER = NumberWithin(Decimal("-0.5"), Decimal(100))
COUNT = NumberWithin(Decimal(0), Decimal(10**9), is_whole=True)


def sheet(*rows: list[Any], hidden: int = 1) -> Any:
    columns = [Column("KPI", 30), Column("Réponse"), Column("Nombre"), Column("Clé")]
    made = Fillable("Saisie 2026", columns, rows, ("Titre", "=Explication"), hidden, "Valbrume & co")
    return load_workbook(io.BytesIO(fillable_workbook(made, "Saisie", DAY))).worksheets[0]


ROWS = [
    ["=KPI", Open(None, OneOf(("oui", "non")), "Oui ou non."), Open(Decimal("12.5"), NUMBER, "Entre."), "12-202601"],
    ["B", Open("non", OneOf(("oui", "non")), "Oui ou non."), Open(None, NUMBER, "Entre."), "13-202601"],
    ["C", Open("x", TextUpTo(500), "Court."), Open(7, COUNT, "Entier."), "14-202601"],
    ["D", None, 3, "15-202601"],
]


def test_only_what_is_to_fill_in_is_unlocked_and_the_sheet_has_no_password() -> None:
    page = sheet(*ROWS)
    assert page.protection.sheet and not page.protection.password
    unlocked = {cell.coordinate for row in page.iter_rows() for cell in row if not cell.protection.locked}
    assert unlocked == {"B5", "C5", "B6", "C6", "B7", "C7"}


def test_each_rule_is_told_once_for_all_its_cells() -> None:
    rules = {str(rule.sqref): rule for rule in sheet(*ROWS).data_validations.dataValidation}
    assert set(rules) == {"B5:B6", "C5:C6", "B7", "C7"}
    assert rules["B5:B6"].formula1 == '"oui,non"' and rules["B5:B6"].error == "Oui ou non."
    assert (rules["C5:C6"].type, rules["C5:C6"].formula1, rules["C5:C6"].formula2) == ("decimal", "-0.5", "100")
    assert (rules["C7"].type, rules["B7"].type) == ("whole", "textLength")


def test_it_holds_what_is_known_and_nothing_of_it_runs() -> None:
    page = sheet(*ROWS)
    assert [[cell.value for cell in row] for row in page.iter_rows(min_row=4)] == [
        ["KPI", "Réponse", "Nombre", "Clé"],
        ["=KPI", None, 12.5, "12-202601"],
        ["B", "non", None, "13-202601"],
        ["C", "x", 7, "14-202601"],
        ["D", None, 3, "15-202601"],
    ]
    assert {page[cell].data_type for cell in ("A2", "A5")} == {"s"}


def test_it_prints_without_the_portals_own_columns() -> None:
    page = sheet(*ROWS)
    assert page.column_dimensions["D"].hidden and not page.column_dimensions["C"].hidden
    assert page.print_area == "'Saisie 2026'!$A$1:$C$8"
    assert page.print_title_rows == "$4:$4" and page.page_setup.orientation == "landscape"
    assert page.sheet_properties.pageSetUpPr.fitToPage and page.freeze_panes == "A5"
    assert page.oddFooter.left.text == "Valbrume && co"


def test_choices_too_long_for_a_cells_rule_are_left_to_the_portal() -> None:
    long = OneOf(tuple(f"choix numéro {n}" for n in range(40)))
    assert not sheet(["A", Open(None, long, ""), None, "k"]).data_validations.dataValidation
    assert sheet().max_row == 4, "a sheet without rows is a sheet"


def test_the_same_rows_make_the_same_file() -> None:
    made = Fillable("Saisie", [Column("KPI")], [["A"]], ("Titre",), 0)
    assert fillable_workbook(made, "Saisie", DAY) == fillable_workbook(made, "Saisie", DAY)
