"""The words of a travelling entry sheet: its titles and answers in the reader's language, known again in any language.

A sheet made in French may come back to somebody who reads Dutch; a person may have changed language meanwhile.
"""

import unicodedata
from collections.abc import Mapping, Sequence

from flask_babel import gettext, pgettext

from ambassador import i18n
from ambassador.documents.reading import Odd
from ambassador.kpis.exchange import KEY, MARK
from ambassador.kpis.models import Answer, Category, Dimension, IndicatorKind, IndicatorVersion
from ambassador.translated import LANGUAGES

NEEDED = frozenset({KEY, MARK, "number"})


def titles() -> dict[str, str]:
    """The titles of the columns that are read back. `second` is what a ratio is divided by, or a mean's answers."""
    return {
        "answer": gettext("Réponse"),
        "number": gettext("Nombre"),
        "second": pgettext("a number out of a total", "Sur"),
        "comment": gettext("Commentaire"),
        "evidence": gettext("Preuve (adresse web)"),
        KEY: pgettext("of a row", "Clé"),
        MARK: gettext("Version"),
    }


def find_columns(cells: Sequence[str]) -> Mapping[str, int] | None:
    """Where each column stands, if these are the titles of an entry sheet, whatever its language and their order."""
    places = {_plain(cell): index for index, cell in reversed(list(enumerate(cells))) if cell}
    for code in LANGUAGES:
        with i18n.speaking(code):
            found = {name: places[_plain(title)] for name, title in titles().items() if _plain(title) in places}
        if found.keys() >= NEEDED:
            return found
    return None


def answer_words() -> dict[str, Answer]:
    """The answer that a word stands for, in any language."""
    return {_plain(words): Answer(value) for code in LANGUAGES for value, words in _labels(code)}


def own_answers() -> list[str]:
    return [words for _, words in i18n.labels_of(Answer)]


def _labels(code: str) -> list[tuple[str, str]]:
    with i18n.speaking(code):
        return i18n.labels_of(Answer)


def reached_words() -> dict[str, str]:
    """1 or 0 for the words of a milestone, in any language."""
    found = {"1": "1", "0": "0"}
    for code in LANGUAGES:
        with i18n.speaking(code):
            found |= {_plain(words): value for value, words in milestone().items()}
    return found


def milestone() -> dict[str, str]:
    return {"1": gettext("atteint"), "0": gettext("pas atteint")}


def word_for(text: str) -> str:
    """A word as it is looked up: without letter case, accents and blanks around."""
    return _plain(text)


def asked(definition: IndicatorVersion) -> str:
    """What the numbers of a row are, in words: "agents sensibilisés ÷ agents en tout"."""
    unit = i18n.text_for_reader(definition.unit)
    match definition.kind:
        case IndicatorKind.RATIO:
            over = i18n.text_for_reader(definition.numerator_label), i18n.text_for_reader(definition.denominator_label)
            return " ÷ ".join(filter(None, over)) or unit
        case IndicatorKind.MEAN:
            weight = i18n.text_for_reader(definition.weight_label) or gettext("Réponses")
            return str(gettext("moyenne (%(unit)s), sur : %(weight)s", unit=unit, weight=weight))
        case IndicatorKind.MILESTONE:
            return " / ".join(milestone().values())
    return unit


def category_name(dimension: Dimension, category: Category) -> str:
    """With its dimension: women are a gender and may be a public too."""
    return f"{i18n.text_for_reader(dimension.name)} : {i18n.text_for_reader(category.name)}"


def odd_words(odd: Odd) -> str:
    """What is wrong with a cell that holds neither text nor number."""
    words: dict[Odd, str] = {
        Odd.FORMULA: gettext("Cette cellule contient une formule. Écrivez le nombre ou le texte lui-même."),
        Odd.DATE: gettext("Cette cellule contient une date. Écrivez un nombre ou un texte."),
        Odd.TRUTH: gettext("Cette cellule contient VRAI ou FAUX. Écrivez un nombre ou un texte."),
        Odd.ERROR: gettext("Cette cellule contient une erreur de calcul. Écrivez le nombre lui-même."),
        Odd.LONG: gettext("Ce texte est trop long."),
    }
    return words[odd]


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(one for one in apart if not unicodedata.combining(one)).split())
