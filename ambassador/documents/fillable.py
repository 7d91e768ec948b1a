"""A sheet to fill in outside the portal: some cells take what a person types, checked as they type; the rest is locked.

The lock has no password: it keeps from mistakes, not from people. What comes back is checked anew.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ambassador.documents.workbook import Cell, Column, Styles, sheet_name, write_cell

_LONGEST_FOOTER = 100
_MOST_IN_LIST = 255
"""Characters that a list of choices may have within a cell's rule."""


@dataclass(frozen=True)
class OneOf:
    """One of a few words."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class NumberWithin:
    least: Decimal
    most: Decimal
    is_whole: bool = False


@dataclass(frozen=True)
class TextUpTo:
    longest: int


Rule = OneOf | NumberWithin | TextUpTo


@dataclass(frozen=True)
class Open:
    """A cell to fill in: what stands in it already, its rule, and what is said to who breaks it."""

    value: Cell
    rule: Rule
    message: str


@dataclass(frozen=True)
class Fillable:
    """A table to fill in. `above` are lines over it, the first its title; the last `hidden` columns are for the portal."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell | Open]]
    above: Sequence[str]
    hidden: int
    footer: str = ""


def fillable_workbook(sheet: Fillable, title: str, made_on: date) -> bytes:
    """The file, ready to print. The same sheet of the same day makes the same bytes."""
    content = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(content, options) as book:
        book.set_properties({"title": title, "created": datetime(made_on.year, made_on.month, made_on.day)})  # noqa: DTZ001 Excel's times have no zone
        page = book.add_worksheet(sheet_name(sheet.name, set()))
        looks = _Looks(book)
        last = _write(page, sheet, looks)
        _set_up(page, sheet, last)
    return content.getvalue()


class _Looks(Styles):
    def __init__(self, book: Workbook) -> None:
        super().__init__(book)
        edge = {"valign": "top", "border": 1, "border_color": "#8A97A6"}
        grey = {**edge, "bg_color": "#EEF1F4"}
        fill = {**edge, "bg_color": "#FFFBE6", "locked": False}
        self.locked = book.add_format({**grey, "text_wrap": True, "num_format": "@"})
        self.locked_number = book.add_format(grey)
        self.words = book.add_format({**fill, "text_wrap": True, "num_format": "@"})
        self.typed = book.add_format({**fill, "align": "right"})

    def of(self, cell: Cell | Open) -> Format:
        if isinstance(cell, Open):
            return self.typed if isinstance(cell.rule, NumberWithin) else self.words
        return self.locked if cell is None or isinstance(cell, str) else self.locked_number


def _write(page: Worksheet, sheet: Fillable, looks: _Looks) -> int:
    """Write the cells and their rules; the last row."""
    for line, text in enumerate(sheet.above):
        page.write_string(line, 0, text, looks.title if line == 0 else None)
    head = len(sheet.above) + 1
    for place, column in enumerate(sheet.columns):
        page.write_string(head, place, column.title, looks.head)
    ruled: dict[tuple[Rule, str], list[tuple[int, int]]] = defaultdict(list)
    last = head
    for last, cells in enumerate(sheet.rows, start=head + 1):
        for place, cell in enumerate(cells):
            if isinstance(cell, Open):
                ruled[cell.rule, cell.message].append((last, place))
                write_cell(page, last, place, cell.value, looks, looks.of(cell))
            else:
                write_cell(page, last, place, cell, looks, looks.of(cell))
    for (rule, message), places in ruled.items():
        _add_rule(page, rule, message, places)
    return last


def _add_rule(page: Worksheet, rule: Rule, message: str, places: list[tuple[int, int]]) -> None:
    options = _options(rule)
    if options is None:
        return
    first, *others = _ranges(places)
    options |= {"error_message": message[:255], "error_type": "stop", "other_cells": [list(one) for one in others]}
    page.data_validation(*first, options)


def _options(rule: Rule) -> dict[str, Any] | None:
    match rule:
        case OneOf(words):
            is_listed = len(",".join(words)) <= _MOST_IN_LIST and not any("," in word for word in words)
            return {"validate": "list", "source": list(words)} if is_listed else None
        case NumberWithin(least, most, is_whole):
            kind = "integer" if is_whole else "decimal"
            return {"validate": kind, "criteria": "between", "minimum": f"{least:f}", "maximum": f"{most:f}"}
        case TextUpTo(longest):
            return {"validate": "length", "criteria": "<=", "value": longest}


def _ranges(places: list[tuple[int, int]]) -> list[tuple[int, int, int, int]]:
    """The cells as ranges down a column: a rule that holds for many rows is told once."""
    found: list[tuple[int, int, int, int]] = []
    for row, column in sorted(places, key=lambda place: (place[1], place[0])):
        if found and found[-1][3] == column and found[-1][2] == row - 1:
            found[-1] = (found[-1][0], column, row, column)
        else:
            found.append((row, column, row, column))
    return found


def _set_up(page: Worksheet, sheet: Fillable, last: int) -> None:
    """Locked, in sight, and ready to print: on A4 across, the title line on each page."""
    head, shown = len(sheet.above) + 1, len(sheet.columns) - sheet.hidden
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width, None, {"hidden": True} if place >= shown else {})
    page.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})
    page.freeze_panes(head + 1, 0)
    page.print_area(0, 0, max(last, head), shown - 1)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.repeat_rows(head)
    page.set_footer(f"&L{sheet.footer[:_LONGEST_FOOTER].replace('&', '&&')}&R&P / &N")
