"""XLSX workbooks from plain rows: a sheet is a table with a heading that stays in sight, ready to print.

What a person typed stays text: it never becomes a formula, a link or a number.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ambassador.config import BRUSSELS

Cell = str | int | Decimal | date | datetime | None
"""What a cell can hold. A moment is written in Brussels time; a number that a spreadsheet would round, as text."""

_MOST_CHARACTERS = 32_767
_MOST_NAME = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


@dataclass(frozen=True)
class Column:
    """A column: its title, and its width in characters."""

    title: str
    width: int = 16


@dataclass(frozen=True)
class Sheet:
    """A table on a sheet of its own. `above` are lines over the table; the first is its title."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    above: Sequence[str] = field(default_factory=tuple)


def workbook(sheets: Sequence[Sheet], title: str, made_on: date) -> bytes:
    """The file. The same sheets of the same day make the same bytes."""
    content = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(content, options) as book:
        book.set_properties({"title": title, "created": datetime(made_on.year, made_on.month, made_on.day)})  # noqa: DTZ001 Excel's times have no zone
        styles = Styles(book)
        taken: set[str] = set()
        for sheet in sheets:
            _write(book.add_worksheet(sheet_name(sheet.name, taken)), sheet, styles)
    return content.getvalue()


class Styles:
    """The looks of cells, made once for a workbook."""

    def __init__(self, book: Workbook) -> None:
        top = {"valign": "top"}
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.head = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E8EDF2"}
        )
        self.text = book.add_format({**top, "text_wrap": True, "num_format": "@"})
        self.number = book.add_format({**top, "num_format": "#,##0.####"})
        self.whole = book.add_format({**top, "num_format": "#,##0"})
        self.day = book.add_format({**top, "num_format": "dd/mm/yyyy", "align": "left"})
        self.moment = book.add_format({**top, "num_format": "dd/mm/yyyy hh:mm", "align": "left"})


def write_cell(
    page: Worksheet, row: int, column: int, value: Cell, styles: Styles, style: Format | None = None
) -> None:
    """One value in its place, in the look of its kind unless another is given."""
    match value:
        case None:
            page.write_blank(row, column, None, style or styles.text)
        case str():
            page.write_string(row, column, _text(value), style or styles.text)
        case datetime():
            local = value.astimezone(BRUSSELS).replace(tzinfo=None)
            page.write_datetime(row, column, local, style or styles.moment)
        case date():
            page.write_datetime(row, column, value, style or styles.day)
        case _ if not is_exact(value):
            page.write_string(row, column, str(value), style or styles.text)
        case _:
            is_whole = value == int(value)
            page.write_number(row, column, value, style or (styles.whole if is_whole else styles.number))


def is_exact(value: int | Decimal) -> bool:
    """Whether a spreadsheet, which counts in binary fractions of 15 digits, keeps the number as it is."""
    return Decimal(format(float(value), ".15g")) == value


def _write(page: Worksheet, sheet: Sheet, styles: Styles) -> None:
    for line, text in enumerate(sheet.above):
        page.write_string(line, 0, _text(text), styles.title if line == 0 else None)
    head = len(sheet.above) + 1 if sheet.above else 0
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
        page.write_string(head, place, column.title, styles.head)
    last = head
    for last, values in enumerate(sheet.rows, start=head + 1):
        for place, value in enumerate(values):
            write_cell(page, last, place, value, styles)
    page.freeze_panes(head + 1, 0)
    page.autofilter(head, 0, last, len(sheet.columns) - 1)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(head)


def _text(value: str) -> str:
    return value if len(value) <= _MOST_CHARACTERS else value[: _MOST_CHARACTERS - 1] + "…"


def sheet_name(wanted: str, taken: set[str]) -> str:
    """A name that Excel accepts: short, without its signs, and given once whatever the letter case."""
    base = _NOT_IN_NAMES.sub(" ", wanted).strip(" '")[:_MOST_NAME].rstrip() or "1"
    name, number = base, 1
    while name.casefold() in taken:
        number += 1
        tail = f" ({number})"
        name = base[: _MOST_NAME - len(tail)] + tail
    taken.add(name.casefold())
    return name
