"""An edition as a document that can be edited: real headings, tables and captions, pictures of the charts with their words."""

from collections.abc import Sequence
from itertools import groupby

from docx.shared import Mm
from docx.text.paragraph import Paragraph

from ambassador.documents import png
from ambassador.documents.typesetting import TEMPLATES
from ambassador.documents.word import WIDTH, Word, say_in
from ambassador.impact.edition import narrative, telling
from ambassador.impact.edition.content import Funding, Half, ToldChart, ToldPart
from ambassador.impact.edition.narrative import Block, Heading, Listing, Run
from ambassador.impact.edition.rendition import Rendition, Voice

_EMBLEM_HEIGHT = Mm(12)
"""The graphics guide asks for at least 10 mm."""
_HALF, _PART, _WITHIN = 1, 2, 3
"""Ranks of headings."""


def docx(rendition: Rendition) -> bytes:
    """In the language of what is told, which must be the one spoken."""
    told, words = rendition.told, telling.words()
    word = Word(told.title, telling.subject(told), told.language, rendition.published_on or told.as_of)
    word.heading(told.title, 0)
    word.paragraph(telling.subject(told), "Subtitle")
    mark = telling.mark(rendition)
    if mark:
        word.paragraph(mark, "Intense Quote")
    for name, value in telling.facts(rendition):
        word.paragraph(telling.pair(name), is_quiet=True).add_run(value)
    word.contents(words["contents"])
    for half in told.halves:
        _write_half(word, half, words)
    if rendition.voices:
        word.heading(words["quotes"], _HALF)
        for place, voice in enumerate(rendition.voices):
            _write_voice(word, voice, telling.silence(rendition, place))
    if told.definitions:
        word.heading(words["definitions"], _HALF)
        word.table(telling.definition_head(), [telling.definition(one) for one in told.definitions])
    if told.publications:
        word.heading(words["publications"], _HALF)
        word.table(telling.publication_head(), [telling.publication(one) for one in told.publications])
    if told.funding:
        _write_funding(word, told.funding, words["emblem"])
    return word.content()


def _write_half(word: Word, half: Half, words: dict[str, str]) -> None:
    word.heading(half.title, _HALF)
    if half.headlines:
        word.heading(words["headlines"], _PART, is_listed=False)
    for one in half.headlines:
        made = word.paragraph(telling.pair(one.title))
        made.add_run(one.value).bold = True
        if one.sentence:
            word.paragraph(one.sentence, is_quiet=True)
    for part in half.parts:
        _write_part(word, part, words)
    if not half.parts and not half.headlines:
        word.paragraph(words["nothing"], is_quiet=True)


def _write_part(word: Word, part: ToldPart, words: dict[str, str]) -> None:
    word.heading(part.title, _PART)
    blocks = narrative.parse(part.narrative)
    _Narrative(word, part.narrative_language).write(blocks)
    for one in part.charts:
        _write_chart(word, one, words["chart"])
    if not part.charts and not blocks:
        word.paragraph(words["nothing"], is_quiet=True)


def _write_chart(word: Word, one: ToldChart, label: str) -> None:
    chart, table = one.chart, one.chart.table()
    word.caption(label, chart.title)
    if chart.unit:
        word.paragraph(chart.unit, is_quiet=True).paragraph_format.keep_with_next = True
    drawing = chart.drawn()
    if drawing is None:
        word.paragraph(chart.empty or chart.missing, is_quiet=True)
    else:
        word.picture(png(drawing), chart.tell() or chart.title, WIDTH)
    if chart.note:
        word.paragraph(chart.note, is_quiet=True)
    rows = [[name, *(cell.text for cell in cells)] for name, cells in table.rows]
    if rows:
        word.table(table.head, rows, are_numbers=True)
    for line in telling.explained(one.definition, one.formula):
        word.paragraph(line, is_quiet=True)


def _write_voice(word: Word, voice: Voice | None, gone: str) -> None:
    if voice is None:
        word.paragraph(gone, is_quiet=True)
        return
    made = word.paragraph(style="Quote")
    say_in(made.add_run(voice.quote), voice.language)
    say_in(made.add_run(f"\n— {voice.speaker}"), voice.language)


def _write_funding(word: Word, funding: Funding, told: str) -> None:
    if funding.emblem:
        emblem = (TEMPLATES / "documents/emblem.svg").read_text(encoding="utf-8")
        word.picture(png(emblem), told, height=_EMBLEM_HEIGHT)
    word.paragraph(funding.line)


class _Narrative:
    """What people wrote, in its own language."""

    def __init__(self, word: Word, language: str) -> None:
        self.word, self.language = word, language

    def write(self, blocks: Sequence[Block], level: int = 0) -> None:
        for block in blocks:
            match block:
                case Listing():
                    self._write_list(block, level + 1)
                case Heading() if not level:
                    made = self.word.heading("", _WITHIN, is_listed=False)
                    self._write_runs(made, block.runs)
                case _:
                    made = self.word.listing_more(level) if level else self.word.paragraph()
                    self._write_runs(made, block.runs)

    def _write_list(self, block: Listing, level: int) -> None:
        number_id = None if block.start is None else self.word.numbering(level, block.start)
        for item in block.items:
            made = self.word.listing(level, number_id)
            first = item[0] if item else None
            if first is None or isinstance(first, Listing):
                self.write(item, level)
            else:
                self._write_runs(made, first.runs)
                self.write(item[1:], level)

    def _write_runs(self, paragraph: Paragraph, runs: Sequence[Run]) -> None:
        for address, group in groupby(narrative.printed(runs), key=lambda run: run.address):
            for run in group:
                made = self.word.link(paragraph, run.text, address) if address else paragraph.add_run(run.text)
                made.bold, made.italic = run.is_strong or None, run.is_emphasis or None
                say_in(made, self.language)
