"""DOCX: what python-docx leaves to be written by hand – fields, links, numbered lists, captions, languages, alternative texts.

The looks are Word's own styles, so that who edits the document finds its headings, lists and tables where they expect them.
"""

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

_ACCENT, _SOFT = RGBColor(0x0B, 0x5D, 0x5E), RGBColor(0x4A, 0x55, 0x60)
_TYPEFACE = "Calibri"
_HEADINGS = {"Title": 22, "Subtitle": 12, "Heading 1": 16, "Heading 2": 13, "Heading 3": 11.5, "Caption": 11}
"""Points."""
WIDTH = Mm(170)
"""Between the margins of A4."""
_DEEPEST_LIST = 3
"""Levels that Word has styles for."""


class Word:
    """A document written from top to bottom. `made_on` is the day that its properties tell."""

    def __init__(self, title: str, author: str, language: str, made_on: date) -> None:
        self.document = Document()
        self.title = title
        self._contents: list[tuple[int, str, str]] = []
        self._contents_at: Paragraph | None = None
        self._captions = 0
        properties, moment = self.document.core_properties, datetime(made_on.year, made_on.month, made_on.day)  # noqa: DTZ001 Word's times have no zone
        properties.title, properties.author, properties.comments = title[:255], author[:255], ""
        properties.language = f"{language}-BE"
        properties.created = properties.modified = moment
        self._set_up(f"{language}-BE")

    def content(self) -> bytes:
        self._fill_contents()
        written = io.BytesIO()
        self.document.save(written)
        return written.getvalue()

    def heading(self, text: str, level: int, *, is_listed: bool = True) -> Paragraph:
        """Level 0 is the title of the document."""
        made: Paragraph = self.document.add_heading(text, level)
        if is_listed and level:
            name = f"_Toc{len(self._contents) + 1:06d}"
            self._contents.append((level, text, name))
            _bookmark(made, name, len(self._contents))
        return made

    def paragraph(self, text: str = "", style: str | None = None, *, is_quiet: bool = False) -> Paragraph:
        made = self.document.add_paragraph(style=style)
        if text:
            run = made.add_run(text)
            if is_quiet:
                run.font.color.rgb = _SOFT
        return made

    def contents(self, title: str) -> None:
        """Here, of all headings of the first two levels; Word adds the page numbers when it updates the field."""
        self.paragraph(title, "TOC Heading")
        self._contents_at = self.paragraph()

    def caption(self, label: str, text: str) -> None:
        """Of what follows, counted through the document."""
        self._captions += 1
        made = self.document.add_paragraph(style="Caption")
        made.paragraph_format.keep_with_next = True
        made.add_run(f"{label}\u00a0")
        _field(made, f" SEQ {label} \\* ARABIC ", str(self._captions))
        made.add_run(f" – {text}")

    def picture(self, content: bytes, told: str, width: Length | None = None, height: Length | None = None) -> None:
        """A PNG; `told` is its text alternative."""
        made = self.document.add_paragraph()
        shape = made.add_run().add_picture(io.BytesIO(content), width=width, height=height)
        shape._inline.docPr.set("descr", told)

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]], *, are_numbers: bool = False) -> None:
        """The head is said again on each page. With numbers, all but the first column stand to the right."""
        made = self.document.add_table(rows=0, cols=len(head), style="Table Grid")
        for place, texts in enumerate([head, *rows]):
            row = made.add_row()
            properties = row._tr.get_or_add_trPr()
            properties.append(OxmlElement("w:cantSplit"))
            if place == 0:
                properties.append(OxmlElement("w:tblHeader"))
            for column, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
                paragraph = cell.paragraphs[0]
                paragraph.add_run(text).bold = place == 0 or None
                paragraph.paragraph_format.space_after = Pt(0)
                if are_numbers and column:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self.document.add_paragraph().paragraph_format.space_after = Pt(0)

    def link(self, paragraph: Paragraph, text: str, address: str) -> Run:
        element = OxmlElement("w:hyperlink")
        element.set(qn("r:id"), self.document.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        paragraph._p.append(element)
        made = _run_in(element, paragraph, text)
        made.font.color.rgb, made.font.underline = _ACCENT, True
        return made

    def listing(self, level: int, number_id: int | None) -> Paragraph:
        """An item; `number_id` is of a list that `numbering` began, None for a bullet."""
        rank = min(level, _DEEPEST_LIST)
        made = self.document.add_paragraph(style=_ranked("List Bullet" if number_id is None else "List Number", rank))
        if number_id is not None:
            numbers = made._p.get_or_add_pPr().get_or_add_numPr()
            numbers.get_or_add_ilvl().val = 0
            numbers.get_or_add_numId().val = number_id
        return made

    def listing_more(self, level: int) -> Paragraph:
        """Another paragraph of the same item."""
        return self.document.add_paragraph(style=_ranked("List Continue", min(level, _DEEPEST_LIST)))

    def numbering(self, level: int, start: int) -> int:
        """Begin a numbered list of its own; what `listing` is given."""
        style = self.document.styles[_ranked("List Number", min(level, _DEEPEST_LIST))]
        numberings = self.document.part.numbering_part.element
        like = next(one for one in numberings.num_lst if one.numId == style.element.pPr.numPr.numId.val)
        number = numberings.add_num(like.abstractNumId.val)
        number.add_lvlOverride(ilvl=0).add_startOverride(start)
        return int(number.numId)

    def _set_up(self, language: str) -> None:
        styles, section = self.document.styles, self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(20)
        defaults = styles.element.find(f"{qn('w:docDefaults')}//{qn('w:lang')}")
        defaults.set(qn("w:val"), language)
        styles["Normal"].font.name, styles["Normal"].font.size = _TYPEFACE, Pt(10.5)
        for name, size in _HEADINGS.items():
            font = styles[name].font
            font.name, font.size, font.color.rgb = _TYPEFACE, Pt(size), _ACCENT
            styles[name].element.rPr.rFonts.attrib.clear()
            font.name = _TYPEFACE
        head = section.header.paragraphs[0]
        head.add_run(self.title).font.color.rgb = _SOFT
        foot = section.footer.paragraphs[0]
        foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _field(foot, " PAGE ", "1")
        foot.add_run(" / ")
        _field(foot, " NUMPAGES ", "1")

    def _fill_contents(self) -> None:
        """The field's present result: each heading as a link, which is right before Word counts its pages too."""
        at = self._contents_at
        if at is None:
            return
        lines = [one for one in self._contents if one[0] <= 2]
        paragraphs = [at, *(at.insert_paragraph_before() for _ in lines)]
        first = paragraphs[1] if lines else at
        _mark(first, "begin")
        _instruct(first, ' TOC \\o "1-2" \\h \\z \\u ')
        _mark(first, "separate")
        for made, (level, text, name) in zip(paragraphs[1:], lines, strict=True):
            made.paragraph_format.left_indent = Mm(6 * (level - 1))
            made.paragraph_format.space_after = Pt(2)
            element = OxmlElement("w:hyperlink")
            element.set(qn("w:anchor"), name)
            made._p.append(element)
            _run_in(element, made, text)
        _mark(at, "end")


def say_in(run: Run, language: str) -> None:
    """Mark the words as of another language than the document's."""
    element = OxmlElement("w:lang")
    element.set(qn("w:val"), f"{language}-BE")
    run._r.get_or_add_rPr().append(element)


def _ranked(style: str, rank: int) -> str:
    return style if rank <= 1 else f"{style} {rank}"


def _run_in(element: Any, paragraph: Paragraph, text: str) -> Run:
    made = Run(OxmlElement("w:r"), paragraph)
    element.append(made._r)
    made.text = text
    return made


def _field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    _mark(paragraph, "begin")
    _instruct(paragraph, instruction)
    _mark(paragraph, "separate")
    paragraph.add_run(shown)
    _mark(paragraph, "end")


def _mark(paragraph: Paragraph, kind: str) -> None:
    element = OxmlElement("w:fldChar")
    element.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(element)


def _instruct(paragraph: Paragraph, text: str) -> None:
    element = OxmlElement("w:instrText")
    element.set(qn("xml:space"), "preserve")
    element.text = text
    paragraph.add_run()._r.append(element)


def _bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for element in (start, end):
        element.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    properties = paragraph._p.get_or_add_pPr()
    properties.addnext(start)
    paragraph._p.append(end)
