"""Contact persons and approvals, by use and misuse."""

import hashlib
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask

from ambassador.conventions.models import Approval, ApprovalFile, Contact
from ambassador.db import db
from ambassador.demo.factories.files import PAGE
from tests.client import Browser, Page, fields_of
from tests.conftest import World
from tests.pages.test_conventions_forms import error_beside, typed

Open = Callable[..., Browser]
PERSON = {"name": "Ada Exemple", "phone": "+32 2 123 45 67", "email": "ada@test.example", "since": "20/01/2026"}
PRESS = {"kind": "press", "subject": "Communiqué", "text": "Nous travaillons ensemble.", "where": "Le Journal"}


@pytest.fixture
def place(world: World) -> str:
    return f"/conventions/{world.convention}"


def add(person: Browser, place: str) -> Page:
    person.submit(person.get(f"{place}/contacts/new"), PERSON)
    return person.get(place)


def ask(person: Browser, place: str) -> Page:
    return person.follow(person.submit(person.get(f"{place}/approvals/new"), PRESS))


def test_a_contact_is_shown_to_the_others_until_seen_and_stays_when_it_ends(
    app: Flask, browser: Open, world: World, place: str
) -> None:
    coach, staff = browser(world.coach), browser(world.staff)
    assert "changement à voir" not in add(coach, place).text
    with app.app_context():
        number = db.session.query(Contact).one().id
    shown = staff.get(place)
    assert "changement à voir" in shown.text and f"{place}/contacts/{number}/edit" not in shown.links()
    after = staff.get(
        staff.submit(shown, action=f"{place}/contacts/{number}/seen").headers["Location"].partition("#")[0]
    )
    assert "changement à voir" not in after.text and "Ada Exemple" in after.text
    coach.submit(coach.get(f"{place}/contacts/{number}/edit"), {"until": "2026-03-01"})
    assert "Anciennes personnes de contact" in coach.get(place).text
    assert "changement à voir" in staff.get(place).text
    assert "Ada Exemple" in staff.get(f"{place}?on=2026-02-01").text
    stale = staff.follow(staff.submit(shown, action=f"{place}/contacts/{number}/seen"))
    assert "changement à voir" in stale.text or stale.status == 200


@pytest.mark.parametrize(
    ("path", "name", "written", "words"),
    [
        ("contacts", "name", "", "obligatoire"),
        ("contacts", "name", "x" * 201, "200 caractères au plus"),
        ("contacts", "phone", "appelez", "numéro de téléphone"),
        ("contacts", "email", "ada", "adresse e-mail"),
        ("contacts", "since", "2026-02-30", "n’existe pas"),
        ("contacts", "until", "2026-01-01", "ne peut pas précéder"),
        ("contacts", "party_id", "424242", "Choisissez dans la liste"),
        ("approvals", "kind", "rumour", "Choisissez dans la liste"),
        ("approvals", "subject", "", "obligatoire"),
        ("approvals", "text", "x" * 10_001, "10000 caractères au plus"),
        ("approvals", "text", "deux\x07mots", "caractère invisible"),
        ("approvals", "text", "", "lien vers le contenu"),
        ("approvals", "link", "javascript:alert(1)", "https://"),
        ("approvals", "use_on", "demain", "n’existe pas"),
        ("approvals", "where", "", "obligatoire"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    browser: Open, world: World, place: str, path: str, name: str, written: str, words: str
) -> None:
    coach = browser(world.coach)
    values = PERSON if path == "contacts" else PRESS
    kept = "name" if path == "contacts" else "subject"
    odd = "🤝 \u202eاتفاقية\u202c <script>"
    shown = coach.submit(coach.get(f"{place}/{path}/new"), {**values, kept: odd, name: written}, status=200)
    assert words in error_beside(shown, name).replace("\u00a0", " ")
    if name != kept:
        assert typed(shown, kept) == odd, "nothing else is lost"


def test_an_approval_is_refused_revised_granted_and_used(browser: Open, world: World, place: str) -> None:
    coach, coordinator = browser(world.coach), browser(world.coordinator)
    shown = ask(coach, place)
    assert f"{shown.url}/decide" not in shown.links() and "n’a pas encore décidé" in shown.text
    own = coach.submit(coach.get(f"{shown.url}/decide"), {"decision": "approved"}, status=200)
    assert "autre partie de décider" in own.errors()
    page = coordinator.get(f"{shown.url}/decide")
    assert "Nous travaillons ensemble." in page.text
    bare = coordinator.submit(page, {"decision": "refused"}, status=200)
    assert "Écrivez pourquoi" in error_beside(bare, "reason")
    refused = coordinator.follow(coordinator.submit(bare, {"decision": "refused", "reason": "Citez la Ville"}))
    assert "refusé" in refused.text and "Nadia Coordination" in refused.text
    same = coach.submit(coach.get(f"{shown.url}/edit"), {}, status=200)
    assert "n’a pas changé" in same.errors()
    second = coach.follow(coach.submit(same, {"text": "La Ville et nous travaillons ensemble."}))
    assert second.url != shown.url and "Voir la version précédente" in second.text
    coordinator.submit(coordinator.get(f"{second.url}/decide"), {"decision": "approved"})
    used = coach.follow(coach.submit(coach.get(f"{second.url}/use"), {"used_on": "2026-03-10"}))
    assert "avec l’approbation de l’autre partie" in used.text
    assert "usage sans approbation" not in coach.get(place).text


def test_a_use_without_approval_shows_as_a_breach(browser: Open, world: World, place: str) -> None:
    coach = browser(world.coach)
    shown = ask(coach, place)
    used = coach.follow(coach.submit(coach.get(f"{shown.url}/use"), {"used_on": "2026-03-09"}))
    assert "contraire à l’article 4.1" in used.text
    assert "usage sans approbation" in browser(world.staff).get(place).text


def test_a_decision_on_content_that_changed_meanwhile_is_asked_again(browser: Open, world: World, place: str) -> None:
    coach, coordinator = browser(world.coach), browser(world.coordinator)
    shown = ask(coach, place)
    page = coordinator.get(f"{shown.url}/decide")
    coach.submit(coach.get(f"{shown.url}/edit"), {"text": "Autre texte"})
    stale = coordinator.submit(page, {"decision": "approved"}, status=200)
    assert "vient de changer" in stale.errors() and "Autre texte" in stale.text


def test_no_decision_is_chosen_beforehand(browser: Open, world: World, place: str) -> None:
    shown, coordinator = ask(browser(world.coach), place), browser(world.coordinator)
    page = coordinator.submit(coordinator.get(f"{shown.url}/decide"), status=200)
    assert "Choisissez votre décision" in error_beside(page, "decision")


def test_forms_posted_twice_make_one(app: Flask, browser: Open, world: World, place: str) -> None:
    coach = browser(world.coach)
    for path, values in (("contacts", PERSON), ("approvals", PRESS)):
        page = coach.get(f"{place}/{path}/new")
        assert len({coach.submit(page, values).headers["Location"] for _ in range(2)}) == 1
    with app.app_context():
        assert db.session.query(Contact).count() == db.session.query(Approval).count() == 1


def test_a_contact_to_come_is_neither_former_nor_known_before(browser: Open, world: World, place: str) -> None:
    coach = browser(world.coach)
    coach.submit(coach.get(f"{place}/contacts/new"), {**PERSON, "since": "2026-04-01"})
    now = coach.get(place).text
    assert PERSON["name"] in now and "Anciennes personnes de contact" not in now
    assert PERSON["name"] not in coach.get(f"{place}?on=2026-03-31").text
    assert PERSON["name"] in coach.get(f"{place}?on=2026-04-01").text


def test_a_stale_contact_shows_both(app: Flask, browser: Open, world: World, place: str) -> None:
    coach, coordinator = browser(world.coach), browser(world.coordinator)
    add(coach, place)
    with app.app_context():
        number = db.session.query(Contact).one().id
    first, second = (person.get(f"{place}/contacts/{number}/edit") for person in (coach, coordinator))
    coach.submit(first, {"name": "Ada Une"})
    stale = coordinator.submit(second, {"name": "Ada Deux"}, status=200)
    assert "Ada Une" in stale.text and typed(stale, "name") == "Ada Deux"


def test_unknown_numbers_are_not_found_and_the_end_closes_the_forms(
    app: Flask, browser: Open, world: World, place: str
) -> None:
    coach = browser(world.coach)
    for path in ("contacts/999999/edit", "approvals/999999", "approvals/999999/decide"):
        coach.get(f"{place}/{path}", status=404)
    pages = [
        (coach.get(f"{place}/{path}/new"), values) for path, values in (("contacts", PERSON), ("approvals", PRESS))
    ]
    clock: Any = app.config["CLOCK"]
    clock.stand_on(date(2027, 1, 16))
    for page, values in pages:
        assert "pris fin" in coach.submit(page, values, status=200).errors()


PICTURE = b"\x89PNG\r\n\x1a\n...."


def send(person: Browser, page: Page, *files: tuple[bytes, str], status: int = 303, **values: Any) -> Page:
    data = {**fields_of(page.form()), **values}
    data["uploads"] = [(io.BytesIO(content), name) for content, name in files]
    answer = person._open("POST", page.url, data=data)
    assert answer.status == status, answer.tree and answer.errors()
    return answer


def file_links(page: Page) -> list[str]:
    return [link for link in page.links() if link.startswith("/files/")]


def test_the_other_party_sees_the_files_before_it_decides(browser: Open, world: World, place: str) -> None:
    coach, coordinator = browser(world.coach), browser(world.coordinator)
    form = coach.get(f"{place}/approvals/new")
    asked = coach.follow(send(coach, form, (PAGE, "affiche.pdf"), (PICTURE, "logo.png"), **{**PRESS, "text": ""}))
    page = coordinator.get(f"{asked.url}/decide")
    assert "affiche.pdf" in page.text and hashlib.sha256(PAGE).hexdigest() in page.text
    assert [image.get("alt") for image in page.all("img")] == ["logo.png"]
    poster = file_links(page)[0].partition("?")[0]
    assert coordinator.client.get(poster).data == PAGE
    for stranger in (world.other_coordinator, world.centre_coordinator):
        browser(stranger).get(poster, status=404)
    granted = coordinator.follow(coordinator.submit(page, {"decision": "approved"}))
    assert "approuvé" in granted.text and len(file_links(granted)) == 2


def test_other_files_need_a_new_approval(app: Flask, browser: Open, world: World, place: str) -> None:
    coach, coordinator = browser(world.coach), browser(world.coordinator)
    form = coach.get(f"{place}/approvals/new")
    asked = coach.follow(send(coach, form, (PAGE, "affiche.pdf"), **PRESS))
    coordinator.submit(coordinator.get(f"{asked.url}/decide"), {"decision": "approved"})
    edit = coach.get(f"{asked.url}/edit")
    number = edit.all("input", name="dropped")[0].get("value")
    assert "n’a pas changé" in send(coach, edit, status=200).errors()
    assert "Choisissez dans la liste" in send(coach, edit, status=200, dropped="424242").errors()
    second = coach.follow(send(coach, edit, (PICTURE, "affiche.png"), dropped=number))
    assert second.url != asked.url and "à décider" in second.text
    assert "affiche.png" in second.text and "affiche.pdf" not in second.text
    kept = coach.get(asked.url)
    assert "affiche.pdf" in kept.text and "approuvé" in kept.text and "ne correspond plus" not in kept.text


def test_a_decision_on_files_that_changed_meanwhile_is_asked_again(browser: Open, world: World, place: str) -> None:
    coach, coordinator = browser(world.coach), browser(world.coordinator)
    asked = ask(coach, place)
    page = coordinator.get(f"{asked.url}/decide")
    send(coach, coach.get(f"{asked.url}/edit"), (PAGE, "affiche.pdf"))
    stale = coordinator.submit(page, {"decision": "approved"}, status=200)
    assert "vient de changer" in stale.errors() and "affiche.pdf" in stale.text


def test_what_was_typed_stays_when_a_file_is_refused(browser: Open, world: World, place: str) -> None:
    coach = browser(world.coach)
    form = coach.get(f"{place}/approvals/new")
    refused = send(coach, form, (PAGE, "bon.pdf"), (b"MZ\x90\0", "jeu.exe"), status=200, **PRESS)
    assert "Ce type de fichier" in error_beside(refused, "uploads") and typed(refused, "subject") == "Communiqué"
    assert "Choisissez à nouveau vos fichiers (bon.pdf)" in refused.text


def test_files_sent_twice_are_asked_for_once(app: Flask, browser: Open, world: World, place: str) -> None:
    coach = browser(world.coach)
    form = coach.get(f"{place}/approvals/new")
    assert len({send(coach, form, (PAGE, "a.pdf"), **PRESS).headers["Location"] for _ in range(2)}) == 1
    with app.app_context():
        assert db.session.query(ApprovalFile).count() == 1
