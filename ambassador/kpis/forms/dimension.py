"""The form of a dimension with its categories."""

from types import SimpleNamespace
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField, HiddenField, StringField
from wtforms import Form as PlainForm
from wtforms.validators import Length

from ambassador import i18n
from ambassador.db import NAME_LENGTH
from ambassador.errors import RuleBroken
from ambassador.fields import TranslatedField, no_control_characters, one_line, tidy
from ambassador.forms import VersionedForm
from ambassador.kpis.models import Dimension
from ambassador.kpis.services.dimensions import DimensionValues
from ambassador.kpis.words import say
from ambassador.translated import Translated

EMPTY_ROWS = 3
MOST = 30


def _name(language: str) -> StringField:
    longest = Length(max=NAME_LENGTH, message=_l("%(max)d caractères au plus."))
    return StringField(language, [longest, no_control_characters, one_line], filters=[tidy])


class CategoryForm(PlainForm):
    """One category; without a name it is no longer one."""

    number = HiddenField()
    fr = _name("Français")
    nl = _name("Nederlands")
    en = _name("English")

    @property
    def translated(self) -> Translated:
        return Translated(fr=self.fr.data or "", nl=self.nl.data or "", en=self.en.data or "")


class CategoryList(FieldList):
    """The categories; in words for the comparison of two versions."""

    def _value(self) -> str:
        names = [entry.form.translated for entry in self.entries]
        return " · ".join(i18n.text_for_reader(name) for name in names if name)


class DimensionForm(VersionedForm):
    name = TranslatedField(_l("Nom"), longest=80)
    is_exclusive = BooleanField(
        _l("Les catégories s’excluent"),
        description=_l(
            "Chaque personne est dans une seule catégorie : la somme des catégories est le total. Sinon elles se recoupent."
        ),
    )
    categories = CategoryList(FormField(CategoryForm), label=_l("Catégories"), max_entries=MOST)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, entry in enumerate(self.categories.entries, start=1):
            entry.label.text = gettext("Catégorie %(number)s", number=number)

    def add_rule_broken(self, broken: RuleBroken) -> None:
        """What is wrong with the categories together stands beside the first."""
        if broken.field != "categories" or not self.categories.entries:
            super().add_rule_broken(broken)
            return
        first = self.categories.entries[0].form.fr
        first.errors = self.categories.errors = [say(broken)]

    def values(self, dimension: Dimension | None = None) -> DimensionValues:
        known = {str(row.id): row.id for row in dimension.categories} if dimension else {}
        rows = [(known.get(entry.form.number.data or ""), entry.form.translated) for entry in self.categories.entries]
        return DimensionValues(
            self.name.translated, self.is_exclusive.data, tuple((number, name) for number, name in rows if name)
        )


def blank() -> SimpleNamespace:
    """What a new dimension's form starts from."""
    return SimpleNamespace(name=Translated(), is_exclusive=True, categories=[{} for _ in range(EMPTY_ROWS + 1)])


def written(dimension: Dimension) -> SimpleNamespace:
    """A stored dimension as its form holds it."""
    rows: list[dict[str, Any]] = [
        {"number": str(row.id), "fr": row.name.fr, "nl": row.name.nl, "en": row.name.en} for row in dimension.categories
    ]
    spare = min(EMPTY_ROWS, MOST - len(rows))
    return SimpleNamespace(
        name=dimension.name,
        is_exclusive=dimension.is_exclusive,
        categories=[*rows, *({} for _ in range(spare))],
        version=dimension.version,
    )
