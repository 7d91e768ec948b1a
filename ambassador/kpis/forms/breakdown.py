"""The fields of a figure's categories, dimension by dimension."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms import Form as PlainForm

from ambassador import i18n
from ambassador.fields import number_field
from ambassador.kpis.models import Category, Dimension, Entry, IndicatorKind, IndicatorVersion
from ambassador.kpis.services.breakdowns import Typed, field_of, parts_of
from ambassador.kpis.shares import shares_of
from ambassador.kpis.values import Numbers


class PartFields(PlainForm):
    """The numbers of one category. Other kinds add a field."""

    numerator = number_field(_l("Nombre"), required=False)


class RatioPart(PartFields):
    denominator = number_field(_l("Dénominateur"), required=False)


class MeanPart(PartFields):
    numerator = number_field(_l("Moyenne"), required=False)
    weight = number_field(_l("Réponses"), required=False)


PARTS: dict[IndicatorKind, type[PartFields]] = {
    IndicatorKind.NUMBER: PartFields,
    IndicatorKind.RATIO: RatioPart,
    IndicatorKind.MEAN: MeanPart,
}


@dataclass(frozen=True)
class Part:
    category: Category
    form: PartFields

    @property
    def typed(self) -> Typed:
        read = (self.form._fields.get(name) for name in ("numerator", "denominator", "weight"))
        numerator, denominator, weight = (None if one is None else one.data for one in read)
        return numerator, denominator, weight


@dataclass(frozen=True)
class Group:
    """One dimension with its categories, and what those that are stored leave over of the total."""

    dimension: Dimension
    parts: list[Part]
    rest: Numbers | None

    @property
    def is_stated(self) -> bool:
        return any(number is not None for part in self.parts for number in part.typed)

    @property
    def is_wrong(self) -> bool:
        return any(field.errors for part in self.parts for field in part.form)


class Breakdown:
    """All categories of a figure. Where a sending holds none of their fields, it says nothing of them."""

    def __init__(self, definition: IndicatorVersion, entry: Entry | None, prefix: str, posted: Any) -> None:
        self.is_sent = posted is not None and any(name.startswith(f"{prefix}part_") for name in posted)
        stored = {row.category_id: row for row in parts_of(entry)} if entry else {}
        rests = {shares.dimension.id: shares.rest for shares in shares_of(entry)} if entry else {}
        kind = PARTS.get(definition.kind)
        sent = posted if self.is_sent else None
        self.groups: list[Group] = []
        if kind is None:
            return
        for dimension in definition.dimensions:
            parts = [
                Part(row, _fields(kind, definition, row, stored.get(row.id), prefix, sent))
                for row in dimension.categories
            ]
            self.groups.append(Group(dimension, parts, rests.get(dimension.id)))

    @property
    def parts(self) -> list[Part]:
        return [part for group in self.groups for part in group.parts]

    def fields(self) -> Iterator[tuple[str, Field]]:
        """Each field by the name under which a refusal speaks of it."""
        for part in self.parts:
            for name, one in part.form._fields.items():
                yield field_of(part.category.id, name), one

    def validate(self) -> bool:
        checked = [part.form.validate() for part in self.parts]  # each says what is wrong with it
        return all(checked)

    def values(self) -> dict[int, Typed] | None:
        if self.groups and not self.is_sent:
            return None
        return {part.category.id: part.typed for part in self.parts if any(one is not None for one in part.typed)}


def _fields(
    kind: type[PartFields],
    definition: IndicatorVersion,
    category: Category,
    row: Entry | None,
    prefix: str,
    posted: Any,
) -> PartFields:
    form = kind(formdata=posted, obj=row, prefix=f"{prefix}{field_of(category.id, '')}")
    name = i18n.text_for_reader(category.name)
    words = {"numerator": definition.numerator_label, "denominator": definition.denominator_label}
    words["weight"] = definition.weight_label
    for one in form:
        if len(form._fields) > 1:
            said = words[one.short_name]
            one.label.text = f"{name} – {i18n.text_for_reader(said) if said else one.label.text}"
        else:
            one.label.text = name
    return form
