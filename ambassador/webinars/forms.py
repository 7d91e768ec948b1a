"""Forms of the collective track."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import time
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, StringField, TextAreaField, TimeField
from wtforms import Form as PlainForm
from wtforms.fields import SelectChoice
from wtforms.validators import Length, ValidationError

from ambassador.access import LARGEST_ID
from ambassador.fields import (
    NotEmpty,
    TranslatedField,
    date_field,
    enum_field,
    long_text_field,
    no_control_characters,
    row_field,
    text_field,
    visible,
    whole_field,
)
from ambassador.forms import Conflict, Form, VersionedForm
from ambassador.i18n import label
from ambassador.webinars.models import Attendance, AttendanceStatus, Theme, WebinarKind, WebinarState
from ambassador.webinars.queries import Filters
from ambassador.webinars.services import Mark, Plan
from ambassador.webinars.spreadsheet import LONGEST_TEXT

LONGEST_MINUTES = 24 * 60
LONGEST_SEARCH = 100
_CLOCK = re.compile(r"(\d{1,2})\s*[:.hu]\s*(\d{2})?|(\d{1,2})")
_MOST_MARKS = 500


class ClockField(TimeField):
    """A time of day as the browser sends it or as people type it: 14:30, 14h30, 14.30, 9 u."""

    data: Any

    def _value(self) -> str:
        return visible(super()._value())

    def process_formdata(self, valuelist: list[str]) -> None:
        text = unicodedata.normalize("NFKC", valuelist[0] if valuelist else "").strip().lower()
        if not text:
            return
        found = _CLOCK.fullmatch(text) if text.isascii() else None
        try:
            if found is None:
                raise ValueError(text)
            self.data = time(int(found[1] or found[3]), int(found[2] or 0))
        except ValueError:
            self.data = None
            raise ValueError(gettext("Cette heure n’existe pas. Écrivez-la comme 14:30.")) from None
        self.raw_data = [f"{self.data:%H:%M}"]


def web_link(_form: PlainForm, field: Field) -> None:
    """An address that a browser opens: http or https, with a host, without blanks."""
    if not field.data:
        return
    try:
        parts = urlsplit(field.data)
        is_good = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        is_good = False
    if not is_good or any(character.isspace() for character in field.data):
        raise ValidationError(gettext("Écrivez une adresse complète, comme https://exemple.be/salle."))


class WebinarForm(VersionedForm):
    kind = enum_field(_l("Type"), WebinarKind)
    theme = enum_field(_l("Thème"), Theme)
    title = TranslatedField(_l("Titre"))
    start_day = date_field(_l("Date"))
    start_time = ClockField(
        _l("Heure de début"), [NotEmpty()], description=_l("Heure de Bruxelles, par exemple 14:30.")
    )
    minutes = whole_field(_l("Durée en minutes"), least=1, most=LONGEST_MINUTES)
    place = text_field(_l("Lieu"), required=False)
    link = text_field(_l("Lien"), required=False, longest=500)
    capacity = whole_field(_l("Nombre de places"), required=False, least=1, most=100_000)

    def validate_link(self, field: Field) -> None:
        web_link(self, field)

    def plan(self) -> Plan:
        return Plan(
            kind=self.kind.data,
            theme=self.theme.data,
            title=self.title.translated,
            start_day=self.start_day.data,
            start_time=self.start_time.data,
            minutes=self.minutes.data,
            place=self.place.data or "",
            link=self.link.data or "",
            capacity=self.capacity.data,
        )


class StepForm(Form):
    """A decision about a row, taken on what the person saw of it."""

    version = HiddenField()

    def is_outdated(self, row: Any) -> bool:
        """True when the row changed since the page was opened: the person then looks again, and sends it anew."""
        if self.version.data == str(row.version):
            return False
        self.form_errors.append(
            gettext("Quelqu’un a modifié cette page entre-temps. Regardez à nouveau, puis confirmez.")
        )
        self.version.data = str(row.version)
        self.version.raw_data = [str(row.version)]
        return True


class CancelForm(StepForm):
    reason = long_text_field(
        _l("Raison"),
        required=True,
        longest=2000,
        description=_l("Tout le monde peut la lire sur la page du webinaire."),
    )


class PersonForm(VersionedForm):
    name = text_field(_l("Nom"))
    email = text_field(_l("Adresse e-mail"), required=False)
    organisation_text = text_field(_l("Organisation"), required=False)


class NewPersonForm(PersonForm):
    status = enum_field(_l("Statut"), AttendanceStatus)


def lines_kept(text: str | None) -> str:
    """The text as pasted: an empty first cell stays a cell."""
    return unicodedata.normalize("NFC", (text or "").replace("\r\n", "\n").replace("\r", "\n")).strip("\n")


class PasteForm(Form):
    text = TextAreaField(
        _l("Lignes copiées du tableur"),
        [
            NotEmpty(),
            Length(max=LONGEST_TEXT, message=_l("%(max)d caractères au plus.")),
            no_control_characters,
        ],
        filters=[lines_kept],
    )
    agreed = HiddenField()
    """The fingerprint of the preview that the person confirms."""


class StatusesForm(Form):
    """The statuses of the people on one page, each with the status that the page was opened on."""

    rest = enum_field(_l("Les personnes encore inscrites sur cette page"), AttendanceStatus, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rest.choices = [
            SelectChoice("", gettext("Laisser inscrites")),
            *(choice for choice in self.rest.choices if choice.value not in {"", AttendanceStatus.REGISTERED}),
        ]
        self.marks: dict[int, Mark] = {}

    def read_marks(self, sent: Mapping[str, str]) -> bool:
        """Reads `status-12` and `was-12` for each line 12; False when one is no status."""
        numbers = [name.removeprefix("status-") for name in sent if name.startswith("status-")]
        try:
            for number in [int(text) for text in numbers if text.isascii() and text.isdigit() and len(text) < 11]:
                wanted, was = sent[f"status-{number}"], sent.get(f"was-{number}", "")
                self.marks[number] = Mark(AttendanceStatus(was), AttendanceStatus(wanted))
        except (KeyError, ValueError):
            self.form_errors.append(gettext("Choisissez un statut dans la liste pour chaque personne."))
            return False
        self.marks = {number: mark for number, mark in self.marks.items() if number <= LARGEST_ID}
        if self.rest.data:
            self._give_rest(self.rest.data)
        self.marks = dict(list(self.marks.items())[:_MOST_MARKS])
        return True

    def _give_rest(self, status: AttendanceStatus) -> None:
        for number, mark in self.marks.items():
            if mark.wanted is AttendanceStatus.REGISTERED:
                self.marks[number] = Mark(mark.was, status)

    def chosen(self, attendance: Attendance) -> AttendanceStatus:
        """What the person chose; where they touched nothing, what is stored by now."""
        mark = self.marks.get(attendance.id)
        return mark.wanted if mark and mark.wanted is not mark.was else attendance.status

    def show_conflicts(self, marks: Mapping[int, Mark], rows: Mapping[int, Attendance]) -> None:
        for number, mark in marks.items():
            row = rows.get(number)
            name = row.participant.name if row else gettext("Une personne retirée de la liste")
            self.conflicts.append(Conflict(name, label(mark.wanted), label(row.status) if row else "–"))


def searchable(text: str | None) -> str:
    """Words to look for, without characters that nobody types."""
    return "".join(character for character in text or "" if character.isprintable()).strip()[:LONGEST_SEARCH]


class FilterForm(PlainForm):
    """What to show of the list; nonsense is left out."""

    q = StringField(_l("Titre ou lieu"), filters=[searchable])
    kind = enum_field(_l("Type"), WebinarKind, required=False)
    theme = enum_field(_l("Thème"), Theme, required=False)
    state = enum_field(_l("État"), WebinarState, required=False)
    year = row_field(_l("Année"), required=False)

    def filters(self, years: list[int]) -> Filters:
        self.year.choices = [SelectChoice("", "–"), *(SelectChoice(year, str(year)) for year in years)]
        return Filters(
            kind=self.kind.data,
            theme=self.theme.data,
            state=self.state.data,
            year=self.year.data if self.year.data in years else None,
            words=self.q.data or "",
        )


class PeopleFilterForm(PlainForm):
    q = StringField(_l("Nom ou adresse e-mail"), filters=[searchable])
    status = enum_field(_l("Statut"), AttendanceStatus, required=False)

    @property
    def words(self) -> str:
        return self.q.data or ""

    @property
    def is_used(self) -> bool:
        return bool(self.words or self.status.data)
