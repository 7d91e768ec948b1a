"""Sending a filled-in entry sheet, its preview row by row, and the confirmation with a choice for each conflict."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import Field, HiddenField
from wtforms.validators import StopValidation
from wtforms.widgets import FileInput

from ambassador import i18n
from ambassador.accounts.models import User
from ambassador.config import MAX_UPLOAD
from ambassador.documents.reading import Odd, Table, read_table
from ambassador.errors import RuleBroken
from ambassador.forms import Form
from ambassador.kpis import exchange_words
from ambassador.kpis.exchange import Figure, Outcome, second_of
from ambassador.kpis.forms.exchange_rows import FigureRows, Problem, Reader, Sheet
from ambassador.kpis.models import Answer, IndicatorKind
from ambassador.kpis.queries.entry import Line
from ambassador.kpis.services.entries import FigureValues
from ambassador.kpis.services.exchange import Proposal, fingerprint, propose, said_of
from ambassador.kpis.words import say
from ambassador.periods import Period

MINE, THEIRS = "mine", "theirs"


class SheetField(Field):
    """A file that comes back: `data` is its table, `name` what it was called. What is wrong with it stands beside it."""

    widget = FileInput()
    data: Table | None
    required = True
    file_name = ""

    def __call__(self, **kwargs: Any) -> Any:
        kwargs.setdefault("accept", ".xlsx,.csv,.txt")
        return super().__call__(**kwargs)

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        sent = next((one for one in valuelist if isinstance(one, FileStorage) and one.filename), None)
        if sent is None:
            return
        sent.stream.seek(0)  # a request that is run again reads it a second time
        content = sent.stream.read(MAX_UPLOAD + 1)
        if len(content) > MAX_UPLOAD:
            raise ValueError(gettext("Ce fichier dépasse %(size)s Mo.", size=MAX_UPLOAD // 1024**2))
        try:
            self.data = read_table(content, exchange_words.find_columns)
        except RuleBroken as broken:
            raise ValueError(say(broken)) from None
        self.file_name = "".join(one for one in sent.filename or "" if unicodedata.category(one)[0] != "C")

    @property
    def table(self) -> Table:
        assert self.data is not None, "the form was not valid"
        return self.data

    def pre_validate(self, form: Any) -> None:
        if self.data is None and not self.process_errors:
            raise StopValidation(gettext("Choisissez un fichier."))


class SendSheetForm(Form):
    file = SheetField(_l("Feuille remplie"), description=_l("XLSX ou CSV, 10 Mo et 50 000 lignes au plus."))


@dataclass(frozen=True)
class Change:
    """One cell that says something else than what is stored."""

    label: str
    stored: str
    mine: str


@dataclass
class PreviewRow:
    """A row of the file, and what it would do."""

    number: int
    name: str
    period: Period | None
    outcome: Outcome
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    has_moved: bool = False


@dataclass
class Conflict:
    """A figure that somebody else changed meanwhile: the person chooses which one stays."""

    proposal: Proposal
    number: int
    """Its row in the file."""
    name: str
    changes: list[Change]
    reason: str
    """Why mine cannot be saved; empty where it can."""
    chosen: str = ""
    error: str = ""

    @property
    def field(self) -> str:
        return f"choice-{self.proposal.figure.key()}"


class Preview:
    """All rows of a sheet, each with what it would do. Nothing is saved by it."""

    def __init__(self, sheet: Sheet, lines: Mapping[Figure, Line], by: User, today: date) -> None:
        self.reader = Reader(sheet.columns)
        self.rows: list[PreviewRow] = [
            PreviewRow(number, "", None, Outcome.ERROR, problems=[self._strange(number, key)])
            for number, key in sheet.strange
        ]
        self.proposals: list[Proposal] = []
        self.conflicts: list[Conflict] = []
        for figure, rows in sheet.figures.items():
            self._add(lines[figure], rows, by, today)
        self.rows.sort(key=lambda row: row.number)

    @cached_property
    def counts(self) -> Counter[Outcome]:
        return Counter(row.outcome for row in self.rows)

    @cached_property
    def seen(self) -> str:
        return fingerprint(self.proposals)

    @property
    def errors(self) -> list[PreviewRow]:
        return self._of(Outcome.ERROR)

    @property
    def changing(self) -> list[PreviewRow]:
        return [row for row in self.rows if row.outcome in (Outcome.NEW, Outcome.CHANGED)]

    @property
    def unchanged(self) -> list[PreviewRow]:
        return self._of(Outcome.UNCHANGED)

    @property
    def can_confirm(self) -> bool:
        return not self.errors and bool(self.changing or self.conflicts)

    @property
    def first_period(self) -> Period | None:
        return min((row.line.period for row in self.proposals), default=None, key=lambda period: period.last_day)

    def _of(self, outcome: Outcome) -> list[PreviewRow]:
        return [row for row in self.rows if row.outcome is outcome]

    def _strange(self, number: int, key: str | Odd) -> Problem:
        if key and not isinstance(key, Odd):
            words = gettext("Cette ligne n’est pas un de vos chiffres, ou elle est là deux fois.")
        else:
            words = gettext("La clé de cette ligne manque : elle ne dit pas quel chiffre c’est.")
        return Problem(self.reader.cell(number, "key"), words)

    def _add(self, line: Line, rows: FigureRows, by: User, today: date) -> None:
        values, problems = self.reader.values(line, rows)
        mark = self.reader.mark(rows)
        if mark is None:
            words = gettext("La version de cette ligne a été changée. Téléchargez une nouvelle feuille.")
            problems.append(Problem(self.reader.cell(rows.first, "mark"), words))
        if values is None or mark is None:
            proposal = Proposal(line, Outcome.ERROR, values)
        else:
            proposal = propose(line, values, mark, by, today)
        self.proposals.append(proposal)
        if proposal.broken and proposal.outcome is Outcome.ERROR:
            problems = [Problem(self.reader.cell_of(rows, proposal.broken.field), say(proposal.broken))]
        found = [self._row(proposal, category, number, problems) for category, (number, _) in rows.rows.items()]
        self.rows += found
        if proposal.outcome is Outcome.CONFLICT:
            reason = say(proposal.broken) if proposal.broken else ""
            changes = [
                Change(change.label if category is None else _part_name(line, category), change.stored, change.mine)
                for category, row in zip(rows.rows, found, strict=True)
                for change in row.changes
            ]
            self.conflicts.append(Conflict(proposal, rows.first, _name(line, None), changes, reason))

    def _row(self, proposal: Proposal, category: int | None, number: int, problems: list[Problem]) -> PreviewRow:
        line, outcome = proposal.line, proposal.outcome
        mine = [one for one in problems if one.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == str(number)]
        row = PreviewRow(
            number, _name(line, category), line.period, outcome, problems=mine, has_moved=proposal.has_moved
        )
        if outcome is Outcome.UNCHANGED or proposal.values is None:
            row.outcome = Outcome.ERROR if mine else Outcome.UNCHANGED
            return row
        row.changes = list(_changes(line, category, proposal.values))
        if outcome is Outcome.ERROR:
            row.outcome = Outcome.ERROR if mine else Outcome.UNCHANGED if not row.changes else _plain_outcome(row)
        elif outcome is not Outcome.CONFLICT:
            row.outcome = _plain_outcome(row)
        return row


def _plain_outcome(row: PreviewRow) -> Outcome:
    """New where nothing stood in any of its cells before."""
    if not row.changes:
        return Outcome.UNCHANGED
    return Outcome.CHANGED if any(change.stored for change in row.changes) else Outcome.NEW


def _name(line: Line, category: int | None) -> str:
    name = i18n.text_for_reader(line.adoption.definition.name)
    return name if category is None else f"{name} – {_part_name(line, category)}"


def _part_name(line: Line, category: int) -> str:
    for dimension in line.adoption.definition.dimensions:
        for row in dimension.categories:
            if row.id == category:
                return exchange_words.category_name(dimension, row)
    return "?"


def _changes(line: Line, category: int | None, values: FigureValues) -> Iterator[Change]:
    """What differs from what is stored, cell by cell, in words."""
    stored, kind = said_of(line.entry), line.adoption.definition.kind
    before, after = _cells(stored, category, kind), _cells(values, category, kind)
    titles = exchange_words.titles()
    if stored is None and values.answer is Answer.VALUE:
        after.pop("answer", None)  # its number says so
    for name, words in after.items():
        if words != before.get(name, ""):
            yield Change(titles[name], before.get(name, ""), words)


def _cells(said: FigureValues | None, category: int | None, kind: IndicatorKind) -> dict[str, str]:
    if said is None:
        return {}
    number: Callable[[Decimal | None], str] = _milestone if kind is IndicatorKind.MILESTONE else _number
    if category is not None:
        first, denominator, weight = (said.parts or {}).get(category, (None, None, None))
        return {"number": number(first), "second": number(denominator if denominator is not None else weight)}
    second = second_of(kind)
    return {
        "answer": i18n.label(said.answer),
        "number": number(said.numerator),
        "second": number(getattr(said, second)) if second else "",
        "comment": said.comment,
        "evidence": said.evidence,
    }


def _number(value: Decimal | None) -> str:
    return "" if value is None else i18n.number(value)


def _milestone(value: Decimal | None) -> str:
    return "" if value is None else exchange_words.milestone()[str(int(value))]


class ConfirmForm(Form):
    """Confirms a preview as it was shown."""

    seen = HiddenField()

    def read_choices(self, preview: Preview, sent: Mapping[str, str]) -> dict[Figure, bool] | None:
        """Whose figure stays, for each conflict; None where a choice is missing. Of an outdated preview none is asked for:
        it is refused anyway."""
        is_outdated = self.seen.data != preview.seen
        for conflict in preview.conflicts:
            allowed = (THEIRS,) if conflict.reason else (MINE, THEIRS)
            given = sent.get(conflict.field, "")
            conflict.chosen = given if given in allowed else ""
            if not conflict.chosen and not is_outdated:
                conflict.error = gettext("Choisissez quel chiffre garder.")
        if any(conflict.error for conflict in preview.conflicts):
            return None
        return {row.proposal.figure: row.chosen == MINE for row in preview.conflicts}
