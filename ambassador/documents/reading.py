"""Reading tables that come back from a spreadsheet: XLSX, or CSV in whatever way a Belgian Excel writes it.

A file is judged before a library opens it: its kind, its size unpacked, macros, passwords, links to other files. What a
cell holds comes out as text, a number with a decimal comma; a formula, a date or an error is told apart, never computed.
"""

import csv
import io
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import islice
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.read_only import EMPTY_CELL
from openpyxl.utils import get_column_letter

from ambassador.documents.guarding import unguarded
from ambassador.documents.packages import ZIP, check_package, damaged, no_table
from ambassador.errors import N_, RuleBroken

MOST_ROWS = 50_000
MOST_COLUMNS = 40
LONGEST_TEXT = 5_000
_WITHIN = 30
"""The rows among which the line of headings is looked for."""
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DELIMITERS = "\t;,"


class Odd(StrEnum):
    """What a cell holds that is neither text nor number."""

    FORMULA = "formula"
    DATE = "date"
    TRUTH = "truth"
    ERROR = "error"
    LONG = "long"


Found = str | Odd
Finder = Callable[[Sequence[str]], Mapping[str, int] | None]
"""Tells whether a row is the line of headings: the place of each column by its name, or None."""


@dataclass(frozen=True)
class Line:
    """A row with something in it: its number as the spreadsheet counts, and its cells by column. Empty ones are left out."""

    number: int
    cells: dict[str, Found]


@dataclass(frozen=True)
class Table:
    columns: Mapping[str, int]
    lines: list[Line]


def place(column: int, row: int) -> str:
    """How a spreadsheet calls a cell: "E7". Columns count from 0, rows from 1."""
    return f"{get_column_letter(column + 1)}{row}"


def read_table(content: bytes, find_columns: Finder) -> Table:
    """The table below the line of headings. Raises RuleBroken for a file that is refused."""
    if not content:
        raise RuleBroken(N_("Ce fichier est vide."))
    if content.startswith(ZIP):
        check_package(content)
        return _from_workbook(content, find_columns)
    if content.startswith(_OLD_OFFICE):
        if _ENCRYPTED in content:
            raise RuleBroken(
                N_("Ce classeur est protégé par un mot de passe à l’ouverture. Enregistrez-le sans mot de passe.")
            )
        raise RuleBroken(N_("Ce classeur est d’un ancien format Excel (.xls). Enregistrez-le en XLSX ou en CSV."))
    return _table([_csv_rows(decoded(content))], find_columns)


def decoded(content: bytes) -> str:
    """The text of a CSV: UTF-8 with or without its mark, UTF-16 with it, or the Western code page of Windows."""
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if any(character < " " and character not in "\t\n\r\f" for character in set(text)):
            break
        return text
    raise no_table()


def _csv_rows(text: str) -> Iterator[list[Found]]:
    """Rows as a spreadsheet would number them. Raises RuleBroken where quotes do not match."""
    first, _, rest = text.partition("\n")
    if first.strip().lower() in {f"sep={one}" for one in _DELIMITERS}:
        delimiter, text = first.strip()[4:] or "\t", rest
    else:
        delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            yield [unguarded(cell) if len(cell) <= LONGEST_TEXT else Odd.LONG for cell in cells[:MOST_COLUMNS]]
    except csv.Error:
        raise RuleBroken(
            N_("Le CSV ne se lit plus à partir de la ligne %(line)s : un guillemet manque ou est de trop."),
            line=reader.line_num,
        ) from None


def _delimiter(text: str) -> str:
    """What parts most cells in the first lines, outside quotes."""
    bare = "".join("\n".join(text.split("\n", _WITHIN)[:_WITHIN]).split('"')[::2])
    return max(_DELIMITERS, key=bare.count)


def _from_workbook(content: bytes, find_columns: Finder) -> Table:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about what the library leaves out: looks, charts
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
            try:
                return _table([_sheet_rows(sheet) for sheet in book.worksheets], find_columns)
            finally:
                book.close()
    except RuleBroken:
        raise
    except Exception:  # a damaged workbook makes the library fail in many ways
        raise damaged() from None


def _sheet_rows(sheet: Any) -> Iterator[list[Found]]:
    sheet.reset_dimensions()  # what a file says of its size may be wrong
    empty: list[Found] = []
    before = None
    for row in sheet.iter_rows(max_col=MOST_COLUMNS):
        if row is before:  # the library gives the same one for each row that the file leaves out
            yield empty
            continue
        before = row
        yield ["" if cell is EMPTY_CELL or cell.value is None else _found(cell) for cell in row]


def _found(cell: Any) -> Found:
    value = cell.value
    match cell.data_type:
        case "f":
            return Odd.FORMULA
        case "e":
            return Odd.ERROR
    match value:
        case str():
            return value if len(value) <= LONGEST_TEXT else Odd.LONG
        case bool():
            return Odd.TRUTH
        case int():
            return str(value)
        case float():
            return number_text(value)
        case date() | time() | timedelta():
            return Odd.DATE
    return Odd.ERROR


def number_text(value: float) -> str:
    """A spreadsheet's number as a person writes it. It counts in binary fractions of 15 digits: 2.2000000000000002 is 2,2."""
    return f"{Decimal(format(value, '.15g')):f}".replace(".", ",")


def _table(sheets: Sequence[Iterator[list[Found]]], find_columns: Finder) -> Table:
    """The first sheet with a line of headings, and what stands below it."""
    for rows in sheets:
        for number, row in enumerate(islice(rows, _WITHIN), start=1):
            columns = find_columns([cell if not isinstance(cell, Odd) else "" for cell in row])
            if columns is not None:
                return Table(columns, list(_lines(rows, columns, number)))
    raise RuleBroken(
        N_(
            "Ce fichier n’est pas une feuille de saisie : ses titres de colonnes manquent. Téléchargez la feuille ci-dessus."
        )
    )


def _lines(rows: Iterator[list[Found]], columns: Mapping[str, int], head: int) -> Iterator[Line]:
    wanted = list(columns.items())
    count = 0
    for number, row in enumerate(rows, start=head + 1):
        if not any(row):
            continue
        count += 1
        if count > MOST_ROWS:
            raise RuleBroken(N_("Ce fichier a plus de %(most)s lignes."), most=Decimal(MOST_ROWS))
        cells = {name: row[index] for name, index in wanted if index < len(row) and row[index]}
        if cells:
            yield Line(number, cells)
