"""An edition as one long table for a CSV: a row for each number, and for each text around the numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from decimal import Decimal

from flask_babel import gettext

from ambassador.documents.delimited import csv_content
from ambassador.impact.edition import narrative, telling
from ambassador.impact.edition.content import Half
from ambassador.impact.edition.numbers import figures
from ambassador.impact.edition.rendition import Rendition


@dataclass(frozen=True)
class _Row:
    """`value` is exact; `said` is what the report shows."""

    kind: str
    half: str = ""
    part: str = ""
    chart: str = ""
    series_key: str = ""
    series: str = ""
    key: str = ""
    name: str = ""
    value: int | Decimal | None = None
    unit: str = ""
    said: str = ""


def csv(rendition: Rendition) -> bytes:
    """In the language of what is told, which must be the one spoken."""
    return csv_content([head(), *(astuple(row) for row in _rows(rendition))])


def head() -> Sequence[str]:
    return (
        str(gettext("Type")),
        str(gettext("Volet")),
        str(gettext("Partie du rapport")),
        str(gettext("Graphique")),
        str(gettext("Clé de la série")),
        str(gettext("Série")),
        str(gettext("Clé de la catégorie")),
        str(gettext("Catégorie")),
        str(gettext("Valeur")),
        str(gettext("Unité")),
        str(gettext("Lu dans le rapport")),
    )


def _rows(rendition: Rendition) -> Iterator[_Row]:
    told = rendition.told
    edition, words = str(gettext("Édition")), telling.words()
    yield _Row(edition, name=str(gettext("Titre")), said=told.title)
    yield _Row(edition, name=str(gettext("Structure")), said=telling.subject(told))
    for name, value in telling.facts(rendition):
        yield _Row(edition, name=name, said=value)
    if telling.mark(rendition):
        yield _Row(edition, said=telling.mark(rendition))
    for half in told.halves:
        yield from _half(half)
    for place, voice in enumerate(rendition.voices):
        said = voice.quote if voice else telling.silence(rendition, place)
        yield _Row(words["quotes"], name=voice.speaker if voice else "", said=said)
    for one in told.definitions:
        yield _Row(words["definitions"], key=one.code, name=one.name, unit=one.unit, said=one.text)
    for published in told.publications:
        organisation, quarter, number, day = telling.publication(published)
        yield _Row(words["publications"], key=number, name=f"{organisation}, {quarter}", said=day)
    if told.funding:
        yield _Row(str(gettext("Financement")), said=told.funding.line)


def _half(half: Half) -> Iterator[_Row]:
    headline, figure, text = str(gettext("Chiffre clé")), str(gettext("Chiffre")), telling.words()["text"]
    for one in half.headlines:
        yield _Row(headline, half.title, key=one.key, name=one.title, said=one.value)
    for part in half.parts:
        for line in narrative.to_text(part.narrative):
            yield _Row(text, half.title, part.title, said=line)
        for shown in part.charts:
            for it in figures(shown.chart):
                place = half.title, part.title, shown.chart.title
                yield _Row(figure, *place, it.series_key, it.series, it.key, it.category, it.value, it.unit, it.said)
