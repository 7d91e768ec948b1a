"""The report's whole way, in real browsers: read on a phone, opened down to the entries, frozen as an edition by both parties,
kept as a file of each format, and shared by a link that ends."""

import csv
import hashlib
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from tests.browser.conftest import PHONE, Person, Site

pytestmark = pytest.mark.slow

ON_PAPER = {"viewport": PHONE, "java_script_enabled": False}
TITLES = {
    "title-fr": "Rapport des trois trimestres",
    "title-nl": "Verslag van drie kwartalen",
    "title-en": "Three quarters",
}
SPAN = {"scope": "both", "first": "2025-Q4", "last": "2026-Q2"}
NARRATIVE = "Les guichets ont demandé de l’appui avant les outils."
BLANKS = re.compile(r"\s+")


def squeezed(text: str) -> str:
    """Without its spaces: where lines break, and how wide a blank is, differs between formats."""
    return BLANKS.sub("", text)


def main(page: Page) -> Locator:
    return page.locator("main")


def follow(page: Page, target: Locator) -> Page:
    with page.expect_navigation():
        target.first.click()
    expect(main(page).locator(".notice.bad")).to_have_count(0)
    return page


def fits(page: Page) -> None:
    """Nothing is to be moved sideways to be read."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], page.url


def report_of_valbrume(person: Person) -> Page:
    page = person.open("/impact/")
    return follow(page, main(page).locator(".rows a").filter(has_text="Valbrume"))


def open_a_kpi(page: Page) -> str:
    """From the table beneath a chart to how a figure was made. The figure is returned, as its table says it."""
    link = main(page).locator("figure.chart .chart-numbers td a[href*='/figures/kpi']").first
    figure = main(page).locator("figure.chart").filter(has=page.locator("td a[href*='/figures/kpi']")).first
    figure.locator(".chart-numbers summary").click()
    expect(link).to_be_visible()
    said = link.inner_text()
    follow(page, link)
    return said


def test_a_partner_on_a_phone_without_javascript_opens_figures_down_to_their_publications(
    site: Site, person: Callable[..., Person]
) -> None:
    partner = person(site, "partner", **ON_PAPER)
    page = partner.open("/impact/")
    expect(page.locator("svg.chart-drawing").first).to_be_visible()
    fits(page)
    headline = main(page).locator(".cards a[href*='/figures/']").first
    said = headline.inner_text()
    follow(page, headline)
    expect(page.locator("h1")).to_contain_text(said)
    expect(page.locator("#origin tbody tr").first).to_contain_text(re.compile(r"publication n°\s\d+\s: .+\s20\d\d"))
    fits(page)

    report_of_valbrume(partner)
    fits(page)
    said = open_a_kpi(page)
    assert squeezed(said) in squeezed(page.locator("h1").inner_text())
    row = page.locator("#origin tbody tr").first
    expect(row).to_contain_text(re.compile(r"validation\s: .+, Ville de Valbrume"))
    expect(row).to_contain_text(re.compile(r"publication n°\s\d+\s: .+, Ville de Valbrume"))
    assert "Okoye" not in main(page).inner_text(), "a partner reads roles, not names"
    expect(page.locator("#origin a")).to_have_count(0)
    fits(page)


def test_a_coach_opens_a_figure_down_to_its_entries(site: Site, person: Callable[..., Person]) -> None:
    coach = person(site, "coach")
    page = report_of_valbrume(coach)
    open_a_kpi(page)
    row = page.locator("#origin tbody tr").first
    expect(row).to_contain_text(re.compile(r"validation\s: "))
    counted = row.locator("td.num").all_inner_texts()
    follow(page, row.locator("th a"))
    assert re.search(r"/kpis/figures/\d+$", page.url)
    for number in counted:
        expect(main(page)).to_contain_text(number)
    expect(main(page)).to_contain_text("Valbrume")


def prepare(page: Page) -> str:
    """A draft with its words and one voice; its address."""
    form = main(page).locator("form[method=post]")
    for name, words in TITLES.items():
        field = form.locator(f"[name={name}]")
        if not field.is_visible():
            form.locator("details:not([open]) > summary").first.click()
        field.fill(words)
    convention = form.locator("[name=convention_id] option").filter(has_text="Valbrume").first
    form.locator("[name=convention_id]").select_option(convention.get_attribute("value"))
    for name, value in SPAN.items():
        form.locator(f"[name={name}]").select_option(value)
    follow(page, form.locator(".primary"))
    return page.url


def tell(page: Page, address: str) -> str:
    """The narrative, and the testimonial that was chosen: its quote as the edition shows it."""
    follow(page, main(page).locator("a[href$='/narrative']"))
    main(page).locator("[name=structure_days-fr]").fill(NARRATIVE)
    follow(page, main(page).locator("form[method=post] .primary"))
    expect(main(page)).to_contain_text(NARRATIVE)
    follow(page, main(page).locator("a[href$='/testimonials']"))
    main(page).locator("[name=testimonials]").first.check()
    follow(page, main(page).locator("form[method=post] .primary"))
    assert page.url.startswith(address)
    return main(page).locator("blockquote").inner_text()


def kept(page: Page, format: str) -> bytes:
    with page.expect_download() as download:
        main(page).locator(f"a[download][href$='/fr.{format}']").click()
    assert download.value.suggested_filename.endswith(f".{format}")
    return Path(download.value.path()).read_bytes()


def words_of(content: bytes, format: str) -> str:
    """All that a file says, read by what opens its format."""
    if format == "pdf":
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if format == "docx":
        return "".join(node.text or "" for node in Document(io.BytesIO(content)).element.iter(qn("w:t")))
    if format == "xlsx":
        sheets = load_workbook(io.BytesIO(content))
        return " ".join(str(cell) for sheet in sheets for row in sheet.values for cell in row if cell is not None)
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
    return " ".join(cell for row in rows for cell in row)


def the_files_say_the_same(page: Page, quote: str) -> None:
    """Each chart's finding and each figure of its table are in each file; the frozen content has the seal of the page."""
    tables = page.locator("figure.chart").filter(has=page.locator(".chart-numbers td"))
    findings = tables.locator("figcaption").evaluate_all("all => all.map(one => one.firstChild.textContent)")
    figures = tables.locator("td:not(.muted)").evaluate_all("all => all.map(one => one.textContent)")
    assert len(findings) > 5 and len(figures) > 50
    for format in ("pdf", "docx", "xlsx", "csv"):
        said = squeezed(words_of(kept(page, format), format))
        lost = [one for one in {*findings, *figures} if squeezed(one) not in said]
        assert not lost, f"{format}: {lost}"
        if format in {"pdf", "docx"}:
            assert squeezed(NARRATIVE) in said and squeezed(quote) in said, format
    frozen = kept(page, "json")
    assert hashlib.sha256(frozen).hexdigest() == page.locator("#seal ~ p code.hash").inner_text()
    assert TITLES["title-nl"] in json.dumps(json.loads(frozen), ensure_ascii=False)
    assert quote not in frozen.decode(), "a voice can be withdrawn: it is no part of what is frozen"


def test_an_edition_is_written_approved_by_the_other_party_read_kept_and_shared(
    fresh_site: Site, person: Callable[..., Person]
) -> None:
    coach, coordinator = person(fresh_site, "coach"), person(fresh_site, "coordinator")
    address = prepare(coach.open("/impact/editions/new"))
    path = address.removeprefix(fresh_site.url)
    expect(main(coach.page)).to_contain_text("Aperçu")
    quote = tell(coach.page, address)
    partner = person(fresh_site, "partner", **ON_PAPER)
    unseen = partner.page.goto(address)
    assert unseen is not None and unseen.status == 404
    follow(coach.page, main(coach.page).locator("a[href$='/propose']"))
    follow(coach.page, main(coach.page).locator("form[method=post] .primary"))

    page = coordinator.open("/")
    follow(page, main(page).locator(".due a").filter(has_text=TITLES["title-fr"]))
    follow(page, main(page).locator("a[href$='/decide']"))
    expect(main(page)).to_contain_text("Empreinte du contenu (SHA-256)")
    main(page).locator("[name=decision]").select_option("approved")
    follow(page, main(page).locator("form[method=post] .primary"))

    page = partner.open(path)
    expect(main(page)).not_to_contain_text("Aperçu")
    expect(main(page)).to_contain_text(NARRATIVE)
    expect(main(page).locator("blockquote")).to_have_text(quote)
    expect(main(page).locator("#seal ~ p .badge").first).to_have_text("vérifiée")
    fits(page)
    the_files_say_the_same(page, quote)

    page = coach.open(path)
    follow(page, main(page).locator("a[href$='/links']"))
    follow(page, main(page).locator("a[href$='/links/new']"))
    main(page).locator("[name=label]").fill("Presse")
    follow(page, main(page).locator("form[method=post] .primary"))
    stranger = person(fresh_site, **ON_PAPER).page
    stranger.goto(main(page).locator("#address").input_value())
    expect(main(stranger)).to_contain_text(NARRATIVE)
    follow(page, main(page).locator("a[href$='/revoke']"))
    follow(page, main(page).locator("form[method=post] .danger"))
    gone = stranger.reload()
    assert gone is not None and gone.status == 410
    expect(stranger.locator("h1")).to_have_text("Ce lien n’ouvre plus rien")
    expect(main(stranger)).not_to_contain_text(NARRATIVE)
