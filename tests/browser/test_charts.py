"""The interactive charts of the impact page: they come after the page, bring no one else along, and may fail."""

import io
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from ambassador.plotly_bundle import Bundle, load
from tests.browser.conftest import PHONE, Person, Site, wait_until
from tests.conftest import missing

pytestmark = pytest.mark.slow

PNG = b"\x89PNG\r\n\x1a\n"
SAVE_DATA = "Object.defineProperty(navigator, 'connection', { value: { saveData: true } });"


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    found = load()
    if found is None:
        missing("the charts' library", "run `make run` or `make test` once")
    assert found is not None
    return found


@pytest.fixture
def small_bundle(bundle: Bundle) -> Bundle:
    if bundle.kind != "basic":
        missing("the small bundle of the charts' library", "install Node.js with npm, and run `make test` again")
    return bundle


def show_all(page: Page) -> None:
    """Scroll down, so that each chart comes near and is drawn."""
    for stage in page.locator(".chart-stage").all():
        stage.scroll_into_view_if_needed()
        expect(stage).to_have_class("chart-stage is-interactive")
    page.evaluate("scrollTo(0, 0)")


def library_requests(page: Page) -> list[float]:
    """When the library was asked for, in milliseconds after the navigation."""
    times: list[float] = page.evaluate(
        "performance.getEntriesByType('resource').filter(one => one.name.includes('plotly.min')).map(one => one.startTime)"
    )
    return times


def test_the_library_loads_after_the_page_and_takes_the_place_of_every_drawing(
    site: Site, person: Callable[..., Person], small_bundle: Bundle
) -> None:
    partner = person(site, "partner")
    hosts: set[str] = set()
    partner.page.on("request", lambda request: hosts.add(urlsplit(request.url).scheme + urlsplit(request.url).netloc))
    page = partner.open("/impact/")
    expect(page.locator(".chart-drawing").first).to_be_attached()
    show_all(page)
    loaded = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventStart")
    assert len(library_requests(page)) == 1 and library_requests(page)[0] >= loaded > 0
    assert page.locator(".chart").count() >= 6
    assert page.eval_on_selector_all(".chart-drawing", "all => all.every(one => getComputedStyle(one).opacity === '0')")
    assert page.locator(".chart-plot:visible").count() == page.locator(".chart-stage").count()
    assert page.locator(".chart-numbers table").count() == page.locator(".chart").count()
    own = urlsplit(site.url).netloc
    assert hosts <= {f"http{own}", "blob", "data"}, f"the page calls {hosts}"


def test_a_chart_answers_the_mouse_and_is_saved_as_a_picture(
    site: Site, person: Callable[..., Person], small_bundle: Bundle, tmp_path: Path
) -> None:
    page = person(site, "partner").open("/impact/")
    show_all(page)
    chart = page.locator(".chart").filter(has=page.locator(".points path")).first
    chart.scroll_into_view_if_needed()
    point = chart.locator(".points path").first
    point.hover(force=True)
    expect(chart.locator(".hoverlayer .hovertext").first).to_be_visible()
    with page.expect_download() as saving:
        chart.locator("[data-chart-save]").click()
    saving.value.save_as(tmp_path / "chart.png")
    assert saving.value.suggested_filename == f"{chart.get_attribute('id')}.png"
    picture = (tmp_path / "chart.png").read_bytes()
    assert picture.startswith(PNG) and len(picture) > 5_000


def test_no_button_sends_the_figures_away(site: Site, person: Callable[..., Person], small_bundle: Bundle) -> None:
    page = person(site, "partner").open("/impact/")
    show_all(page)
    buttons = page.locator(".modebar-btn")
    assert buttons.count(), "no chart has buttons of its own: this test looks at nothing"
    for button in buttons.all():
        words = (button.get_attribute("data-title") or "").lower()
        assert words and not any(part in words for part in ("share", "cloud", "partag", "delen", "png")), words
    removed = page.eval_on_selector_all(".js-plotly-plot", "all => all.map(one => one._context.modeBarButtonsToRemove)")
    assert all("sendChartToCloud" in names for names in removed), "the library would offer to send the figures away"
    assert page.locator(".plotly-cloud-dialog, .modebar a[href], .modebar form").count() == 0


def test_the_library_speaks_the_language_of_the_page(
    site: Site, person: Callable[..., Person], small_bundle: Bundle
) -> None:
    partner = person(site, "partner")
    for language in ("fr", "nl", "en"):
        page = partner.open("/impact/")
        with page.expect_navigation():
            page.locator(f".languages [value={language}]").click()
        show_all(page)
        context = page.evaluate("document.querySelector('.js-plotly-plot')._context")
        assert context["locale"] == language
        assert language == "en" or context["locales"][language]["format"]["months"][4] in {"Mai", "mei"}
        words = page.evaluate("JSON.parse(document.getElementById('chart-words').textContent)")
        titles = {one.get_attribute("data-title") for one in page.locator(".modebar-btn").all()}
        assert titles and titles <= set(words.values()), f"left to the library: {titles - set(words.values())}"
    with partner.page.expect_navigation():
        partner.page.locator(".languages [value=fr]").click()


def test_where_data_is_dear_the_library_comes_on_demand(
    site: Site, person: Callable[..., Person], bundle: Bundle
) -> None:
    partner = person(site, "partner")
    partner.context.add_init_script(SAVE_DATA)
    page = partner.open("/impact/")
    start = page.locator("[data-chart-start]")
    expect(start.first).to_be_visible()
    page.wait_for_timeout(500)
    assert library_requests(page) == []
    expect(page.locator(".chart-drawing").first).to_be_visible()
    start.first.click()
    wait_until(page, "globalThis.Plotly")
    show_all(page)
    expect(start.first).to_be_hidden()


def test_a_library_that_does_not_come_leaves_the_drawings(
    site: Site, person: Callable[..., Person], small_bundle: Bundle
) -> None:
    partner = person(site, "partner")
    partner.context.route("**/vendor/plotly.min.js*", lambda route: route.abort())
    page = partner.open("/impact/")
    start = page.locator("[data-chart-start]")
    expect(start.first).to_be_visible()
    assert page.locator(".is-interactive").count() == 0
    assert page.locator(".chart-stage:has(.chart-drawing:visible)").count() == page.locator(".chart-stage").count()
    assert all("ERR_FAILED" in complaint for complaint in partner.complaints)
    partner.complaints.clear()
    partner.context.unroute("**/vendor/plotly.min.js*")
    start.first.click()
    wait_until(page, "globalThis.Plotly")
    show_all(page)


def test_charts_fit_a_narrow_page_and_follow_the_change_to_dark(
    site: Site, person: Callable[..., Person], small_bundle: Bundle
) -> None:
    partner = person(site, "partner", viewport={**PHONE, "width": 320}, has_touch=True, is_mobile=True)
    page = partner.open("/impact/")
    wait_until(page, "globalThis.Plotly")
    show_all(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    colour = "getComputedStyle(document.querySelector('.js-plotly-plot .xtick text, .js-plotly-plot .ytick text')).fill"
    before = page.evaluate(colour)
    page.emulate_media(color_scheme="dark")
    wait_until(page, f"{colour} !== '{before}'")


def structure_page(someone: Person) -> Page:
    """The report of the structure that has most KPIs: they stand in small multiples too."""
    page = someone.open("/impact/")
    page.locator("section[aria-labelledby=structures] a", has_text="Valbrume").first.click()
    expect(page.locator("#kpi-brief")).to_be_attached()
    return page


def misplaced(page: Page) -> list[float]:
    """How far, in pixels, each panel of the interactive figure is from the drawing that it covers."""
    found: list[float] = page.evaluate(
        """() => {
          const stage = document.querySelector("#kpi-brief .chart-stage"), frame = stage.getBoundingClientRect();
          const layout = stage.querySelector(".chart-plot")._fullLayout;
          return [...stage.querySelectorAll(".chart-drawing")].map((one, index) => {
            const box = one.getBoundingClientRect(), axis = layout[`xaxis${index ? index + 1 : ""}`];
            return Math.abs(axis._offset - (box.left - frame.left)) + Math.abs(axis._length - box.width);
          });
        }"""
    )
    return found


def test_small_multiples_lie_where_their_drawings_lie_and_wrap_with_the_page(
    site: Site, person: Callable[..., Person], small_bundle: Bundle, tmp_path: Path
) -> None:
    page = structure_page(person(site, "coach"))
    stage = page.locator("#kpi-brief .chart-stage")
    stage.scroll_into_view_if_needed()
    expect(stage).to_have_class("chart-stage is-interactive")
    assert len(misplaced(page)) > 3 and max(misplaced(page)) < 2
    wide = stage.bounding_box()
    page.set_viewport_size({"width": 360, "height": 740})
    wait_until(page, "document.querySelector('#kpi-brief .chart-plot')._fullLayout.width < 360")
    page.wait_for_timeout(300)
    narrow = stage.bounding_box()
    assert wide and narrow and narrow["height"] > wide["height"]
    assert max(misplaced(page)) < 2
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    with page.expect_download() as saving:
        page.locator("#kpi-brief [data-chart-save]").click()
    saving.value.save_as(tmp_path / "brief.png")
    assert (tmp_path / "brief.png").read_bytes().startswith(PNG)


def test_the_focus_on_a_button_of_the_library_is_seen(
    site: Site, person: Callable[..., Person], small_bundle: Bundle
) -> None:
    page = person(site, "partner").open("/impact/")
    show_all(page)
    page.locator("#attendance .chart-numbers summary").focus()
    page.keyboard.press("Shift+Tab")
    focused = page.locator("#attendance .modebar-btn:focus-visible")
    expect(focused).to_have_count(1)
    expect(focused).to_have_css("outline-style", "solid")
    expect(focused).to_have_css("outline-width", "3px")
    expect(page.locator("#attendance .modebar")).to_have_css("opacity", "1")


@pytest.mark.parametrize("has_script", [True, False])
def test_the_numbers_of_a_chart_are_saved_with_and_without_a_script(
    site: Site, person: Callable[..., Person], has_script: bool, tmp_path: Path
) -> None:
    page = person(site, "partner", java_script_enabled=has_script, viewport=PHONE).open("/impact/")
    chart = page.locator("#attendance")
    with page.expect_download() as saving:
        chart.get_by_role("link", name="CSV").click()
    saving.value.save_as(tmp_path / "numbers.csv")
    text = (tmp_path / "numbers.csv").read_bytes().decode("utf-8-sig")
    assert saving.value.suggested_filename.endswith(".csv")
    chart.locator("summary").click()
    shown = [one.inner_text().replace("\u00a0", " ") for one in chart.locator("tbody tr").all()]
    assert [row.split(";") for row in text.strip().splitlines()[1:]] == [row.split("\t") for row in shown]


def test_on_paper_the_tallest_chart_stands_whole_on_one_page_without_pixels(
    site: Site, person: Callable[..., Person], small_bundle: Bundle
) -> None:
    page = structure_page(person(site, "coach"))
    show_all(page)
    title = page.locator("#kpi-progress figcaption").inner_text().splitlines()[0]
    last = page.locator("#kpi-progress .chart-name").last.text_content()
    assert last
    sheets = PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
    texts = [sheet.extract_text() for sheet in sheets]
    (first,) = [number for number, text in enumerate(texts) if title in text]
    assert last in texts[first]
    assert not [image for sheet in sheets for image in sheet.images]
