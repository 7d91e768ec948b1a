"""Languages at the edge: the reader's language, enum labels, and numbers, dates and periods in words.

French is the language of the source texts; the catalogues hold Dutch and English.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import cast

from babel.dates import format_date
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from flask import Flask, g, has_app_context, has_request_context, request, session
from flask_babel import Babel, Domain, gettext, lazy_gettext, ngettext, pgettext
from flask_babel.speaklater import LazyString
from flask_login import current_user
from markupsafe import Markup

from ambassador.config import BRUSSELS, ROOT
from ambassador.db import plain
from ambassador.periods import Frequency, Period
from ambassador.translated import LANGUAGES, Translated

LANGUAGE_NAMES = {"fr": "Français", "nl": "Nederlands", "en": "English"}
_BABEL = {"fr": "fr_BE", "nl": "nl_BE", "en": "en_BE"}
_LABELS: dict[tuple[type, str], LazyString] = {}
_WORDS: dict[tuple[str, type, str], str] = {}
_QUARTERS = ("", "¼", "½", "¾")
TRANSLATIONS = ROOT / "ambassador" / "translations"


class SourceTexts(NullTranslations):
    """French, the language of the source texts: no catalogue, and none is one too ("0 séance")."""

    def ungettext(self, singular: str, plural: str, num: float) -> str:
        return singular if abs(num) < 2 else plural


class Texts(Domain):
    """The catalogues, each read once; French needs none."""

    def __init__(self) -> None:
        super().__init__()
        self.catalogues: dict[str, NullTranslations] = {"fr": SourceTexts()}

    def get_translations(self) -> NullTranslations:
        reader = language()
        if reader not in self.catalogues:
            self.catalogues[reader] = Translations.load(TRANSLATIONS, [reader])
        return self.catalogues[reader]


class PortalBabel(Babel):
    @cached_property
    def domain_instance(self) -> Texts:
        return Texts()


def init(app: Flask) -> None:
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    texts = PortalBabel(app, locale_selector=language).domain_instance
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: texts.get_translations().ugettext(text),
        lambda singular, plural, count: texts.get_translations().ungettext(singular, plural, count),
        newstyle=True,
        pgettext=lambda context, text: texts.get_translations().upgettext(context, text),
    )
    app.jinja_env.filters.update(
        tr=show_translated,
        label=label,
        number=number,
        percent=percent,
        quarters=quarters,
        date=day,
        datetime=moment,
        time=clock_time,
        local_day=local_day,
        period=period_name,
        month=month_name,
    )
    register_labels(
        {
            Frequency.MONTHLY: lazy_gettext("chaque mois"),
            Frequency.QUARTERLY: lazy_gettext("chaque trimestre"),
            Frequency.HALF_YEARLY: lazy_gettext("chaque semestre"),
            Frequency.YEARLY: lazy_gettext("chaque année"),
            Frequency.SCHOOL_YEAR: lazy_gettext("chaque année scolaire"),
        }
    )


def choose_language() -> str:
    """The person's own language, else the one chosen in this browser, else what the browser asks for, else French."""
    if not g.get("is_bare") and current_user.is_authenticated:
        return str(current_user.language)
    chosen = session.get("language")
    if chosen in LANGUAGES:
        return str(chosen)
    return request.accept_languages.best_match(LANGUAGES) or "fr"


def language() -> str:
    """The reader's language: fr, nl or en. Found once for each request, since every word asks for it. Outside a request French,
    unless another is spoken."""
    if not has_request_context():
        return cast(str, g.get("language", "fr")) if has_app_context() else "fr"
    try:
        return cast(str, g.language)
    except AttributeError:
        g.language = choose_language()
    return cast(str, g.language)


def speak(code: str) -> None:
    """Go on in another language for the rest of the request."""
    g.language = code


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak another language for some words."""
    before = language()
    if has_app_context():
        speak(code)
    try:
        yield
    finally:
        if has_app_context():
            speak(before)


def locale_name() -> str:
    """The locale for dates and numbers: Belgian habits in each language."""
    return _BABEL[language()]


def register_labels(labels: Mapping[StrEnum, LazyString]) -> None:
    """The words for the members of an enum, shown by the filter `label`. Members of two enums may share a value."""
    _LABELS.update({(type(member), member.value): words for member, words in labels.items()})


def label(member: StrEnum) -> str:
    known = language(), type(member), member.value
    if known not in _WORDS:
        _WORDS[known] = str(_LABELS[type(member), member.value])
    return _WORDS[known]


def labels_of(kind: type[StrEnum]) -> list[tuple[str, str]]:
    """Value and words of each member, for a choice."""
    return [(member.value, label(member)) for member in kind]


def show_translated(text: Translated | str | None) -> Markup | str:
    """The text in the reader's language, else the first there is, marked with its `lang`."""
    if not isinstance(text, Translated):
        return text or ""
    reader = language()
    words, found = text.best(reader)
    if found == reader:
        return words
    return Markup('<span lang="{}">{}</span>').format(found, words)


def text_for_reader(text: Translated) -> str:
    """As `show_translated`, without mark-up: for titles, options and charts."""
    return text.best(language())[0]


def number(value: Decimal | int | None) -> str:
    """The exact number by the reader's habits; nothing is rounded."""
    if value is None:
        return "–"
    return _number_in_words(plain(Decimal(value)), locale_name())


@lru_cache(maxsize=4096)
def _number_in_words(value: Decimal, locale: str) -> str:
    return str(format_decimal(value, format="#,##0.####", locale=locale))


def percent(ratio: Decimal | None, digits: int = 0) -> str:
    """A ratio such as 0.8125 as "81 %", rounded half up for reading."""
    if ratio is None:
        return "–"
    return str(
        gettext("%(number)s %%", number=format_decimal(round_half_up(ratio * 100, digits), locale=locale_name()))
    )


def round_half_up(value: Decimal, digits: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def quarters(count: int) -> str:
    """Quarter days in days: 9 → "2¼"."""
    sign, count = ("−", -count) if count < 0 else ("", count)
    whole, rest = divmod(count, 4)
    return f"{sign}{whole if whole or not rest else ''}{_QUARTERS[rest]}"


def days(count: int) -> str:
    """Quarter days with their word: "½ jour", "1¼ jour", "2¼ jours"."""
    words = quarters(count)
    if 4 < count < 8:
        return str(pgettext("between one and two", "%(days)s jour", days=words))
    return str(ngettext("%(days)s jour", "%(days)s jours", plural(min(count, 1) if count <= 4 else 2), days=words))


def plural(value: float | Decimal | Fraction) -> int:
    """The number that chooses the word: between one and two, French has the singular, Dutch and English the plural."""
    return 1 if value == 1 else 0 if -2 < value < 2 else 2


def day(value: date | None, style: str = "long") -> str:
    """A day in words; in French the first of a month is "1er mai"."""
    if value is None:
        return "–"
    return _date_in_words(value, style, locale_name())


@lru_cache(maxsize=4096)
def _date_in_words(value: date, style: str, locale: str) -> str:
    words = str(format_date(value, format=style, locale=locale))
    return f"1er{words[1:]}" if locale == "fr_BE" and words.startswith("1 ") else words


def moment(value: datetime | None) -> str:
    """A moment in Brussels time, to the minute."""
    if value is None:
        return "–"
    local = value.astimezone(BRUSSELS)
    return str(gettext("%(day)s à %(time)s", day=day(local.date()), time=clock_time(local)))


def local_day(value: datetime) -> date:
    """The day in Brussels."""
    return value.astimezone(BRUSSELS).date()


def clock_time(value: datetime) -> str:
    return f"{value.astimezone(BRUSSELS):%H:%M}"


def month_name(month: int, style: str = "MMMM y") -> str:
    """The month 202601 in words: "janvier 2026"."""
    return _date_in_words(date(month // 100, month % 100, 1), style, locale_name())


def period_name(period: Period) -> str:
    """The period in words: "3e trimestre 2026"."""
    match period.frequency:
        case Frequency.MONTHLY:
            return month_name(period.month)
        case Frequency.QUARTERLY:
            return str(_quarter_names()[period.rank - 1] % {"year": period.year})
        case Frequency.HALF_YEARLY:
            names = gettext("1er semestre %(year)s"), gettext("2e semestre %(year)s")
            return str(names[period.rank - 1] % {"year": period.year})
        case Frequency.YEARLY:
            return str(gettext("année %(year)s", year=period.year))
        case Frequency.SCHOOL_YEAR:
            return str(gettext("année scolaire %(years)s", years=f"{period.year}–{period.year + 1}"))


def short_period(period: Period) -> str:
    """The period where there is little room: "T3 2026"."""
    match period.frequency:
        case Frequency.MONTHLY:
            return month_name(period.month, "MMM y")
        case Frequency.QUARTERLY:
            return str(gettext("T%(rank)s %(year)s", rank=period.rank, year=period.year))
        case Frequency.HALF_YEARLY:
            return str(gettext("S%(rank)s %(year)s", rank=period.rank, year=period.year))
        case Frequency.YEARLY:
            return str(period.year)
        case Frequency.SCHOOL_YEAR:
            return f"{period.year}–{period.year + 1}"


def _quarter_names() -> tuple[str, ...]:
    return (
        gettext("1er trimestre %(year)s"),
        gettext("2e trimestre %(year)s"),
        gettext("3e trimestre %(year)s"),
        gettext("4e trimestre %(year)s"),
    )
