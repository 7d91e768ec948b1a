"""The base of all forms: each is handled once, shows a service's refusal beside its field, and notices stale edits.

The fields themselves are in `ambassador.fields`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import Field, FormField, HiddenField

from ambassador.db import db
from ambassador.errors import RuleBroken
from ambassador.submissions import new_token


@dataclass(frozen=True)
class Conflict:
    """One field in which a stale form and the stored row differ."""

    label: str
    mine: str
    theirs: str


class Form(FlaskForm):
    """A form with its once-token. `add_rule_broken` puts a service's refusal beside the field it concerns."""

    once = HiddenField(default=new_token)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conflicts: list[Conflict] = []
        self.result: Any = None

    def accepts(self, service: Callable[..., Any], *args: Any, **kwargs: Any) -> bool:
        """Run the service; False when a rule refuses: its words then stand beside the field. `result` is its answer."""
        try:
            self.result = service(*args, **kwargs)
        except RuleBroken as broken:
            db.session.rollback()
            self.add_rule_broken(broken)
            return False
        return True

    def add_rule_broken(self, broken: RuleBroken) -> None:
        message = gettext(broken.message, **broken.parameters)
        field = self._fields.get(broken.field or "")
        if field is None:
            self.form_errors.append(message)
        elif isinstance(field, FormField):
            first = next(iter(field))
            first.errors = [*first.errors, message]
        else:
            field.errors = [*field.errors, message]


class VersionedForm(Form):
    """A form for a row that two people can edit. It carries the version it was opened on."""

    version = HiddenField()

    def is_stale(self, row: Any) -> bool:
        """True when the row changed since the form was opened; then `conflicts` holds both texts of each field that
        differs, and the form carries the newer version, so that saving again is a choice. Where no field differs,
        saving takes nothing from anyone."""
        if self.version.data == str(row.version):
            return False
        stored = type(self)(formdata=None, obj=row, **self.choices_of_row(row))
        self.conflicts = [
            Conflict(str(field.label.text), shown_value(field), shown_value(stored[name]))
            for name, field in self._fields.items()
            if name not in {"once", "version", "csrf_token"} and shown_value(field) != shown_value(stored[name])
        ]
        self.version.data = str(row.version)
        self.version.raw_data = [str(row.version)]
        return bool(self.conflicts)

    def choices_of_row(self, row: Any) -> dict[str, Any]:
        """What the form's own constructor needs beside the row, to build the stored state for comparison."""
        return {}


def shown_value(field: Field) -> str:
    """The field's content as a person reads it."""
    if isinstance(field, FormField):
        return " / ".join(filter(None, (shown_value(part) for part in field if part.name != "csrf_token")))
    if choices := getattr(field, "choices", None):
        chosen = field.data if isinstance(field.data, list) else [field.data]
        return ", ".join(str(choice.label) for choice in choices if choice.value in chosen and choice.value != "")
    if isinstance(field.data, bool):
        return str(gettext("oui") if field.data else gettext("non"))
    if field.data is None:
        return ""
    return str(field._value()) if hasattr(field, "_value") else str(field.data)
