"""The register of testimonials, and what readers of the report see of it."""

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from ambassador.accounts.models import Organisation
from ambassador.db import db
from ambassador.demo import factories
from ambassador.demo.factories.files import PAGE
from ambassador.files import StoredFile
from ambassador.impact.models import ConsentScope, Testimonial
from tests.client import Browser
from tests.conftest import TODAY, World
from tests.impact_world import fill

Open = Callable[..., Browser]
QUOTE = "Zinneke trouve sa voie"
TYPED = {
    "quote": QUOTE,
    "speaker": "Zélie",
    "language": "nl",
    "scope": "report",
    "consented_on": "01/03/2026",
    "expires_on": "",
    "link": "https://preuve.example/z",
}


@pytest.fixture
def said(app: Flask, world: World) -> Callable[..., int]:
    def make(organisation: int | None = None, **values: Any) -> int:
        with app.app_context():
            row = factories.testimonial(db.session.get_one(Organisation, organisation or world.city), **values)
            db.session.commit()
            return int(row.id)

    return make


@pytest.fixture
def published(app: Flask, world: World) -> None:
    """Partners may open the city's page and the programme's."""
    fill(app, world)


def test_a_coordinator_notes_changes_and_withdraws_one(app: Flask, browser: Open, world: World) -> None:
    person = browser(world.coordinator)
    page = person.follow(person.submit(person.get("/impact/testimonials/new"), TYPED))
    assert QUOTE in page.text and "Ville de Valbrume" in page.text and "rapport d’impact" in page.text
    (quote,) = page.all("blockquote")
    assert quote.get("lang") == "nl" and "Nederlands" in "".join(page.all("dl", class_="facts")[0].itertext())
    links = page.links()
    edit = next(link for link in links if link.endswith("/edit"))
    page = person.submit(person.get(edit), {"quote": "Autre chose"}, status=200)
    assert "consentir à nouveau" in page.errors() and "Autre chose" in page.html
    new = {"quote": "Autre chose", "consented_on": "10/03/2026", "link": "https://preuve.example/y"}
    assert "Autre chose" in person.follow(person.submit(person.get(edit), new)).text
    page = person.follow(person.submit(person.get(edit.replace("/edit", "/withdraw")), {"reason": "Avis changé"}))
    assert "Témoignage retiré" in page.text and "Avis changé" in page.text and "Nadia Coordination" in page.text
    for text in (QUOTE, "Autre chose", "Zélie", "preuve.example"):
        assert text not in page.html
    assert "Zélie" not in person.get("/impact/testimonials").html


def test_a_proof_is_seen_inside_and_gone_with_the_testimonial(
    app: Flask, browser: Open, world: World, said: Callable[..., int]
) -> None:
    person = browser(world.coordinator)
    data = {"csrf_token": person.csrf_token(), **TYPED, "link": "", "file": (io.BytesIO(PAGE), "accord-zelie.pdf")}
    sent = person._open("POST", "/impact/testimonials/new", data=data, content_type="multipart/form-data")
    page = person.follow(sent)
    (link,) = [link for link in page.links() if link.startswith("/files/")]
    for reader, status in (
        (world.coach, 200),
        (world.admin, 200),
        (world.staff, 200),
        (world.partner, 403),
        (world.other_coordinator, 404),
        (world.centre_coordinator, 404),
    ):
        assert browser(reader).client.get(link).status_code == status
    with app.app_context():
        stored = db.session.scalars(select(StoredFile)).one().stored_as
    path = Path(app.config["INSTANCE_PATH"]) / "uploads" / stored
    assert path.is_file()
    withdraw = f"{sent.headers['Location']}/withdraw"
    person.submit(person.get(withdraw))
    assert not path.exists() and person.client.get(link).status_code == 404


def test_partners_read_words_on_the_impact_pages_and_nothing_else(
    browser: Open, world: World, said: Callable[..., int], published: None
) -> None:
    said(quote="Mots publics", scope=ConsentScope.PUBLIC, language="nl", speaker="Jef")
    gone = said(quote="Mots du rapport")
    said(quote="Mots internes", scope=ConsentScope.INTERNAL)
    said(quote="Mots expirés", expires_on=TODAY - timedelta(days=1))
    partner, keeper = browser(world.partner), browser(world.coach)
    for url in ("/impact/", f"/impact/{world.city}"):
        page = partner.get(url)
        assert "Paroles" in page.text and "Mots publics" in page.text and "Jef" in page.text
        assert {quote.get("lang") for quote in page.all("blockquote")} == {"nl", "fr"}
        assert "Mots internes" not in page.html and "Mots expirés" not in page.html
        assert "testimonials" not in page.html and "preuve.example" not in page.html
    keeper.submit(keeper.get(f"/impact/testimonials/{gone}/withdraw"))
    for url in ("/impact/", f"/impact/{world.city}"):
        assert "Mots du rapport" not in partner.get(url).html and "Mots publics" in partner.get(url).text


def test_without_words_there_is_no_section(browser: Open, world: World, published: None) -> None:
    assert "Paroles" not in browser(world.partner).get(f"/impact/{world.city}").text


def test_only_the_newest_are_on_the_page_and_it_says_so(
    browser: Open, world: World, said: Callable[..., int], published: None
) -> None:
    for number in range(7):
        said(quote=f"Mots {number}", consented_on=TODAY - timedelta(days=number))
    page = browser(world.partner).get(f"/impact/{world.city}")
    assert len(page.all("blockquote")) == 6 and "Mots 6" not in page.text and "les plus récents" in page.text


def test_the_register_is_narrowed_by_structure_scope_and_state(
    browser: Open, world: World, said: Callable[..., int]
) -> None:
    said(quote="De la ville", scope=ConsentScope.INTERNAL, expires_on=TODAY + timedelta(days=10))
    said(world.operator, quote="Du programme")
    said(world.other_city, quote="D’ailleurs")
    coach = browser(world.coach)
    page = coach.get("/impact/testimonials")
    assert "De la ville" in page.text and "Du programme" in page.text and "D’ailleurs" not in page.text
    for query, shown in (
        (f"structure={world.city}", "De la ville"),
        (f"structure={world.operator}", "Du programme"),
        ("scope=report", "Du programme"),
        ("state=expiring", "De la ville"),
        ("state=valid", "Du programme"),
    ):
        text = coach.get(f"/impact/testimonials?{query}").text
        assert [words for words in ("De la ville", "Du programme") if words in text] == [shown], query
    assert "Aucun témoignage ne correspond" in coach.get("/impact/testimonials?state=withdrawn").text
    everything = coach.get(f"/impact/testimonials?structure={world.other_city}&scope=x&state=%00&page=-4").text
    assert "De la ville" in everything and "D’ailleurs" not in everything
    assert "Du programme" not in browser(world.coordinator).get("/impact/testimonials").text


def test_staff_read_and_do_not_change(browser: Open, world: World, said: Callable[..., int]) -> None:
    number = said()
    staff = browser(world.staff)
    for url in ("/impact/testimonials", f"/impact/testimonials/{number}"):
        links = staff.get(url).links()
        assert not [link for link in links if link.endswith(("/new", "/edit", "/withdraw"))]


@pytest.mark.parametrize(
    ("field", "text", "said_"),
    [
        ("quote", "", "obligatoire"),
        ("quote", "é" * 2001, "2000 caractères"),
        ("quote", "Bien\x07", "caractère invisible"),
        ("speaker", " ", "obligatoire"),
        ("speaker", "é" * 201, "200 caractères"),
        ("speaker", "a\nb", "une seule ligne"),
        ("language", "xx", "liste"),
        ("scope", "world", "liste"),
        ("consented_on", "31/02/2026", "n’existe pas"),
        ("consented_on", "11/03/2026", "futur"),
        ("consented_on", "", "obligatoire"),
        ("expires_on", "1999-12-31", "entre 2000 et 2099"),
        ("expires_on", "01/02/2026", "précède"),
        ("expires_on", "09/03/2026", "déjà passée"),
        ("link", "javascript:alert(1)", "adresse web complète"),
        ("link", "https://a.example/" + "x" * 500, "500 caractères"),
        ("link", "", "preuve du consentement"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_kept(
    app: Flask, browser: Open, world: World, field: str, text: str, said_: str
) -> None:
    person = browser(world.coordinator)
    page = person.submit(person.get("/impact/testimonials/new"), {**TYPED, field: text}, status=200)
    assert said_ in page.errors()
    assert "Zélie" in page.html if field != "speaker" else QUOTE in page.html
    with app.app_context():
        assert db.session.query(Testimonial).count() == 0


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "🙂 Merci", "\u202eשלום", "{{ 7*7 }} %(name)s"])
def test_odd_words_are_shown_as_they_are(browser: Open, world: World, published: None, text: str) -> None:
    person = browser(world.coordinator)
    page = person.follow(
        person.submit(person.get("/impact/testimonials/new"), {**TYPED, "quote": text, "speaker": text})
    )
    for shown in (page, person.get("/impact/testimonials"), browser(world.partner).get(f"/impact/{world.city}")):
        assert text in shown.text and "<script>alert" not in shown.html


def test_sending_twice_notes_once(app: Flask, browser: Open, world: World) -> None:
    person = browser(world.coordinator)
    page = person.get("/impact/testimonials/new")
    assert person.submit(page, TYPED).headers["Location"] == person.submit(page, TYPED).headers["Location"]
    with app.app_context():
        assert db.session.query(Testimonial).count() == 1


def test_a_stale_edit_shows_both_and_an_edit_of_a_withdrawn_one_loses_nothing(
    browser: Open, world: World, said: Callable[..., int]
) -> None:
    number = said(expires_on=TODAY + timedelta(days=100))
    first, second = browser(world.coordinator), browser(world.coach)
    url = f"/impact/testimonials/{number}"
    early = second.get(f"{url}/edit")
    first.submit(first.get(f"{url}/edit"), {"expires_on": "01/05/2026"})
    mine = {"expires_on": "02/04/2026"}
    page = second.submit(early, mine, status=200)
    assert "pendant que vous écriviez" in page.text and "2026-05-01" in page.html
    late = second.get(f"{url}/edit")
    first.submit(first.get(f"{url}/withdraw"))
    page = second.submit(late, {"speaker": "Un nom que je tapais"}, status=200)
    assert "ne change plus" in page.text and "Un nom que je tapais" in page.html
    assert second.get(f"{url}/edit", status=302).headers["Location"] == url
    page = second.submit(second.get(f"{url}/withdraw"), status=200)
    assert "déjà retiré" in page.text


def test_home_says_which_consent_ends(browser: Open, world: World, said: Callable[..., int]) -> None:
    said(speaker="Malika", expires_on=TODAY + timedelta(days=5))
    for reader in (world.coach, world.coordinator):
        assert "Consentement à renouveler : Malika, Ville de Valbrume" in browser(reader).get("/").text.replace(
            "\u00a0", " "
        )
    assert "Malika" not in browser(world.staff).get("/").text
