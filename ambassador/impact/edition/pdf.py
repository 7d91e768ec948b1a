"""An edition as PDF, tagged for screen readers, its charts as vectors."""

from typing import Any

from ambassador import documents
from ambassador.impact.edition import narrative, telling
from ambassador.impact.edition.content import Half, ToldChart, ToldPart
from ambassador.impact.edition.rendition import Rendition


def pdf(rendition: Rendition) -> bytes:
    """In the language of what is told, which must be the one spoken."""
    return documents.pdf("impact/edition.typ", data(rendition))


def data(rendition: Rendition) -> dict[str, Any]:
    told = rendition.told
    return {
        "lang": told.language,
        "title": told.title,
        "subject": telling.subject(told),
        "mark": telling.mark(rendition),
        "facts": telling.facts(rendition),
        "words": telling.words(),
        "halves": [_half(half) for half in told.halves],
        "voices": [_voice(rendition, place) for place in range(len(rendition.voices))],
        "definitions": {
            "head": telling.definition_head(),
            "rows": [telling.definition(one) for one in told.definitions],
        },
        "publications": {
            "head": telling.publication_head(),
            "rows": [telling.publication(one) for one in told.publications],
        },
        "funding": {"line": told.funding.line, "emblem": told.funding.emblem} if told.funding else None,
    }


def _half(half: Half) -> dict[str, Any]:
    return {
        "title": half.title,
        "headlines": [
            {"label": telling.pair(one.title), "value": one.value, "sentence": one.sentence} for one in half.headlines
        ],
        "parts": [_part(part) for part in half.parts],
    }


def _part(part: ToldPart) -> dict[str, Any]:
    return {
        "title": part.title,
        "lang": part.narrative_language,
        "narrative": narrative.to_tree(part.narrative),
        "charts": [_chart(one) for one in part.charts],
    }


def _chart(one: ToldChart) -> dict[str, Any]:
    chart, table = one.chart, one.chart.table()
    return {
        "title": chart.title,
        "unit": chart.unit,
        "svg": chart.drawn() or "",
        "alt": chart.tell() or chart.title,
        "empty": chart.empty or chart.missing,
        "note": chart.note,
        "head": table.head,
        "rows": [[name, *(cell.text for cell in cells)] for name, cells in table.rows],
        "explained": telling.explained(one.definition, one.formula),
    }


def _voice(rendition: Rendition, place: int) -> dict[str, str]:
    voice = rendition.voices[place]
    if voice is None:
        return {"mark": telling.silence(rendition, place)}
    return {"quote": voice.quote, "speaker": voice.speaker, "lang": voice.language}
