"""The fields of one figure, by kind, and the forms that return it and publish a quarter."""

from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField
from wtforms import Form as PlainForm
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from ambassador import i18n
from ambassador.db import NAME_LENGTH
from ambassador.fields import ChoiceField, enum_field, long_text_field, number_field, text_field
from ambassador.files.fields import file_field
from ambassador.forms import Form
from ambassador.kpis.forms.breakdown import Breakdown
from ambassador.kpis.models import Answer, Entry, IndicatorKind, IndicatorVersion
from ambassador.kpis.services.entries import FigureValues

LONGEST_COMMENT = 2000


def _one_or_zero(value: Any) -> Decimal | None:
    if value in (None, "", "None"):
        return None
    if str(value) not in ("0", "1"):
        raise ValueError(value)
    return Decimal(str(value))


class NumberFields(PlainForm):
    """A number with its answer, comment and evidence. Other kinds add or change fields."""

    version = HiddenField()
    shown = HiddenField()
    """Marks of what the row said when it was shown."""
    numerator = number_field(_l("Nombre"), required=False)
    answer = enum_field(_l("Réponse"), Answer)
    comment = long_text_field(_l("Commentaire"), longest=LONGEST_COMMENT)
    evidence = text_field(_l("Preuve (adresse web)"), required=False, longest=500)
    file = file_field(_l("Preuve (fichier)"))
    drops_file = BooleanField(_l("Retirer le fichier"))
    breakdown: Breakdown | None = None

    def words(self, definition: IndicatorVersion) -> None:
        """Name the fields as the definition does."""
        named = {
            "numerator": definition.unit if definition.kind is IndicatorKind.NUMBER else definition.numerator_label,
            "denominator": definition.denominator_label,
            "weight": definition.weight_label,
        }
        for name, text in named.items():
            if name in self._fields and text and definition.kind is not IndicatorKind.MILESTONE:
                self._fields[name].label.text = _capital(i18n.text_for_reader(text))

    def break_down(self, definition: IndicatorVersion, entry: Entry | None, posted: Any) -> None:
        """Add the fields of the categories."""
        self.breakdown = Breakdown(definition, entry, self._prefix, posted)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        is_valid = super().validate(*args, **kwargs)
        return (self.breakdown is None or self.breakdown.validate()) and is_valid

    def named_field(self, name: str | None) -> Any:
        """The field of a refusal: the figure's own or a category's; None where there is none of that name."""
        parts = dict(self.breakdown.fields()) if self.breakdown else {}
        return self._fields.get(name or "") or parts.get(name or "")

    def values(self) -> FigureValues:
        read = {
            name: field.data for name in ("numerator", "denominator", "weight") if (field := self._fields.get(name))
        }
        return FigureValues(
            answer=self.answer.data,
            comment=self.comment.data or "",
            evidence=self.evidence.data or "",
            upload=self.file.upload,
            drops_file=bool(self.drops_file.data),
            parts=self.breakdown.values() if self.breakdown else None,
            **read,
        )

    @property
    def number_fields(self) -> list[Any]:
        return [self._fields[name] for name in ("numerator", "denominator", "weight") if name in self._fields]


class RatioFields(NumberFields):
    denominator = number_field(_l("Dénominateur"), required=False)


class MeanFields(NumberFields):
    numerator = number_field(_l("Moyenne"), required=False)
    weight = number_field(_l("Réponses"), required=False)


class MilestoneFields(NumberFields):
    numerator = ChoiceField(
        _l("Jalon"),
        choices=[SelectChoice("", "–"), SelectChoice("1", _l("atteint")), SelectChoice("0", _l("pas atteint"))],
        coerce=_one_or_zero,
        validators=[Optional()],
    )


FIELDS: dict[IndicatorKind, type[NumberFields]] = {
    IndicatorKind.NUMBER: NumberFields,
    IndicatorKind.RATIO: RatioFields,
    IndicatorKind.MEAN: MeanFields,
    IndicatorKind.MILESTONE: MilestoneFields,
}


class ReturnForm(Form):
    version = HiddenField()
    reason = long_text_field(_l("Ce qui est à revoir"), required=True, longest=LONGEST_COMMENT)


class PublishForm(Form):
    seen = HiddenField()
    note = text_field(
        _l("Note"), required=False, longest=NAME_LENGTH, description=_l("Par exemple ce qui a été corrigé.")
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
