"""Every format of an edition, read back: the same numbers in each, in each language, none missing."""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook
from pypdf import PdfReader

from ambassador import create_app, i18n
from ambassador.config import ROOT
from ambassador.documents.word import say_in
from ambassador.impact.edition import canonical, content, files, narrative, telling
from ambassador.impact.edition.content import Told
from ambassador.impact.edition.files import FileFormat
from ambassador.impact.edition.numbers import figures
from ambassador.impact.edition.rendition import Rendition, Silence
from ambassador.translated import LANGUAGES
from tests import edition_samples as samples
from tests.conftest import settings

BLANKS = re.compile(r"[\s\u200b\u00ad]+")
PAPER = [FileFormat.PDF, FileFormat.DOCX]
TABLES = [FileFormat.XLSX, FileFormat.CSV]


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    """Without a database: files are made from what was read."""
    folder = tmp_path_factory.mktemp("files")
    return create_app(settings(f"sqlite:///{folder}/none.db", folder))


@pytest.fixture(autouse=True)
def _speaking(portal):
    with portal.app_context():
        yield


def made(rendition, format):
    return files.file(rendition, samples.frozen_text(), format).content


def expected(told: Told):
    """Each number of each chart, exactly and as it is read."""
    with i18n.speaking(told.language):
        return [
            (chart.title, it.category, it.series, it.value, it.said)
            for _, _, chart in told.charts
            for it in figures(chart)
        ]


def tables(told: Told):
    """As paper shows them."""
    with i18n.speaking(told.language):
        return [
            [list(table.head), *([name, *(cell.text for cell in cells)] for name, cells in table.rows)]
            for table in (chart.table() for _, _, chart in told.charts)
        ]


def squeezed(text):
    return BLANKS.sub("", text)


def pdf_text(content):
    return squeezed(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))


def docx_text(content):
    return squeezed("\n".join(node.text or "" for node in Document(io.BytesIO(content)).element.iter(qn("w:t"))))


def xlsx_text(content):
    book = load_workbook(io.BytesIO(content))
    return squeezed(" ".join(str(cell) for page in book for row in page.values for cell in row if cell is not None))


def text_of(content, format):
    readers = {FileFormat.PDF: pdf_text, FileFormat.DOCX: docx_text, FileFormat.XLSX: xlsx_text}
    return readers[format](content) if format in readers else squeezed(content.decode("utf-8-sig").replace('""', '"'))


def csv_rows(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def read_csv(content):
    _, *rows = csv_rows(content)
    return [
        (chart, name.removeprefix("'"), series, Decimal(value.replace(",", ".")) if value else None, said)
        for _, _, _, chart, _, series, _, name, value, _, said in rows
        if chart
    ]


def read_xlsx(content, told):
    parts = [part.title for half in told.halves for part in half.parts]
    pages = load_workbook(io.BytesIO(content)).worksheets[1 : 1 + len(parts)]
    assert [re.sub(r" \(\d\)$", "", page.title) for page in pages] == parts
    found = []
    for page in pages:
        for chart, category, series, value, _unit, said in page.iter_rows(min_row=5, values_only=True):
            found.append((chart, category, series, value, said))
    return found


def in_a_cell(value, said):
    """A number stands as one where a spreadsheet keeps it; else its digits do, or the word for why there is none."""
    if value is None:
        return said
    return str(value) if abs(value) > 10**15 else value


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_csv_has_every_number_exactly_and_as_it_is_read(language):
    rendition = samples.rendition(language)
    assert read_csv(made(rendition, FileFormat.CSV)) == expected(rendition.told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_has_every_number_as_a_number_or_the_word_for_why_there_is_none(language):
    rendition = samples.rendition(language)
    found = read_xlsx(made(rendition, FileFormat.XLSX), rendition.told)
    wanted = [
        (chart, category, series, in_a_cell(value, said), said)
        for chart, category, series, value, said in expected(rendition.told)
    ]
    assert [(*row[:3], row[4]) for row in found] == [(*row[:3], row[4]) for row in wanted]
    for (*_, value, _), (*_, right, _) in zip(found, wanted, strict=True):
        assert (Decimal(str(value)) == right) if isinstance(right, int | Decimal) else value == right


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_document_has_a_table_for_each_chart_with_its_numbers(language):
    rendition = samples.rendition(language)
    document = Document(io.BytesIO(made(rendition, FileFormat.DOCX)))
    found = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
    assert found[: len(tables(rendition.told))] == tables(rendition.told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pdf_has_every_row_of_every_table_in_order(language):
    rendition = samples.rendition(language)
    text = pdf_text(made(rendition, FileFormat.PDF))
    place = 0
    for table in tables(rendition.told):
        for row in table:
            wanted = squeezed("".join(row))
            place = text.find(wanted, place)
            assert place >= 0, row
            place += len(wanted)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_json_is_what_was_hashed_and_tells_the_same(language):
    rendition = samples.rendition(language)
    file = files.file(rendition, samples.frozen_text(), FileFormat.JSON)
    assert canonical.sha256(file.content.decode()) == rendition.sha256
    assert rendition.sha256 in file.name
    read = content.read(canonical.told(json.loads(file.content), language), language)
    assert expected(read) == expected(rendition.told)
    assert samples.QUOTE.speaker not in file.content.decode()


@pytest.mark.parametrize("format", [*PAPER, *TABLES])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_format_tells_all_that_the_edition_holds(language, format):
    rendition = samples.rendition(language)
    told, text = rendition.told, text_of(made(rendition, format), format)
    with i18n.speaking(language):
        wanted = [told.title, telling.subject(told), telling.silence(rendition, 1), told.funding.line]
        wanted += [value for _, value in telling.facts(rendition)]
        wanted += [samples.QUOTE.speaker, *samples.QUOTE.quote.split("\n")]
        wanted += [said for one in told.definitions for said in telling.definition(one)]
        wanted += [said for one in told.publications for said in telling.publication(one)]
    for half in told.halves:
        wanted += [half.title, *(said for one in half.headlines for said in (one.title, one.value))]
        for part in half.parts:
            wanted += narrative.to_text(part.narrative)
            wanted += [part.title] if part.charts else []
            wanted += [one.chart.title for one in part.charts]
    if format is FileFormat.DOCX:  # the marks of lists are Word's own
        wanted = [re.sub(r"^(•|\d+\.) ", "", said) for said in wanted]
    missing = [said for said in wanted if squeezed(said) not in text]
    assert not missing


@pytest.mark.parametrize("format", [*PAPER, *TABLES])
def test_a_withdrawn_quote_leaves_a_neutral_mark(format):
    rendition = samples.rendition("fr")
    text = text_of(made(replace(rendition, voices=[None, None], silences=[Silence.WITHDRAWN] * 2), format), format)
    assert text.count(squeezed(i18n.label(Silence.WITHDRAWN))) == 2
    assert samples.QUOTE.speaker not in text
    assert samples.QUOTE.speaker.replace(" ", "") in text_of(made(rendition, format), format)


@pytest.mark.parametrize("format", [*PAPER, *TABLES])
def test_what_is_not_published_says_so(format):
    rendition = samples.rendition("en")
    preview, proposal = replace(rendition, sha256=None, published_on=None), replace(rendition, published_on=None)
    assert "nothingisfrozenyet" in text_of(made(preview, format), format)
    assert "notpublishedyet" in text_of(made(proposal, format), format)
    published = text_of(made(rendition, format), format)
    assert "nothingisfrozenyet" not in published and "notpublishedyet" not in published


def structure(node, found):
    """All elements of the tags' tree."""
    node = node.get_object()
    if isinstance(node, list):
        for one in node:
            structure(one, found)
    elif isinstance(node, dict):
        if "/S" in node:
            found.append(node)
        if "/K" in node:
            structure(node["/K"], found)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pdf_is_tagged_for_screen_readers(language):
    rendition = samples.rendition(language)
    reader = PdfReader(io.BytesIO(made(rendition, FileFormat.PDF)))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"].startswith(language)
    assert "<pdfuaid:part>1<" in root["/Metadata"].get_object().get_data().decode()
    tags = structure(root["/StructTreeRoot"], [])
    drawn = [chart for _, _, chart in rendition.told.charts if not chart.is_empty]
    with i18n.speaking(language):
        alternatives = [chart.tell() for chart in drawn] + [telling.words()["emblem"]]
    assert [str(tag["/Alt"]) for tag in tags if tag["/S"] == "/Figure"] == alternatives
    names = [tag["/S"] for tag in tags]
    assert names.count("/Table") == len(tables(rendition.told)) + 2
    assert names.count("/H1") == 1 and {"/H2", "/H3", "/H4", "/L", "/TH", "/TOC", "/BlockQuote"} <= set(names)
    assert any(str(tag.get("/Lang", "")).startswith("nl") for tag in tags) or language == "nl"


def test_a_pdf_has_contents_bookmarks_and_page_numbers():
    rendition = samples.rendition("en")
    reader = PdfReader(io.BytesIO(made(rendition, FileFormat.PDF)))
    titles = [half.title for half in rendition.told.halves]
    first = reader.pages[0].extract_text()
    assert all(re.search(rf"{title}[ .]*\d", first) for title in titles)
    count = len(reader.pages)
    for number, page in enumerate(reader.pages, start=1):
        assert f"Page {number} of {count}" in re.sub(r"\s+", " ", page.extract_text())
        assert number == 1 or rendition.told.title in page.extract_text()
    flat = [one.title for level in reader.outline for one in (level if isinstance(level, list) else [level])
            if not isinstance(one, list)]  # fmt: skip
    assert flat, "bookmarks"


def test_a_document_has_headings_alternatives_contents_and_a_language():
    rendition = samples.rendition("nl")
    document = Document(io.BytesIO(made(rendition, FileFormat.DOCX)))
    styles = [(one.style.name, one.text) for one in document.paragraphs]
    assert styles[0] == ("Title", rendition.told.title)
    halves = [("Heading 1", half.title) for half in rendition.told.halves]
    parts = [("Heading 2", part.title) for half in rendition.told.halves for part in half.parts]
    assert set(halves + parts) <= set(styles)
    alternatives = [one._inline.docPr.get("descr") for one in document.inline_shapes]
    drawn = [chart for _, _, chart in rendition.told.charts if not chart.is_empty]
    with i18n.speaking("nl"):
        assert alternatives == [*(chart.tell() for chart in drawn), telling.words()["emblem"]]
    for table in document.tables:
        marks = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
        assert marks == [True] + [False] * (len(marks) - 1)
    instructions = [node.text.split()[0] for node in document.element.iter(qn("w:instrText"))]
    assert instructions[0] == "TOC" and instructions.count("SEQ") == len(list(rendition.told.charts))
    assert document.core_properties.language == "nl-BE" and document.core_properties.title == rendition.told.title
    spoken = document.styles.element.find(f"{qn('w:docDefaults')}//{qn('w:lang')}")
    assert spoken.get(qn("w:val")) == "nl-BE"


def test_the_contents_of_a_document_lead_to_its_headings():
    document = Document(io.BytesIO(made(samples.rendition("fr"), FileFormat.DOCX))).element
    anchors = [node.get(qn("w:anchor")) for node in document.iter(qn("w:hyperlink")) if node.get(qn("w:anchor"))]
    names = [node.get(qn("w:name")) for node in document.iter(qn("w:bookmarkStart"))]
    assert anchors == names and len(names) == 9


def test_a_document_keeps_the_looks_and_numbers_of_a_narrative():
    told = "**fort** *doux* [lien](https://x.be/)\n\n3. trois\n4. quatre\n   - dedans\n\n     suite\n\nEt\n\n1. un"
    rendition = samples.with_first_part(samples.rendition("fr"), narrative=told, narrative_language="nl")
    document = Document(io.BytesIO(made(rendition, FileFormat.DOCX)))
    (first,) = [one for one in document.paragraphs if one.text.startswith("fort")]
    assert [(run.text, run.bold, run.italic) for run in first.runs][:3] == [
        ("fort", True, None),
        (" ", None, None),
        ("doux", None, True),
    ]
    assert first.text == "fort doux lien (https://x.be/)"
    assert {run._r.rPr.find(qn("w:lang")).get(qn("w:val")) for run in first.runs} == {"nl-BE"}
    items = [one for one in document.paragraphs if one.style.name == "List Number"]
    numbers = [one._p.pPr.numPr.numId.val for one in items if one.text in ("trois", "quatre", "un")]
    assert numbers[0] == numbers[1] != numbers[2]
    starts = {
        one.numId: [int(node.get(qn("w:val"))) for node in one.iter(qn("w:startOverride"))]
        for one in document.part.numbering_part.element.num_lst
    }
    assert starts[numbers[0]] == [3] and starts[numbers[2]] == [1]
    assert [one.style.name for one in document.paragraphs if one.text in ("dedans", "suite")] == [
        "List Bullet 2",
        "List Continue 2",
    ]


def test_a_run_is_marked_with_its_language():
    run = Document().add_paragraph().add_run("dag")
    say_in(run, "nl")
    assert run._r.rPr.find(qn("w:lang")).get(qn("w:val")) == "nl-BE"


def test_a_tag_changes_with_what_may_be_quoted_and_with_what_is_asked():
    rendition, text = samples.rendition("fr"), samples.frozen_text()
    asked = [
        (rendition, text, FileFormat.PDF),
        (rendition, text, FileFormat.DOCX),
        (samples.rendition("nl"), text, FileFormat.PDF),
        (replace(rendition, voices=[None, None]), text, FileFormat.PDF),
        (replace(rendition, voices=[None, None], silences=[Silence.WITHDRAWN] * 2), text, FileFormat.PDF),
        (replace(rendition, published_on=date(2026, 8, 1)), text, FileFormat.PDF),
        (rendition, f"{text} ", FileFormat.PDF),
    ]
    tags = [files.tag(*one) for one in asked]
    assert len(set(tags)) == len(tags) and files.tag(*asked[0]) == tags[0]


def test_the_emblem_follows_the_published_geometry_everywhere(portal):
    svg = (ROOT / "templates/documents/emblem.svg").read_text()
    macro = portal.jinja_env.from_string(
        '{% import "macros/emblem.html" as eu with context %}{{ eu.emblem(48) }}'
    ).render()
    drawn, shown = (re.findall(r' d="([^"]+)"', one) for one in (svg, macro))
    assert drawn == shown
    field, stars = drawn
    assert field == "M0 0h270v180H0z" and 'fill="#039"' in svg and 'fill="#fc0"' in svg
    tops = [(float(x), float(y) + 10) for x, y in re.findall(r"M([\d.]+) ([\d.]+)m0-10", stars)]
    assert len(set(tops)) == 12
    for x, y in tops:
        assert abs(((x - 135) ** 2 + (y - 10 - 90) ** 2) ** 0.5 - 180 / 3) < 0.01


def without_figures(rendition: Rendition) -> Rendition:
    halves = [replace(half, headlines=[], parts=[]) for half in rendition.told.halves]
    told = replace(
        rendition.told, halves=halves, definitions=[], publications=[], quotes=[], funding=None, structure=None
    )
    return replace(rendition, told=told, voices=[])


RIGHT_TO_LEFT = "בריסל مدينة بروكسل"
LONG = "Structure " + "d’accompagnement-très-long" * 8
NASTY = [
    "<script>alert(1)</script> #set page(width: 1pt) =1+1 {{ 7*7 }}",
    "**x *y " * 50,
    "\x00\x07 fin \ud800",
    "- " * 3000 + "fond",
    "a" * 20_000,
    "\n".join(f"{number}. {'x' * 40}" for number in range(400)),
    RIGHT_TO_LEFT + " 👩🏽‍🏫 中文",
    "[x](https://x.be/" + "y" * 3000 + ")",
]


@pytest.mark.parametrize("format", [*PAPER, *TABLES])
@pytest.mark.parametrize("words", NASTY, ids=range(len(NASTY)))
def test_whatever_people_write_every_format_is_made(words, format):
    rendition = samples.with_first_part(samples.rendition("fr"), narrative=words)
    text = text_of(made(rendition, format), format)
    assert squeezed(samples.QUOTE.speaker) in text
    if words is NASTY[0]:
        assert squeezed(words) in text
    if words is NASTY[4]:
        assert sum(len(run) for run in re.findall("a{2,}", text)) >= 20_000 - 10


@pytest.mark.parametrize("format", [*PAPER, *TABLES])
@pytest.mark.parametrize("name", [LONG[:200], RIGHT_TO_LEFT, "a\x00b\x1f", "👩🏽‍🏫 école", "=HYPERLINK(1)", "x" * 200])
def test_whatever_a_structure_is_called_every_format_is_made(name, format):
    rendition = samples.rendition("fr")
    body = replace(rendition.told.structure, name=name)
    charts = []
    for one in rendition.told.halves[0].parts[0].charts:
        series = [replace(it, name=f"{name} {it.name}") for it in one.chart.series]
        title, categories = f"{name} {one.chart.title}", [f"{name} {it}" for it in one.chart.categories]
        charts.append(replace(one, chart=replace(one.chart, series=series, title=title, categories=categories)))
    changed = samples.with_first_part(rendition, charts=charts, title=name)
    told = replace(changed.told, structure=body, title=f"{name} {changed.told.title}")
    text = text_of(made(replace(changed, told=told), format), format)
    assert squeezed("Ville de Valbrume") in text
    if name == LONG[:200]:
        assert squeezed(name) in text


@pytest.mark.parametrize("format", [*PAPER, *TABLES])
def test_an_edition_without_figures_is_still_a_document(format):
    rendition = without_figures(samples.rendition("fr"))
    text = text_of(made(rendition, format), format)
    assert squeezed(rendition.told.title) in text and rendition.sha256 in text


def test_a_made_up_structure_is_marked_so_once():
    body = samples.told("fr").structure
    assert telling.name(body) == "Ville de Valbrume (inventé)"
    assert telling.name(replace(body, name="Ville (inventé)")) == "Ville (inventé)"
    assert telling.name(replace(body, is_made_up=False)) == "Ville de Valbrume"


def test_a_document_of_word_is_a_sound_archive():
    with ZipFile(io.BytesIO(made(samples.rendition("fr"), FileFormat.DOCX))) as archive:
        assert archive.testzip() is None and "word/document.xml" in archive.namelist()
