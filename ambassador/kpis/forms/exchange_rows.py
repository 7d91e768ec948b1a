"""The rows of a sheet that came back, read figure by figure: values where they can be read, else which cell is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from flask_babel import gettext

from ambassador.documents.reading import Found, Odd, Table, place
from ambassador.fields import read_number, tidy, visible
from ambassador.kpis import exchange_words
from ambassador.kpis.exchange import (
    KEY,
    LONGEST_COMMENT,
    LONGEST_EVIDENCE,
    MARK,
    Figure,
    Mark,
    any_of,
    read_key,
    read_mark,
    second_of,
)
from ambassador.kpis.models import Answer, IndicatorKind
from ambassador.kpis.queries.entry import Line
from ambassador.kpis.services import breakdowns
from ambassador.kpis.services.breakdowns import Typed
from ambassador.kpis.services.entries import FigureValues
from ambassador.kpis.services.exchange import said_of

LONGEST = {"comment": LONGEST_COMMENT, "evidence": LONGEST_EVIDENCE}


@dataclass(frozen=True)
class Problem:
    """What is wrong, and the cell it is wrong in: "E7"."""

    cell: str
    words: str


@dataclass
class FigureRows:
    """The rows of one figure: its own, and one for each category; each by its number in the file."""

    figure: Figure
    rows: dict[int | None, tuple[int, dict[str, Found]]] = field(default_factory=dict)

    @property
    def first(self) -> int:
        return min(number for number, _ in self.rows.values())


@dataclass(frozen=True)
class Sheet:
    """A table sorted by figure, and the rows that are none of the person's figures."""

    columns: Mapping[str, int]
    figures: dict[Figure, FigureRows]
    strange: list[tuple[int, Found]]


def sorted_rows(table: Table, known: set[Figure] | None = None) -> Sheet:
    """With `known`, rows of other figures are strange too."""
    figures: dict[Figure, FigureRows] = {}
    strange: list[tuple[int, Found]] = []
    for line in table.lines:
        key = line.cells.get(KEY, "")
        named = None if isinstance(key, Odd) else read_key(key)
        if named is None or (known is not None and named[0] not in known):
            strange.append((line.number, key))
            continue
        figure, category = named
        rows = figures.setdefault(figure, FigureRows(figure)).rows
        if category in rows:
            strange.append((line.number, key))
        else:
            rows[category] = (line.number, line.cells)
    return Sheet(table.columns, figures, strange)


class Reader:
    """Reads figures of one sheet. A column that was deleted says nothing: what is stored there stays."""

    def __init__(self, columns: Mapping[str, int]) -> None:
        self.columns = columns

    @cached_property
    def answers(self) -> dict[str, Answer]:
        return exchange_words.answer_words()

    @cached_property
    def reached(self) -> dict[str, str]:
        return exchange_words.reached_words()

    def cell(self, number: int, column: str) -> str:
        return place(self.columns.get(column, self.columns["number"]), number)

    def cell_of(self, rows: FigureRows, name: str | None) -> str:
        """The cell that a service's refusal is about."""
        category: int | None = None
        if name and name.startswith("part_"):
            _, category_text, name = name.split("_", 2)
            category = int(category_text)
        number = rows.rows[category][0] if category in rows.rows else rows.first
        column = {"denominator": "second", "weight": "second", "numerator": "number"}.get(name or "", name or "number")
        return self.cell(number, column)

    def mark(self, rows: FigureRows) -> Mark | None:
        """What the portal knew; None where the column was changed, or differs from row to row."""
        texts = {cells.get(MARK, "") for _, cells in rows.rows.values()}
        text = texts.pop() if len(texts) == 1 else ""
        return None if isinstance(text, Odd) else read_mark(text)

    def values(self, line: Line, rows: FigureRows) -> tuple[FigureValues | None, list[Problem]]:
        problems: list[Problem] = []
        said: dict[str, Any] = {}
        stored = said_of(line.entry)
        whole = rows.rows.get(None)
        if whole is not None:
            said |= self._words(whole, problems)
            said |= self._numbers(line, whole, problems)
        if stored is not None:
            kept = ("answer", "numerator", "denominator", "weight", "comment", "evidence")
            said = {name: getattr(stored, name) for name in kept} | said
        parts = self._parts(line, rows, problems)
        said.setdefault("answer", Answer.VALUE)
        return (None if problems else FigureValues(**said, parts=parts)), problems

    def _words(self, row: tuple[int, dict[str, Found]], problems: list[Problem]) -> dict[str, Any]:
        number, cells = row
        said: dict[str, Any] = {}
        for name in ("answer", "comment", "evidence"):
            if name not in self.columns:
                continue
            text = self._text(number, cells, name, problems)
            if name == "answer":
                answer = self.answers.get(exchange_words.word_for(text)) if text else Answer.VALUE
                if answer is None:
                    words = ", ".join(gettext("« %(word)s »", word=label) for label in exchange_words.own_answers())
                    problems.append(Problem(self.cell(number, name), gettext("Choisissez %(words)s.", words=words)))
                said[name] = answer
            else:
                said[name] = text
        return said

    def _text(self, number: int, cells: dict[str, Found], name: str, problems: list[Problem]) -> str:
        found = cells.get(name, "")
        wrong = ""
        if isinstance(found, Odd):
            wrong, found = exchange_words.odd_words(found), ""
        text = tidy(found) or ""
        if visible(text) != text:
            wrong = gettext("Ce texte contient un caractère invisible : enlevez-le.")
        elif len(text) > LONGEST.get(name, LONGEST_EVIDENCE):
            wrong = gettext("%(max)d caractères au plus.", max=LONGEST.get(name, LONGEST_EVIDENCE))
        elif name == "evidence" and "\n" in text:
            wrong = gettext("Écrivez ce texte sur une seule ligne.")
        if wrong:
            problems.append(Problem(self.cell(number, name), wrong))
        return text

    def _numbers(self, line: Line, row: tuple[int, dict[str, Found]], problems: list[Problem]) -> dict[str, Any]:
        """The numbers of a row by the names they have in the figure."""
        number, cells = row
        kind = line.adoption.definition.kind
        said: dict[str, Any] = {"numerator": self._number(number, cells, "number", kind, problems)}
        if "second" not in self.columns:
            return said
        name = second_of(kind)
        if name is not None:
            said[name] = self._number(number, cells, "second", kind, problems)
        elif cells.get("second", ""):
            problems.append(Problem(self.cell(number, "second"), gettext("Pour ce KPI, cette cellule reste vide.")))
        return said

    def _number(
        self, number: int, cells: dict[str, Found], name: str, kind: IndicatorKind, problems: list[Problem]
    ) -> Decimal | None:
        found = cells.get(name, "")
        if isinstance(found, Odd):
            problems.append(Problem(self.cell(number, name), exchange_words.odd_words(found)))
            return None
        if not found.strip():
            return None
        try:
            if kind is IndicatorKind.MILESTONE:
                return self._milestone(found)
            return read_number(found)
        except ValueError as error:
            problems.append(Problem(self.cell(number, name), str(error)))
            return None

    def _milestone(self, text: str) -> Decimal:
        value = self.reached.get(exchange_words.word_for(text))
        if value is None:
            raise ValueError(gettext("Choisissez « atteint » ou « pas atteint »."))
        return Decimal(value)

    def _parts(self, line: Line, rows: FigureRows, problems: list[Problem]) -> dict[int, Typed] | None:
        """The numbers by category; a category whose row was deleted keeps what it has."""
        categories = {number for number in rows.rows if number is not None}
        if not categories:
            return None
        parts = dict(breakdowns.stated(line.adoption.definition, line.entry))
        for category in categories:
            said = self._numbers(line, rows.rows[category], problems)
            old = parts.get(category, (None, None, None))
            names = ("numerator", "denominator", "weight")
            typed = tuple(said.get(name, old[place_]) for place_, name in enumerate(names))
            parts[category] = (typed[0], typed[1], typed[2])
        return {category: typed for category, typed in parts.items() if any_of(typed)}
