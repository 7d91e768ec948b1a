"""Fields that read what people type and keep it when it is wrong: texts, days, exact numbers, choices, three languages."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import DateField, Field, FormField, IntegerField, SelectField, StringField, TextAreaField
from wtforms import Form as PlainForm
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, StopValidation, ValidationError
from wtforms.widgets import TextInput

from ambassador import i18n
from ambassador.db import LARGEST, NAME_LENGTH, TEXT_LENGTH, plain
from ambassador.translated import LANGUAGES, Translated

_DATE_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"]
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009'’]")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d*)?|[+-]?[.,]\d+")
_GROUPED = re.compile(
    r"(?P<whole>[+-]?[1-9]\d{0,2}(?:\.\d{3})+),(?P<decimals>\d*)"
    r"|(?P<english>[+-]?[1-9]\d{0,2}(?:,\d{3})+)\.(?P<rest>\d*)"
    r"|(?P<millions>[+-]?[1-9]\d{0,2}(?:\.\d{3}){2,})"
)
_UNCLEAR = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}")
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)


def tidy(text: str | None) -> str | None:
    """One form for the same letters (NFC), one kind of line end, no blanks around."""
    if text is None:
        return None
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def no_control_characters(_form: PlainForm, field: Field) -> None:
    """Refuse what no page can show, and take it out, so that the person can send the rest again."""
    text = field.data or ""
    found = next((character for character in text if _is_invisible(character)), None)
    if found is not None:
        field.data = visible(text)
        raise ValidationError(
            gettext(
                "Ce texte contenait un caractère invisible (code %(code)s). "
                "Nous l’avons enlevé : vérifiez, puis envoyez à nouveau.",
                code=f"{ord(found):04X}",
            )
        )


def visible(text: str) -> str:
    """The text without control characters and other codes that stand for nothing."""
    return "".join(character for character in text if not _is_invisible(character))


def _is_invisible(character: str) -> bool:
    is_no_character = ord(character) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(character) <= 0xFDEF
    return is_no_character or (unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\t")


class NotEmpty(InputRequired):
    """Something besides blanks is required; the message says so in plain words."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or lazy_gettext("Ce champ est obligatoire."))

    def __call__(self, form: Any, field: Field) -> None:
        if field.raw_data and isinstance(field.raw_data[0], str) and field.raw_data[0].strip():
            return
        field.errors = []
        raise StopValidation(str(self.message))


def _checks(required: bool, *more: Any) -> list[Any]:
    return [NotEmpty() if required else Optional(), *more]


def _length(longest: int) -> Length:
    return Length(max=longest, message=lazy_gettext("%(max)d caractères au plus."))


def text_field(label: Any, required: bool = True, longest: int = NAME_LENGTH, description: Any = "") -> Any:
    checks = _checks(required, _length(longest), no_control_characters, one_line)
    return StringField(label, checks, filters=[tidy], description=description)


def one_line(_form: PlainForm, field: Field) -> None:
    if "\n" in (field.data or ""):
        raise ValidationError(gettext("Écrivez ce texte sur une seule ligne."))


def long_text_field(label: Any, required: bool = False, longest: int = TEXT_LENGTH, description: Any = "") -> Any:
    checks = _checks(required, _length(longest), no_control_characters)
    return TextAreaField(label, checks, filters=[tidy], description=description)


class PeopleDateField(DateField):
    """A day as the browser sends it or as people type it: 2026-03-31, 31/03/2026, 31.03.2026."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, format=_DATE_FORMATS, **kwargs)

    def _value(self) -> str:
        return visible(super()._value())

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata([text.strip() for text in valuelist])
        except ValueError:
            raise ValueError(gettext("Cette date n’existe pas. Écrivez-la comme 31/03/2026.")) from None

    def pre_validate(self, form: Any) -> None:
        if self.data is not None and not EARLIEST <= self.data <= LATEST:
            raise StopValidation(gettext("Choisissez une date entre 2000 et 2099."))


def date_field(label: Any, required: bool = True, description: Any = "") -> Any:
    return PeopleDateField(label, _checks(required), description=description)


class ExactNumberField(Field):
    """An exact number as people type it: comma or point, spaces between thousands. Nothing is rounded."""

    widget = TextInput()

    def __init__(self, label: Any = None, validators: Any = None, places: int = 4, **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        self.places = places

    def _value(self) -> str:
        if self.raw_data:
            return visible(str(self.raw_data[0]))
        return "" if self.data is None else f"{plain(self.data):f}".replace(".", ",")

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0] if valuelist else ""
        self.data = read_number(text, self.places) if text.strip() else None


def read_number(text: str, places: int = 4) -> Decimal:
    """The number a person typed. Raises ValueError with words for the person.

    Comma and point are both decimal signs. Where both stand, or one stands several times, the other one groups thousands.
    "1.250" alone can be read in two ways, and is asked for again rather than guessed.
    """
    bare = _SPACES.sub("", unicodedata.normalize("NFKC", text)).replace("−", "-")
    if _UNCLEAR.fullmatch(bare):
        whole, decimal = bare.replace(".", ""), bare.replace(".", ",")
        raise ValueError(
            gettext("Le point se lit de deux façons. Écrivez %(whole)s ou %(decimal)s.", whole=whole, decimal=decimal)
        )
    if grouped := _GROUPED.fullmatch(bare):
        whole = grouped["whole"] or grouped["english"] or grouped["millions"]
        bare = f"{re.sub('[.,]', '', whole)}.{grouped['decimals'] or grouped['rest'] or ''}"
    if not bare.isascii() or not _NUMBER.fullmatch(bare):
        raise ValueError(gettext("Écrivez un nombre, par exemple 1 250 ou 12,5."))
    try:
        value = Decimal(bare.replace(",", "."))
    except InvalidOperation:
        raise ValueError(gettext("Écrivez un nombre, par exemple 1 250 ou 12,5.")) from None
    if abs(value) > LARGEST:
        raise ValueError(gettext("Ce nombre est trop grand : au plus 1 milliard."))
    if value * Decimal(10) ** places != (value * Decimal(10) ** places).to_integral_value():
        if places == 0:
            raise ValueError(gettext("Écrivez un nombre entier, sans décimales."))
        raise ValueError(gettext("%(places)s décimales au plus.", places=places))
    return plain(value)


def number_field(
    label: Any, required: bool = True, places: int = 4, description: Any = "", checks: Iterable[Any] = ()
) -> Any:
    return ExactNumberField(label, [*_checks(required), *checks], places=places, description=description)


class WholeNumberField(IntegerField):
    """A whole number within bounds, with a message that names them."""

    data: int | None

    def __init__(
        self, label: Any = None, validators: Any = None, least: int = 0, most: int = 10**6, **kwargs: Any
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.least, self.most = least, most

    def _value(self) -> str:
        return visible(super()._value())

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0] if valuelist else ""
        if text.strip():
            self.data = int(read_number(text, places=0))

    def pre_validate(self, form: Any) -> None:
        if self.data is not None and not self.least <= self.data <= self.most:
            raise StopValidation(
                gettext("Choisissez un nombre entre %(least)s et %(most)s.", least=self.least, most=self.most)
            )


def whole_field(label: Any, required: bool = True, least: int = 0, most: int = 10**6, description: Any = "") -> Any:
    return WholeNumberField(label, _checks(required), least=least, most=most, description=description)


class ChoiceField(SelectField):
    """One of the choices; anything else is refused in plain words."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        words = lazy_gettext("Choisissez dans la liste.")
        super().__init__(label, validators, invalid_value_message=words, invalid_choice_message=words, **kwargs)


def enum_field(label: Any, kind: type[StrEnum], required: bool = True, description: Any = "") -> Any:
    """A choice among an enum's members, in words; `data` is the member, or None."""

    def choices() -> list[SelectChoice]:
        first = [] if required else [SelectChoice("", "–")]
        return first + [SelectChoice(value, words) for value, words in i18n.labels_of(kind)]

    return ChoiceField(
        label, choices=choices, coerce=_or_none(kind), validators=_checks(required), description=description
    )


def row_field(label: Any, required: bool = True, description: Any = "") -> Any:
    """A choice among rows: set `field.choices = row_choices(rows, name, required)`; `data` is the number, or None."""
    return ChoiceField(label, coerce=_or_none(int), validators=_checks(required), description=description)


def row_choices(rows: Iterable[Any], name: Callable[[Any], str], required: bool = True) -> list[SelectChoice]:
    first = SelectChoice("", gettext("Choisissez…") if required else "–")
    return [first, *(SelectChoice(row.id, name(row)) for row in rows)]


def _or_none(kind: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def coerce(value: Any) -> Any:
        return None if value in (None, "", "None") else kind(value)

    return coerce


class TranslatedSubform(PlainForm):
    """The three languages of one text."""

    fr = StringField("Français", [Length(max=TEXT_LENGTH), no_control_characters], filters=[tidy])
    nl = StringField("Nederlands", [Length(max=TEXT_LENGTH), no_control_characters], filters=[tidy])
    en = StringField("English", [Length(max=TEXT_LENGTH), no_control_characters], filters=[tidy])


class LongTranslatedSubform(PlainForm):
    """The three languages of one longer text."""

    fr = TextAreaField("Français", [Length(max=TEXT_LENGTH), no_control_characters], filters=[tidy])
    nl = TextAreaField("Nederlands", [Length(max=TEXT_LENGTH), no_control_characters], filters=[tidy])
    en = TextAreaField("English", [Length(max=TEXT_LENGTH), no_control_characters], filters=[tidy])


class TranslatedField(FormField):
    """A `Translated`: one input for each language; at least one is needed when `required`."""

    def __init__(
        self, label: Any = None, required: bool = True, long: bool = False, longest: int = NAME_LENGTH, **kwargs: Any
    ) -> None:
        super().__init__(LongTranslatedSubform if long else TranslatedSubform, label, **kwargs)
        self.required = required
        self.longest = TEXT_LENGTH if long else longest

    def process(self, formdata: Any, data: Any = None, extra_filters: Sequence[Any] | None = None) -> None:
        if isinstance(data, Translated):
            data = {code: getattr(data, code) for code in LANGUAGES}
        super().process(formdata, data or {}, extra_filters)

    def validate(self, form: Any, extra_validators: Sequence[Any] = ()) -> bool:
        is_valid = bool(super().validate(form, extra_validators))
        for part in self.form:
            if len(part.data or "") > self.longest:
                part.errors = [gettext("%(max)d caractères au plus.", max=self.longest)]
                is_valid = False
        if self.required and not self.translated:
            self.form.fr.errors = [gettext("Écrivez ce texte dans au moins une langue.")]
            is_valid = False
        return is_valid

    @property
    def translated(self) -> Translated:
        return Translated(**{code: self.form[code].data or "" for code in LANGUAGES})

    def populate_obj(self, obj: Any, name: str) -> None:
        setattr(obj, name, self.translated)
