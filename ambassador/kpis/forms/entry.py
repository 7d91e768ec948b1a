"""The entry screen's form: one row for each figure. Good rows are kept when another is wrong, and what was typed stays."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask_babel import gettext

from ambassador import i18n
from ambassador.accounts.models import User
from ambassador.errors import RuleBroken
from ambassador.forms import Conflict, Form, shown_value
from ambassador.kpis.forms.figure import FIELDS, NumberFields
from ambassador.kpis.models import Answer, Entry
from ambassador.kpis.queries.entry import Line
from ambassador.kpis.queries.review import row_of
from ambassador.kpis.series import Point, point_of
from ambassador.kpis.services import entries
from ambassador.kpis.words import say

TYPED = ("answer", "numerator", "denominator", "weight", "comment", "evidence")


@dataclass
class Row:
    """A line of the screen with its fields."""

    line: Line
    form: NumberFields
    conflicts: list[Conflict] = field(default_factory=list)
    is_wrong: bool = False

    @property
    def is_blank(self) -> bool:
        """Nothing was answered: the figure stays missing."""
        typed = [one.data for name, one in self.form._fields.items() if name in TYPED and name != "answer"]
        return self.form.answer.data in (None, Answer.VALUE) and not any(
            value not in (None, "") for value in [*typed, *self._unreadable()]
        )

    @property
    def messages(self) -> list[str]:
        """What is wrong, for the summary."""
        return [str(message) for one in self.form for message in one.errors]

    @property
    def anchor(self) -> str:
        """The field to go to from the summary: the first that is wrong."""
        wrong = [one.id for one in self.form if one.errors]
        return str((wrong or [self.form.numerator.id])[0]) if self.line.is_open else f"row-{self.line.key}"

    @property
    def point(self) -> Point | None:
        """The stored figure, with its value."""
        line = self.line
        return point_of(line.adoption, line.period, row_of(line.entry)) if line.entry else None

    def _unreadable(self) -> list[str]:
        return [str(one.raw_data[0]).strip() for one in self.form.number_fields if one.raw_data]

    @property
    def name(self) -> str:
        return i18n.text_for_reader(self.line.adoption.definition.name)


@dataclass(frozen=True)
class Outcome:
    """What became of a sending: figures kept, figures handed in, and rows that need another look."""

    kept: int
    submitted: int
    wrong: int


class EntrySheet(Form):
    """All rows of a person's quarter."""

    def __init__(self, lines: Sequence[Line], formdata: Any = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        posted = formdata if self.is_submitted() else None
        self.rows = [Row(line, _fields(line, posted)) for line in lines]
        self.sent = posted

    def keep(self, by: User, now: datetime, today: date, is_final: bool) -> Outcome:
        """Save each good row; hand all in when `is_final`, every row is good, and each has its answer."""
        kept = sum(self._keep_row(row, by, now, today) for row in self.rows)
        finished = [row for row in self.rows if row.line.is_open and row.line.is_over]
        if is_final:
            for row in finished:
                if row.is_blank and not row.is_wrong and row.line.entry is None:
                    self._refuse(row, gettext("Répondez : un nombre, « indisponible » ou « non applicable »."))
        wrong = sum(row.is_wrong for row in self.rows)
        submitted = 0
        if is_final and not wrong:
            submitted = sum(self._submit_row(row, by, now, today) for row in finished)
            wrong = sum(row.is_wrong for row in self.rows)
        return Outcome(kept, submitted, wrong)

    def _keep_row(self, row: Row, by: User, now: datetime, today: date) -> bool:
        if self.sent is None or f"{row.form._prefix}answer" not in self.sent:
            return False
        if not row.form.validate():
            row.is_wrong = True
            return False
        if self._is_stale(row):
            return False
        if not row.line.is_open or (row.is_blank and row.line.entry is None):
            return False
        try:
            entry = entries.save_figure(
                row.line.adoption, row.line.period, row.line.entry, row.form.values(), by, now, today
            )
        except RuleBroken as broken:
            self._refuse(row, say(broken), broken.field)
            return False
        is_new = entry is not row.line.entry or entry.edited_at == now
        row.line = _with_entry(row.line, entry)
        return is_new

    def _submit_row(self, row: Row, by: User, now: datetime, today: date) -> bool:
        entry = row.line.entry
        if entry is None:
            return False
        try:
            entries.submit_figure(entry, str(entry.version), by, now, today)
        except RuleBroken as broken:
            self._refuse(row, say(broken))
            return False
        return True

    def _is_stale(self, row: Row) -> bool:
        """Somebody else wrote this figure since the screen was opened, and something else than what is typed here."""
        entry = row.line.entry
        version = str(entry.version) if entry else ""
        if row.form.version.data == version:
            return False
        stored = _fields(row.line, None)
        row.conflicts = [
            Conflict(str(one.label.text), shown_value(one), shown_value(stored[name]))
            for name, one in row.form._fields.items()
            if name in TYPED and shown_value(one) != shown_value(stored[name])
        ]
        row.form.version.data = version
        row.form.version.raw_data = [version]
        row.is_wrong = bool(row.conflicts)
        return row.is_wrong

    def _refuse(self, row: Row, message: str, name: str | None = None) -> None:
        row.is_wrong = True
        target = row.form._fields.get(name or "numerator", row.form.numerator)
        target.errors = [*target.errors, message]

    def show(self, lines: Sequence[Line]) -> None:
        """After a commit: the rows as they are stored now, beside what was typed in those that are wrong."""
        fresh = {line.key: line for line in lines}
        self.rows = [row for row in self.rows if row.line.key in fresh]
        for row in self.rows:
            row.line = fresh[row.line.key]
            if not row.is_wrong:
                row.form = _fields(row.line, None)

    @property
    def wrong_rows(self) -> list[Row]:
        return [row for row in self.rows if row.is_wrong]

    @property
    def is_any_open(self) -> bool:
        return any(row.line.is_open for row in self.rows)

    @property
    def can_submit(self) -> bool:
        return any(row.line.is_open and row.line.is_over for row in self.rows)


def _fields(line: Line, posted: Any) -> NumberFields:
    prefix = f"f{line.key}-"
    form = FIELDS[line.adoption.definition.kind](formdata=posted, obj=line.entry, prefix=prefix)
    if posted is not None and f"{prefix}answer" not in posted:
        form = FIELDS[line.adoption.definition.kind](formdata=None, obj=line.entry, prefix=prefix)
    form.words(line.adoption.definition)
    return form


def _with_entry(line: Line, entry: Entry) -> Line:
    return Line(line.adoption, line.period, entry, line.state, line.last, line.is_over)
