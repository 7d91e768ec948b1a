"""The files of an edition of twelve charts and ten pages, against Typst alone making as many pages of text."""

import io
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import fontpkg_source_sans_3
import typst
from pypdf import PdfReader

from ambassador import create_app
from ambassador.impact.edition import files
from ambassador.impact.edition.content import ToldChart
from ambassador.impact.edition.files import FileFormat
from ambassador.impact.edition.rendition import Rendition
from tests import edition_samples as samples
from tests.conftest import settings

ROUNDS = 15
CHARTS, PAGES = 12, 10
ASKED = 300
"""Milliseconds for the PDF beyond reading the figures."""
STORY = "Une **bonne** année pour les *ambassadeurs*. " * 12
FORMATS = [FileFormat.PDF, FileFormat.DOCX, FileFormat.XLSX, FileFormat.CSV]


def measure_edition_files(folder: Path) -> None:
    app = create_app(settings(f"sqlite:///{folder}/none.db", folder))
    with app.app_context():
        rendition, content = samples.rendition("fr"), samples.frozen_text()
        pdf = files.file(_long(rendition, 0), content, FileFormat.PDF).content
        pages = len(PdfReader(io.BytesIO(pdf)).pages)
        charts = sum(1 for _ in _long(rendition, 0).told.charts)
        assert charts == CHARTS and pages >= PAGES, f"{charts} charts on {pages} pages"
        works: dict[str, Callable[[int], object]] = {"floor": lambda turn: _bare(folder, pages, turn)}
        for one in FORMATS:
            works[one.value] = lambda turn, one=one: files.file(_long(rendition, turn), content, one)
        times = _times(works)
    print(f"\nFiles of an edition of {charts} charts, as multiples of Typst alone making {pages} pages of text\n")
    print(f"  {'file':<34}{'ms':>8}{'ratio':>8}")
    for name, taken in times.items():
        ratios = [one / floor for one, floor in zip(taken, times["floor"], strict=True)]
        print(f"  {name:<34}{statistics.median(taken) * 1000:>8.0f}{statistics.median(ratios):>8.1f}")
    print(f"\n  asked: the PDF in at most {ASKED} ms")


def _long(rendition: Rendition, turn: int) -> Rendition:
    """Three parts with a drawing of each kind, and words enough for the pages. Every turn has other numbers and words: Typst
    remembers what it has set before."""
    (first, _), (second, last) = (half.parts for half in rendition.told.halves)
    charts = [*first.charts, second.charts[0], *last.charts]
    parts = [
        replace(
            first,
            key=f"part-{number}",
            narrative="\n\n".join([f"{turn} {STORY}"] * 12),
            charts=[_other(one, f"{one.chart.id}-{number}", turn * 10 + number) for one in charts],
        )
        for number in range(CHARTS // len(charts))
    ]
    half = replace(rendition.told.halves[0], parts=parts)
    return replace(rendition, told=replace(rendition.told, halves=[half]))


def _other(one: ToldChart, id: str, more: int) -> ToldChart:
    series = [
        replace(it, values=[None if value is None else value + more for value in it.values]) for it in one.chart.series
    ]
    return replace(one, chart=replace(one.chart, id=id, title=f"{one.chart.title} {more}", series=series))


def _bare(folder: Path, pages: int, turn: int) -> None:
    source = folder / "bare.typ"
    page = f"#lorem({400 + turn})\n"
    source.write_text('#set text(font: "Source Sans 3")\n' + "#pagebreak()\n".join([page] * pages))
    typst.compile(str(source), font_paths=[str(fontpkg_source_sans_3.ROOT)], ignore_system_fonts=True)


def _times(works: dict[str, Callable[[int], object]]) -> dict[str, list[float]]:
    """Seconds of each, round by round, so that a slow moment falls on all."""
    found: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(ROUNDS + 1):
        for name, work in works.items():
            start = time.perf_counter()
            work(turn)
            if turn:
                found[name].append(time.perf_counter() - start)
    return found
