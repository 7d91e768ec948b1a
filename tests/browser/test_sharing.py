"""A share link, from its making to its end: followed by a stranger on a phone without JavaScript, then lost."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from ambassador.accounts.models import User
from ambassador.conventions.models import Convention
from ambassador.db import db
from ambassador.demo import factories
from tests.browser.conftest import PHONE, Person, Site

pytestmark = pytest.mark.slow


@pytest.fixture
def edition(fresh_site: Site) -> int:
    """Of the convention of the demonstration's coach and coordinator."""
    with fresh_site.app.app_context():
        coach, coordinator = (
            db.session.scalars(select(User).where(User.email == f"{role}@demo.example")).one()
            for role in ("coach", "coordinator")
        )
        conventions = db.session.scalars(select(Convention).order_by(Convention.id)).all()
        shared = next(
            one
            for one in conventions
            if one.party_of(coach.organisation_id) and one.party_of(coordinator.organisation_id)
        )
        made = factories.published_edition(shared, coach, coordinator, number=99)
        db.session.commit()
        return int(made.id)


def test_a_stranger_follows_a_link_on_a_phone_and_loses_it(
    fresh_site: Site, person: Callable[..., Person], edition: int
) -> None:
    coach = person(fresh_site, "coach").open(f"/impact/editions/{edition}/links/new")
    coach.locator("[name=label]").fill("Conseil communal")
    coach.locator("main form .primary").click()
    address = coach.locator("#address").input_value()
    assert address.startswith(f"{fresh_site.url}/r/")

    stranger = person(fresh_site, viewport=PHONE, java_script_enabled=False)
    page = stranger.page
    page.goto(address)
    expect(page.locator("h1")).to_have_text("Rapport d’impact")
    expect(page.locator(".chart-drawing").first).to_be_visible()
    page.locator(".chart-numbers summary").first.click()
    expect(page.locator(".chart-numbers table").first).to_be_visible()
    page.locator(".languages [lang=nl]").click()
    expect(page.locator("html")).to_have_attribute("lang", "nl")
    expect(page.locator("h1")).to_have_text("Impactrapport")
    with page.expect_download() as kept:
        page.locator("main a[href$='nl.pdf']").click()
    assert kept.value.suggested_filename.endswith(".pdf") and kept.value.path().read_bytes().startswith(b"%PDF")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert not stranger.context.cookies()

    coach.reload()
    expect(coach.locator("#address")).to_have_count(0)
    expect(coach.locator("main")).to_contain_text("2 ouvertures")
    coach.locator("main a[href$='/revoke']").first.click()
    coach.locator("main form .danger").click()
    expect(coach.locator("main .notice.good")).to_be_visible()

    gone = page.reload()
    assert gone is not None and gone.status == 410
    expect(page.locator("h1")).to_have_text("Deze link opent niets meer")
    expect(page.locator(".chart-drawing")).to_have_count(0)
