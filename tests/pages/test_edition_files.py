"""Files of an edition: who may have them, under which name, and asked for again only when something changed."""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from docx import Document
from flask import Flask
from openpyxl import load_workbook

from ambassador.accounts.models import Organisation, User
from ambassador.conventions.models import ApprovalState, Convention
from ambassador.db import db
from ambassador.demo import factories
from ambassador.impact.edition import canonical, content, files, freezing
from ambassador.impact.edition.files import MEDIA_TYPES, FileFormat
from ambassador.impact.edition.rendition import Rendition
from ambassador.impact.models import Edition, Quote, Testimonial
from ambassador.impact.models.edition import digest_of
from ambassador.translated import LANGUAGES
from tests import edition_samples as samples
from tests.client import Browser
from tests.conftest import TODAY, World
from tests.impact_world import fill
from tests.rules import test_edition_files as reading

Open = Callable[..., Browser]


@pytest.fixture
def edition(app: Flask, world: World) -> Callable[..., int]:
    """The number of one that tells what the samples tell; its first quote is a testimonial of the city."""

    def make(*, is_published: bool = True) -> int:
        with app.app_context():
            coach, coordinator = (db.session.get_one(User, one) for one in (world.coach, world.coordinator))
            city = db.session.get_one(Organisation, world.city)
            said = factories.testimonial(city, quote="Ik durf nu.", speaker="Fatima", language="nl")
            digest = digest_of("salt", said)
            text = samples.frozen_text().replace("ab" * 32, digest)
            convention = db.session.get_one(Convention, world.convention)
            quote = Quote(testimonial=said, salt="salt", digest=digest)
            values = {"content": text, "content_sha256": canonical.sha256(text), "quotes": [quote]}
            made = factories.published_edition(convention, coach, coordinator, **values)
            if not is_published:
                asked = made.approval
                asked.state, asked.decided_by, asked.decided_at = ApprovalState.ASKED, None, None
            db.session.commit()
            return int(made.id)

    return make


def frozen(app: Flask, number: int) -> str:
    with app.app_context():
        return str(db.session.get_one(Edition, number).content)


def address(number: int, language: str = "fr", format: str = "csv") -> str:
    return f"/impact/editions/{number}/files/{language}.{format}"


@pytest.mark.parametrize("format", list(FileFormat))
def test_everybody_saves_what_is_published_in_any_format(
    app: Flask, browser: Open, world: World, edition: Callable[..., int], format: FileFormat
) -> None:
    number = edition()
    found = browser(world.partner).client.get(address(number, "nl", format))
    assert found.status_code == 200
    headers = found.headers
    assert headers["Content-Type"] == MEDIA_TYPES[format]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "private, no-cache"
    last = canonical.sha256(frozen(app, number)) if format is FileFormat.JSON else "nl"
    assert headers["Content-Disposition"] == f'attachment; filename="impactrapport-1-{last}.{format}"'


def test_the_json_is_byte_for_byte_what_was_hashed(
    app: Flask, browser: Open, world: World, edition: Callable[..., int]
) -> None:
    number = edition()
    found = {language: browser(world.partner).client.get(address(number, language, "json")) for language in LANGUAGES}
    assert {one.data for one in found.values()} == {frozen(app, number).encode()}
    assert canonical.sha256(found["fr"].data.decode()) in found["fr"].headers["Content-Disposition"]
    assert "Ik durf nu." not in found["nl"].text and json.loads(found["nl"].data)["quotes"][1] == "cd" * 32


@pytest.mark.parametrize("role", ["coach", "coordinator", "staff"])
def test_the_parties_read_what_is_not_published_and_it_says_so(
    browser: Open, world: World, edition: Callable[..., int], role: str
) -> None:
    number = edition(is_published=False)
    found = browser(getattr(world, role)).client.get(address(number, "en"))
    assert found.status_code == 200 and "not published yet" in found.data.decode()


def test_the_parties_read_a_draft_as_it_would_be_frozen_now(app: Flask, browser: Open, world: World) -> None:
    fill(app, world)
    with app.app_context():
        coach = db.session.get_one(User, world.coach)
        number = factories.edition(db.session.get_one(Convention, world.convention), coach, number=9).id
        db.session.commit()
    person = browser(world.coordinator).client
    for format in ("pdf", "docx", "xlsx", "csv"):
        assert person.get(address(number, "en", format)).status_code == 200
    assert "nothing is frozen yet" in person.get(address(number, "en")).data.decode()
    assert person.get(address(number, "en", "json")).status_code == 404
    assert browser(world.partner).client.get(address(number, "en")).status_code == 404
    page = browser(world.coordinator).get(f"/impact/editions/{number}")
    assert address(number, "fr", "pdf") in page.links() and address(number, "fr", "json") not in page.links()


def test_nobody_else_does(browser: Open, world: World, edition: Callable[..., int]) -> None:
    number = edition(is_published=False)
    for person in (world.partner, world.other_coordinator):
        assert browser(person).client.get(address(number)).status_code == 404


@pytest.mark.parametrize("tail", ["de.pdf", "fr.exe", "fr.", "FR.pdf", "fr.pdf.pdf", "fr.PDF"])
def test_no_other_language_and_no_other_format(
    browser: Open, world: World, edition: Callable[..., int], tail: str
) -> None:
    person = browser(world.coach)
    assert person.client.get(f"/impact/editions/{edition()}/files/{tail}").status_code == 404


def test_a_browser_keeps_a_file_until_a_quote_is_withdrawn(
    app: Flask, browser: Open, world: World, edition: Callable[..., int]
) -> None:
    number, person = edition(), browser(world.partner).client
    first = person.get(address(number))
    assert "Ik durf nu." in first.data.decode("utf-8-sig")
    again = person.get(address(number), headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and not again.data and again.headers["ETag"] == first.headers["ETag"]
    other = person.get(address(number, "nl"), headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200
    with app.app_context():
        said = db.session.query(Testimonial).one()
        said.expires_on = TODAY - timedelta(days=1)
        db.session.commit()
    now = person.get(address(number), headers={"If-None-Match": first.headers["ETag"]})
    assert now.status_code == 200
    assert "Ik durf nu." not in now.data.decode() and "a pris fin" in now.data.decode()
    with app.app_context():
        row = db.session.get_one(Edition, number)
        assert canonical.sha256(str(row.content)) == row.content_sha256


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_and_files_show_the_same_numbers(
    app: Flask, browser: Open, world: World, edition: Callable[..., int], language: str
) -> None:
    number = edition()
    page = browser(world.partner).get(f"/impact/editions/{number}?language={language}")
    assert address(number, language, "json") in page.links()
    figures = [one for one in page.all("figure") if one.get("class") == "chart"]
    cells = [clean("".join(cell.itertext())) for figure in figures for cell in figure.iter("td")]
    person = browser(world.partner).client
    rows = csv.reader(io.StringIO(person.get(address(number, language)).data.decode("utf-8-sig")), delimiter=";")
    said = [clean(row[-1]) for row in rows if row[3]][1:]
    assert len(said) == 37 and cells == said
    book = load_workbook(io.BytesIO(person.get(address(number, language, "xlsx")).data))
    parts = [page for page in book.worksheets[1:] if page.max_column == 6 and page.cell(4, 5).value]
    shown = [clean(str(row[5])) for one in parts for row in one.iter_rows(min_row=5, values_only=True) if row[5]]
    assert shown[: len(said)] == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_frozen_report_has_the_same_numbers_in_every_file(app: Flask, world: World, language: str) -> None:
    fill(app, world)
    with app.app_context():
        coach = db.session.get_one(User, world.coach)
        row = factories.edition(
            db.session.get_one(Convention, world.convention), coach, first_month=202507, last_month=202510
        )
        text = freezing.freeze(row, TODAY)
        told = content.read(canonical.told(json.loads(text), language), language)
        shown = Rendition(told, [], 9, canonical.sha256(text), TODAY)
        made = {format: files.file(shown, text, format).content for format in FileFormat}
        numbers, tables = reading.expected(told), reading.tables(told)
    assert len([value for *_, value, _ in numbers if value is not None]) > 20
    assert reading.read_csv(made[FileFormat.CSV]) == numbers
    document = Document(io.BytesIO(made[FileFormat.DOCX]))
    found = [[[cell.text for cell in line.cells] for line in table.rows] for table in document.tables]
    assert found[: len(tables)] == tables
    pdf, place = reading.pdf_text(made[FileFormat.PDF]), 0
    for line in (line for table in tables for line in table):
        place = pdf.find(reading.squeezed("".join(line)), place)
        assert place >= 0, line
    workbook = load_workbook(io.BytesIO(made[FileFormat.XLSX]))
    parts = sum(len(half.parts) for half in told.halves)
    said = [
        clean(str(line[5]))
        for page in workbook.worksheets[1 : 1 + parts]
        for line in page.iter_rows(min_row=5, values_only=True)
        if line[5] is not None
    ]
    assert said == [clean(one[-1]) for one in numbers]


def clean(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
