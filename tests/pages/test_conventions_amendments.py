"""Amendments by use and misuse, and the register as of any day."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask

from ambassador.conventions.models import Amendment, AmendmentFile, AmendmentSignature, Commitment, Convention
from ambassador.db import db
from ambassador.demo import factories
from ambassador.demo.factories.files import PAGE
from ambassador.followup.models import FollowUp
from ambassador.translated import Translated
from tests.client import Browser, Page, fields_of
from tests.conftest import World
from tests.pages.test_conventions_forms import error_beside, typed

Open = Callable[..., Browser]
SEVEN = {
    "subject-fr": "Sept jours de suivi",
    "text": "Cinq jours et demi de suivi.",
    "effective_from": "15/02/2026",
    "changes_quota": "y",
    "quota_days": "5½",
}


@pytest.fixture
def kept(app: Flask, world: World) -> int:
    with app.app_context():
        row = factories.commitment(db.session.get_one(Convention, world.convention), title=Translated(fr="Prêter"))
        db.session.add(FollowUp(convention_id=world.convention))
        db.session.commit()
        return int(row.id)


def added(person: Browser, world: World, **more: str) -> Page:
    page = person.get(f"/conventions/{world.convention}/amendments/new")
    return person.follow(person.submit(page, {**SEVEN, **more}))


def sign(people: list[Browser], shown: Page, signed_on: str = "2026-03-01") -> Page:
    """Each for their own party."""
    for person in people:
        page = person.get(f"{shown.url}/sign")
        shown = person.follow(person.submit(page, {"decided_on": "2026-02-20", "signed_on": signed_on}))
    return shown


def attach(person: Browser, page: Page, *sent: tuple[bytes, str], status: int = 303) -> Page:
    data = {**fields_of(page.form()), "uploads": [(io.BytesIO(content), name) for content, name in sent]}
    answer = person._open("POST", page.url, data=data)
    assert answer.status == status, answer.tree and answer.errors()
    return answer


def test_an_amendment_lives_from_proposal_to_effect(browser: Open, world: World, kept: int) -> None:
    coach, coordinator = browser(world.coach), browser(world.coordinator)
    shown = added(coach, world)
    assert "à signer" in shown.text and "rien ne change avant la signature" in shown.text
    coach.submit(shown, action=f"{shown.url}/commitments/{kept}/end")
    page = coordinator.get(f"{shown.url}/commitments/new")
    coordinator.submit(page, {"title-fr": "Donner deux ordinateurs", "article": "2bis"})
    place = f"/conventions/{world.convention}"
    before = coach.get(place)
    assert "Donner deux" not in "".join("".join(part.itertext()) for part in before.all("h4"))
    assert "Prêter" in before.text and "5 jours" in before.text
    signed = sign([coach, coordinator], shown)
    assert "Prend effet le 1er mars 2026" in signed.text and f"{shown.url}/edit" not in signed.links()
    after = coach.get(place)
    assert ["".join(heading.itertext()) for heading in after.all("h4")] == ["Donner deux ordinateurs"]
    assert "5½ jours" in after.text and "Sept jours de suivi" in after.text
    assert "5½" in coach.get("/follow-up/").text


def test_who_signs_reads_first_what_was_added_meanwhile(browser: Open, world: World, kept: int) -> None:
    coach, coordinator = browser(world.coach), browser(world.coordinator)
    shown = added(coach, world)
    dates = {"decided_on": "2026-02-20", "signed_on": "2026-03-01"}
    page = coordinator.get(f"{shown.url}/sign")
    coach.submit(coach.get(f"{shown.url}/commitments/new"), {"title-fr": "Payer un million", "article": "9"})
    page = coordinator.submit(page, dates, status=200)
    assert "Relisez-le avant de signer" in page.errors() and "Payer un million" in page.text
    coach.submit(coach.get(shown.url), action=f"{shown.url}/commitments/{kept}/end")
    page = coordinator.submit(page, dates, status=200)
    assert "Relisez-le avant de signer" in page.errors() and "Engagement terminé" in page.text
    assert "signé en partie" in coordinator.follow(coordinator.submit(page)).text


def test_who_signs_reads_all_that_a_new_commitment_promises(browser: Open, world: World, kept: int) -> None:
    coach, staff = browser(world.coach), browser(world.staff)
    shown = added(coach, world)
    page = coach.get(f"{shown.url}/commitments/new")
    promised = {
        "title-fr": "Payer",
        "detail-fr": "En deux fois.",
        "article": "9",
        "modality": "conditional",
        "condition-fr": "Si le budget est voté",
        "quantity": "1000000",
        "unit": "eur",
        "due": "date",
        "due_on": "2026-12-01",
    }
    coach.submit(page, promised)
    for reader, url in ((staff, shown.url), (browser(world.coordinator), f"{shown.url}/sign")):
        text = reader.get(url).text.replace("\u00a0", " ").replace("\u202f", " ")
        for words in ("En deux fois.", "Si le budget est voté", "1 000 000", "conditionnel", "1er décembre 2026"):
            assert words in text, words


def test_the_register_is_shown_as_of_any_day(browser: Open, world: World, kept: int) -> None:
    coach, coordinator = browser(world.coach), browser(world.coordinator)
    shown = added(coach, world)
    coach.submit(shown, action=f"{shown.url}/commitments/{kept}/end")
    sign([coach, coordinator], shown)
    place = f"/conventions/{world.convention}"
    for day, words in (
        ("2026-02-28", ("28 février 2026", "Prêter", "5 jours", "en vigueur")),
        ("2026-03-01", ("1er mars 2026", "5½ jours", "Aucun engagement")),
        ("2026-01-14", ("14 janvier 2026", "brouillon", "Aucune partie n’a encore signé", "pas encore signée")),
        ("2027-01-16", ("terminée", "son dernier jour était le 15 janvier 2027")),
        ("28/02/2026", ("28 février 2026", "Prêter")),
    ):
        page = coach.get(f"{place}?on={day}")
        assert "Vous voyez la convention telle qu’elle valait" in page.text and place in page.links()
        for word in words:
            assert word in page.text, (day, word)
        assert f"{place}/edit" not in page.links() and f"{place}/amendments/new" not in page.links()
    assert "Avenant 1" not in coach.get(f"{place}?on=2026-02-28").text


@pytest.mark.parametrize(
    "day", ["", "hier", "2026-02-30", "0001-01-01", "9999-12-31", "2026-03-10", "%00", "2026-3-1x"]
)
def test_a_day_that_is_none_shows_today(browser: Open, world: World, day: str) -> None:
    page = browser(world.staff).get(f"/conventions/{world.convention}?on={day}")
    assert "Vous voyez la convention telle" not in page.text and "Aujourd’hui" in page.text


def test_others_do_not_see_another_day_either(browser: Open, world: World) -> None:
    browser(world.other_coordinator).get(f"/conventions/{world.convention}?on=2026-02-01", status=404)


@pytest.mark.parametrize(
    ("name", "written", "words"),
    [
        ("number", "", "obligatoire"),
        ("number", "x" * 41, "40 caractères au plus"),
        ("subject-fr", "x" * 201, "200 caractères au plus"),
        ("subject-nl", "x" * 201, "200 caractères au plus"),
        ("text", "x" * 10_001, "10000 caractères au plus"),
        ("text", "deux\x07mots", "caractère invisible"),
        ("effective_from", "", "obligatoire"),
        ("effective_from", "2026-02-30", "n’existe pas"),
        ("effective_from", "2026-01-14", "avant le début"),
        ("effective_from", "2027-01-16", "prend fin le 15 janvier 2027"),
        ("quota_days", "5,3", "quarts de jour"),
        ("quota_days", "-1", "entre 0 et 100"),
        ("length_months", "0", "entre 1 et 1200"),
        ("length_months", "1,5", "sans décimales"),
        ("length_months", "24", "Cochez"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    browser: Open, world: World, name: str, written: str, words: str
) -> None:
    coach = browser(world.coach)
    page = coach.get(f"/conventions/{world.convention}/amendments/new")
    shown = coach.submit(page, {**SEVEN, "subject-en": "🤝 \u202eاتفاقية\u202c <script>", name: written}, status=200)
    assert words in error_beside(shown, name).replace("\u00a0", " ")
    assert typed(shown, "subject-en") == "🤝 \u202eاتفاقية\u202c <script>", "nothing else is lost"


def test_signatures_are_refused_beside_their_field(browser: Open, world: World) -> None:
    coach = browser(world.coach)
    shown = added(coach, world)
    for written, beside, words in (
        ("2026-03-11", "signed_on", "dans le futur"),
        ("2026-03-01", "decided_on", "organe compétent"),
        ("hier", "signed_on", "n’existe pas"),
    ):
        refused = coach.submit(coach.get(f"{shown.url}/sign"), {"signed_on": written}, status=200)
        assert words in error_beside(refused, beside)


def test_nobody_signs_for_the_other_party(app: Flask, browser: Open, world: World) -> None:
    coach, coordinator = browser(world.coach), browser(world.coordinator)
    shown = added(coach, world)
    page = coach.get(f"{shown.url}/sign")
    assert "WeTechCare" in page.text and "Cinq jours et demi" in page.text, "what is signed is read there"
    dates = [element.get("name") for element in page.all("input", type="date")]
    assert dates == ["decided_on", "signed_on"]
    with app.app_context():
        parties = [party.id for party in db.session.get_one(Convention, world.convention).parties]
    forged = {f"{what}_{number}": "2026-03-01" for what in ("decided", "signed") for number in parties}
    own = {"decided_on": "2026-02-20", "signed_on": "2026-03-01"}
    coach.post(page.url, {**fields_of(page.form()), **forged, **own})
    with app.app_context():
        signed = {row.party.organisation_id: row.signed_on for row in db.session.query(AmendmentSignature)}
    assert signed == {world.operator: date(2026, 3, 1), world.city: None}
    after = coordinator.get(shown.url)
    assert "pas encore signé" in after.text and "Noter votre signature" in after.text
    assert "Corriger vos dates" in coach.get(shown.url).text


def test_what_is_signed_was_read(browser: Open, world: World) -> None:
    coach, coordinator = browser(world.coach), browser(world.coordinator)
    shown = added(coach, world)
    for change in (
        lambda: coach.submit(coach.get(f"{shown.url}/edit"), {"text": "Tout autre chose."}),
        lambda: attach(coach, coach.get(f"{shown.url}/files"), (PAGE, "annexe.pdf")),
    ):
        page = coordinator.get(f"{shown.url}/sign")
        change()
        stale = coordinator.submit(page, {"decided_on": "2026-02-20", "signed_on": "2026-03-01"}, status=200)
        assert "Relisez-le avant de signer" in stale.errors() and typed(stale, "signed_on") == "2026-03-01"
    assert "Tout autre chose." in stale.text and "annexe.pdf" in stale.text
    coordinator.submit(stale)


def test_an_amendment_carries_files_for_the_parties_alone(browser: Open, world: World) -> None:
    coach, coordinator = browser(world.coach), browser(world.coordinator)
    shown = added(coach, world, text="")
    assert "Ni texte ni fichier" in shown.text
    empty = coach.submit(
        coach.get(f"{shown.url}/sign"), {"decided_on": "2026-02-20", "signed_on": "2026-03-01"}, status=200
    )
    assert "Cet avenant est vide" in empty.errors()
    page = coach.get(f"{shown.url}/files")
    both = coach.follow(attach(coach, page, (PAGE, "avenant.pdf"), (b"note", "note.txt")))
    assert "avenant.pdf" in both.text and "note.txt" in both.text and "Camille Coach" in both.text
    number = next(link for link in both.links() if link.startswith("/files/")).removeprefix("/files/").partition("?")[0]
    assert coordinator.client.get(f"/files/{number}").data == PAGE
    for stranger in (world.other_coordinator, world.centre_coordinator):
        browser(stranger).get(f"/files/{number}", status=404)
        browser(stranger).get(f"{shown.url}/files", status=404)
    browser(world.staff).get(f"{shown.url}/files", status=403)
    note = next(
        form.get("action")
        for form in both.all("form")
        if "/files/" in (form.get("action") or "")
        and not (form.get("action") or "").endswith(f"/files/{number}/remove")
    )
    left = coach.follow(coach.submit(both, action=note))
    assert "note.txt" not in left.text and "avenant.pdf" in left.text
    sign([coach], shown)
    late = coordinator.follow(attach(coordinator, coordinator.get(f"{shown.url}/files"), (PAGE, "signé.pdf")))
    assert "après une première signature" in late.text and not [
        f for f in late.all("form") if "/remove" in (f.get("action") or "")
    ]
    signed = sign([coordinator], shown)
    assert f"{shown.url}/files" not in signed.links()
    again = coach.get(f"{shown.url}/files")
    assert "ne changent plus" in attach(coach, again, (PAGE, "x.pdf"), status=200).errors()


def test_files_that_cannot_be_are_refused_by_name(browser: Open, world: World) -> None:
    coach = browser(world.coach)
    shown = added(coach, world)
    page = coach.get(f"{shown.url}/files")
    assert "Choisissez un fichier" in error_beside(coach.submit(page, status=200), "uploads")
    refused = attach(coach, page, (PAGE, "bon.pdf"), (b"MZ\x90\0", "jeu\u202e.exe"), (b"", "vide.pdf"), status=200)
    words = error_beside(refused, "uploads").replace("\u00a0", " ")
    assert "« jeu.exe » : Ce type de fichier" in words and "« vide.pdf » : Ce fichier est vide" in words
    assert "bon.pdf" in refused.text, "it is to be chosen again"
    many = attach(coach, page, *[(PAGE, f"{number}.pdf") for number in range(6)], status=200)
    assert "5 fichiers à la fois" in error_beside(many, "uploads")


def test_files_sent_twice_are_there_once(app: Flask, browser: Open, world: World) -> None:
    coach = browser(world.coach)
    shown = added(coach, world)
    page = coach.get(f"{shown.url}/files")
    data = fields_of(page.form())
    for _ in range(2):
        sent = coach._open("POST", page.url, data={**data, "uploads": [(io.BytesIO(PAGE), "a.pdf")]})
        assert sent.status == 303
    with app.app_context():
        assert db.session.query(AmendmentFile).count() == 1


def test_stale_edits_show_both_and_lose_nothing(app: Flask, browser: Open, world: World) -> None:
    coach, coordinator = browser(world.coach), browser(world.coordinator)
    shown = added(coach, world)
    first, second = coach.get(f"{shown.url}/edit"), coordinator.get(f"{shown.url}/edit")
    coach.submit(first, {"subject-fr": "De la coach"})
    stale = coordinator.submit(second, {"subject-fr": "De la Ville"}, status=200)
    assert "Quelqu’un a modifié cette page" in stale.text and typed(stale, "subject-fr") == "De la Ville"
    coordinator.submit(stale)


def test_a_form_posted_twice_makes_one(app: Flask, browser: Open, world: World) -> None:
    coach = browser(world.coach)
    page = coach.get(f"/conventions/{world.convention}/amendments/new")
    assert len({coach.submit(page, SEVEN).headers["Location"] for _ in range(2)}) == 1
    with app.app_context():
        assert db.session.query(Amendment).count() == 1


def test_a_commitment_is_altered_and_left_alone_again(app: Flask, browser: Open, world: World, kept: int) -> None:
    coach = browser(world.coach)
    shown = added(coach, world)
    page = coach.get(f"{shown.url}/commitments/{kept}")
    assert typed(page, "title-fr") == "Prêter"
    shown = coach.follow(coach.submit(page, {"title-fr": "Prêter plus"}))
    assert "Prêter, remplacé par" in shown.text
    with app.app_context():
        proposal = db.session.query(Commitment).filter_by(replaces_id=kept).one().id
    coach.submit(coach.get(f"{shown.url}/commitments/{proposal}"), {"article": ""}, status=200)
    twice = shown.form(f"{shown.url}/commitments/{proposal}/drop")
    assert twice is not None
    coach.submit(shown, action=f"{shown.url}/commitments/{proposal}/drop")
    assert "Ni la durée" not in coach.get(shown.url).text and "Prêter plus" not in coach.get(shown.url).text


def test_buttons_of_a_stale_page_change_nothing(app: Flask, browser: Open, world: World, kept: int) -> None:
    coach, coordinator = browser(world.coach), browser(world.coordinator)
    shown = added(coach, world)
    sign([coordinator], shown)
    refused = coach.follow(coach.submit(shown, action=f"{shown.url}/commitments/{kept}/end"))
    assert "vient de modifier" in refused.text
    with app.app_context():
        assert db.session.get_one(Commitment, kept).valid_until is None


def test_an_unsigned_one_is_deleted(browser: Open, world: World) -> None:
    coach = browser(world.coach)
    shown = added(coach, world)
    assert f"{shown.url}/delete" in coach.get(f"{shown.url}/edit").links()
    done = coach.follow(coach.submit(coach.get(f"{shown.url}/delete")))
    assert "L’avenant est supprimé." in done.text
    coach.get(shown.url, status=404)


def test_amendments_are_told_in_the_history_and_in_every_language(app: Flask, browser: Open, world: World) -> None:
    from ambassador.accounts.models import User

    shown = sign([browser(world.coach), browser(world.coordinator)], added(browser(world.coach), world))
    assert "prend effet le" in browser(world.coach).get(f"/conventions/{world.convention}").text
    for language in ("nl", "en"):
        with app.app_context():
            db.session.get_one(User, world.staff).language = language
            db.session.commit()
        page = browser(world.staff).get(shown.url)
        assert "Sept jours de suivi" in page.text and f"{shown.url}/sign" not in page.links()


def test_unknown_numbers_are_not_found(app: Flask, browser: Open, world: World, kept: int) -> None:
    coach = browser(world.coach)
    shown = added(coach, world)
    place = f"/conventions/{world.convention}/amendments"
    for path in (f"{place}/999999", f"{place}/999999/sign", f"{shown.url}/commitments/999999", f"{place}/x"):
        coach.get(path, status=404)
    with app.app_context():
        foreign = factories.commitment(db.session.get_one(Convention, world.foreign_convention)).id
        db.session.commit()
    coach.get(f"{shown.url}/commitments/{foreign}", status=404)


def test_after_the_end_no_amendment_is_written(app: Flask, browser: Open, world: World) -> None:
    coach = browser(world.coach)
    page = coach.get(f"/conventions/{world.convention}/amendments/new")
    stand: Any = app.config["CLOCK"]
    stand.stand_on(date(2027, 1, 16))
    refused = coach.submit(page, SEVEN, status=200)
    assert "Cette convention a pris fin" in refused.errors()
    shown = coach.get(f"/conventions/{world.convention}")
    assert not [link for link in shown.links() if link.endswith(("/edit", "/new"))]
