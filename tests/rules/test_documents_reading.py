"""Tables that come back from a spreadsheet: read exactly, whatever the dialect; what is wrong or dangerous is refused."""

import csv
import io
from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.formula import ArrayFormula
from xlsxwriter import Workbook

from ambassador.db import plain
from ambassador.documents import Column, delimited, reading
from ambassador.documents.fillable import Fillable, Open, TextUpTo, fillable_workbook
from ambassador.documents.guarding import guarded, unguarded
from ambassador.documents.reading import Odd, place, read_table
from ambassador.errors import RuleBroken
from ambassador.fields import read_number
from tests.rules import spreadsheet_files as made

HEAD = ["Clé", "Nombre", "Mots"]


def find(cells: Sequence[str]) -> dict[str, int] | None:
    return {name: list(cells).index(name) for name in HEAD} if set(HEAD) <= set(cells) else None


def cells(content: bytes) -> list[dict[str, Any]]:
    return [line.cells for line in read_table(content, find).lines]


def refusal(content: bytes) -> str:
    with pytest.raises(RuleBroken) as refused:
        read_table(content, find)
    return refused.value.message


def test_a_workbook_is_read_with_the_numbers_of_its_rows_and_places_of_its_columns() -> None:
    content = made.book(["Titre"], [], ["x", *HEAD], ["?", "a", 1250.5, "l’été"], [], [None, "b", 0, None])
    table = read_table(content, find)
    assert table.columns == {"Clé": 1, "Nombre": 2, "Mots": 3}
    assert [(line.number, line.cells) for line in table.lines] == [
        (4, {"Clé": "a", "Nombre": "1250,5", "Mots": "l’été"}),
        (6, {"Clé": "b", "Nombre": "0"}),
    ]
    assert place(table.columns["Nombre"], 4) == "C4"
    assert (place(0, 1), place(25, 7), place(26, 50_000)) == ("A1", "Z7", "AA50000")


def test_the_sheet_with_the_headings_is_found_among_others() -> None:
    def change(book: Any) -> None:
        extra = book.create_sheet("Notes", 0)
        extra.append(["Mes notes"])

    assert cells(made.book(HEAD, ["a", 1, None], change=change)) == [{"Clé": "a", "Nombre": "1"}]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("=1+1", Odd.FORMULA),
        (ArrayFormula("B2", "=SUM(A1:A9)"), Odd.FORMULA),
        (date(2026, 3, 10), Odd.DATE),
        (time(3, 10), Odd.DATE),
        (True, Odd.TRUTH),
        ("#DIV/0!", Odd.ERROR),
        ("x" * 5_001, Odd.LONG),
        (1e300, "1" + "0" * 300),
        (0.1 + 0.2, "0,3"),
        (1.1250, "1,125"),
        (-0.0001, "-0,0001"),
        (999_999_999.9999, "999999999,9999"),
    ],
)
def test_what_is_neither_text_nor_number_is_told_apart_and_numbers_are_exact(value: Any, found: str) -> None:
    assert cells(made.book(HEAD, ["a", value, None]))[0]["Nombre"] == found


@given(st.decimals(-(10**9), 10**9, places=4, allow_nan=False, allow_infinity=False))
def test_a_number_comes_back_from_a_workbook_as_it_was_written(value: Decimal) -> None:
    """Through the way a spreadsheet counts."""
    assert Decimal(reading.number_text(float(value)).replace(",", ".")) == value


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20), st.sampled_from("=+-@'\t ＝")
)
def test_words_come_back_from_a_csv_as_they_were_and_never_run(text: str, first: str) -> None:
    for words in (text, first + text, "'" + first + text):
        cell = guarded(words)
        assert unguarded(cell) == words
        assert cell.lstrip()[:1] not in set("=+-@＝＋－＠") and cell[:1] not in {"\t", "\r", "\n"}


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.sampled_from("=+-@'\n;,\""), max_size=30
)
NUMBERS = st.decimals(-(10**9), 10**9, places=4, allow_nan=False, allow_infinity=False).map(plain)


@given(st.lists(st.tuples(NUMBERS, WORDS), min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_numbers_and_words_come_back_from_whole_files_exactly_as_they_were(rows: list[tuple[Decimal, str]]) -> None:
    rule = TextUpTo(2000)
    filled = [[f"k{n}", Open(number, rule, ""), Open(words, rule, "")] for n, (number, words) in enumerate(rows)]
    sheet = Fillable("Saisie", [Column(name) for name in HEAD], filled, ("Titre",), 0)
    bare = [[f"k{n}", number, words] for n, (number, words) in enumerate(rows)]
    for content in (fillable_workbook(sheet, "Saisie", date(2026, 3, 10)), delimited.csv_content([HEAD, *bare])):
        read = cells(content)
        assert [read_number(row["Nombre"]) for row in read] == [number for number, _ in rows]
        assert [row.get("Mots", "") for row in read] == [words for _, words in rows]


ROWS = [HEAD, ["a", "1 250,5", "l’été ; « oui », 1"], ["b", "-3", "deux\nlignes"], ["c", "", "=1+1 €"]]


def as_csv(delimiter: str, line_end: str = "\r\n") -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=line_end).writerows(ROWS)
    return text.getvalue()


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n"])
def test_every_csv_that_excel_writes_in_belgium_reads_the_same(delimiter: str, encoding: str, line_end: str) -> None:
    read = cells(as_csv(delimiter, line_end).encode(encoding))
    assert [[row.get(name, "") for name in HEAD] for row in read] == ROWS[1:]


def test_a_csv_may_name_its_delimiter_and_its_rows_count_as_the_spreadsheet_counts() -> None:
    lines = read_table(("sep=,\r\n" + as_csv(",") + "\r\nd,4,\r\n").encode(), find).lines
    assert [line.number for line in lines] == [2, 3, 4, 6]


def test_our_own_csv_is_read_back() -> None:
    rows = [HEAD, ["=cmd", Decimal("1250.5"), "-"], ["'x", 7, None], ["\té", Decimal("-0.0001"), "@a;b"]]
    content = delimited.csv_content(rows)
    assert content.startswith(b"\xef\xbb\xbfCl\xc3\xa9;Nombre;Mots\r\n'=cmd;1250,5;'-\r\n")
    assert cells(content) == [
        {"Clé": "=cmd", "Nombre": "1250,5", "Mots": "-"},
        {"Clé": "'x", "Nombre": "7"},
        {"Clé": "\té", "Nombre": "-0,0001", "Mots": "@a;b"},
    ]


GOOD = made.book(HEAD, ["a", 1, None])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "vide"),
        (b"%PDF-1.7\n\x00\x01", "ni un classeur XLSX ni un texte CSV"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "ni un classeur XLSX ni un texte CSV"),
        (b"PK\x03\x04 damaged", "abîmé"),
        (GOOD[: len(GOOD) // 2], "abîmé"),
        (made.repacked(GOOD, {"xl/worksheets/sheet1.xml": b"<worksheet><not closed"}), "abîmé"),
        (made.repacked(GOOD, {"xl/workbook.xml": b"<a/>"}), "titres de colonnes"),
        (made.laughing(GOOD), "abîmé"),
        (made.encrypted(), "mot de passe"),
        (made.old_excel(), "ancien format Excel"),
        (made.with_macros(GOOD), "macros"),
        (made.repacked(GOOD, {"xl/macrosheets/sheet1.xml": b"<a/>"}), "macros"),
        (made.with_external_link(GOOD), "liens vers"),
        (made.with_relation(GOOD, "image"), "liens vers"),
        (made.repacked(GOOD, {"xl/connections.xml": b"<a/>"}), "liens vers"),
        (made.bomb(GOOD), "trop grand une fois décompressé"),
        (made.lying_bomb(GOOD), "abîmé"),
        (made.repacked(GOOD, {"xl/sharedStrings.xml": b"<si/>" * 1_300_000}), "trop grand une fois décompressé"),
        (made.repacked(GOOD, {"xl/styles.xml": b" " * 5_000_000}), "trop grand une fois décompressé"),
        (made.repacked(GOOD, {"[Content_Types].xml": b"<Types/>"}), "ni un classeur XLSX ni un texte CSV"),
        (made.book(["Autre", "Tableau"]), "titres de colonnes"),
        ('Clé;Nombre;Mots\na;1;"ouvert\nb;2;x'.encode(), "guillemet"),
        (b"nothing", "titres de colonnes"),
    ],
)
def test_a_file_that_is_wrong_or_dangerous_is_refused_in_words(content: bytes, words: str) -> None:
    assert words in refusal(content)


def test_a_link_that_a_person_clicks_is_no_danger() -> None:
    assert cells(made.with_relation(GOOD, "hyperlink")) == [{"Clé": "a", "Nombre": "1"}]


@pytest.mark.parametrize("count", [reading.MOST_ROWS, reading.MOST_ROWS + 1])
def test_fifty_thousand_rows_are_the_most(count: int) -> None:
    content = "\n".join(["Clé;Nombre;Mots", *["a;1;"] * count]).encode()
    if count == reading.MOST_ROWS:
        assert len(cells(content)) == count
    else:
        assert "plus de" in refusal(content)


def test_fifty_thousand_rows_are_the_most_in_a_workbook_too() -> None:
    content = io.BytesIO()
    with Workbook(content, {"constant_memory": True}) as book:
        page = book.add_worksheet()
        for row in range(reading.MOST_ROWS + 2):
            page.write_row(row, 0, HEAD if row == 0 else ["a", 1])
    assert "plus de" in refusal(content.getvalue())


def test_a_row_at_the_very_end_of_the_sheet_does_not_count_for_a_million() -> None:
    def change(book: Any) -> None:
        book.active["A1048576"] = "z"

    read = read_table(made.book(HEAD, ["a", 1, None], change=change), find)
    assert [line.number for line in read.lines] == [2, 1048576]
