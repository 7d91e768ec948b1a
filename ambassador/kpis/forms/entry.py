"""The entry screen's form: one row for each figure. Good rows are kept when another is wrong, and what was typed stays."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fractions import Fraction
from functools import cached_property
from typing import Any

from flask_babel import gettext
from wtforms import Field

from ambassador import i18n
from ambassador.accounts.models import User
from ambassador.errors import RuleBroken
from ambassador.forms import Conflict, Form
from ambassador.kpis.forms import meanwhile
from ambassador.kpis.forms.figure import FIELDS, NumberFields
from ambassador.kpis.models import Answer
from ambassador.kpis.queries.entry import Line
from ambassador.kpis.queries.review import row_of
from ambassador.kpis.series import Point, point_of
from ambassador.kpis.services import entries
from ambassador.kpis.services.numbers import expected
from ambassador.kpis.words import say

TYPED = ("answer", "numerator", "denominator", "weight", "comment", "evidence", "file", "drops_file")
MORE = ("answer", "comment", "evidence", "file", "drops_file")
"""What stands in the part of a row that opens."""


@dataclass
class Row:
    """A line of the screen with its fields."""

    line: Line
    form: NumberFields
    conflicts: list[Conflict] = field(default_factory=list)
    is_wrong: bool = False
    is_touched: bool = False
    """It says something else than what was shown, and is not saved."""

    @property
    def fields(self) -> dict[str, Field]:
        """All that a person fills in, by name."""
        own = {name: one for name, one in self.form._fields.items() if name in TYPED}
        return own | (dict(self.form.breakdown.fields()) if self.form.breakdown else {})

    @property
    def is_blank(self) -> bool:
        """Nothing was answered: the figure stays missing."""
        said = [one for name, one in self.fields.items() if name != "answer"]
        has_word = any(meanwhile.content(one) for one in said if one.short_name != "drops_file")
        return self.form.answer.data in (None, Answer.VALUE) and not has_word

    @property
    def messages(self) -> list[str]:
        """What is wrong, for the summary."""
        return meanwhile.messages(self.fields.values())

    @property
    def anchor(self) -> str:
        """The field to go to from the summary: the first that is wrong."""
        wrong = [one.id for one in self.fields.values() if one.errors]
        return str((wrong or [self.form.numerator.id])[0]) if self.line.is_open else f"row-{self.line.key}"

    @property
    def is_more_open(self) -> bool:
        """Something stands in the part that opens, or is asked for there."""
        said = [self.form._fields[name] for name in MORE]
        is_filled = any(meanwhile.content(one) for one in said if one.short_name not in {"answer", "drops_file"})
        return is_filled or self.form.answer.data is not Answer.VALUE or any(one.errors for one in said)

    @cached_property
    def point(self) -> Point | None:
        """The stored figure, with its value."""
        line = self.line
        return point_of(line.adoption, line.period, row_of(line.entry)) if line.entry else None

    @property
    def expected(self) -> tuple[Fraction | None, Fraction | None]:
        """The values that need no comment."""
        return expected(self.line.adoption.definition, self.line.last.value if self.line.last else None)

    @property
    def name(self) -> str:
        return i18n.text_for_reader(self.line.adoption.definition.name)


@dataclass
class Outcome:
    """What became of a sending: figures kept, handed in, in need of another look, without answer, typed but not sent."""

    kept: int = 0
    submitted: int = 0
    wrong: int = 0
    unanswered: int = 0
    unsaved: int = 0


class EntrySheet(Form):
    """All rows of a person's quarter."""

    def __init__(self, lines: Sequence[Line], formdata: Any = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.sent = formdata if self.is_submitted() else None
        self.rows = [Row(line, _fields(line, self.sent)) for line in lines]
        for row in self.rows:
            row.is_touched = self._is_sent(row) and bool(meanwhile.touched(row.fields, row.form.shown.data))

    def keep(self, by: User, now: datetime, today: date, is_final: bool, only: str | None = None) -> Outcome:
        """Save each good row, or the one of the key `only`; where `is_final`, hand in those that are complete."""
        chosen = [row for row in self.rows if only in (None, row.line.key)]
        outcome = Outcome(kept=sum(self._keep_row(row, by, now, today) for row in chosen))
        if is_final:
            self._submit(chosen, outcome, by, now, today, is_asked=only is not None)
        outcome.wrong = sum(row.is_wrong for row in chosen)
        outcome.unsaved = sum(row.is_touched for row in self.rows if row not in chosen)
        return outcome

    def _submit(
        self, chosen: list[Row], outcome: Outcome, by: User, now: datetime, today: date, is_asked: bool
    ) -> None:
        for row in chosen:
            if not row.line.is_open or not row.line.is_over or row.is_wrong:
                continue
            if not row.line.is_missing:
                outcome.submitted += self._submit_row(row, by, now, today)
            elif is_asked:
                self._refuse(row, gettext("Répondez : un nombre, « indisponible » ou « non applicable »."))
            else:
                outcome.unanswered += 1

    def _is_sent(self, row: Row) -> bool:
        return self.sent is not None and f"{row.form._prefix}answer" in self.sent

    def _keep_row(self, row: Row, by: User, now: datetime, today: date) -> bool:
        if not self._is_sent(row) or self._is_disputed(row):
            return False
        if not row.line.is_open or (row.is_blank and row.line.is_missing):
            row.is_touched = False
            return False
        if not row.form.validate():
            row.is_wrong = True
            return False
        line = row.line
        before = entries.Before(line.last.value if line.last else None)
        try:
            entry = entries.save_figure(
                line.adoption, line.period, line.entry, row.form.values(), by, now, today, before
            )
        except RuleBroken as broken:
            self._refuse(row, say(broken), broken.field)
            return False
        is_new = line.entry is None or str(entry.version) != row.form.version.data
        row.line, row.is_touched = replace(line, entry=entry), False
        return is_new

    def _submit_row(self, row: Row, by: User, now: datetime, today: date) -> bool:
        entry = row.line.entry
        assert entry is not None
        try:
            entries.submit_figure(entry, str(entry.version), by, now, today)
        except RuleBroken as broken:
            self._refuse(row, say(broken))
            return False
        return True

    def _is_disputed(self, row: Row) -> bool:
        """Somebody else wrote or closed this figure since the screen was opened: where we both touched the same, or nothing
        can be written any more, both are shown."""
        entry = row.line.entry
        version = str(entry.version) if entry else ""
        if row.form.version.data == version and row.line.is_open:
            return False
        stored = Row(row.line, _fields(row.line, None))
        row.conflicts = meanwhile.merge(row.fields, stored.fields, row.form.shown.data, row.line.is_open)
        for name, text in (("version", version), ("shown", meanwhile.marks_of(stored.fields))):
            row.form._fields[name].data, row.form._fields[name].raw_data = text, [text]
        row.is_wrong = bool(row.conflicts)
        return row.is_wrong

    def _refuse(self, row: Row, message: str, name: str | None = None) -> None:
        row.is_wrong = True
        target = row.form.named_field(name) or row.form.numerator
        target.errors = [*target.errors, message]

    def show(self, lines: Sequence[Line]) -> None:
        """After a commit: the rows as they are stored now, beside what was typed in those that are not saved."""
        fresh = {line.key: line for line in lines}
        self.rows = [row for row in self.rows if row.line.key in fresh]
        for row in self.rows:
            row.line = fresh[row.line.key]
            row.__dict__.pop("point", None)
            if not row.is_wrong and not row.is_touched:
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
    """The row's fields as sent, or as they are stored where nothing was sent for it."""
    prefix, definition = f"f{line.key}-", line.adoption.definition
    sent = posted if posted is not None and f"{prefix}answer" in posted else None
    form = FIELDS[definition.kind](formdata=sent, obj=line.entry, prefix=prefix)
    form.words(definition)
    form.break_down(definition, line.entry, sent)
    if sent is None:
        form.answer.data = form.answer.data or Answer.VALUE
        form.shown.data = meanwhile.marks_of(Row(line, form).fields)
    return form
