"""The audit in words: who changed what, old → new, for the page of a thing (`lines`) and for a list (`worded`).

    history=history.lines("Webinar", webinar.id, viewer())        in the view
    {{ ui.history(history) }}                                     in the template

Each feature names its models and columns once, in its `init`:

    history.register_field_names({"Webinar": _l("webinaire"), "Webinar.starts_at": _l("début")})

Values are worded from their columns: enums by their registered labels, days, moments, exact numbers, yes or no, texts in
the reader's language. A column that points to another table shows the row's name where `register_row_names` says how.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from flask_babel import gettext
from flask_babel.speaklater import LazyString
from sqlalchemy import Boolean, Column, Date, Enum
from sqlalchemy.orm import Mapper

from ambassador import audit, i18n
from ambassador.accounts import queries
from ambassador.audit import AuditAction, AuditEvent
from ambassador.db import DeclaredModel, ExactDecimal, TranslatedText, UtcDateTime
from ambassador.translated import Translated

if TYPE_CHECKING:
    from ambassador.accounts.models import User

LONGEST = 200
RowNames = Callable[[Collection[int]], Mapping[int, Translated | str]]
_NAMES: dict[str, LazyString] = {}
_ROW_NAMES: dict[str, RowNames] = {}


@dataclass(frozen=True)
class Line:
    """One change as a person reads it; `changes` holds (label, old, new); `subject` names the thing it is about."""

    at: datetime
    who: str
    what_label: str
    changes: list[tuple[str, str, str]]
    subject: str = ""
    is_addition: bool = False


def register_field_names(names: Mapping[str, LazyString]) -> None:
    """The words for columns ("Webinar.starts_at") and for models ("Webinar"), in small letters."""
    _NAMES.update(names)


def register_row_names(table: str, find: RowNames) -> None:
    """How rows of a table are called where another row points to them: numbers in, names out, in one query."""
    _ROW_NAMES[table] = find


def model_name(model: str) -> str:
    """The model in words: its registered name, else the class name."""
    return str(_NAMES.get(model, model))


def named_models() -> list[tuple[str, str]]:
    """Every model that has a name, and the name: for choices."""
    return sorted(((key, str(name)) for key, name in _NAMES.items() if "." not in key), key=lambda pair: pair[1])


def lines(subject: str, subject_id: int, viewer: "User", limit: int = 20) -> list[Line]:
    """The changes of a thing and what hangs below it, newest first.

    The caller has already shown that the viewer may see the thing. Of a thing other than a convention, changes that lie
    beneath a convention the viewer does not see are left out.
    """
    events = audit.events_about(subject, subject_id, limit)
    if subject != "Convention" and any(event.convention_id for event in events):
        seen = audit.seen_convention_ids(viewer)
        events = [event for event in events if event.convention_id is None or event.convention_id in seen]
    return worded(events)


def worded(
    events: Iterable[AuditEvent], people: Mapping[int, str] | None = None, with_subject: bool = False
) -> list[Line]:
    """The events in words; the names of all rows they point to are asked once for each table.

    `people` are names already known. `with_subject` also names the thing each change is about.
    """
    mappers = {mapper.class_.__name__: mapper for mapper in DeclaredModel.registry.mappers}
    shown = [(event, list(_shown_changes(event, mappers))) for event in events]
    names = _names_of(shown, mappers, people, with_subject)
    return [
        Line(
            at=event.at,
            who=names.get(("user", event.user_id), "") or gettext("le portail"),
            what_label=gettext(
                "%(thing)s : %(action)s", thing=_capital(model_name(event.model)), action=i18n.label(event.action)
            ),
            changes=[
                (_field_name(event, change), _words(change, change.old, names), _words(change, change.new, names))
                for change in changes
            ],
            subject=names.get((_table(mappers.get(event.subject)), event.subject_id), ""),
            is_addition=event.action is AuditAction.CREATED,
        )
        for event, changes in shown
    ]


@dataclass(frozen=True)
class _Change:
    name: str
    column: "Column[Any] | None"
    old: Any
    new: Any

    @property
    def target(self) -> str | None:
        """The table the column points to."""
        keys = self.column.foreign_keys if self.column is not None else ()
        return next((key.target_fullname.partition(".")[0] for key in keys), None)


Names = dict[tuple[str | None, int | None], str]
Mappers = Mapping[str, Mapper[Any]]


def _shown_changes(event: AuditEvent, mappers: Mappers) -> Iterator[_Change]:
    """Of a new or deleted row, what it leaves empty says nothing, nor does its link to the thing whose page it is on."""
    mapper = mappers.get(event.model)
    for name, (old, new) in event.changes.items():
        change = _Change(name, _column(mapper, name), old, new)
        value = new if old is None else old
        is_link = value == event.subject_id and change.target == (_table(mappers.get(event.subject)) or "")
        if event.action is AuditAction.CHANGED or not (is_link or value in (None, "", False, {}, [])):
            yield change


def _column(mapper: Mapper[Any] | None, name: str) -> "Column[Any] | None":
    if mapper is None or name not in mapper.column_attrs:
        return None
    column = mapper.column_attrs[name].columns[0]
    return column if isinstance(column, Column) else None


def _table(mapper: Mapper[Any] | None) -> str | None:
    return str(mapper.local_table.description) if mapper is not None else None


def _field_name(event: AuditEvent, change: _Change) -> str:
    return str(_NAMES.get(f"{event.model}.{change.name}", change.name.removesuffix("_id").replace("_", " ")))


def _names_of(
    shown: list[tuple[AuditEvent, list[_Change]]],
    mappers: Mappers,
    people: Mapping[int, str] | None,
    with_subject: bool,
) -> Names:
    wanted: dict[str | None, set[int]] = {}
    for event, changes in shown:
        if event.user_id is not None:
            wanted.setdefault("user", set()).add(event.user_id)
        if with_subject:
            wanted.setdefault(_table(mappers.get(event.subject)), set()).add(event.subject_id)
        for change in changes:
            numbers = (value for value in (change.old, change.new) if isinstance(value, int))
            wanted.setdefault(change.target, set()).update(numbers)
    found: Names = {("user", number): name for number, name in (people or {}).items()}
    if people is not None:
        wanted.pop("user", None)
    return found | {
        (table, number): i18n.text_for_reader(name) if isinstance(name, Translated) else name
        for table, numbers in wanted.items()
        if table in _ROW_NAMES and numbers
        for number, name in _ROW_NAMES[table](numbers).items()
    }


def _words(change: _Change, value: Any, names: Names) -> str:
    if value is None or value == "":
        return ""
    if change.target:
        return names.get((change.target, value)) or str(gettext("n° %(number)s", number=value))
    match change.column.type if change.column is not None else None:
        case Enum(enum_class=kind) if kind is not None:
            return _label(kind, value)
        case Boolean():
            return str(gettext("oui") if value else gettext("non"))
        case UtcDateTime():
            return i18n.moment(datetime.fromisoformat(value))
        case Date():
            return i18n.day(date.fromisoformat(value))
        case ExactDecimal():
            return i18n.number(Decimal(value))
        case TranslatedText():
            return _short(i18n.text_for_reader(Translated(**value)))
    if isinstance(value, int) and (change.name == "quarters" or change.name.endswith("_quarters")):
        return i18n.days(value)
    if isinstance(value, list):
        return _short(", ".join(map(str, value)))
    return _short(str(value))


def _label(kind: Any, value: str) -> str:
    try:
        return i18n.label(kind(value))
    except (KeyError, ValueError):
        return value


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


register_row_names("user", queries.names_of_people)
register_row_names("organisation", queries.names_of_organisations)
register_row_names("service", queries.names_of_services)
