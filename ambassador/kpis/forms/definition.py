"""The forms of a KPI's definition and of taking over an example."""

from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField
from wtforms import Form as PlainForm
from wtforms.fields import SelectChoice

from ambassador import i18n
from ambassador.accounts.models import Organisation, OrganisationKind, Service, User
from ambassador.accounts.queries import people_of
from ambassador.boxes import BoxesField
from ambassador.charter.models import Action
from ambassador.errors import RuleBroken
from ambassador.fields import (
    ChoiceField,
    TranslatedField,
    date_field,
    enum_field,
    long_text_field,
    number_field,
    row_choices,
    row_field,
    text_field,
    whole_field,
)
from ambassador.forms import Conflict, Form, VersionedForm, shown_value
from ambassador.kpis import terms
from ambassador.kpis.models import (
    Adoption,
    Dimension,
    Direction,
    IndicatorKind,
    IndicatorVersion,
    OverStructures,
    OverTime,
)
from ambassador.kpis.models.adoption import DAYS_ALLOWED
from ambassador.kpis.queries.dimensions import named
from ambassador.kpis.queries.sheet import actions_of
from ambassador.kpis.terms import DEFINITION, FIELDS, PEOPLE, KpiValues
from ambassador.kpis.words import say
from ambassador.periods import Frequency, first_day

EMPTY_ROWS = 3


class TargetForm(PlainForm):
    on = date_field(_l("À partir du"), required=False)
    value = number_field(_l("Valeur à atteindre"), required=False)

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = bool(super().validate(extra_validators))
        if is_valid and (self.on.data is None) is not (self.value.data is None):
            empty = self.on if self.on.data is None else self.value
            empty.errors = [gettext("Une cible a une date et une valeur.")]
            return False
        return is_valid


class TargetList(FieldList):
    """The dated targets; in words for the comparison of two versions."""

    def _value(self) -> str:
        rows = [row for row in self.data if row["on"] and row["value"] is not None]
        return " · ".join(
            gettext("%(name)s : %(value)s", name=i18n.day(row["on"]), value=i18n.number(row["value"])) for row in rows
        )


@dataclass(frozen=True)
class Known:
    """What can be chosen for a structure's KPI."""

    organisation: Organisation
    actions: list[Action]
    services: list[Service]
    people: list[User]
    dimensions: list[Dimension]

    @classmethod
    def of(cls, organisation: Organisation) -> "Known":
        people = people_of(organisation.id)
        return cls(organisation, actions_of(organisation), organisation.services, people, named())


class KpiForm(VersionedForm):
    code = text_field(_l("Code"), longest=40, description=_l("Court et unique dans la structure, par exemple A07-1."))
    action_id = row_field(_l("Action"))
    name = TranslatedField(_l("Nom"))
    definition = TranslatedField(
        _l("Définition"),
        required=False,
        long=True,
        description=_l("Ce qui est compté, et ce qui ne l’est pas, pour que deux personnes trouvent le même chiffre."),
    )
    unit = TranslatedField(_l("Unité"), longest=40, description=_l("Par exemple : heures, personnes, pour cent."))
    kind = enum_field(_l("Type"), IndicatorKind)
    direction = enum_field(_l("Sens"), Direction)
    frequency = enum_field(_l("Fréquence"), Frequency)
    over_time = enum_field(_l("Addition dans le temps"), OverTime)
    over_structures = enum_field(_l("Addition entre structures"), OverStructures)
    numerator_label = TranslatedField(_l("Numérateur : ce qui est compté"), required=False)
    denominator_label = TranslatedField(_l("Dénominateur : parmi quoi"), required=False)
    weight_label = TranslatedField(_l("Poids de la moyenne : combien de réponses"), required=False)
    counts_people = BooleanField(_l("Ce KPI compte des personnes"))
    dimension_ids = BoxesField(
        _l("Ventilations"), description=_l("Le chiffre est demandé en entier, puis pour chaque catégorie.")
    )
    hard_min = number_field(_l("Minimum possible"), required=False)
    hard_max = number_field(_l("Maximum possible"), required=False)
    plausible_min = number_field(_l("Minimum attendu"), required=False)
    plausible_max = number_field(_l("Maximum attendu"), required=False)
    first_on = date_field(_l("Première période"), description=_l("Un jour de cette période suffit."))
    baseline_numerator = number_field(_l("Valeur de référence (ou numérateur)"), required=False)
    baseline_denominator = number_field(_l("Dénominateur, pour un pourcentage"), required=False)
    baseline_weight = number_field(_l("Nombre de réponses, pour une moyenne"), required=False)
    baseline_on = date_field(_l("Date de la valeur de référence"), required=False)
    baseline_comment = long_text_field(_l("Commentaire"), longest=2000)
    targets = TargetList(FormField(TargetForm), label=_l("Cibles"), max_entries=20)
    target_is_total = BooleanField(_l("Les cibles portent sur le total depuis la première période"))
    funded_from = date_field(_l("Début du financement"), required=False)
    funded_until = date_field(_l("Fin du financement"), required=False)
    service_id = row_field(_l("Service responsable"), required=False)
    owner_id = row_field(_l("Responsable"), required=False)
    stand_in_id = row_field(_l("Remplacement"), required=False)
    source = text_field(_l("Source des données"), required=False)
    verification = text_field(_l("Moyen de vérification"), required=False)
    days_allowed = whole_field(
        _l("Jours pour répondre après la fin de la période"), least=0, most=366, description=_l("30 en général.")
    )

    def __init__(self, known: Known, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        self.action_id.choices = row_choices(known.actions, _action)
        self.service_id.choices = row_choices(known.services, _name, required=False)
        self.owner_id.choices = row_choices(known.people, lambda row: row.name, required=False)
        self.stand_in_id.choices = row_choices(known.people, lambda row: row.name, required=False)
        self.dimension_ids.choices = [SelectChoice(row.id, _name(row)) for row in known.dimensions]
        for number, entry in enumerate(self.targets.entries, start=1):
            entry.label.text = gettext("Cible %(number)s", number=number)
        if known.organisation.kind is OrganisationKind.OPERATOR:
            del self.action_id
        else:
            del self.funded_from, self.funded_until

    def choices_of_row(self, row: Any) -> dict[str, Any]:
        return {"known": self.known}

    def add_rule_broken(self, broken: RuleBroken) -> None:
        """What is wrong with the targets together stands beside the first."""
        if broken.field != "targets" or not self.targets.entries:
            super().add_rule_broken(broken)
            return
        first = self.targets.entries[0].form.value
        first.errors = self.targets.errors = [say(broken)]

    def values(self) -> KpiValues:
        read = {name: self._read(name) for name in FIELDS}
        rows = self.targets.data
        read["targets"] = tuple((row["on"], row["value"]) for row in rows if row["on"] and row["value"] is not None)
        return KpiValues(**read)

    def _read(self, name: str) -> Any:
        field = self._fields.get(name)
        if isinstance(field, TranslatedField):
            return field.translated
        if field is None:
            return None
        if name == "dimension_ids":
            return tuple(field.data or ())
        return "" if field.data is None and name in {"source", "verification", "baseline_comment"} else field.data


class AdoptionForm(KpiForm):
    """What a structure agrees on for itself. The definition is shared with others, and stays as it is."""

    def __init__(self, known: Known, definition: IndicatorVersion, *args: Any, **kwargs: Any) -> None:
        super().__init__(known, *args, **kwargs)
        self.definition_row = definition
        self.shared = terms.defined(definition)
        for name in (*DEFINITION, *_UNFIT[definition.kind]):
            del self[name]

    def choices_of_row(self, row: Any) -> dict[str, Any]:
        return {"known": self.known, "definition": self.definition_row}

    def _read(self, name: str) -> Any:
        return getattr(self.shared, name) if name in DEFINITION else super()._read(name)


_UNFIT = {
    IndicatorKind.NUMBER: ("baseline_denominator", "baseline_weight"),
    IndicatorKind.RATIO: ("baseline_weight",),
    IndicatorKind.MEAN: ("baseline_denominator",),
    IndicatorKind.MILESTONE: ("baseline_denominator", "baseline_weight"),
}
"""The numbers of the baseline that a kind has no use for."""


class ChangeForm(KpiForm):
    """An agreed KPI written anew: its code and its people stay, and one says why it changes."""

    reason = long_text_field(_l("Pourquoi ce changement ?"), required=True, longest=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = kwargs["obj"]
        for name in ("code", *PEOPLE):
            del self[name]

    def _read(self, name: str) -> Any:
        return getattr(self.row, name) if name in ("code", *PEOPLE) else super()._read(name)


def differences(known: Known, before: KpiValues, after: KpiValues) -> list[Conflict]:
    """What one version writes otherwise than another, in words: `theirs` is the earlier, `mine` the later. Owner and stand-in
    are no part of a version."""
    old, new = (KpiForm(known, formdata=None, obj=as_row(values)) for values in (before, after))
    return [
        Conflict(str(field.label.text), shown_value(field), shown_value(old[name]))
        for name, field in new._fields.items()
        if name in FIELDS and name not in PEOPLE and shown_value(field) != shown_value(old[name])
    ]


def blank(today: date, action_id: int | None = None, code: str = "") -> SimpleNamespace:
    """What a new KPI's form starts from."""
    first = first_day(today.year * 100 + 1)
    return SimpleNamespace(code=code, action_id=action_id, days_allowed=DAYS_ALLOWED, first_on=first, targets=_rows([]))


def written(adoption: Adoption) -> SimpleNamespace:
    """A stored KPI as its form holds it."""
    return as_row(terms.in_force(adoption), version=adoption.version)


def as_row(values: KpiValues, **more: Any) -> SimpleNamespace:
    found = terms.chosen(values, FIELDS)
    found["dimension_ids"] = list(values.dimension_ids)
    found["targets"] = _rows([{"on": on, "value": value} for on, value in values.targets])
    return SimpleNamespace(**found, **more)


def _action(row: Action) -> str:
    return f"{row.code} {i18n.text_for_reader(row.title)}"


def _name(row: Service | Dimension) -> str:
    return i18n.text_for_reader(row.name)


def _rows(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [*rows, *({} for _ in range(EMPTY_ROWS))]


class ExampleForm(Form):
    """Which example, and for which action."""

    example = ChoiceField(_l("Exemple"))
    action_id = row_field(_l("Action"))

    def __init__(self, organisation: Organisation, keys: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        actions = actions_of(organisation)
        self.example.choices = keys
        self.codes = {action.code for action in actions}
        self.action_id.choices = row_choices(actions, _action)
        if organisation.kind is OrganisationKind.OPERATOR:
            del self.action_id
