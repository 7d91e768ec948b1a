"""The form of a convention: its parties and first terms."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, FieldList, FormField, SubmitField
from wtforms import Form as PlainForm
from wtforms.validators import Optional, StopValidation

from ambassador import i18n
from ambassador.accounts.models import Organisation
from ambassador.conventions.models import Convention
from ambassador.conventions.services import FEWEST_PARTIES, ConventionDetails, PartyDetails
from ambassador.errors import RuleBroken
from ambassador.fields import (
    ExactNumberField,
    TranslatedField,
    date_field,
    read_number,
    row_choices,
    row_field,
    text_field,
    whole_field,
)
from ambassador.forms import Conflict, VersionedForm, shown_value
from ambassador.translated import Translated

MOST_PARTIES = 8
MOST_DAYS = 100
QUARTER = Decimal("0.25")
_FRACTION = re.compile(r"(\d*)\s*([¼½¾])")


class DaysField(ExactNumberField):
    """Days, exact to a quarter, as people write them: 5, 5,5, 5¼."""

    @property
    def quarters(self) -> int | None:
        return None if self.data is None else int(self.data * 4)

    def _value(self) -> str:
        if self.raw_data or self.data is None:
            return super()._value()
        return i18n.quarters(self.quarters or 0)

    def process_formdata(self, valuelist: list[str]) -> None:
        text = (valuelist[0] if valuelist else "").strip()
        if found := _FRACTION.fullmatch(text):
            text = f"{int(found[1] or 0)}.{25 * ('¼½¾'.index(found[2]) + 1)}"
        self.data = read_number(text) if text else None
        if self.data is not None and self.data % QUARTER:
            raise ValueError(gettext("Comptez en quarts de jour : par exemple 5 ; 5,25 ; 5½ ou 5,75."))

    def pre_validate(self, form: Any) -> None:
        if self.data is not None and not 0 <= self.data <= MOST_DAYS:
            raise StopValidation(gettext("Choisissez un nombre entre %(least)s et %(most)s.", least=0, most=MOST_DAYS))


class PartySubform(PlainForm):
    """One party: who, and in which roles it signs."""

    organisation_id = row_field(_l("Organisation"), required=False)
    signatory = TranslatedField(_l("Fonctions qui signent"), required=False)

    @property
    def is_blank(self) -> bool:
        return not self.organisation_id.data and not self.signatory.translated

    @property
    def details(self) -> PartyDetails:
        return PartyDetails(self.organisation_id.data, self.signatory.translated)


class ConventionForm(VersionedForm):
    """A convention with its parties and first terms. Lines of parties that are left blank are not kept."""

    title = TranslatedField(_l("Titre"))
    subject = TranslatedField(_l("Objet"), required=False, long=True)
    source = text_field(_l("Source du texte"), required=False)
    parties = FieldList(FormField(PartySubform), min_entries=FEWEST_PARTIES, max_entries=MOST_PARTIES)
    length_months = whole_field(_l("Durée, en mois"), required=False, least=1, most=1200)
    is_unlimited = BooleanField(_l("Durée illimitée"))
    quota_days = DaysField(_l("Jours de suivi individuel"), [Optional()])
    needs_entry_into_force = BooleanField(_l("Le texte prévoit une date d’entrée en vigueur"))
    entry_into_force = date_field(_l("Date d’entrée en vigueur"), required=False)
    formal_notice_months = whole_field(_l("Mise en demeure, en mois"), required=False, least=0, most=60)
    early_end_months = whole_field(_l("Préavis de fin anticipée, en mois"), required=False, least=0, most=60)
    one_more = SubmitField(_l("Ajouter une partie"))

    def __init__(
        self, *args: Any, organisations: Sequence[Organisation], obj: Convention | None = None, **kwargs: Any
    ) -> None:
        if obj is not None:
            kwargs["data"] = _written(obj)
        super().__init__(*args, **kwargs)
        self.organisations = organisations
        self._name_parties()

    def add_party(self) -> None:
        """One more line, with all that was typed kept."""
        if len(self.parties.entries) < MOST_PARTIES:
            self.parties.append_entry()
        self._name_parties()

    def _name_parties(self) -> None:
        choices = row_choices(self.organisations, lambda row: i18n.text_for_reader(row.name))
        for number, entry in enumerate(self.parties.entries, start=1):
            entry.label.text = gettext("Partie %(number)s", number=number)
            entry.form.organisation_id.choices = choices

    @property
    def filled(self) -> list[Any]:
        return [entry for entry in self.parties.entries if not entry.form.is_blank]

    @property
    def details(self) -> ConventionDetails:
        return ConventionDetails(
            title=self.title.translated,
            subject=self.subject.translated,
            source=self.source.data or "",
            parties=[entry.form.details for entry in self.filled],
            is_unlimited=self.is_unlimited.data,
            length_months=self.length_months.data,
            quota_quarters=self.quota_days.quarters,
            needs_entry_into_force=self.needs_entry_into_force.data,
            entry_into_force=self.entry_into_force.data,
            formal_notice_months=self.formal_notice_months.data,
            early_end_months=self.early_end_months.data,
        )

    def add_rule_broken(self, broken: RuleBroken) -> None:
        """A refusal about a party stands beside that party's field."""
        readable = {
            name: i18n.text_for_reader(value) if isinstance(value, Translated) else value
            for name, value in broken.parameters.items()
        }
        part, _, rest = (broken.field or "").partition("-")
        place, _, name = rest.partition("-")
        if part != "parties":
            super().add_rule_broken(RuleBroken(broken.message, broken.field, **readable))
            return
        lines = self.filled or self.parties.entries
        entry = lines[int(place)] if int(place) < len(lines) else self._line_after(lines)
        field = entry.form[name]
        field.errors = [*field.errors, gettext(broken.message, **readable)]
        self.parties.errors = [line.errors for line in self.parties.entries]

    def _line_after(self, lines: list[Any]) -> Any:
        """The first line that is still blank, else the last."""
        return next((entry for entry in self.parties.entries if entry not in lines), lines[-1])

    def choices_of_row(self, row: Any) -> dict[str, Any]:
        return {"organisations": self.organisations}

    def is_stale(self, row: Any) -> bool:
        """As for any form, with each field of each party compared on its own."""
        if self.version.data == str(row.version):
            return False
        stored = type(self)(formdata=None, obj=row, **self.choices_of_row(row))
        while len(stored.parties.entries) < len(self.parties.entries):
            stored.add_party()
        theirs = dict(stored.leaves())
        self.conflicts = [
            Conflict(label, shown_value(field), shown_value(theirs[label]))
            for label, field in self.leaves()
            if shown_value(field) != shown_value(theirs[label])
        ]
        self.version.data = str(row.version)
        self.version.raw_data = [self.version.data]
        return bool(self.conflicts)

    def leaves(self) -> Iterator[tuple[str, Field]]:
        """Every field a person fills, with a label that says where it is."""
        for name, field in self._fields.items():
            if name == "parties":
                for entry in field.entries:
                    yield from ((f"{entry.label.text} – {part.label.text}", part) for part in entry.form)
            elif name not in {"once", "version", "csrf_token", "one_more"}:
                yield str(field.label.text), field


def _written(convention: Convention) -> dict[str, Any]:
    """The convention by the form's own names."""
    terms = convention.first_terms
    return {
        **{name: getattr(convention, name) for name in ("title", "subject", "source", "version")},
        **{name: getattr(convention, name) for name in ("formal_notice_months", "early_end_months")},
        **{name: getattr(convention, name) for name in ("needs_entry_into_force", "entry_into_force")},
        "length_months": terms.length_months,
        "is_unlimited": terms.is_unlimited,
        "quota_days": None if terms.quota_quarters is None else terms.quota_quarters * QUARTER,
        "parties": [
            {"organisation_id": party.organisation_id, "signatory": party.signatory} for party in convention.parties
        ],
    }
