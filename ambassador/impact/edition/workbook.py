"""An edition as a workbook: a sheet for each part, its numbers as numbers wherever a spreadsheet keeps them exact."""

from collections.abc import Iterator, Sequence

from flask_babel import gettext

from ambassador.documents import Cell, Column, Sheet, workbook
from ambassador.impact.edition import narrative, telling
from ambassador.impact.edition.content import Half, ToldPart
from ambassador.impact.edition.numbers import figures
from ambassador.impact.edition.rendition import Rendition

_LONGEST = 30_000
"""Characters of a cell: Excel takes a few more."""


def xlsx(rendition: Rendition) -> bytes:
    """In the language of what is told, which must be the one spoken."""
    told = rendition.told
    return workbook(_sheets(rendition), told.title[:255], rendition.published_on or told.as_of)


def _sheets(rendition: Rendition) -> list[Sheet]:
    told, words = rendition.told, telling.words()
    found = [_headlines(rendition), *(_part(half, part) for half in told.halves for part in half.parts)]
    charts = _charts(rendition)
    if charts.rows:
        found.append(charts)
    texts = list(_texts(rendition))
    if texts:
        columns = [Column(_half_word(), 30), Column(_part_word(), 30), Column(words["text"], 100)]
        found.append(Sheet(str(gettext("Textes")), columns, texts))
    if rendition.voices:
        found.append(_voices(rendition, words))
    if told.definitions:
        columns = [
            Column(title, width) for title, width in zip(telling.definition_head(), (12, 40, 80, 20), strict=True)
        ]
        found.append(Sheet(words["definitions"], columns, [telling.definition(one) for one in told.definitions]))
    if told.publications:
        columns = [
            Column(title, width) for title, width in zip(telling.publication_head(), (40, 24, 16, 24), strict=True)
        ]
        found.append(Sheet(words["publications"], columns, [telling.publication(one) for one in told.publications]))
    return found


def _headlines(rendition: Rendition) -> Sheet:
    told = rendition.told
    above = [told.title, telling.subject(told), telling.mark(rendition)]
    above += [telling.pair(name, value) for name, value in telling.facts(rendition)]
    if told.funding:
        above.append(told.funding.line)
    columns = [
        Column(_half_word(), 30),
        Column(str(gettext("Chiffre clé")), 40),
        Column(_value_word(), 20),
        Column(str(gettext("En mots")), 80),
    ]
    rows = [(half.title, one.title, one.value, one.sentence) for half in told.halves for one in half.headlines]
    return Sheet(telling.words()["headlines"], columns, rows, [line for line in above if line])


def _part(half: Half, part: ToldPart) -> Sheet:
    columns = [
        Column(telling.words()["chart"], 50),
        Column(str(gettext("Catégorie")), 30),
        Column(str(gettext("Série")), 30),
        Column(_value_word()),
        Column(str(gettext("Unité"))),
        Column(str(gettext("Lu dans le rapport")), 24),
    ]
    rows: list[Sequence[Cell]] = [
        (one.chart.title, it.category, it.series, it.said if it.value is None else it.value, it.unit, it.said)
        for one in part.charts
        for it in figures(one.chart)
    ]
    return Sheet(part.title, columns, rows, [part.title, half.title])


def _charts(rendition: Rendition) -> Sheet:
    columns = [
        Column(_half_word(), 30),
        Column(_part_word(), 30),
        Column(telling.words()["chart"], 50),
        Column(str(gettext("Remarque")), 50),
        Column(str(gettext("Ce qui est compté")), 60),
        Column(str(gettext("Calcul")), 60),
    ]
    rows = [
        (half.title, part.title, one.chart.title, one.chart.note, one.definition, one.formula)
        for half in rendition.told.halves
        for part in half.parts
        for one in part.charts
    ]
    return Sheet(str(gettext("Graphiques")), columns, rows)


def _texts(rendition: Rendition) -> Iterator[Sequence[Cell]]:
    for half in rendition.told.halves:
        for part in half.parts:
            for text in narrative.to_text(part.narrative):
                for start in range(0, len(text), _LONGEST):
                    yield half.title, part.title, text[start : start + _LONGEST]


def _voices(rendition: Rendition, words: dict[str, str]) -> Sheet:
    columns = [Column(words["quotes"], 100), Column(str(gettext("Par")), 40), Column(str(gettext("Langue")), 10)]
    rows = [
        (voice.quote, voice.speaker, voice.language) if voice else (telling.silence(rendition, place), "", "")
        for place, voice in enumerate(rendition.voices)
    ]
    return Sheet(words["quotes"], columns, rows)


def _half_word() -> str:
    return str(gettext("Volet"))


def _part_word() -> str:
    return str(gettext("Partie du rapport"))


def _value_word() -> str:
    return str(gettext("Valeur"))
