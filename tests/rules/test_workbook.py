"""Workbooks: what was put in is what a spreadsheet reads, and nothing that a person typed runs."""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from ambassador.documents import Cell, Column, Sheet, workbook

DAY = date(2026, 3, 10)


def read(*rows: list[Cell], name: str = "Feuille", above: tuple[str, ...] = ()) -> Worksheet:
    sheet = Sheet(name, [Column("Un"), Column("Deux")], rows, above)
    return load_workbook(BytesIO(workbook([sheet], "Essai", DAY))).worksheets[0]


@pytest.mark.parametrize("typed", ["=1+1", "+32 2 123", "-5", "@sum(a1)", "https://x.example", "007", "<b>", "\t=1"])
def test_what_a_person_typed_stays_text(typed: str) -> None:
    cell = read([typed, None])["A2"]
    assert cell.value == typed
    assert cell.data_type == "s"
    assert cell.hyperlink is None


@pytest.mark.parametrize("value", [0, 7, Decimal("2.25"), Decimal("-999999999.9999"), Decimal("0.0001")])
def test_a_number_is_a_number(value: Decimal | int) -> None:
    cell = read([value, None])["A2"]
    assert cell.data_type == "n"
    assert Decimal(str(cell.value)) == value


def test_a_number_that_would_be_rounded_is_written_as_text() -> None:
    assert read([Decimal("123456789012345.6789"), None])["A2"].value == "123456789012345.6789"


def test_days_and_moments_are_dates_in_brussels() -> None:
    sheet = read([date(2026, 2, 28), datetime(2026, 7, 1, 22, 30, tzinfo=UTC)])
    assert sheet["A2"].value == datetime(2026, 2, 28)  # noqa: DTZ001 as openpyxl reads a day
    assert sheet["B2"].value == datetime(2026, 7, 2, 0, 30)  # noqa: DTZ001


def test_a_missing_value_is_an_empty_cell_and_a_zero_is_not() -> None:
    sheet = read([None, 0])
    assert sheet["A2"].value is None
    assert sheet["B2"].value == 0


def test_a_very_long_text_is_cut_with_a_mark() -> None:
    value = read(["é" * 40_000, None])["A2"].value
    assert len(value) == 32_767
    assert value.endswith("…")


def test_lines_above_push_the_table_down() -> None:
    sheet = read(["a", "b"], above=("Titre", "Au 10 mars 2026"))
    assert [cell.value for cell in sheet["A"]] == ["Titre", "Au 10 mars 2026", None, "Un", "a"]
    assert sheet.freeze_panes == "A5"


def test_names_of_sheets_are_made_fit_and_differ() -> None:
    names = ["Suivi [2026]: a/b", "x" * 40, "X" * 40, "'"]
    sheets = [Sheet(name, [Column("Un")], []) for name in names]
    found = load_workbook(BytesIO(workbook(sheets, "Essai", DAY))).sheetnames
    assert found == ["Suivi  2026   a b", "x" * 31, "X" * 27 + " (2)", "1"]


def test_the_same_rows_make_the_same_file() -> None:
    sheet = Sheet("Feuille", [Column("Un")], [["a"]])
    assert workbook([sheet], "Essai", DAY) == workbook([sheet], "Essai", DAY)
